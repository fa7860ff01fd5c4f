"""Byte ranges (RFC 9110 §14), one at a time: a request for several gets the whole."""

import re
from typing import NamedTuple

from fastapi import Request

from app.core.errors import OutOfRange
from app.core.requests import header

SINGLE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})", re.ASCII | re.IGNORECASE)


class Span(NamedTuple):
    start: int
    length: int


def asked_range(request: Request, size: int, etag: str) -> Span | None:
    """Return the requested range. None: the whole. Raises OutOfRange."""
    match = SINGLE_RANGE.fullmatch(header(request, b"range").strip())
    if match is None or request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    first, last = (int(edge) if edge else None for edge in match.groups())
    if first is None:
        return None if last is None else _suffix(last, size)
    if last is not None and last < first:
        return None
    if first >= size:
        raise OutOfRange
    return Span(first, min(size - 1 if last is None else last, size - 1) - first + 1)


def _suffix(length: int, size: int) -> Span:
    if length == 0 or size == 0:
        raise OutOfRange
    return Span(max(0, size - length), min(length, size))
