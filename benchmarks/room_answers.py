"""What a vote, an idea and an answer cost, and how long 300 phones wait that send theirs at once.

`make bench ARGS=answers`; `BENCH_ONLY="vote idea" make bench ARGS=answers` sends these alone. Half of the phones are
guests, half are members. All listen to the room meanwhile, and so do five walls.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.security import Keys
from app.schemas.surveys import SurveyForm
from benchmarks.lean.run import Processor
from benchmarks.room_votes import BALLOT, IDEA, IDEAS, MISSION, ROWS
from benchmarks.room_world import COMMUNITY, ROOM, Refused, listen_to, make, open_walls, percentile, send
from benchmarks.world import PORT, SECRET, World

PHONES, WALLS, OPTIONS = 300, 5, 6
PEOPLE = PHONES // 2 + 2
MOST_MS = 5.0  # of processor: application and PostgreSQL, without streams
BUSY, RETRY_SECONDS = 503, 2
QUIET, AT_ONCE = 200, 4  # sent to measure the processor; how many wait for an answer meanwhile
BURSTS = {5: 0.5, 1: 2.0}  # within how many seconds all phones send; p99
FORM = SurveyForm.model_validate(
    {
        "questions": [
            {"code": "clarte", "text": "Ça va ?", "type": "scale"},
            {"code": "frein", "text": "Qu’est-ce qui freine ?", "type": "one", "options": ["transports", "argent"]},
            {"code": "mot", "text": "Un mot ?", "type": "short"},
        ]
    }
).model_dump(mode="json")
SHEET = [{"code": "clarte", "number": 4}, {"code": "frein", "options": ["argent"]}, {"code": "mot", "text": "Merci."}]
GUESTS = """
with guest as (select * from unnest($1::uuid[], $2::uuid[], $3::text[]) as guest(user_id, session_id, media_key)),
new_users as (insert into users (id, guest_of, locale, timezone, simple_language, version, created_at, updated_at)
  select user_id, $4, 'fr', 'Europe/Paris', false, 1, now(), now() from guest),
new_feeds as (insert into feeds (user_id, seq, floor) select user_id, 0, 0 from guest on conflict do nothing),
new_sessions as (insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select session_id, user_id, '', media_key, 1, now(), now() from guest)
insert into room_entries (id, room_id, user_id, age_bracket, entered_at)
  select gen_random_uuid(), $4, user_id, 'adult', now() from guest
"""
SCENE = """update rooms set missions = array[$2::uuid], version = version + 1,
  scene = scene || jsonb_build_object('phase', $3::text, 'mission_id', $2::uuid) where id = $1"""


@dataclass(frozen=True)
class Phone:
    user_id: UUID
    token: str


@dataclass(frozen=True)
class Work:
    """What phones send: to which address, of which mission, with which body."""

    mission_id: str
    address: Callable[[], str]
    body: Callable[[int], dict[str, Any]]
    refusals: list[int] = field(default_factory=list)  # phones that were told to come again


def measure(world: World, server: int) -> Iterator[str]:
    make(world)
    only = os.environ.get("BENCH_ONLY", "").split()
    with asyncio.Runner() as runner:
        crowd = runner.run(_crowd(world))
        world.sql("analyze")
        processor = Processor({PORT: [server]}, world)
        for name in [name for name in WORKS if not only or name in only]:
            for kind, phones in crowd.items():
                yield runner.run(_quiet(world, f"{name} of a {kind}", WORKS[name], phones, processor))
            for seconds in BURSTS:
                yield runner.run(_burst(world, name, seconds, crowd, processor))


async def _crowd(world: World) -> dict[str, list[Phone]]:
    """Let guests come in; members of the community are in the room."""
    keys, count = Keys(SECRET.encode()), PHONES // 2
    actors = [Actor(uuid7(), uuid7(), room_id=UUID(ROOM)) for _ in range(count)]
    connection = await asyncpg.connect(world.url)
    columns = [actor.id for actor in actors], [actor.session_id for actor in actors], [str(uuid4()) for _ in actors]
    await connection.execute(GUESTS, *columns, ROOM)
    await connection.close()
    members = [Phone(world.person(number), world.token(number)) for number in range(2, count + 2)]
    return {"guest": [Phone(actor.id, keys.guest_token(actor)) for actor in actors], "member": members}


async def _quiet(world: World, name: str, prepare: "Prepare", phones: list[Phone], processor: Processor) -> str:
    """A few at a time, while nobody listens: what the application and PostgreSQL use of the processor for each."""
    work = await _open(world, prepare, phones)
    await asyncio.gather(*(_send(work, n, phones[n]) for n in range(AT_ONCE)))  # connections, plans
    rest = iter(range(AT_ONCE, len(phones)))

    async def send_rest() -> list[float]:
        return [await _send(work, n, phones[n]) for n in rest]

    before = processor.used(PORT)
    waits = [wait for each in await asyncio.gather(*(send_rest() for _ in range(AT_ONCE))) for wait in each]
    application, database = (
        1000 * (now - then) / len(waits) for now, then in zip(processor.used(PORT), before, strict=True)
    )
    said = "ok" if application + database <= MOST_MS else "ABOVE"
    return (
        f"{name}: {application + database:.1f} ms of processor ({application:.1f} the application, {database:.1f} "
        f"PostgreSQL); must {MOST_MS:.0f}: {said}; p50 {1000 * statistics.median(waits):.0f} ms"
    )


async def _burst(world: World, name: str, seconds: int, crowd: dict[str, list[Phone]], processor: Processor) -> str:
    phones = [phone for pair in zip(*crowd.values(), strict=True) for phone in pair]
    work = await _open(world, WORKS[name], phones)
    listeners = await listen_to([phone.token for phone in phones], await open_walls(world, WALLS))
    await asyncio.sleep(1)
    load, before, start = os.getloadavg()[0], processor.used(PORT), time.perf_counter()

    async def press(number: int) -> float:
        await asyncio.sleep(seconds * number / len(phones))
        return await _send(work, number, phones[number])

    waits = await asyncio.gather(*(press(number) for number in range(len(phones))))
    took = time.perf_counter() - start
    spent = 1000 * sum(now - then for now, then in zip(processor.used(PORT), before, strict=True)) / len(waits)
    for listener in listeners:
        listener.close()
    p99, must = percentile(waits, 99), BURSTS[seconds]
    said = "ok" if p99 <= must else "ABOVE"
    return (
        f"{len(phones)} {name}s within {seconds} s, {len(phones)} streams and {WALLS} walls: p50 "
        f"{statistics.median(waits):.2f} s, p99 {p99:.2f} s; must {must} s: {said}; all answered after {took:.1f} s, "
        f"{len(work.refusals)} refused on the way; {spent:.1f} ms of processor each, with the streams; load {load:.1f}"
    )


async def _send(work: Work, number: int, phone: Phone) -> float:
    """Return how long the phone waited. It sends again what was not taken, as the application does."""
    start, address = time.perf_counter(), work.address()
    while True:
        try:
            await send(phone.token, "PUT", address, work.body(number))
        except Refused as refusal:
            if refusal.args[0] != BUSY:
                raise
            work.refusals.append(number)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return time.perf_counter() - start


async def _open(world: World, prepare: "Prepare", phones: list[Phone]) -> Work:
    """Open a new mission to these phones, and show it."""
    connection = await asyncpg.connect(world.url)
    mission_id = str(uuid4())
    phase, work = await prepare(world, connection, mission_id, len(phones))
    await connection.execute(ROWS, mission_id, [phone.user_id for phone in phones])
    await connection.execute(SCENE, ROOM, mission_id, phase)
    await connection.execute("select pg_notify('rooms', $1)", ROOM)
    await connection.close()
    return work


async def _vote(world: World, connection: asyncpg.Connection, mission_id: str, phones: int) -> tuple[str, Work]:
    options = [str(uuid4()) for _ in range(OPTIONS)]
    form = {"of": [IDEAS], "method": "approval", "limit": 2, "secret": True, "results": "at_close"}
    form |= {"winners": None, "quorum": None, "paper": False, "seconds": None}
    await _write(world, connection, IDEAS, "proposal", _ideas())
    await _write(world, connection, mission_id, "ballot", form)
    await connection.executemany(IDEA, [(option, IDEAS, COMMUNITY) for option in options])
    await connection.execute(BALLOT, mission_id, options, phones)
    await connection.execute(
        "insert into ballot_progress (mission_id, people, proven, guests, tally) values ($1, 0, 0, 0, '{}')", mission_id
    )
    return "vote", Work(
        mission_id,
        lambda: f"/v1/missions/{mission_id}/response",
        lambda number: {"choices": [{"proposal_id": options[(number + place) % OPTIONS]} for place in range(2)]},
    )


async def _idea(world: World, connection: asyncpg.Connection, mission_id: str, _phones: int) -> tuple[str, Work]:
    await _write(world, connection, mission_id, "proposal", _ideas())
    body = {"mission_id": mission_id, "title": "Une semaine de stage", "themes": ["école"], "draft": False}
    return "ask", Work(
        mission_id,
        lambda: f"/v1/proposals/{uuid7()}",
        lambda number: body | {"text": f"Dans l’atelier {number}, à deux pas du lycée : on y voit le métier."},
    )


async def _answer(world: World, connection: asyncpg.Connection, mission_id: str, _phones: int) -> tuple[str, Work]:
    await _write(world, connection, mission_id, "survey", FORM)
    return "ask", Work(mission_id, lambda: f"/v1/missions/{mission_id}/response", lambda _number: {"answers": SHEET})


async def _write(world: World, connection: asyncpg.Connection, mission_id: str, kind: str, form: object) -> None:
    await connection.execute(MISSION, mission_id, COMMUNITY, world.person(1), kind, json.dumps(form), None, None)


def _ideas() -> dict[str, Any]:
    return {"themes": ["école"], "max_per_person": 2, "length": 500, "cites": "none", "approval": "before_wall"}


Prepare = Callable[[World, asyncpg.Connection, str, int], Any]
WORKS: dict[str, Prepare] = {"vote": _vote, "idea": _idea, "answer": _answer}
