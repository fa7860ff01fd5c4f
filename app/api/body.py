"""Reads a body in one way: UTF-8 JSON with one meaning only."""

import json
from typing import Any

from fastapi import Request

from app.core.errors import Invalid, TooLarge, UnsupportedMedia
from app.core.i18n import Words
from app.core.requests import media_type

DEPTH, SIZE = 32, 1_000_000
JSON_TYPES = {"application/json", "application/merge-patch+json"}


class MalformedBody(Invalid):
    title = Words("Le corps n’est pas du JSON lisible")
    advice = Words("Envoie du JSON en UTF-8, sans clé répétée ni NaN, d’au plus 32 niveaux.")


JSON_ONLY = Words("Envoie du JSON, avec `Content-Type: application/json`.")
REFUSALS = (MalformedBody, TooLarge, UnsupportedMedia)


def has_body(request: Request) -> bool:
    """Tell whether the headers announce a body (RFC 9112 §6.3)."""
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


async def read_json(request: Request, largest: int = SIZE) -> object:
    if media_type(request) not in JSON_TYPES:
        raise UnsupportedMedia(JSON_ONLY)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    return parse(body)


def parse(body: bytes | bytearray) -> object:
    try:
        text = body.decode()  # json.loads would accept UTF-16, too
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite)
        _measure(value, DEPTH)
    except (ValueError, RecursionError) as error:
        raise MalformedBody from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key occurs twice")
    return members


def _refuse(constant: str) -> float:
    raise ValueError(constant)  # NaN, Infinity


def _finite(text: str) -> float:
    number = float(text)
    return number if abs(number) < float("inf") else _refuse(text)


def _measure(value: object, left: int) -> None:
    if left == 0:
        raise ValueError("too deep")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        _measure(item, left - 1)
