"""Programs of Python beside the suite."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def program(source: str, *arguments: object) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The program, as a terminal starts it (with a process group of its own), and what it prints."""
    with subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout
        finally:
            process.kill()
