"""A room with many phones: how soon a change is on the walls, what streams cost, how soon answers are taken.

`ROOM_PHONES=90 make bench ARGS=rooms` asks with fewer.
"""

import asyncio
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator

import asyncpg
import psutil

from benchmarks import room_entry, room_votes
from benchmarks.load import verdict
from benchmarks.room_world import ROOM, SURVEY, ask, listen_all, make, open_walls, percentile
from benchmarks.world import World

PHONES, STREAMS, WALLS = int(os.environ.get("ROOM_PHONES", "300")), 1_000, 40
CHANGES = 40
MOST_MB = 64
WALL_SECONDS, ANSWER_SECONDS = 1.0, {90: 0.15, 300: 0.4}
STATEMENTS_PER_SECOND = 4  # for all streams of all rooms
MEASURED_SECONDS = 5
RECONNECT = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'"
RECONNECT += " and pid <> pg_backend_pid()"


def measure(world: World, server: subprocess.Popen[bytes]) -> Iterator[str]:
    make(world)
    with asyncio.Runner() as runner:
        for phones in sorted({min(90, PHONES), PHONES}):
            wall, answers = runner.run(_answer_and_see(world, phones))
            yield verdict(f"{phones} phones: commit → wall, p99", wall, WALL_SECONDS)
            yield verdict(f"{phones} phones answer in 5 s: p95", answers, ANSWER_SECONDS.get(phones, 0.4))
            yield from room_votes.measure(world, runner, phones)
        rate = runner.run(_statements(world))
        said = "ok" if rate <= STATEMENTS_PER_SECOND else "ABOVE"
        yield f"{PHONES} streams, 40 signals a second: {rate:.1f} statements a second; {STATEMENTS_PER_SECOND}: {said}"
        more = runner.run(_memory(world, server))
        said = "ok" if more <= MOST_MB else "ABOVE"
        yield f"{STREAMS} streams and {WALLS} walls: {more:.0f} MB more in the API (PSS); must {MOST_MB}: {said}"
    yield from room_entry.measure(world)


async def _answer_and_see(world: World, phones: int) -> tuple[float, float]:
    """Return the p99 of commit → wall and the p95 of answers, in seconds."""
    async with asyncio.timeout(300):
        listeners = await listen_all(world, phones, await open_walls(world, WALLS))
        answering = asyncio.create_task(_answer_all(world, phones))
        changes = dict[int, float]()
        for number in range(CHANGES):
            scene = {"phase": "ask", "mission_id": SURVEY, "seconds": 60 + number}
            room = json.loads(await ask(world, 1, "PUT", f"/v1/rooms/{ROOM}/scene", scene, **{"If-Match": "*"}))
            changes[room["version"]] = time.perf_counter()
            await asyncio.sleep(0.3)
        answers = await answering
        await asyncio.sleep(1)
    walls = listeners[phones:]
    waits = [
        min((at for seen, at in wall.heard.items() if seen >= version), default=float("inf")) - began
        for version, began in changes.items()
        for wall in walls
    ]
    for listener in listeners:
        listener.close()
    return percentile(waits, 99), percentile(answers, 95)


async def _answer_all(world: World, phones: int) -> list[float]:
    """Each phone answers once, within five seconds of each other."""

    async def answer(number: int) -> float:
        await asyncio.sleep(5 * number / phones)
        began = time.perf_counter()
        body = {"answers": [{"code": "clarte", "number": 1 + number % 5}]}
        await ask(world, number + 2, "PUT", f"/v1/missions/{SURVEY}/response", body)
        return time.perf_counter() - began

    return await asyncio.gather(*(answer(number) for number in range(phones)))


async def _statements(world: World) -> float:
    """Return how many more statements there are in a second while the room, which shows results, is told of often."""
    async with asyncio.timeout(120):
        results = {"phase": "results", "mission_id": SURVEY}
        await ask(world, 1, "PUT", f"/v1/rooms/{ROOM}/scene", results, **{"If-Match": "*"})
        listeners = await listen_all(world, PHONES, await open_walls(world, 1))
        connection = await asyncpg.connect(world.url)
        database = await connection.fetchval("select current_database()")
        await connection.execute(f"alter database {database} set log_statement = 'all'")
        await connection.execute(RECONNECT)
        await asyncio.sleep(8)  # until all listen again, and their statements are planned
        log, rows = world.settings.data_dir / "postgres" / "server.log", list[int]()
        for has_signals in (False, True):
            begin, until = log.stat().st_size, time.monotonic() + MEASURED_SECONDS
            while has_signals and time.monotonic() < until:
                await connection.execute("select pg_notify('rooms', $1)", ROOM)
                await asyncio.sleep(0.025)
            await asyncio.sleep(max(0, until - time.monotonic()))
            rows.append(_executions(log.read_bytes()[begin:].decode()))
        await connection.execute(f"alter database {database} reset log_statement")
        await connection.execute(RECONNECT)
        await connection.close()
    for listener in listeners:
        listener.close()
    if not rows[1]:
        raise RuntimeError("the log of PostgreSQL shows no statement")
    return (rows[1] - rows[0]) / MEASURED_SECONDS


def _executions(log: str) -> int:
    """Count the statements that were executed, without ours."""
    lines = re.findall(r"LOG: +(?:execute [^:]+|statement): (.*)", log)
    return sum("pg_notify" not in line for line in lines)


async def _memory(world: World, server: subprocess.Popen[bytes]) -> float:
    """Return how many megabytes more the API has with many streams."""
    api = psutil.Process(server.pid)
    await asyncio.sleep(2)
    before = api.memory_full_info().pss
    listeners = await listen_all(world, STREAMS, await open_walls(world, WALLS))
    await asyncio.sleep(2)
    more = (api.memory_full_info().pss - before) / 1e6
    for listener in listeners:
        listener.close()
    return float(more)
