"""Looks at all that the application sends: an instant in JSON has one spelling (app/core/clock.py: on_the_wire)."""

import gzip
import io
import re
from collections.abc import Iterator
from zipfile import ZipFile

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.support.documents import PARTS

LOOKS_SO = re.compile(rb'(?:"(\w+)" ?: ?)?"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d[^"\\]{0,20})"')
SPELLED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# A time on a wall, as a file says it: without an offset it is no instant, and the offset of another is part of it.
ON_THE_WALL = re.compile(rb'"suggested" ?: ?\{[^{}]*\}|"lastModified" ?: ?"[^"]*"')  # the second: JSON Resume
DOCUMENTS = {f"{part}.json" for part in PARTS}  # of the API: tests/test_instants.py looks at their examples
STREAM = "text/event-stream"
FOUND: list[str] = []


def misspelled(content: bytes) -> Iterator[str]:
    """Yield what looks like an instant in a JSON document, and is spelled otherwise."""
    for match in LOOKS_SO.finditer(ON_THE_WALL.sub(b"", content)):
        if not SPELLED.fullmatch(match[2]):
            yield match[0].decode()


def watched(app: FastAPI) -> FastAPI:
    """Look at each answer of the application. What is found fails the test that runs (tests/support/fixtures.py)."""
    assert app.middleware_stack is not None  # create_app sets it
    app.middleware_stack = Spelling(app.middleware_stack)
    return app


class Spelling:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, _Listener(scope, send) if scope["type"] == "http" else send)


class _Listener:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._headers, self._body = Headers(), b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._headers = Headers(raw=message["headers"])
        elif message["type"] == "http.response.body" and self._is_json:
            self._body += message.get("body", b"")
            if self._is_stream or not message.get("more_body"):
                self._look()
        await self._send(message)

    @property
    def _is_stream(self) -> bool:
        return self._headers.get("content-type", "").startswith(STREAM)

    @property
    def _is_json(self) -> bool:
        return self._is_stream or any(kind in self._headers.get("content-type", "") for kind in ("json", "zip"))

    def _look(self) -> None:
        if self._scope["path"].rpartition("/")[2] in DOCUMENTS:
            return
        for content in _documents(self._body):
            FOUND.extend(f"{self._scope['method']} {self._scope['path']}: {item}" for item in misspelled(content))
        self._body = b""


def _documents(body: bytes) -> Iterator[bytes]:
    """Yield the JSON of an answer, or of the files in it."""
    if body.startswith(b"PK"):
        with ZipFile(io.BytesIO(body)) as archive:
            yield from (archive.read(name) for name in archive.namelist() if name.endswith((".json", ".jsonl")))
    else:
        yield gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
