"""What lies on this machine's own disk, for as long as it is worked on."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "daytripper-media-"
YOUNG = 10.0  # seconds within which a folder that nobody holds may be one that is just being made


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of one's own. It goes with the block; or, if this process is killed, when the next one is made."""
    _remove_abandoned()
    with TemporaryDirectory(prefix=PREFIX) as directory, _held(Path(directory)):
        yield Path(directory)


def _remove_abandoned() -> None:
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is held, young, somebody else's, or gone
            status = path.lstat()
            if status.st_uid == os.geteuid() and time.time() - status.st_mtime > YOUNG:
                with _held(path):
                    shutil.rmtree(path)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Raises OSError when another one holds it, or it is no folder. The system takes the hold back from the dead."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
