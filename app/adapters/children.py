"""Child processes for untrusted input: separate from this process and the terminal, and limited in time."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "MALLOC_ARENA_MAX": "2",  # an arena for each thread would count against the memory limit
    "OPENBLAS_NUM_THREADS": "1",  # a comparison leaves the other processors to requests
}
WAITING = ThreadPoolExecutor(32, "child")  # a thread for each child


async def run(*command: str, seconds: float) -> int:
    """Return the exit status, negative when a signal ended the child. Raises TimeoutError."""
    return await finish(_start(command, DEVNULL), seconds)


def start(*command: str) -> Popen[bytes]:
    """Start a child that waits for a line on its standard input, and ends when this process does."""
    return _start(command, PIPE)


async def finish(child: Popen[bytes], seconds: float, line: bytes = b"") -> int:
    """Send the line; return the exit status, negative when a signal ended the child. Raises TimeoutError.

    The child is killed when the caller stops waiting, for any reason.
    """
    loop = asyncio.get_running_loop()
    try:
        if child.stdin is not None:
            with suppress(BrokenPipeError), child.stdin:  # it ended before: its status says how
                child.stdin.write(line)  # shorter than a pipe holds: it never blocks
        async with asyncio.timeout(seconds):
            return await loop.run_in_executor(WAITING, child.wait)
    finally:
        if child.poll() is None:
            child.kill()
            await loop.run_in_executor(WAITING, child.wait)


def end(child: Popen[bytes]) -> None:
    child.kill()
    child.communicate()


def _start(command: Sequence[str], stdin: int) -> Popen[bytes]:
    # uvloop's own way copies the page tables first, which blocks the event loop for 20 ms.
    # It has a session of its own, since Ctrl-C in a terminal is for the parent.
    return Popen(command, stdin=stdin, stdout=DEVNULL, stderr=DEVNULL, env=ENVIRONMENT, start_new_session=True)  # noqa: S603  our own program; it takes half a millisecond
