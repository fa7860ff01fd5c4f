"""Which passwords are acceptable, and whether a password is right.

Argon2 takes 64 MB and tens of milliseconds for each: two run at a time, off the event loop.
"""

import asyncio
from functools import lru_cache

from pwdlib import PasswordHash

LOOKED_AT = 72  # characters: beyond these, a password is strong enough already, or repeats itself
WEAK = 1  # of 4: guessed within a million attempts
COMMON_WORDS = ("azerty", "azertyuiop", "motdepasse", "bonjour", "jetaime", "soleil", "doudou", "daytripper")
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


def is_common(password: str, *details: str) -> bool:
    """Tell whether the password is among those tried first: common words, rows of keys, repetitions, `details` of the
    owner, and combinations of these.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - 11 MB of word lists, which only those need who choose a password

    return bool(
        zxcvbn(password[:LOOKED_AT], user_inputs=[*(detail[:LOOKED_AT] for detail in details), *COMMON_WORDS])["score"]
        <= WEAK
    )


async def matches(password: str, hashed_password: str | None) -> bool:
    """Verify a password; without a stored hash this takes as long as with one."""
    async with _AT_ONCE:
        is_match = await asyncio.to_thread(lambda: hasher().verify(password, hashed_password or _nobody()))
    return is_match and hashed_password is not None
