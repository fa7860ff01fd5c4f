"""Answers that are files: tables for spreadsheets, calendars."""

from collections.abc import Sequence
from typing import Any, Literal

from fastapi import Response

from app.api.deps import PRIVATE
from app.api.routes import SPEAKS
from app.services.shared.calendar_files import ICS
from app.services.shared.spreadsheets import CSV, ODS, Table, csv_file, ods

Suffix = Literal["csv", "ods"]
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TABLES: dict[str, Any] = {"text/csv": _BINARY, ODS: _BINARY}
CALENDAR: dict[str, Any] = {"text/calendar": _BINARY}
SHEETS: dict[int | str, dict[str, Any]] = {200: {"description": "The table", "content": _TABLES, "headers": SPEAKS}}
SHEETS_OR_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"description": "The table, or the calendar", "content": _TABLES | CALENDAR, "headers": SPEAKS}
}


def file_of(tables: Sequence[Table], suffix: str, name: str) -> Response:
    """Answer with the tables, as the suffix says."""
    content, kind = (ods(tables), ODS) if suffix == "ods" else (csv_file(tables), CSV)
    return _download(content, f"{name}.{suffix}", kind)


def calendar_of(text: str, name: str) -> Response:
    return _download(text.encode(), f"{name}.ics", ICS)


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(content, 200, PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}, kind)
