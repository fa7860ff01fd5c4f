"""Two hundred clients that trickle, beside people who do not. Whoever of the two hundred is given up comes again."""

import asyncio
import itertools
import multiprocessing
import random
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from aiohttp import ClientSession

from benchmarks.experiences import PERSON, bearer
from benchmarks.strain.arrivals import Request, arriving, get
from benchmarks.world import PORT, world

SLOW, ROUNDS = 200, 3
PER_SECOND, SECONDS = 40, 15
MOST_SECONDS, MOST_RATIO = 60, 1.2
DROP = 1.0  # seconds between two bytes
APART = 5.0  # seconds in which they come, so that it is not their coming at once that is felt
ESTABLISHED = 1  # among the kernel's states of a connection
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Crowd:
    """`lives`: how long each was held."""

    token: str
    lives: list[float] = field(default_factory=list)
    over: bool = False

    async def stay(self, kind: int) -> None:
        while not self.over:
            await asyncio.sleep(random.uniform(0, APART))
            began = time.monotonic()
            with suppress(OSError):
                await KINDS[kind](await _open(), self.token)
            self.lives.append(time.monotonic() - began)


async def _open() -> Line:
    """With so little room that an answer which is not taken soon stops."""
    tried = socket.socket()
    tried.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    tried.settimeout(0)
    await asyncio.get_running_loop().sock_connect(tried, ("127.0.0.1", PORT))
    return await asyncio.open_connection(sock=tried, limit=4096)


async def _say_nothing(line: Line, _token: str) -> None:
    await _until_closed(line)


async def _drop(line: Line, said: bytes) -> None:
    """Byte after byte, until nobody listens."""
    reader, writer = line
    for letter in itertools.chain(said, itertools.repeat(ord("x"))):
        writer.write(bytes([letter]))
        await writer.drain()
        await asyncio.sleep(DROP)
        if reader.at_eof() or writer.is_closing():
            return


async def _drop_head(line: Line, token: str) -> None:
    await _drop(line, f"GET /v1/experiences HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nX-Long: ".encode())


async def _drop_body(line: Line, token: str) -> None:
    head = f"POST /v1/experiences HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    line[1].write(f"{head}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n".encode())
    await _drop(line, b"{")


async def _take_slowly(line: Line, _token: str) -> None:
    """The largest answer that costs nothing to make: what waits here is the reader, and nobody's statement."""
    reader, writer = line
    writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
    while _is_open(writer) and await reader.read(1):
        await asyncio.sleep(DROP)
        writer.write(b"\r\n")  # it means nothing to a server, but tells us of one that is gone


def _is_open(writer: asyncio.StreamWriter) -> bool:
    """As the kernel sees it: what came before the end, and is not taken yet, hides the end from a reader."""
    return writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED


async def _until_closed(line: Line) -> None:
    while await line[0].read(1000):
        pass


KINDS: list[Callable[[Line, str], Awaitable[None]]] = [_say_nothing, _drop_head, _drop_body, _take_slowly]


def run() -> Iterator[str]:
    with world() as here:
        here.seed(1, 20)
        with here.serving(PORT):
            ask = _ask(bearer(here, PERSON))
            rounds = []
            asyncio.run(_calm(ask))  # warms up
            for _ in range(ROUNDS):
                calm = asyncio.run(_calm(ask))
                beside, lives = asyncio.run(_beside(ask, here.token(PERSON)))
                yield (
                    f"  p95 {calm * 1000:.1f} ms, {beside * 1000:.1f} ms beside {SLOW} slow clients; "
                    f"{len(lives)} were given up, the last after {max(lives):.0f} s"
                )
                rounds.append((beside / calm, max(lives)))
    ratio, longest = statistics.median(one for one, _ in rounds), max(one for _, one in rounds)
    kept = ratio <= MOST_RATIO and longest <= MOST_SECONDS
    yield (
        f"p95 of others beside {SLOW} slow clients: {ratio:.2f} of that without; each given up within "
        f"{longest:.0f} s; must {MOST_RATIO} and {MOST_SECONDS}: {'ok' if kept else 'ABOVE'}"
    )


def _ask(headers: dict[str, str]) -> Callable[[], tuple[str, Request]]:
    async def ask(client: ClientSession) -> None:
        await get(client, "/v1/experiences", headers)

    return lambda: ("read", ask)


async def _calm(ask: Callable[[], tuple[str, Request]]) -> float:
    felt = await arriving(f"http://127.0.0.1:{PORT}", ask, PER_SECOND, SECONDS)
    assert not felt.failed, felt.failed
    return felt.p95()


async def _beside(ask: Callable[[], tuple[str, Request]], token: str) -> tuple[float, list[float]]:
    """The two hundred are a process of their own: what they cost is not to be felt by whoever measures."""
    ours, theirs = multiprocessing.Pipe()
    crowd = multiprocessing.get_context("spawn").Process(target=_trickle, args=(token, theirs))
    crowd.start()
    assert await asyncio.to_thread(ours.recv) == "here"
    p95 = await _calm(ask)
    ours.send("enough")
    lives = await asyncio.to_thread(ours.recv)
    crowd.join()
    return p95, lives


def _trickle(token: str, told: Connection) -> None:
    told.send(asyncio.run(_crowd(token, told)))


async def _crowd(token: str, told: Connection) -> list[float]:
    crowd = Crowd(token)
    async with asyncio.TaskGroup() as group:
        for n in range(SLOW):
            group.create_task(crowd.stay(n % len(KINDS)))
        await asyncio.sleep(APART)
        told.send("here")
        await asyncio.to_thread(told.recv)
        crowd.over = True
    return crowd.lives
