"""Ends that nobody is asked about: with a guardian’s word, with the account."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.departures.membership_endings import leave_all
from tests.support.communities import begin, begin_school, decide, grown_up, invite, join, members
from tests.support.guardians import AGREE, EVERYTHING, answer, ask_guardian
from tests.support.people import Person, Watch


async def leave_them_all(runtime: Runtime, person: Person) -> None:
    async with runtime.work(SYSTEM) as uow:
        await leave_all(uow, person.id)


def roles(found: list[dict[str, Any]]) -> dict[str, str]:
    return {item["user"]["display_name"]: item["role"] for item in found}


async def test_without_a_guardian_one_stays_in_ones_school_only(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    school, trade = await begin_school(alice, runtime), await begin(alice, visibility="listed", join_policy="open")
    await join(zoe, school, invitation=(await invite(alice, school))["code"])
    await join(zoe, trade, 403)
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    await join(zoe, trade)
    await answer(guest, page, [*AGREE, ("act", "publish")])
    assert roles(await members(alice, trade)) == {"Alice": "manager"}
    assert roles(await members(alice, school)) == {"Alice": "manager", "Zoé": "member"}


@pytest.mark.slow
async def test_whoever_has_helped_longest_takes_over(
    alice: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    bob, carla, dora = [await grown_up(app, name) for name in ("bob", "carla", "dora")]
    community = await begin(alice, visibility="listed", join_policy="open")
    for person in (bob, carla, dora):
        watch.advance(seconds=1)
        await join(person, community)
    for person in (dora, carla):
        await decide(alice, community, person, role="facilitator")
    await leave_them_all(runtime, alice)
    assert roles(await members(carla, community)) == {"Dora": "facilitator", "Carla": "manager", "Bob": "member"}
    await leave_them_all(runtime, dora)
    await leave_them_all(runtime, carla)
    assert roles(await members(bob, community)) == {"Bob": "manager"}
    await leave_them_all(runtime, bob)
    row = await runtime.database.reads.fetchrow("select * from communities where id = $1", UUID(community["id"]))
    assert row is not None
    assert (row["name"], row["closed_at"]) == ("", watch.now)


async def test_where_others_manage_nobody_is_promoted(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob, carla = [await grown_up(app, name) for name in ("bob", "carla")]
    community = await begin(alice, visibility="listed", join_policy="open")
    for person in (bob, carla):
        await join(person, community)
    await decide(alice, community, bob, role="manager")
    await leave_them_all(runtime, alice)
    assert roles(await members(bob, community)) == {"Bob": "manager", "Carla": "member"}
