"""A vote of a room: how soon voices are taken, when it closes, and how soon its result is on the walls."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg

from app.models.missions import VOTE_GRACE
from benchmarks.load import verdict
from benchmarks.room_world import COMMUNITY, ROOM, SURVEY, ask, listen_all, open_walls, percentile
from benchmarks.world import World

WITHIN = 5  # seconds, in which all vote
SECONDS = 12  # of the vote
WALLS = 5
VOTE_SECONDS = {90: 0.15, 300: 0.4}
ON_TIME, SHOWN = 0.25, 1.0
IDEAS = "d0000000-0000-7000-8000-0000000f0002"
MISSION = """insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, form,
    responses_visible_to, state, opened_at, closes_at, next_at, version, created_at, updated_at, born_as)
    values ($1, $2, $3, $4, 'Une mission', '{}', '{"type":"all"}', '{}', $5, 'managers', 'open', now(), $6, $7, 1,
    now(), now(), '') on conflict do nothing"""
IDEA = """insert into proposals (id, mission_id, community_id, title, themes, cites, state, progress, is_outside_ballot,
    version, created_at, updated_at, born_as)
    values ($1, $2, $3, 'Une idée', '{}', '[]', 'approved', 0, false, 1, now(), now(), '')"""
ROWS = """insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at)
    select gen_random_uuid(), $1, user_id, 'assigned', now(), 1, now() from unnest($2::uuid[]) user_id"""
BALLOT = """insert into ballots (mission_id, options, electorate, people, tally, chosen, version)
    values ($1, $2, $3, 0, '{}', '{}', 1)"""
COUNTED = "select people, counted_at from ballots where mission_id = $1 and counted_at is not null"


def measure(world: World, runner: asyncio.Runner, phones: int) -> Iterator[str]:
    p95, late, shown = runner.run(_vote(world, phones))
    yield verdict(f"{phones} phones vote in {WITHIN} s, none refused: p95", p95, VOTE_SECONDS.get(phones, 0.4))
    yield verdict(f"{phones} phones: the vote closes after its end and grace by", late, ON_TIME)
    yield verdict(f"{phones} phones: closed → result on the last of {WALLS} walls", shown, SHOWN)


async def _vote(world: World, phones: int) -> tuple[float, float, float]:
    async with asyncio.timeout(120):
        connection = await asyncpg.connect(world.url)
        ballot_id, options, end = await _open(world, connection, phones)
        listeners = await listen_all(world, phones, await open_walls(world, WALLS))
        fields = {"missions": [SURVEY, ballot_id]}
        await ask(world, 1, "PATCH", f"/v1/rooms/{ROOM}", fields, **{"If-Match": "*"})
        scene = {"phase": "vote", "mission_id": ballot_id}
        await ask(world, 1, "PUT", f"/v1/rooms/{ROOM}/scene", scene, **{"If-Match": "*"})

        async def cast(number: int) -> float:
            await asyncio.sleep(WITHIN * number / phones)
            start, body = time.perf_counter(), {"choices": [{"proposal_id": options[number % len(options)]}]}
            await ask(world, number + 2, "PUT", f"/v1/missions/{ballot_id}/response", body)
            return time.perf_counter() - start

        votes = await asyncio.gather(*(cast(number) for number in range(phones)))
        row = None
        while row is None:
            await asyncio.sleep(0.2)
            row = await connection.fetchrow(COUNTED, ballot_id)
        await asyncio.sleep(2)
        await connection.close()
    if row["people"] != phones:
        raise RuntimeError(f"{row['people']} of {phones} votes were counted")
    counted: datetime = row["counted_at"]
    shown = max(wall.ended[-1] if wall.ended else float("inf") for wall in listeners[phones:]) - counted.timestamp()
    for listener in listeners:
        listener.close()
    return percentile(votes, 95), (counted - end - VOTE_GRACE).total_seconds(), shown


async def _open(world: World, connection: asyncpg.Connection, phones: int) -> tuple[str, list[str], datetime]:
    """Write a vote that has begun, in which all these phones may take part."""
    ballot_id, options = str(uuid4()), [str(uuid4()) for _ in range(6)]
    end: datetime = await connection.fetchval("select now() + $1 * interval '1 s'", SECONDS)
    form = {"of": [IDEAS], "method": "approval", "limit": 1, "secret": True, "results": "at_close"}
    form |= {"winners": None, "quorum": None, "seconds": SECONDS}
    missions: tuple[tuple[str, str, dict[str, Any], Any, Any], ...] = (
        (IDEAS, "proposal", {"themes": [], "max_per_person": 2, "length": 500}, None, None),
        (ballot_id, "ballot", form, end, end + VOTE_GRACE),
    )
    for mission_id, kind, fields, *ends in missions:
        await connection.execute(MISSION, mission_id, COMMUNITY, world.person(1), kind, json.dumps(fields), *ends)
    await connection.executemany(IDEA, [(option, IDEAS, COMMUNITY) for option in options])
    people = [world.person(number + 2) for number in range(phones)]
    await connection.execute(ROWS, ballot_id, people)
    await connection.execute(BALLOT, ballot_id, options, phones)
    return ballot_id, options, end
