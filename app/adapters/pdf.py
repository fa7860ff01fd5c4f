"""PDF documents and pictures by typst, in a child process of their own: people's texts are data, never markup."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from app.adapters import children
from app.core.ports import PaperForm, TypesettingFailed

CHILD = (sys.executable, "-P", "-m", "app.adapters.typesetting")


class Typesetter:
    """`seconds` and `memory` (bytes of address space) limit one document; `at_once` children run in parallel."""

    def __init__(self, *, seconds: float = 20, memory: int = 1024**3, at_once: int = 2) -> None:
        self._seconds, self._memory = seconds, memory
        self._slots = asyncio.Semaphore(at_once)

    async def typeset(self, template: str, data: str, pictures: Mapping[str, bytes], form: PaperForm = "pdf") -> bytes:
        async with self._slots:
            with TemporaryDirectory(prefix="pdf-") as folder:
                await asyncio.to_thread(_write, Path(folder), {"data.json": data.encode(), **pictures})
                await self._run(template, form, folder)
                return await asyncio.to_thread(Path(folder, f"document.{form}").read_bytes)

    async def _run(self, template: str, form: PaperForm, folder: str) -> None:
        command = (*CHILD, str(self._seconds), str(self._memory), template, form, folder)
        try:
            status = await children.run(*command, seconds=self._seconds)
        except TimeoutError as error:
            raise TypesettingFailed("took too long") from error
        if status != 0:
            raise TypesettingFailed(f"exit {status}")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
