"""Reads a body in one way: UTF-8 JSON with one meaning only."""

import json
from typing import Any

from fastapi import Request

from app.core.errors import Invalid, TooLarge, UnsupportedMedia
from app.core.i18n import Words
from app.core.requests import media_type

DEPTH, SIZE = 32, 1_000_000
MEMBERS, IN_ALL = 100, 10_000  # of an object, three times what any has; and of all objects of a body
JSON_TYPES = {"application/json", "application/merge-patch+json"}


class MalformedBody(Invalid):
    title = Words("Le corps n’est pas du JSON lisible")
    advice = Words("Envoie du JSON en UTF-8, sans clé répétée ni NaN, d’au plus 32 niveaux.")


TOO_MANY = Words("Un objet a au plus 100 membres, et le corps en a trop en tout : envoie moins à la fois.")
JSON_ONLY = Words("Envoie du JSON, avec `Content-Type: application/json`.")
REFUSALS = (MalformedBody, TooLarge, UnsupportedMedia)


def has_body(request: Request) -> bool:
    """Tell whether the headers announce a body (RFC 9112 §6.3)."""
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


async def read_json(request: Request, largest: int = SIZE, members: int = IN_ALL) -> object:
    """Read the body, of so many bytes and members at most."""
    if media_type(request) not in JSON_TYPES:
        raise UnsupportedMedia(JSON_ONLY)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    return parse(body, members)


def parse(body: bytes | bytearray, members: int = IN_ALL) -> object:
    """Read JSON. Raises TooLarge as soon as there are too many members: each may be a fault, which costs much."""
    left = members
    if body.count(b'":') - body.count(b'\\":') > members:  # in no text is a quote that is not escaped
        raise TooLarge(TOO_MANY)

    def counted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal left
        left -= len(pairs)
        if len(pairs) > MEMBERS or left < 0:
            raise TooLarge(TOO_MANY)
        return _unique(pairs)

    try:
        text = body.decode()  # json.loads would accept UTF-16, too
        value = json.loads(text, object_pairs_hook=counted, parse_constant=_refuse, parse_float=_finite)
        if body.count(b"[") + body.count(b"{") >= DEPTH:
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
