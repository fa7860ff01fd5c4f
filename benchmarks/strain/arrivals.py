"""Requests that come when they come, whether or not those before were answered; what people feel counts from then."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from app import worker

LINES, PATIENCE = 200, 60


@dataclass
class Felt:
    """Seconds by kind of request, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def many(self) -> int:
        return sum(map(len, self.seconds.values()))

    def p95(self, *kinds: str) -> float:
        ordered = sorted(item for kind in kinds or self.seconds for item in self.seconds.get(kind, ()))
        return ordered[int(len(ordered) * 0.95)] if ordered else 0.0

    def median(self, *kinds: str) -> float:
        ordered = sorted(item for kind in kinds or self.seconds for item in self.seconds.get(kind, ()))
        return ordered[len(ordered) // 2] if ordered else 0.0


Request = Callable[[ClientSession], Awaitable[None]]  # raises for an answer that is none


def arrive(url: str, choose: Callable[[], tuple[str, Request]], per_second: float, seconds: float) -> Felt:
    with asyncio.Runner(loop_factory=worker.LOOP) as runner:
        return runner.run(arriving(url, choose, per_second, seconds))


async def arriving(url: str, choose: Callable[[], tuple[str, Request]], per_second: float, seconds: float) -> Felt:
    felt, under_way, began = Felt(), set[asyncio.Task[None]](), time.monotonic()
    connector, timeout = TCPConnector(limit=LINES), ClientTimeout(PATIENCE)
    async with ClientSession(url, connector=connector, timeout=timeout, raise_for_status=True) as client:
        for n in itertools.count():
            due = began + n / per_second
            if due > began + seconds:
                break
            await asyncio.sleep(max(0, due - time.monotonic()))
            kind, request = choose()
            task = asyncio.create_task(_once(felt, client, kind, request, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
    return felt


async def get(client: ClientSession, path: str, headers: dict[str, str]) -> None:
    async with client.get(path, headers=headers) as answer:
        await answer.read()


async def put(client: ClientSession, path: str, headers: dict[str, str], body: object) -> None:
    """Bytes as they are, all else as JSON."""
    given = {"data": body} if isinstance(body, bytes) else {"json": body}
    async with client.put(path, headers=headers, **given) as answer:  # type: ignore[arg-type]
        await answer.read()


async def _once(felt: Felt, client: ClientSession, kind: str, request: Request, due: float) -> None:
    try:
        await request(client)
    except (ClientError, TimeoutError) as error:
        felt.failed[f"{kind}: {error!r}"[:300]] += 1
    felt.seconds.setdefault(kind, []).append(time.monotonic() - due)
