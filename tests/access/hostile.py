"""What nobody should send, and every place of the document where it can be sent."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.access.lines import Cell, Line, said
from tests.access.references import writable

Schemas = Mapping[str, Mapping[str, Any]]
MARK = "here is what nobody should send"
DEEP = 3  # members of members
FOLDER = Path(__file__).parent
JSONS = (  # as they are written: JSON has more ways to be wrong than Python
    *FOLDER.joinpath("hostile_json.txt").read_text().splitlines(),
    *("", "1" * 400, "[" * 40 + "]" * 40, f"[{','.join(['1'] * 2_000)}]"),
    *(f'"{"é" * 30_000}"', '"' + "e\u0301" * 3_000 + '"'),
)
WORDS = (  # of a path or a query, quoted
    *FOLDER.joinpath("hostile_words.txt").read_text().splitlines(),
    *("", "1" * 400, "a" * 9_000, "%F0%9F%98%80" * 300),
)
HEADERS = (
    *FOLDER.joinpath("hostile_headers.txt").read_text().splitlines(),
    *("", " ", "\0", "\x7f", "9" * 400, "a" * 9_000),
)
BODIES = (
    *(b"", b"\0", b"{", b"[", b'"', b"nul", b"null", b"[]", b"0", b'""', b'{"__proto__": {}}', b"a=b&c=%00"),
    *(b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"[" * 5_000, b'{"a":' * 2_000, b"PK\x03\x04" + bytes(40), b"\xc3\x28"),
    *(b"\x1f\x8b\x08" + bytes(40), b"%PDF-1.7\n", b"--x\r\n\r\n", b'{"id": 1}\n{"id": 1}', b"GIF89a"),
    *(b"a\rb\r\nc", b'"a\rb', b"a" * 200_000, b"a@b.org\0;\n"),
)


@dataclass(frozen=True)
class HostileRequest:
    """The line's request, with something in it that nobody should send."""

    place: str
    line: Line


def hostile_requests(
    operation: Mapping[str, Any], line: Line, cell: Cell, schemas: Schemas
) -> Iterator[list[HostileRequest]]:
    """By place, all that can be sent there."""
    for item in operation.get("parameters", ()):
        yield list(_parameter(item["in"], item["name"], line))
    for content_type, content in operation.get("requestBody", {}).get("content", {}).items():
        template = replace(line, headers={**line.headers, "content-type": content_type})
        yield [HostileRequest(f"body {body[:40]!r}", replace(template, body=body)) for body in BODIES]
        content_of_line = said(line.body, cell)
        if content_type == "application/json" and not isinstance(content_of_line, bytes):
            for path in members(content["schema"], schemas):
                whole = json.dumps(_put(content_of_line, path))
                place = "/".join(path)
                yield [
                    HostileRequest(f"{place}: {item[:40]}", replace(template, body=_filled(whole, item)))
                    for item in JSONS
                ]


def _parameter(location: str, name: str, line: Line) -> Iterator[HostileRequest]:
    if location == "header":
        for value in HEADERS:
            yield HostileRequest(f"{name}: {value[:40]}", replace(line, headers={**line.headers, name.lower(): value}))
        return
    for word in WORDS:
        place = f"{name}={word[:40]}"
        if location == "query":
            yield HostileRequest(place, replace(line, query=f"{quote(name)}={word}"))
        elif word:  # without it, it is another path
            yield HostileRequest(place, replace(line, at={**line.at, name: word}))


def members(schema: Mapping[str, Any], schemas: Schemas, depth: int = DEEP) -> Iterator[tuple[str, ...]]:
    """Every member that the schema names; of a list, those of its first item."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for item in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from members(item, schemas, depth)
    for name, inner in writable(schema).items() if depth else ():
        yield (name,)
        yield from ((name, *rest) for rest in members(inner, schemas, depth - 1))
    if "items" in schema:
        yield ("0",)
        yield from (("0", *rest) for rest in members(schema["items"], schemas, depth))


def _put(value: Any, path: tuple[str, ...]) -> Any:
    """With the mark at that place, and all that leads there."""
    if not path:
        return MARK
    name, *rest = path
    if name == "0":
        first, *tail = value if isinstance(value, list) and value else [None]
        return [_put(first, tuple(rest)), *tail]
    whole = copy.copy(value) if isinstance(value, dict) else {}
    return {**whole, name: _put(whole.get(name), tuple(rest))}


def _filled(whole: str, value: str) -> bytes:
    return whole.replace(json.dumps(MARK), value).encode(errors="surrogatepass")
