"""How the servers of the suite start while the processes that need them do."""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support.programs import REPOSITORY

if TYPE_CHECKING:
    from app.core.settings import Settings

PATIENCE = 120  # seconds


@contextmanager
def begun() -> Iterator[Path]:
    """Begin the servers while the processes that use them begin as well: they await them at that path."""
    with TemporaryDirectory(prefix="daytripper-") as name:
        file = Path(name) / "world"
        command = [sys.executable, "-m", "tests.support.world", str(file)]
        servers = subprocess.Popen(command, cwd=REPOSITORY, start_new_session=True)  # Ctrl-C is not for them
        try:
            yield file
        finally:
            servers.terminate()
            servers.wait(PATIENCE)


def awaited(file: Path) -> "Settings":
    """Await the servers, and raise what went wrong with them."""
    until = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)
    result: Settings | Exception = pickle.loads(file.read_bytes())  # noqa: S301  our own words
    if isinstance(result, Exception):
        raise result
    return result
