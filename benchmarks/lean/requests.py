"""Whole requests of the people of the dataset."""

import gzip
import json
import urllib.request
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from app.core.actor import Actor
from app.core.security import Keys
from benchmarks.lean import dataset
from benchmarks.world import SECRET

PACKED = "Accept-Encoding: gzip\r\n"  # as every phone asks


def bearer(author: int) -> str:
    actor = Actor(UUID(dataset.uid(1, author)), UUID(dataset.uid(9, author)))
    return f"Authorization: Bearer {Keys(SECRET.encode()).access_token(actor, datetime.now(UTC))}\r\n"


def seeded(author: int) -> str:
    return f"Authorization: Bearer {dataset.token(author)}\r\n"


def get(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{PACKED}{headers}\r\n".encode()


def with_body(method: str, path: str, headers: str, body: bytes, content_type: str = "application/json") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{PACKED}{headers}Content-Type: {content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def ask(port: int, request: bytes) -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(answer(port, request)))


def answer(port: int, request: bytes) -> bytes:
    """Send a whole request; return the body of the answer, unpacked."""
    head, _, body = request.partition(b"\r\n\r\n")
    (method, path, _), *lines = (line.split(" ", 2) for line in head.decode().split("\r\n"))
    headers = {name.removesuffix(":"): " ".join(value) for name, *value in lines}
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}{path}", body or None, headers, method=method)
    ) as response:
        data: bytes = response.read()
        return gzip.decompress(data) if response.headers["content-encoding"] == "gzip" else data
