"""Writes down what is said in a recording, in a child process without network, which frees its memory when it ends.

One at a time: a recording can wait, and people who use the service cannot.
"""

import asyncio
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import structlog
from pydantic import TypeAdapter, ValidationError

from app.adapters import children
from app.adapters.model_parts import WEIGHTS
from app.adapters.renderer import ASKED_TO_STOP
from app.core.ports import Rejected, Transcript, TranscriptionFailed

logger = structlog.get_logger(__name__)
CHILD = (sys.executable, "-P", "-m", "app.adapters.transcribing")
LIBRARY = "faster_whisper"
LONGEST = 4 * 1024 * 1024  # bytes of an answer
START, SHARE = 120.0, 3.0  # seconds for any recording, and for each second of it: ten times what it takes


@dataclass(frozen=True, slots=True)
class Refusal:
    rejected: Literal["wrong_type", "unreadable", "too_costly"]


# A hostile recording may control the child: its answer is validated like any input.
ANSWER: TypeAdapter[Transcript | Refusal] = TypeAdapter(Transcript | Refusal)


class ChildTranscriber:
    """`model`: the folder of a model, or None: nothing is written down. `memory`: bytes of address space of a child."""

    def __init__(self, model: Path | None, *, memory: int = 3 * 1024**3) -> None:
        self._model, self._memory = model, memory
        self._slot = asyncio.Semaphore(1)

    @property
    def model(self) -> str | None:
        return self._model.name if self._model else None

    def works(self) -> bool:
        return self._model is not None and fault_of(self._model) is None

    async def transcribe(self, content_type: str, original: Path, seconds: float, language: str) -> Transcript:
        limit = START + SHARE * seconds
        async with self._slot:
            with TemporaryDirectory(prefix="transcribing-") as folder:
                limits = (str(limit), str(self._memory))
                await _run(*limits, str(self._model), language, content_type, str(original), folder, seconds=limit)
                return await asyncio.to_thread(_read, Path(folder, "answer"))


def fault_of(model: Path) -> str | None:
    """Say why the model in this folder writes nothing down."""
    if not (model / WEIGHTS).is_file():
        return f"{model} has no {WEIGHTS}"
    return None if find_spec(LIBRARY) else f"{LIBRARY} is not installed"


def warn_of_model(model: Path | None) -> None:
    """Say at the start that what is said will not be written down, although a model is named."""
    if model is not None and (fault := fault_of(model)):
        logger.error(
            "what_is_said_is_not_written_down", reason=fault, remedy="make transcription", see="docs/operations.md"
        )


async def _run(*request: str, seconds: float) -> None:
    try:
        status = await children.run(*CHILD, *request, seconds=seconds)
    except TimeoutError as error:
        raise Rejected("too_costly") from error
    if status < 0 and status not in ASKED_TO_STOP:  # its limits, or a fault of a decoder: it would come again
        raise Rejected("too_costly")
    if status != 0:
        raise TranscriptionFailed(f"exit {status}")


def _read(file: Path) -> Transcript:
    if not file.is_file() or file.stat().st_size > LONGEST:
        raise TranscriptionFailed("no answer")
    try:
        answer = ANSWER.validate_json(file.read_bytes())
    except ValidationError as error:
        raise TranscriptionFailed("no answer") from error
    if isinstance(answer, Refusal):
        raise Rejected(answer.rejected)
    return answer
