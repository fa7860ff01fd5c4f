"""A room with many phones: how soon a change is on the walls, what streams cost, how soon answers are taken.

`ROOM_PHONES=90 make bench ARGS=rooms` asks with fewer.
"""

import asyncio
import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence

import asyncpg
import psutil

from benchmarks.load import verdict
from benchmarks.world import PORT, World

PHONES, STREAMS, WALLS = int(os.environ.get("ROOM_PHONES", "300")), 1_000, 40
CHANGES = 40
MOST_MB = 64
WALL_SECONDS, ANSWER_SECONDS = 1.0, {90: 0.15, 300: 0.4}
STATEMENTS_PER_SECOND = 4  # for all streams of all rooms
MEASURED_SECONDS = 5
ROOM, SURVEY = "f0000000-0000-7000-8000-000000000001", "d0000000-0000-7000-8000-0000000f0001"
COMMUNITY = "c0000000-0000-7000-8000-000000000001"
FORM = {"sheets": "unlinked", "results": "team", "questions": [{"code": "clarte", "text": "Ça va ?", "type": "scale"}]}


def measure(world: World, server: subprocess.Popen[bytes]) -> Iterator[str]:
    _make(world)
    with asyncio.Runner() as runner:
        for phones in sorted({min(90, PHONES), PHONES}):
            wall, answers = runner.run(_answer_and_see(world, phones))
            yield verdict(f"{phones} phones: commit → wall, p99", wall, WALL_SECONDS)
            yield verdict(f"{phones} phones answer in 5 s: p95", answers, ANSWER_SECONDS.get(phones, 0.4))
        rate = runner.run(_statements(world))
        said = "ok" if rate <= STATEMENTS_PER_SECOND + 1 else "ABOVE"
        yield f"{PHONES} streams, 40 signals a second: {rate:.1f} statements a second; {STATEMENTS_PER_SECOND}: {said}"
        more = runner.run(_memory(world, server))
        said = "ok" if more <= MOST_MB else "ABOVE"
        yield f"{STREAMS} streams and {WALLS} walls: {more:.0f} MB more in the API (PSS); must {MOST_MB}: {said}"


def _make(world: World) -> None:
    """An open room of the first community, into which all came; its survey, sent to all."""
    world.sql(
        "insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, form,"
        " responses_visible_to, state, opened_at, version, created_at, updated_at, born_as)"
        " values ($1, $2, $3, 'survey', 'Ton orientation', '{}', '{\"type\":\"all\"}', '{}', $4, 'managers', 'open',"
        " now(), 1, now(), now(), '')",
        SURVEY,
        COMMUNITY,
        world.person(1),
        json.dumps(FORM),
    )
    world.sql(
        "insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at)"
        " select gen_random_uuid(), $1, user_id, 'assigned', now(), 1, now() from memberships where community_id = $2",
        SURVEY,
        COMMUNITY,
    )
    scene = {
        "mission_id": SURVEY,
        "phase": "ask",
        "ends_at": None,
        "shown": {"theme": None, "only": []},
        "message": None,
    }
    world.sql(
        "insert into rooms (id, community_id, missions, code, state, door, door_secret, capacity, people, scene,"
        " allow_guests, minors, opens_at, ends_at, version, created_at, updated_at, born_as)"
        " values ($1, $2, array[$3::uuid], 'BENCHA', 'open', 'open', '\\x00', 1000, 0, $4, false, 'none', now(),"
        " now() + interval '1 day', 1, now(), now(), '')",
        ROOM,
        COMMUNITY,
        SURVEY,
        json.dumps(scene),
    )
    world.sql(
        "insert into room_entries (id, room_id, user_id, entered_at)"
        " select gen_random_uuid(), $1, user_id, now() from memberships where community_id = $2",
        ROOM,
        COMMUNITY,
    )


class Listener:
    """A stream that is read as it comes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.heard: dict[int, float] = {}  # when each version came
        self._task = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self.heard.setdefault(int(line[4:]), time.perf_counter())

    def close(self) -> None:
        self._task.cancel()
        self.writer.close()


async def _listen(path: str, token: str | None) -> Listener:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    lines = [f"GET {path} HTTP/1.1", "Host: x", *([f"Authorization: Bearer {token}"] if token else []), "", ""]
    writer.write("\r\n".join(lines).encode())
    await reader.readuntil(b"event: scene")
    return Listener(reader, writer)


async def _listen_all(world: World, phones: int, walls: Sequence[str]) -> list[Listener]:
    path, listeners = f"/v1/rooms/{ROOM}/stream", list[Listener]()
    for first in range(2, phones + 2, 50):
        numbers = range(first, min(first + 50, phones + 2))
        listeners += await asyncio.gather(*(_listen(path, world.token(number)) for number in numbers))
    return listeners + await asyncio.gather(*(_listen(f"{wall}/stream", None) for wall in walls))


async def _ask(world: World, person: int, method: str, path: str, body: object = None, **headers: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    content = b"" if body is None else json.dumps(body).encode()
    fields = {
        "Host": "x",
        "Authorization": f"Bearer {world.token(person)}",
        "Content-Length": str(len(content)),
    } | headers
    head = [f"{method} {path} HTTP/1.1", "Connection: close", "Content-Type: application/json"]
    lines = [*head, *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    writer.write("\r\n".join(lines).encode() + content)
    answer = await reader.read()
    writer.close()
    status, body_of_answer = int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]
    if status >= 300:
        raise RuntimeError(answer.decode())
    return body_of_answer


async def _open_walls(world: World, count: int) -> list[str]:
    await _ask(world, 1, "DELETE", f"/v1/rooms/{ROOM}/walls")
    walls = [json.loads(await _ask(world, 1, "POST", f"/v1/rooms/{ROOM}/walls")) for _ in range(count)]
    return [f"/w/{wall['url'].rpartition('/')[2]}" for wall in walls]


async def _answer_and_see(world: World, phones: int) -> tuple[float, float]:
    """Return the p99 of commit → wall and the p95 of answers, in seconds."""
    async with asyncio.timeout(300):
        listeners = await _listen_all(world, phones, await _open_walls(world, WALLS))
        answering = asyncio.create_task(_answer_all(world, phones))
        changes = dict[int, float]()
        for number in range(CHANGES):
            scene = {"phase": "ask", "mission_id": SURVEY, "seconds": 60 + number}
            room = json.loads(await _ask(world, 1, "PUT", f"/v1/rooms/{ROOM}/scene", scene, **{"If-Match": "*"}))
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
    return _percentile(waits, 99), _percentile(answers, 95)


async def _answer_all(world: World, phones: int) -> list[float]:
    """Each phone answers once, within five seconds of each other."""

    async def answer(number: int) -> float:
        await asyncio.sleep(5 * number / phones)
        began = time.perf_counter()
        body = {"answers": [{"code": "clarte", "number": 1 + number % 5}]}
        await _ask(world, number + 2, "PUT", f"/v1/missions/{SURVEY}/response", body)
        return time.perf_counter() - began

    return await asyncio.gather(*(answer(number) for number in range(phones)))


async def _statements(world: World) -> float:
    """Return how many more transactions there are in a second while the room changes forty times."""
    async with asyncio.timeout(120):
        listeners = await _listen_all(world, PHONES, await _open_walls(world, 1))
        connection = await asyncpg.connect(world.url)
        await asyncio.sleep(2)
        count = "select xact_commit from pg_stat_database where datname = current_database()"
        await connection.fetchval("select pg_stat_force_next_flush()")
        rows = list[int]()
        for has_signals in (False, True):
            before = await connection.fetchval(count)
            own, until = 0, time.monotonic() + MEASURED_SECONDS
            while has_signals and time.monotonic() < until:
                await connection.execute("select pg_notify('rooms', $1)", ROOM)
                own += 1
                await asyncio.sleep(0.025)
            await asyncio.sleep(max(0, until - time.monotonic()) + 12)  # until idle connections told their counts
            rows.append(await connection.fetchval(count) - before - own)
        await connection.close()
    for listener in listeners:
        listener.close()
    return float(rows[1] - rows[0]) / MEASURED_SECONDS


async def _memory(world: World, server: subprocess.Popen[bytes]) -> float:
    """Return how many megabytes more the API has with many streams."""
    api = psutil.Process(server.pid)
    await asyncio.sleep(2)
    before = api.memory_full_info().pss
    listeners = await _listen_all(world, STREAMS, await _open_walls(world, WALLS))
    await asyncio.sleep(2)
    more = (api.memory_full_info().pss - before) / 1e6
    for listener in listeners:
        listener.close()
    return float(more)


def _percentile(values: Sequence[float], of_hundred: int) -> float:
    return statistics.quantiles(values, n=100)[of_hundred - 1]
