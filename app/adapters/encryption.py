"""Backups in the format of `age`: encrypted for public keys, read with one of the private keys.

A thread encrypts, and a pipe joins it to the caller: a backup of any size goes through, from front to back.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

import pyrage
from pyrage.x25519 import Identity, Recipient

from app.adapters.backup_files import DamagedBackup
from app.core.stopped import Stopped

__all__ = [
    "Identity",
    "KeyRefused",
    "decrypted",
    "encrypted",
    "generate_identity",
    "is_encrypted",
    "parse_recipients",
    "read_identities",
]

INTRODUCTION = b"age-encryption.org/v1"
NO_MATCH = "No matching keys found"
OTHER_KEYS = "This backup is encrypted for other keys than those of --identity. Nothing was changed."


class KeyRefused(Stopped):
    pass


def parse_recipients(recipients: str) -> list[Recipient]:
    """Raises KeyRefused."""
    try:
        return [Recipient.from_str(recipient) for recipient in recipients.split()]
    except pyrage.RecipientError as error:
        raise KeyRefused(f"DAYTRIPPER_BACKUP_RECIPIENTS holds what is no public key of age: {error}.") from error


def read_identities(file: Path) -> list[Identity]:
    """Read private keys as `age-keygen` writes them: one a line, comments after #. Raises KeyRefused."""
    lines = [line.strip() for line in file.read_text(errors="replace").splitlines()]
    try:
        identities = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise KeyRefused(f"{file} holds what is no private key of age: {error}. Nothing was changed.") from error
    if not identities:
        raise KeyRefused(f"{file} holds no private key of age. Nothing was changed.")
    return identities


def generate_identity() -> tuple[str, str]:
    """Return a new private key and its public key."""
    identity = Identity.generate()
    return str(identity), str(identity.to_public())


def is_encrypted(source: BufferedReader) -> bool:
    start = source.peek(len(INTRODUCTION))[: len(INTRODUCTION)]
    return bool(start) and INTRODUCTION.startswith(start)


@contextmanager
def encrypted(out: IO[bytes], recipients: Sequence[Recipient]) -> Iterator[IO[bytes]]:
    """Yield a file; what is written to it is encrypted onto `out`."""
    reader, writer = _pipe()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(_close_after, reader, lambda: pyrage.encrypt_io(reader, out, recipients))
        try:
            with writer:
                yield writer
        except BrokenPipeError:
            work.result()
            raise
        work.result()


@contextmanager
def decrypted(source: IO[bytes], identities: Sequence[Identity]) -> Iterator[IO[bytes]]:
    """Yield a file with the decrypted content of `source`. Raises KeyRefused where no key matches."""
    reader, writer = _pipe()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(_close_after, writer, lambda: pyrage.decrypt_io(source, writer, identities))
        try:
            with reader:
                yield reader
        except DamagedBackup as damage:
            if str(work.exception()) == NO_MATCH:
                raise KeyRefused(OTHER_KEYS) from damage
            raise


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return os.fdopen(read, "rb"), os.fdopen(write, "wb")


def _close_after(end: IO[bytes], pour: Callable[[], None]) -> None:
    """Close the pipe in any case: the other side would wait for ever."""
    with end:
        pour()
