"""Argon2 takes 64 MB and tens of milliseconds each: two at a time, off the event loop."""

import asyncio
from functools import lru_cache

from pwdlib import PasswordHash

_AT_ONCE = asyncio.Semaphore(2)


@lru_cache(1)
def hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache(1)
def _nobody() -> str:
    return hasher().hash("nobody has this password")


async def hashed(password: str) -> str:
    async with _AT_ONCE:
        return await asyncio.to_thread(lambda: hasher().hash(password))


async def matches(password: str, hashed_password: str | None) -> bool:
    """As slow for somebody who has no password as for somebody who has one."""
    async with _AT_ONCE:
        known = await asyncio.to_thread(lambda: hasher().verify(password, hashed_password or _nobody()))
    return known and hashed_password is not None
