"""A person comes into a room once, however they come, and however many requests come at the same time."""

import asyncio
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.uow import Runtime
from tests.api.test_claims import claim
from tests.support.communities import gather
from tests.support.people import Person
from tests.support.rooms import come, knock, open_up, proof_now

JOIN = import_module("migrations.versions.20261129_5680_entries_of_one_person").JOIN
AT_ONCE = 8


async def counted(team: Person, room: Any) -> tuple[int, int]:
    """Return how many people the room counts, and how many entries it has."""
    listing = await team.ask("GET", f"/v1/rooms/{room['id']}/entries?limit=100", 200)
    return (await team.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"], len(listing["items"])


async def enter(person: Person, room: Any) -> Any:
    proof = {"proof": await proof_now(person.runtime, room)}
    return await person.ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=proof)


async def test_of_many_entries_at_once_one_counts(alice: Person, bob: Person, runtime: Runtime) -> None:
    room = await open_up(alice, await gather(runtime, alice, bob))
    answers = await asyncio.gather(*(enter(bob, room) for _ in range(AT_ONCE)))
    assert len({answer["entered_at"] for answer in answers}) == 1
    assert await counted(alice, room) == (1, 1)


async def test_of_many_guests_with_one_key_one_comes_in(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    answers = await asyncio.gather(*(knock(app, room, key="k" * 22) for _ in range(AT_ONCE)))
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.json()["guest_id"] for answer in answers}) == 1
    assert await counted(alice, room) == (1, 1)


@pytest.mark.parametrize("order", ["account first", "at once"])
async def test_a_guest_whom_an_account_takes_over_has_come_with_it(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, order: str
) -> None:
    room = await open_up(alice, await gather(runtime, alice, bob))
    first, second = await come(app, room), await come(app, room)
    if order == "at once":
        await asyncio.gather(claim(bob, first.email), enter(bob, room), claim(bob, second.email))
    else:
        await enter(bob, room)
        for guest in (first, second):
            await claim(bob, guest.email)
    assert await counted(alice, room) == (1, 1)
    await enter(bob, room)
    assert await counted(alice, room) == (1, 1)


async def test_those_who_came_twice_before_have_come_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    room = await open_up(alice, await gather(runtime, alice, bob))
    await enter(bob, room)
    statement = """
        insert into room_entries (id, room_id, user_id, claim_mac, claimed_at, entered_at)
        select gen_random_uuid(), room_id, user_id, '\\x01', now(), entered_at + interval '1 hour' from room_entries
        where room_id = :room"""
    async with runtime.database.sessions() as session:
        own_room = {"room": UUID(room["id"])}
        first_at = await session.scalar(text("select entered_at from room_entries where room_id = :room"), own_room)
        await session.execute(text("drop index ix_room_entries_person"))
        await session.execute(text(statement), own_room)
        await session.execute(text("update rooms set people = 2 where id = :room"), own_room)
        await session.execute(text(JOIN))
        query = "select people, entered_at, claim_mac from rooms r join room_entries e on e.room_id = r.id"
        rows = (await session.execute(text(f"{query} where r.id = :room"), own_room)).all()
        await session.rollback()
    assert [tuple(row) for row in rows] == [(1, first_at, b"\x01")]
