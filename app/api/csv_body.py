"""Accepts a list of addresses, or of the pupils of a school, as CSV where JSON is accepted."""

import codecs
import csv
import io
import re
from typing import Any, cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from app.api.body import SIZE
from app.api.problems import refused
from app.api.queries import read_query
from app.api.routes import Handler, Parsed, Route
from app.core.errors import Invalid, Problem, TooLarge
from app.core.i18n import Words
from app.core.requests import media_type
from app.core.text import normalise_email

CSV = "text/csv"
UNREADABLE = Words("Ce tableau est illisible : une de ses cases est bien trop longue pour une adresse.")
OF_A_LINE = re.compile(r"/emails/(\d+)")
LINE = Words("ligne {line}\u00a0: {message}")
CSV_DOCUMENTATION: dict[str, object] = {
    "requestBody": {
        "content": {CSV: {"schema": {"type": "string", "maxLength": SIZE}, "example": "email\nines@example.org\n"}}
    }
}


class CsvRoute(Route):
    """`text/csv` stands for `{"emails": […]}`, with the first cell of each line that looks like an address.

    Errors in an address name its line.
    """

    def get_route_handler(self) -> Handler:
        by_json = super().get_route_handler()
        handler = APIRoute.get_route_handler(self)

        async def handle(request: Request):  # type: ignore[no-untyped-def]  # noqa: ANN202  as FastAPI's
            if media_type(request) != CSV:
                return await by_json(request)
            read_query(request)
            body, lines = self.body_of(await _read(request))
            try:
                return await handler(Parsed(_as_json(request), body))
            except RequestValidationError as error:
                raise _with_lines(refused(error), lines) from error

        return handle if self.body_field is not None else by_json

    def body_of(self, table: bytes) -> tuple[dict[str, object], list[int]]:
        """Return the JSON that the table stands for, and the line of each address."""
        emails = addresses_in(table)
        return {"emails": list(emails)}, list(emails.values())


def addresses_in(table: bytes) -> dict[str, int]:
    """Return each address once, with the line of its first occurrence, counted from 1 as in spreadsheets.

    Invalid addresses are refused later. Raises Invalid for a body that is no table.
    """
    cells = [next((cell for cell in row if "@" in cell), row[0] if row else "").strip() for row in rows_of(table)]
    if cells and "@" not in cells[0]:
        cells[0] = ""  # a header line
    addresses: dict[str, tuple[str, int]] = {}
    for line, cell in enumerate(cells, 1):
        if cell:
            addresses.setdefault(_mailbox(cell), (cell, line))
    return dict(addresses.values())


def rows_of(table: bytes) -> list[list[str]]:
    """Read the encodings and separators of common spreadsheets. Raises Invalid for a body that is no table."""
    text = _text_of(table)
    lines = io.StringIO(text.replace("\0", ""), newline=None)  # accepts the line ends of old Macs
    try:
        return list(csv.reader(lines, delimiter=_separator(text)))
    except csv.Error as error:  # a cell of more than 128 KiB
        raise Invalid(UNREADABLE) from error


def _text_of(table: bytes) -> str:
    if table.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return table.decode("utf-16", "replace")
    try:
        return table.decode("utf-8-sig")
    except UnicodeDecodeError:
        return table.decode("cp1252", "replace")


def _mailbox(cell: str) -> str:
    try:
        return normalise_email(cell)
    except ValueError:
        return cell


def _with_lines(problem: Problem, lines: list[int]) -> Problem:
    for fault in cast("list[dict[str, Any]]", problem.extensions["errors"]):
        if at := OF_A_LINE.fullmatch(fault["pointer"]):
            line = lines[int(at[1])]
            fault |= {"line": line, "message": LINE.fill(line=line, message=fault["message"])}
    return problem


def _separator(text: str) -> str:
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    return max(",;\t", key=first.count)


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > SIZE:
            raise TooLarge
    return bytes(body)


def _as_json(request: Request) -> Request:
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"content-type"]
    scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}
    return Request(scope, request.receive)
