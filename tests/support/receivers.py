"""A receiver of webhooks, as a third party writes one: it believes what the library of the standard believes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks import Webhook

from app.core.clock import utc_now
from tests.support.spelling import FOUND, misspelled

TOLERANCE = timedelta(minutes=4)  # less than the library has


@dataclass
class Message:
    id: str
    content: Any
    signatures: int


@dataclass
class Receiver:
    """Answers with `status`, and `location` if there is one, after `delay` seconds."""

    url: str = ""
    secret: str = ""  # none: what comes before it is known is kept unread
    status: int = 204
    location: str = ""
    delay: float = 0
    messages: list[Message] = field(default_factory=list)

    def events(self) -> list[str]:
        return [message.content["type"] for message in self.messages]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        FOUND.extend(misspelled(body))
        content = self._read(headers, body) if self.secret else json.loads(body)
        self.messages.append(Message(headers["webhook-id"], content, len(headers["webhook-signature"].split())))
        await asyncio.sleep(self.delay)
        location = f"Location: {self.location}\r\n" if self.location else ""
        writer.write(f"HTTP/1.1 {self.status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def _read(self, headers: dict[str, str], body: bytes) -> Any:
        """Check the message with the library; of one from another day than today, its signature."""
        webhook, at = Webhook(self.secret), datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        if abs(utc_now() - at) < TOLERANCE:
            return webhook.verify(body, headers)
        assert webhook.sign(headers["webhook-id"], at, body.decode()) in headers["webhook-signature"].split()
        return json.loads(body)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks"
    async with server:
        yield receiver
