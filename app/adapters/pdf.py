"""PDF documents and pictures by typst, in a child process of their own: people's texts are data, never markup."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.adapters import children, glyphs
from app.core.ports import Draft, PaperForm, TypesettingFailed

CHILD = (sys.executable, "-P", "-m", "app.adapters.typesetting")


class Typesetter:
    """`seconds` and `memory` (bytes of address space) limit one document; `at_once` children run in parallel.

    `most`: documents that are set or wait; the next one fails at once. Anybody with a link may ask for any number.
    """

    def __init__(self, *, seconds: float = 20, memory: int = 1024**3, at_once: int = 2, most: int = 24) -> None:
        self._seconds, self._memory = seconds, memory
        self._slots, self._room = asyncio.Semaphore(at_once), most

    async def typeset(
        self, template: str, drafts: Sequence[Draft], pictures: Mapping[str, bytes], form: PaperForm = "pdf"
    ) -> bytes:
        if self._room == 0:
            raise TypesettingFailed("too many wait")
        self._room -= 1
        try:
            return await self._typeset(template, drafts, pictures, form)
        finally:
            self._room += 1

    async def _typeset(
        self, template: str, drafts: Sequence[Draft], pictures: Mapping[str, bytes], form: PaperForm
    ) -> bytes:
        files = {f"draft-{n}.json": draft.data.encode() for n, draft in enumerate(drafts)}
        limits = json.dumps([(draft.group, draft.pages) for draft in drafts]).encode()
        async with self._slots:
            with TemporaryDirectory(prefix="pdf-") as folder:
                await asyncio.to_thread(_write, Path(folder), {"pages.json": limits, **files, **pictures})
                await self._run(template, form, folder)
                return await asyncio.to_thread(Path(folder, f"document.{form}").read_bytes)

    def missing(self, text: str) -> str:
        return glyphs.missing(text)

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
