"""Votes of rooms go on while the API, the worker and PostgreSQL are killed: members and guests vote, and change their
minds; one room votes secretly, one openly, and a third has a clock without a ballot.
"""

import asyncio
import json
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from app.core.clock import utc_now
from app.core.ids import uuid7
from app.core.security import Keys
from app.models.missions import VOTE_GRACE
from app.services.rooms import entrance
from benchmarks.faults.ballot_world import CHOICES, IDEAS, ROOMS, SECRET_ROOM, SURVEY, SURVEY_ROOM, furnish
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.phones import ADULT, Phone
from benchmarks.faults.processes import Ours
from benchmarks.faults.scene import URL, Person, Scene, all_reachable, ready
from benchmarks.faults.stop_postgres import answers
from benchmarks.world import SECRET

MEMBERS, GUESTS = 6, 6  # of each room that votes
SECONDS = 16  # of a vote: an API that is killed early is back before its end
IN_TIME, AFTER_A_FAULT = timedelta(seconds=0.25), timedelta(seconds=6)
SETTLED = timedelta(seconds=5)  # so long before the end, whatever was down is back, and the end is on time
ON_WALL = 8.0  # seconds after the vote was counted, or all was back
FAULTS = ("api", "worker", "postgres", "postgres at the end", "api at the end", "all")
QUICK = ("api", "postgres at the end")
VOTE = "vote"
ROWS = "select r.user_id, r.state, r.choices from responses r where r.mission_id = $1 and r.submitted_at is not null"
CLOSED = """select m.closes_at, b.counted_at, b.people, b.tally from ballots b join missions m on m.id = b.mission_id
    where m.id = $1 and b.counted_at is not null"""
CLOCK = "select scene->>'phase' as phase, updated_at from rooms where id = $1"


@dataclass
class Voter:
    """A phone that votes again and again. `possible`: what the server may have of it; `choice`: the last answered."""

    phone: Phone
    user_id: UUID
    choice: str | None = None
    possible: set[str | None] = field(default_factory=set)

    async def vote_until_over(self, scene: Scene, ballot_id: UUID) -> int:
        """Return how many votes were answered 2xx."""
        self.choice, self.possible, count = None, {None}, 0
        while True:
            choice = scene.rng.choice(CHOICES)
            answer = await self._send(ballot_id, choice)
            if answer.status_code != httpx.codes.OK:
                kind = answer.json()["type"]
                scene.ledger.promise(kind == "/problems/ballot-over", f"{VOTE}: {answer.status_code} {kind}")
                return count
            self.choice, self.possible, count = choice, {choice}, count + 1
            await asyncio.sleep(scene.rng.uniform(0.05, 0.4))

    async def _send(self, ballot_id: UUID, choice: str) -> httpx.Response:
        body, path = {"choices": [{"proposal_id": choice}]}, f"/v1/missions/{ballot_id}/response"
        while True:
            answer = await self.phone.once(VOTE, "PUT", path, {200, 409}, json=body)
            if answer is not None:
                return answer
            self.possible.add(choice)  # it may have come in


class Wall:
    """What a wall hears: its stream, begun again whenever it breaks."""

    def __init__(self, path: str) -> None:
        self._path, self.results = path, dict[str, float]()  # when those of a ballot came
        self._mission_id = ""

    async def listen(self) -> None:
        async with httpx.AsyncClient(base_url=URL, timeout=5, trust_env=False) as client:
            while True:
                with suppress(httpx.HTTPError):
                    async with client.stream("GET", f"{self._path}/stream") as answer:
                        await self._hear(answer)
                await asyncio.sleep(1)

    async def _hear(self, answer: httpx.Response) -> None:
        name = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name in {"scene", "results"}:
                data = json.loads(line.removeprefix("data: "))
                if name == "scene":
                    self._mission_id = (data["mission"] or {}).get("id", "")
                elif data is not None and data["is_over"]:
                    self.results.setdefault(self._mission_id, time.time())


@dataclass
class Room:
    id: UUID
    is_secret: bool
    voters: list[Voter]
    wall: Wall


async def run(scene: Scene) -> None:
    with scene.worker() as worker, scene.api() as api:
        await ready()
        async with scene.people(1 + MEMBERS) as [manager, *members]:
            rooms = await _open(scene, manager, members)
            listeners = [asyncio.create_task(room.wall.listen()) for room in rooms]
            lateness = list[float]()
            names = QUICK if scene.quick else FAULTS * 2
            for number in scene.times(len(names), len(names)):
                lateness += await _play(scene, manager, rooms, {"api": api, "worker": worker}, names[number])
            for listener in listeners:
                listener.cancel()
            for voter in [voter for room in rooms for voter in room.voters]:
                await voter.phone.close()
        scene.ledger.promise(api.alive and worker.alive, "a process ended with the database")
        facts = f"{max(lateness):.2f} s" if lateness else "none"
        scene.ledger.facts["votes that were not cut at their end close late by at most"] = facts


async def _open(scene: Scene, manager: Person, members: Sequence[Person]) -> list[Room]:
    """Open two rooms that vote, with members and guests in them, and a third one for the clock."""
    await manager.phone.ask("me", "PATCH", "/v1/me", {200}, json=ADULT)
    ids = [UUID((await one.phone.ask("me", "GET", "/v1/me", {200})).json()["id"]) for one in (manager, *members)]
    await furnish(scene.world.url, ids)
    keys, rooms = Keys(SECRET.encode()), list[Room]()
    for number, room_id in enumerate(ROOMS):
        voters = [Voter(one.phone, user_id) for one, user_id in zip(members, ids[1:], strict=True)]
        proof = entrance.proof_of(keys, room_id, b"\0", entrance.slot_at(utc_now()))
        for _ in range(GUESTS):
            body, path = {"age_bracket": "adult", "proof": proof}, f"/v1/rooms/BENCH{'AB'[number]}/guests"
            entry = (await manager.phone.ask("enter", "POST", path, {201}, json=body)).json()
            phone = Phone(URL, entry["access_token"], scene.ledger, scene.rng)
            voters.append(Voter(phone, UUID(entry["guest_id"])))
        wall = (await manager.phone.ask("wall", "POST", f"/v1/rooms/{room_id}/walls", {201})).json()["url"]
        rooms.append(Room(room_id, room_id == SECRET_ROOM, voters, Wall("/w/" + wall.rpartition("/")[2])))
    return rooms


async def _play(
    scene: Scene, manager: Person, rooms: Sequence[Room], processes: dict[str, Ours], fault: str
) -> list[float]:
    """Vote in both rooms while something breaks. Return how late votes closed whose end nothing cut."""
    ballots = [await _begin(manager.phone, room) for room in rooms]
    clock_body = {"phase": "vote", "mission_id": str(SURVEY), "seconds": SECONDS}
    answer = await _show(manager.phone, SURVEY_ROOM, clock_body)
    clock_end = datetime.fromisoformat(answer["scene"]["ends_at"])
    votes = [
        asyncio.create_task(voter.vote_until_over(scene, ballot_id))
        for room, ballot_id in zip(rooms, ballots, strict=True)
        for voter in room.voters
    ]
    back = await _break(scene, processes, fault)
    scene.ledger.acknowledged += sum(await asyncio.gather(*votes))
    lateness = list[float]()
    connection = await asyncpg.connect(scene.world.url)
    try:
        for room, ballot_id in zip(rooms, ballots, strict=True):
            row = await _closed(connection, ballot_id)
            end = row["closes_at"] + VOTE_GRACE
            _audit(scene.ledger, room, row, await connection.fetch(ROWS, ballot_id))
            lateness += _on_time(scene.ledger, f"a vote ({fault})", end, row["counted_at"], back)
            await _on_wall(scene.ledger, room, ballot_id, max(row["counted_at"], back).timestamp(), fault)
        row = await connection.fetchrow(CLOCK, SURVEY_ROOM)
        scene.ledger.promise(row["phase"] == "results", f"the clock of a scene stands ({fault})")
        lateness += _on_time(scene.ledger, f"a scene ({fault})", clock_end, row["updated_at"], back)
    finally:
        await connection.close()
    return lateness


async def _begin(phone: Phone, room: Room) -> UUID:
    """Write a ballot for who is in the room, and call to vote."""
    ballot_id = uuid7()
    form = {"of": [str(IDEAS)], "limit": 1, "secret": room.is_secret, "seconds": SECONDS}
    community = (await phone.ask("room", "GET", f"/v1/rooms/{room.id}", {200})).json()["community_id"]
    audience = {"type": "room", "room_id": str(room.id)}
    body = {"community_id": community, "title": "Le vote", "kind": "ballot", "ballot": form, "audience": audience}
    await phone.ask("ballot", "PUT", f"/v1/missions/{ballot_id}", {200, 201}, json=body)
    any_version = {"If-Match": "*"}
    missions = {"missions": [str(ballot_id)]}
    await phone.ask("room", "PATCH", f"/v1/rooms/{room.id}", {200}, json=missions, headers=any_version)
    await _show(phone, room.id, {"phase": "vote", "mission_id": str(ballot_id)})
    return ballot_id


async def _show(phone: Phone, room_id: UUID, body: dict[str, Any]) -> Any:
    path = f"/v1/rooms/{room_id}/scene"
    return (await phone.ask("scene", "PUT", path, {200}, json=body, headers={"If-Match": "*"})).json()


async def _break(scene: Scene, processes: dict[str, Ours], fault: str) -> datetime:
    """Kill it while people vote, or so that the vote ends meanwhile. Return when all answered again."""
    at_end = fault.endswith("at the end")
    await asyncio.sleep(SECONDS - 0.5 if at_end else scene.rng.uniform(1, SECONDS - 11))
    gone = VOTE_GRACE.total_seconds() + 2 if at_end else scene.rng.uniform(0, 1)
    names = ("worker", "postgres", "api") if fault == "all" else (fault.removesuffix(" at the end"),)
    for name in names:
        if name == "postgres":
            scene.postgres.end(signal.SIGQUIT)
        else:
            processes[name].kill()
        scene.ledger.crashes += 1
    await asyncio.sleep(gone)
    for name in names:
        if name == "postgres":
            scene.postgres.start()
            await answers(scene.world.url)
        else:
            processes[name].start()
    scene.ledger.promise(await all_reachable(), f"not ready again ({fault})")
    return utc_now()


async def _closed(connection: asyncpg.Connection, ballot_id: UUID) -> asyncpg.Record:
    for _ in range(300):
        row = await connection.fetchrow(CLOSED, ballot_id)
        if row is not None:
            return row
        await asyncio.sleep(0.1)
    raise TimeoutError("a vote did not close")


def _on_time(ledger: Ledger, name: str, end: datetime, closed: datetime, back: datetime) -> list[float]:
    """Return how late it was, unless its end fell into the fault, or soon after."""
    is_cut = back + SETTLED > end
    late, most = (closed - max(end, back), AFTER_A_FAULT) if is_cut else (closed - end, IN_TIME)
    ledger.promise(closed >= end, f"{name} closed {end - closed} before its end")
    ledger.promise(late <= most, f"{name} closed {late} late")
    return [] if is_cut else [late.total_seconds()]


async def _on_wall(ledger: Ledger, room: Room, ballot_id: UUID, since: float, fault: str) -> None:
    while str(ballot_id) not in room.wall.results and time.time() < since + ON_WALL:
        await asyncio.sleep(0.1)
    ledger.promise(str(ballot_id) in room.wall.results, f"the wall does not show results again ({fault})")


def _audit(ledger: Ledger, room: Room, ballot: asyncpg.Record, rows: Sequence[asyncpg.Record]) -> None:
    """Each voter counts once, with what was answered last, or may have come in after it."""
    tally = {option: numbers["people"] for option, numbers in json.loads(ballot["tally"]).items()}
    voters = {voter.user_id: voter for voter in room.voters}
    sure = sum(voter.possible != {None} and None not in voter.possible for voter in room.voters)
    ledger.verdicts["doubled"] += max(0, sum(tally.values()) - len(rows))
    ledger.promise(sum(tally.values()) == ballot["people"] == len(rows), f"counted {tally} of {len(rows)} rows")
    ledger.verdicts["lost"] += max(0, sure - len(rows))
    ledger.promise(sure <= len(rows), f"{sure} voters were answered, {len(rows)} are there")
    for option in CHOICES:
        least = sum(voter.possible == {option} for voter in room.voters)
        most = sum(option in voter.possible for voter in room.voters)
        is_right = least <= tally.get(option, 0) <= most
        ledger.verdicts["with other content"] += not is_right
        ledger.promise(is_right, f"{option} has {tally.get(option, 0)}, of {least} to {most} voices")
    for row in rows:
        choices = row["choices"] and [choice["proposal_id"] for choice in json.loads(row["choices"])]
        if room.is_secret:
            ledger.promise(choices is None, "a secret vote is remembered")
        else:
            is_right = choices is not None and choices[0] in voters[row["user_id"]].possible
            ledger.verdicts["with other content"] += not is_right
            ledger.promise(is_right, f"a voice is not what was answered: {choices}")
