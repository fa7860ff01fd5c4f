"""An edition as a file: PDF, OpenDocument spreadsheet, CSV."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from app.core.filenames import content_disposition
from app.core.uow import Runtime
from app.services.programme_reports import documents
from app.services.programme_reports.documents import EditionText
from app.services.shared import spreadsheets


class Form(NamedTuple):
    content_type: str
    render: Callable[[Runtime, EditionText], Awaitable[bytes]]


async def _ods(_: Runtime, wording: EditionText) -> bytes:
    return await asyncio.to_thread(lambda: spreadsheets.ods(documents.tables(wording)))


async def _csv(_: Runtime, wording: EditionText) -> bytes:
    return await asyncio.to_thread(lambda: spreadsheets.csv_file(documents.tables(wording)))


FORMS: Mapping[str, Form] = {
    "pdf": Form("application/pdf", documents.pdf),
    "ods": Form(spreadsheets.ODS, _ods),
    "csv": Form(spreadsheets.CSV, _csv),
}


def disposition(wording: EditionText, suffix: str, kind: str = "attachment") -> str:
    """Return the header that names a file after the report."""
    return content_disposition(kind, wording.edition["title"], suffix, fallback="bilan")
