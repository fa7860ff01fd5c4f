"""Media files, opened in a child process of their own and never in this one.

A fresh interpreter for each file costs some 50 ms. In exchange it inherits nothing of ours (no connection, no secret in
its environment), no file can reach the next, and nothing is held in memory while there is nothing to render.
"""

import asyncio
import logging
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError

from app.core.ports import Rejected, Rendition, VariantFile

logger = logging.getLogger(__name__)
CHILD = (sys.executable, "-P", "-m", "app.adapters.rendering")
ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "MALLOC_ARENA_MAX": "2",  # an arena for each thread would count as memory that it may never use
}
LONGEST = 16 * 1024  # bytes of an answer
FILE_NAME = re.compile(r"[a-z]{1,20}\.[a-z0-9]{1,5}")
ASKED_TO_STOP = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}  # service managers signal children too


class RendererBroken(RuntimeError):
    """Our fault, or the disk's, or we are being stopped: the same file may do later."""


@dataclass(frozen=True, slots=True)
class Refusal:
    rejected: Literal["wrong_type", "unreadable", "too_large", "too_costly"]
    cause: Annotated[str, StringConstraints(max_length=200)] | None


# The child may have been taken over by what it opened: its words are checked like anybody's.
ANSWER: TypeAdapter[Rendition | Refusal] = TypeAdapter(Rendition | Refusal)


class Renderer:
    """`seconds` and `memory` (bytes of address space) are for one file; `at_once` children run at the same time."""

    def __init__(self, *, seconds: float = 60, memory: int = 1024**3, at_once: int = 2) -> None:
        self._seconds, self._memory = seconds, memory
        self._slots = asyncio.Semaphore(at_once)

    async def render(self, kind: str, content_type: str, original: Path, folder: Path) -> Rendition:
        async with self._slots:
            with TemporaryDirectory(dir=folder) as made:
                answer = _read(await self._ask(kind, content_type, str(original), made))
                variants = [_publish(variant, Path(made), folder) for variant in answer.variants]
                return replace(answer, variants=tuple(variants))

    async def _ask(self, *request: str) -> bytes:
        command = (*CHILD, str(self._seconds), str(self._memory), *request)
        child = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=ENVIRONMENT, start_new_session=True
        )  # a session of its own: Ctrl-C in a terminal is for us, who then end the child
        try:
            async with asyncio.timeout(self._seconds):
                return await _answer(child)
        except TimeoutError as error:
            raise Rejected("too_costly") from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()


async def _answer(child: Process) -> bytes:
    answer = await _all_of(child.stdout)
    status = await child.wait()
    if status > 0 or status in ASKED_TO_STOP:
        raise RendererBroken(f"exit {status} {answer.decode(errors='replace')}")
    if status < 0:
        logger.warning("A renderer was ended by signal %d", -status)
        raise Rejected("too_costly")
    return answer


async def _all_of(stream: asyncio.StreamReader | None) -> bytes:
    assert stream is not None  # noqa: S101  it is a pipe
    try:
        await stream.readexactly(LONGEST)
    except asyncio.IncompleteReadError as read:
        return read.partial
    raise Rejected("too_costly")


def _read(words: bytes) -> Rendition:
    try:
        answer = ANSWER.validate_json(words)
    except ValidationError as error:
        raise Rejected("too_costly") from error
    if isinstance(answer, Refusal):
        logger.info("Rejected as %s: %s", answer.rejected, answer.cause)
        raise Rejected(answer.rejected)
    return answer


def _publish(variant: VariantFile, made: Path, folder: Path) -> VariantFile:
    path = variant.path
    if path.parent != made or not FILE_NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        raise Rejected("too_costly")
    return replace(variant, path=path.rename(folder / path.name))
