"""What a process of the suite started ends with it, however that ends: a process of its own sees to it.

A variable of the environment says whose each process is. A program that gets an environment of its own needs `mark()`.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil

from tests.support.programs import REPOSITORY

VARIABLE = "RUN_OF_TESTS"
PATIENCE = 45  # seconds, more than a server of the application takes to stop its own


def watched() -> subprocess.Popen[bytes]:
    """Watch this process. It is watched as long as what this returns is kept."""
    environment = os.environ.copy()  # noqa: TID251  of our children
    own = f"{environment.pop(VARIABLE, '')}/{secrets.token_hex(8)}"
    command = [sys.executable, "-m", "tests.support.leftovers", own]
    # In a session of its own: neither Ctrl-C nor a signal to the whole group is for it.
    watcher = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdin=subprocess.PIPE, start_new_session=True)
    os.environ[VARIABLE] = own  # noqa: TID251
    return watcher


def mark() -> dict[str, str]:
    return {VARIABLE: os.environ[VARIABLE]}  # noqa: TID251


def _end_all(own: str) -> None:
    until, asked = time.monotonic() + PATIENCE, set[psutil.Process]()
    while left := list(_of(own)):
        for process in left:
            with suppress(psutil.Error):
                if time.monotonic() > until:
                    process.kill()
                elif process not in asked:  # only once: a second signal would cut an orderly end short
                    process.terminate()
            asked.add(process)
        time.sleep(0.1)


def _of(own: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(VARIABLE) == own:
                yield process


if __name__ == "__main__":
    sys.stdin.read()  # until the process that is watched has ended
    _end_all(sys.argv[1])
