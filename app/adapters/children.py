"""Child processes for untrusted input: separate from this process and the terminal, and limited in time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, Popen

ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "MALLOC_ARENA_MAX": "2",  # an arena for each thread would count against the memory limit
    "OPENBLAS_NUM_THREADS": "1",  # a comparison leaves the other processors to requests
}
WAITING = ThreadPoolExecutor(32, "child")  # a thread for each child


async def run(*command: str, seconds: float) -> int:
    """Return the exit status, negative when a signal ended the child. Raises TimeoutError.

    The child has a session of its own, since Ctrl-C in a terminal is for the parent. It is killed when the caller stops
    waiting, for any reason.
    """
    # uvloop's own way copies the page tables first, which blocks the event loop for 20 ms.
    child = Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=ENVIRONMENT, start_new_session=True)  # noqa: S603, ASYNC220  our own program; it takes half a millisecond
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            return await loop.run_in_executor(WAITING, child.wait)
    finally:
        if child.poll() is None:
            child.kill()
            await loop.run_in_executor(WAITING, child.wait)
