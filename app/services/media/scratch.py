"""Temporary folders on this machine's disk."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "daytripper-media-"
YOUNG = 10.0  # seconds: a younger folder without a lock may be about to be locked


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a temporary folder. It is deleted after the block; if this process is killed, when the next one is made."""
    _remove_abandoned()
    with TemporaryDirectory(prefix=PREFIX) as directory, _held(Path(directory)):
        yield Path(directory)


def _remove_abandoned() -> None:
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # locked, young, of another user, or gone
            status = path.lstat()
            if status.st_uid == os.geteuid() and time.time() - status.st_mtime > YOUNG:
                with _held(path):
                    shutil.rmtree(path)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Lock the folder. Raises OSError when another process holds it. The system releases the lock of a dead process."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
