"""Clients that let us wait, on a real socket; the time that passes is only said."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from app.api.connections import HEAD_BYTES, HEADERS, LEAST, Connection
from app.server import Server

GET = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
PUT = b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n"
MUCH = 32_000_000


@dataclass
class Line:
    """A client, and what the server has of it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    connection: Connection

    async def say(self, content: bytes) -> None:
        before = self.connection._received
        self.writer.write(content)
        while self.connection._received < before + len(content):
            await asyncio.sleep(0.001)

    def is_open_after(self, *seconds: float) -> bool:
        """Looked at when so many have passed since the beginning."""
        for now in seconds:
            self.connection.check(now)
        return not self.connection.transport.is_closing()


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes the whole body; a path says how many bytes to answer."""
    while (await receive()).get("more_body"):
        pass
    size = int(scope["path"].strip("/") or 2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    await send({"type": "http.response.body", "body": b"x" * size})


async def never(_scope: Scope, _receive: Receive, _send: Send) -> None:
    await asyncio.sleep(3600)


@asynccontextmanager
async def line(app: object = answer) -> AsyncIterator[Line]:
    config = uvicorn.Config(app, http=Connection, ws="none", lifespan="off", log_config=None)  # type: ignore[arg-type]
    config.load()
    state = ServerState()
    make = lambda: Connection(config, state, {})  # noqa: E731  what asyncio asks for
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    while not state.connections:
        await asyncio.sleep(0.001)
    (connection,) = state.connections
    assert isinstance(connection, Connection)
    try:
        yield Line(reader, writer, connection)
    finally:
        writer.close()
        connection.transport.abort()
        server.close()
        for task in state.tasks:
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)


HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"
LARGE_HEADS = {
    "a header without end": HEAD + b"x: " + b"y" * 20_000_000,
    "a name without end": HEAD + b"x" * 20_000_000,
    "an address without end": b"GET /" + b"x" * 20_000_000,
    "a million headers": HEAD + b"x:y\r\n" * 1_000_000,
    "a head that is whole": HEAD + b"x: " + b"y" * HEAD_BYTES + b"\r\n\r\n",
    "headers that are whole": HEAD + b"x:y\r\n" * HEADERS + b"\r\n",
    "an address that is whole": b"GET /" + b"x" * HEAD_BYTES + b" HTTP/1.1\r\nhost: x\r\n\r\n",
}


@pytest.mark.parametrize("name", LARGE_HEADS)
async def test_a_head_that_is_too_large_is_refused_and_the_connection_ends(name: str) -> None:
    """The client reads the refusal even where it still sends."""
    async with line(never) as client:
        client.writer.write(LARGE_HEADS[name])
        async with asyncio.timeout(30):
            refusal = await client.reader.read()
        assert refusal.startswith(b"HTTP/1.1 431 ")
        assert json.loads(refusal.partition(b"\r\n\r\n")[2])["type"] == "/problems/head-too-large"
        assert client.is_open_after(0, 9)
        assert not client.is_open_after(10)


@pytest.mark.slow
async def test_a_head_without_end_takes_no_more_of_the_processor_than_a_body() -> None:
    """20 MB took 8 s, in which nobody else was answered."""

    async def seconds_of(request: bytes) -> float:
        async with line() as client:
            before = time.process_time()
            client.writer.write(request)
            await client.reader.readuntil(b"\r\n\r\n")
            await client.writer.drain()
            return time.process_time() - before

    body = HEAD.replace(b"GET", b"PUT") + b"content-length: 20000000\r\n\r\n" + b"y" * 20_000_000
    ordinary = min([await seconds_of(body) for _ in range(3)])
    for name in ("a header without end", "a million headers"):
        assert min([await seconds_of(LARGE_HEADS[name]) for _ in range(3)]) <= ordinary, name


async def test_the_largest_head_is_answered_and_so_is_the_next() -> None:
    several = b"x: y\r\n" * (HEADERS - 2)
    largest = b"z: " + b"z" * (HEAD_BYTES - len(HEAD + several)) + b"\r\n\r\n"
    async with line() as client:
        for _ in range(3):
            await client.say(HEAD + several + largest)
            assert (await client.reader.readuntil(b"xx")).startswith(b"HTTP/1.1 200")


async def test_what_is_sent_below_a_body_has_the_same_bound() -> None:
    async with line() as client:
        chunked = HEAD.replace(b"GET", b"PUT") + b"transfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100_000
        await client.say(chunked)
        client.writer.write(b"0\r\nx: " + b"y" * 300_000)
        while not client.connection.transport.is_closing():
            await asyncio.sleep(0.001)


async def test_who_says_nothing_is_given_up() -> None:
    async with line() as client:
        assert client.is_open_after(0, 9)
        assert not client.is_open_after(10)


async def test_a_head_that_comes_by_drops_is_given_up() -> None:
    async with line() as client:
        for now in (0, 4, 8):
            await client.say(GET[now : now + 4])
            assert client.is_open_after(now)
        assert not client.is_open_after(12)


async def test_between_two_requests_uvicorn_counts() -> None:
    async with line() as client:
        await client.say(GET)
        assert (await client.reader.readuntil(b"xx")).endswith(b"xx")
        assert client.is_open_after(0, 100)
        await client.say(GET[:5])
        assert client.is_open_after(100)
        assert not client.is_open_after(110)


async def test_a_body_that_comes_by_drops_is_given_up_and_a_slow_one_is_not() -> None:
    async with line() as client:
        await client.say(PUT)
        assert client.is_open_after(0)
        for now in (20, 40, 60):
            await client.say(b"x" * LEAST)
            assert client.is_open_after(now)
        await client.say(b"x" * (LEAST - 1))
        assert client.is_open_after(79)
        assert not client.is_open_after(80)


async def test_what_we_take_long_for_is_nobody_elses_fault() -> None:
    async with line(never) as client:
        await client.say(GET)
        assert client.is_open_after(0, 1000, 2000)


async def test_a_body_that_we_do_not_take_is_nobody_elses_fault() -> None:
    async with line(never) as client:
        client.writer.write(PUT + b"x" * 999_999)
        while not client.connection.flow.read_paused:
            await asyncio.sleep(0.001)
        assert client.is_open_after(0, 1000)


async def test_who_does_not_take_the_answer_is_given_up() -> None:
    async with line() as client:
        await client.say(f"GET /{MUCH} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        while not client.connection.flow.write_paused:
            await asyncio.sleep(0.001)
        assert client.is_open_after(0, 29)
        assert not client.is_open_after(30)


async def test_who_takes_the_answer_slowly_gets_it() -> None:
    async with line() as client:
        await client.say(f"GET /{MUCH} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        while not client.connection.flow.write_paused:
            await asyncio.sleep(0.001)
        assert client.is_open_after(0, 29)
        await client.reader.readuntil(b"\r\n\r\n")
        assert len(await client.reader.readexactly(MUCH)) == MUCH
        assert client.is_open_after(31, 1000)


async def test_the_server_looks_at_every_connection_now_and_then() -> None:
    checks: list[float] = []

    class Checked:
        check = checks.append

    server = Server(uvicorn.Config(answer, log_config=None), "", lambda: None)  # type: ignore[arg-type, return-value]
    server.server_state.connections.add(Checked())  # type: ignore[arg-type]
    for tick in range(41):
        assert not await server.on_tick(tick)
    assert len(checks) == 3
