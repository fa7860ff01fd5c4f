"""Child processes for what anybody made: apart from us, out of the terminal's reach, and never for long."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, Popen

ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "MALLOC_ARENA_MAX": "2",  # an arena for each thread would count as memory that it may never use
    "OPENBLAS_NUM_THREADS": "1",  # one that compares leaves the other processors to those who wait
}
WAITING = ThreadPoolExecutor(32, "child")  # one for each, and none while there is none


async def run(*command: str, seconds: float) -> int:
    """Its exit status, negative when a signal ended it. Raises TimeoutError.

    It has a session of its own, as Ctrl-C in a terminal is for us. When we stop waiting, for whatever reason, it ends.
    """
    # uvloop's own way copies the tables of all our memory first: 20 ms in which nobody else is answered.
    child = Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=ENVIRONMENT, start_new_session=True)  # noqa: S603, ASYNC220  our own program; it takes half a millisecond
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            return await loop.run_in_executor(WAITING, child.wait)
    finally:
        if child.poll() is None:
            child.kill()
            await loop.run_in_executor(WAITING, child.wait)
