"""Opens media files in a child process of their own, never in this one.

A fresh interpreter for each file costs about 100 ms, unless it was started before the file was there. In exchange it
inherits nothing (no connection, no secret in its environment), no file can reach the next, and idle memory is zero.
"""

import asyncio
import json
import logging
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError

from app.adapters import children
from app.adapters.rendering import AWAITED, UNUSED
from app.core.ports import Box, Rejected, Rendition, VariantFile

logger = logging.getLogger(__name__)
CHILD = (sys.executable, "-P", "-m", "app.adapters.rendering")
LONGEST = 16 * 1024  # bytes of an answer
FILE_NAME = re.compile(r"[a-z]{1,20}\.[a-z0-9]{1,5}")
ASKED_TO_STOP = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}  # service managers signal children, too


class RendererBroken(RuntimeError):
    """A failure of the server, the disk or a stopping process: a later attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    rejected: Literal["wrong_type", "unreadable", "too_large", "too_costly"] | None  # None: not a fault of the file
    cause: Annotated[str, StringConstraints(max_length=200)] | None


# A hostile file may control the child: its answer is validated like any input.
ANSWER: TypeAdapter[Rendition | Refusal] = TypeAdapter(Rendition | Refusal)


class Renderer:
    """`seconds` and `memory` (bytes of address space) limit one file; `at_once` children run in parallel."""

    def __init__(
        self, *, seconds: float = 60, memory: int = 1024**3, at_once: int = 2, niceness: int = AWAITED
    ) -> None:
        self._seconds, self._memory, self._niceness = seconds, memory, niceness
        self._slots = asyncio.Semaphore(at_once)
        self._spare: Popen[bytes] | None = None

    def prepare(self) -> None:
        if not self._has_spare():
            self._spare = children.start(*CHILD, "images")

    def close(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            children.end(spare)

    def _has_spare(self) -> bool:
        """Say whether a child waits. One that ended, or was killed, before it had a file says nothing of a file."""
        if self._spare is not None and self._spare.poll() is not None:
            self.close()
        return self._spare is not None

    async def render(
        self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
    ) -> Rendition:
        async with self._slots:
            with TemporaryDirectory(dir=folder) as directory:
                await self._run(kind, content_type, str(original), directory, json.dumps(list(boxes)))
                answer = _read(Path(directory, "answer"))
                variants = [_publish(variant, Path(directory), folder) for variant in answer.variants]
                return replace(answer, variants=tuple(variants))

    async def _run(self, *request: str) -> None:
        # The answer is a file: a pipe can be flooded, or held open by a process that outlives the child.
        line = json.dumps([str(self._seconds), str(self._memory), *request, str(self._niceness)]).encode() + b"\n"
        spare, self._spare = self._spare if self._has_spare() else None, None
        status = UNUSED if spare is None else await self._finish(spare, line)
        if status == UNUSED:
            status = await self._finish(children.start(*CHILD), line)
        _check(status)

    async def _finish(self, child: Popen[bytes], line: bytes) -> int:
        try:
            return await children.finish(child, self._seconds, line)
        except TimeoutError as error:
            raise Rejected("too_costly") from error


def _check(status: int) -> None:
    if status > 0 or status in ASKED_TO_STOP:
        raise RendererBroken(f"exit {status}")
    if status < 0:
        logger.warning("A renderer was ended by signal %d", -status)
        raise Rejected("too_costly")


def _read(file: Path) -> Rendition:
    if not file.is_file() or file.stat().st_size > LONGEST:
        raise Rejected("too_costly")
    try:
        answer = ANSWER.validate_json(file.read_bytes())
    except ValidationError as error:
        raise Rejected("too_costly") from error
    if isinstance(answer, Rendition):
        return answer
    if answer.rejected is None:
        raise RendererBroken(answer.cause)
    logger.info("Rejected as %s: %s", answer.rejected, answer.cause)
    raise Rejected(answer.rejected)


def _publish(variant: VariantFile, source: Path, folder: Path) -> VariantFile:
    path = variant.path
    if path.parent != source or not FILE_NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        raise Rejected("too_costly")
    return replace(variant, path=path.rename(folder / path.name))
