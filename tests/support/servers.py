"""How the servers of the suite start while the processes that need them do."""

import pickle
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.settings import Settings

PATIENCE = 120  # seconds


@contextmanager
def begun() -> Iterator[Path]:
    """Begin the servers while whoever uses them begins as well: they await them at that path."""
    with TemporaryDirectory(prefix="daytripper-") as name, ExitStack() as stack, ThreadPoolExecutor(1) as thread:
        thread.submit(_begin, stack, file := Path(name) / "world")
        yield file


def _begin(stack: ExitStack, file: Path) -> None:
    try:
        # Only now, and beside the others: to import the application takes seconds.
        result: object = stack.enter_context(import_module("tests.support.world").world())
    except Exception as error:  # noqa: BLE001  it is theirs who wait
        result = error
    half = file.with_suffix(".half")
    half.write_bytes(pickle.dumps(result))
    half.rename(file)


def awaited(file: Path) -> "Settings":
    """Await the servers, and raise what went wrong with them."""
    until = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)
    result: Settings | Exception = pickle.loads(file.read_bytes())  # noqa: S301  our own words
    if isinstance(result, Exception):
        raise result
    return result
