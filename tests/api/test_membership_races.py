"""Many at once, through the real server and the real database: one consistent result."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.communities import begin, grown_up, invite, join, members
from tests.support.grants import told
from tests.support.people import Person

MANY = 50


async def all_of(app: FastAPI, many: int) -> list[Person]:
    return list(await asyncio.gather(*(grown_up(app, f"p{number}") for number in range(many))))


async def statuses(*asked: Any) -> Counter[int]:
    return Counter(answer.status_code for answer in await asyncio.gather(*asked))


@pytest.mark.slow
async def test_of_fifty_who_take_the_last_use_one_comes_in(alice: Person, app: FastAPI) -> None:
    community, people = await begin(alice), await all_of(app, MANY)
    invitation = await invite(alice, community, max_uses=1)
    path, body = f"/v1/communities/{community['id']}/membership", {"invitation": invitation["code"]}
    seen_statuses = await statuses(*(person.client.put(path, json=body) for person in people))
    assert seen_statuses == {201: 1, 404: MANY - 1}
    assert len(await members(alice, community)) == 1 + 1
    read = await alice.ask("GET", f"/v1/communities/{community['id']}/invitations/{invitation['id']}", 200)
    assert (read["uses"], read["state"]) == (1, "exhausted")


async def test_one_person_who_taps_ten_times_comes_in_once(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community, max_uses=5)
    path, body = f"/v1/communities/{community['id']}/membership", {"invitation": invitation["code"]}
    assert await statuses(*(bob.client.put(path, json=body) for _ in range(10))) == {201: 1, 200: 9}
    read = await alice.ask("GET", f"/v1/communities/{community['id']}/invitations/{invitation['id']}", 200)
    assert read["uses"] == 1


@pytest.mark.slow
async def test_of_all_managers_who_leave_at_once_one_stays(alice: Person, app: FastAPI) -> None:
    community, managers = await begin(alice, visibility="listed", join_policy="open"), await all_of(app, 4)
    promoting = await invite(alice, community, role="manager")
    for person in managers:
        await join(person, community, invitation=promoting["code"])
    await join(await grown_up(app, "member"), community)
    path = f"/v1/communities/{community['id']}/membership"
    seen_statuses = await statuses(*(person.client.delete(path) for person in (alice, *managers)))
    assert seen_statuses == {204: 4, 409: 1}


async def test_managers_who_demote_each_other_leave_one(alice: Person, app: FastAPI) -> None:
    community, [bob] = await begin(alice), await all_of(app, 1)
    await join(bob, community, invitation=(await invite(alice, community, role="manager"))["code"])
    path = f"/v1/communities/{community['id']}/memberships"
    seen_statuses = await statuses(
        alice.client.patch(f"{path}/{bob.id}", json={"role": "member"}),
        bob.client.patch(f"{path}/{alice.id}", json={"role": "member"}),
    )
    assert seen_statuses == {200: 1, 403: 1}


@pytest.mark.slow
async def test_who_joins_while_being_removed_is_out_or_asks(alice: Person, app: FastAPI) -> None:
    community, people = await begin(alice, visibility="listed", join_policy="open"), await all_of(app, 8)
    path = f"/v1/communities/{community['id']}"
    for person in people:
        await join(person, community)
        removing = alice.client.patch(f"{path}/memberships/{person.id}", json={"state": "removed"})
        joining = [person.client.put(f"{path}/membership", json={}) for _ in range(3)]
        answers = await asyncio.gather(removing, *joining)
        assert answers[0].status_code == 200
        assert {answer.status_code for answer in answers[1:]} <= {200, 201}
        left = await person.ask("GET", f"{path}/memberships/{person.id}", 200)
        asked = [answer for answer in answers[1:] if answer.json()["state"] == "requested"]
        assert left["state"] == ("requested" if asked else "removed")


@pytest.mark.slow
async def test_nothing_given_while_leaving_stays_behind(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    community, people = await begin(alice, visibility="listed", join_policy="open"), await all_of(app, 6)
    for person in people:
        await join(person, community)
        story = await told(person)
        audience = {"type": "community", "id": community["id"]}
        body = {"target": {"type": "story", "id": story["id"]}, "audience": audience, "purpose": "publication"}
        given, left = await asyncio.gather(
            person.client.post("/v1/grants", json=body),
            person.client.delete(f"/v1/communities/{community['id']}/membership"),
        )
        assert (given.status_code in {201, 422}, left.status_code) == (True, 204)
        live = "select count(*) from grants where owner_id = $1 and revoked_at is null"
        row = await runtime.database.reads.fetchrow(live, person.id)
        assert row is not None
        assert row[0] == 0


@pytest.mark.slow
async def test_the_last_one_leaves_while_another_comes(alice: Person, app: FastAPI) -> None:
    for person in await all_of(app, 6):
        community = await begin(alice, visibility="listed", join_policy="open")
        path = f"/v1/communities/{community['id']}/membership"
        left, came = await asyncio.gather(alice.client.delete(path), person.client.put(path, json={}))
        assert (left.status_code, came.status_code) in {(204, 404), (409, 201)}
