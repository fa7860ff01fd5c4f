"""A room with many phones, and how they ask: what the measurements of rooms share."""

import asyncio
import json
import statistics
import time
from collections.abc import Sequence

from app.schemas.surveys import SurveyForm
from benchmarks.world import PORT, World

ROOM, SURVEY = "f0000000-0000-7000-8000-000000000001", "d0000000-0000-7000-8000-0000000f0001"
COMMUNITY = "c0000000-0000-7000-8000-000000000001"
QUESTION = {"code": "clarte", "text": "Ça va ?", "type": "scale"}
FORM = SurveyForm.model_validate({"questions": [QUESTION]}).model_dump(mode="json")
CODE = "BENCHA"


def make(world: World) -> None:
    """An open room of the first community, into which all came; its survey, sent to all."""
    world.sql(
        "insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, form,"
        " responses_visible_to, state, opened_at, version, created_at, updated_at, born_as)"
        " values ($1, $2, $3, 'survey', 'Ton orientation', '{}', $5, '{}', $4, 'managers', 'open',"
        " now(), 1, now(), now(), '')",
        SURVEY,
        COMMUNITY,
        world.person(1),
        json.dumps(FORM),
        json.dumps({"type": "room", "room_id": ROOM}),
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
        " values ($1, $2, array[$3::uuid], $5, 'open', 'open', '\\x00', 1000, 0, $4, true, 'none', now(),"
        " now() + interval '1 day', 1, now(), now(), '')",
        ROOM,
        COMMUNITY,
        SURVEY,
        json.dumps(scene),
        CODE,
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
        self.ended: list[float] = []  # when results came of what is over
        self._task = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self.heard.setdefault(int(line[4:]), time.perf_counter())
            elif line.startswith(b'data: {"is_over":true'):
                self.ended.append(time.time())

    def close(self) -> None:
        self._task.cancel()
        self.writer.close()


class Refused(RuntimeError):
    """An answer that is a problem: its status and all of it."""


async def listen(path: str, token: str | None) -> Listener:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    lines = [f"GET {path} HTTP/1.1", "Host: x", *([f"Authorization: Bearer {token}"] if token else []), "", ""]
    writer.write("\r\n".join(lines).encode())
    await reader.readuntil(b"event: scene")
    return Listener(reader, writer)


async def listen_all(world: World, phones: int, walls: Sequence[str]) -> list[Listener]:
    return await listen_to([world.token(number) for number in range(2, phones + 2)], walls)


async def listen_to(tokens: Sequence[str], walls: Sequence[str]) -> list[Listener]:
    path, listeners = f"/v1/rooms/{ROOM}/stream", list[Listener]()
    for first in range(0, len(tokens), 50):
        listeners += await asyncio.gather(*(listen(path, token) for token in tokens[first : first + 50]))
    return listeners + await asyncio.gather(*(listen(f"{wall}/stream", None) for wall in walls))


async def ask(world: World, person: int, method: str, path: str, body: object = None, **headers: str) -> bytes:
    return await send(world.token(person), method, path, body, **headers)


async def send(token: str, method: str, path: str, body: object = None, **headers: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    content = b"" if body is None else json.dumps(body).encode()
    fields = {
        "Host": "x",
        "Authorization": f"Bearer {token}",
        "Content-Length": str(len(content)),
    } | headers
    head = [f"{method} {path} HTTP/1.1", "Connection: close", "Content-Type: application/json"]
    lines = [*head, *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    writer.write("\r\n".join(lines).encode() + content)
    answer = await reader.read()
    writer.close()
    status, body_of_answer = int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]
    if status >= 300:
        raise Refused(status, answer.decode())
    return body_of_answer


async def open_walls(world: World, count: int) -> list[str]:
    await ask(world, 1, "DELETE", f"/v1/rooms/{ROOM}/walls")
    walls = [json.loads(await ask(world, 1, "POST", f"/v1/rooms/{ROOM}/walls")) for _ in range(count)]
    return [f"/w/{wall['url'].rpartition('/')[2]}" for wall in walls]


def percentile(values: Sequence[float], of_hundred: int) -> float:
    return statistics.quantiles(values, n=100)[of_hundred - 1]
