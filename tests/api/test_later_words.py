"""A person who left a community reads no word that its missions were given afterwards, on any path."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.guardians import EVERYTHING, ask_guardian, child
from tests.support.guardians import answer as answer_guardian
from tests.support.mails import received
from tests.support.missions import answer, send
from tests.support.people import Person, prove, work_off
from tests.support.stories import rewrite

pytestmark = pytest.mark.slow

LATER = "nouveaux-mots-9c41"
Cast = dict[str, Person]
Way = Callable[[UUID, Cast, httpx.AsyncClient, str], Awaitable[object]]


async def leaves(community_id: UUID, cast: Cast, _: httpx.AsyncClient, page: str) -> None:
    await cast["zoe"].ask("DELETE", f"/v1/communities/{community_id}/membership", 204)


async def removed(community_id: UUID, cast: Cast, _: httpx.AsyncClient, page: str) -> None:
    path = f"/v1/communities/{community_id}/memberships/{cast['zoe'].id}"
    await cast["alice"].ask("PATCH", path, 200, json={"state": "removed"})


async def guardian_ends(_: UUID, cast: Cast, visitor: httpx.AsyncClient, page: str) -> None:
    await answer_guardian(visitor, page, [("answer", "end")])


async def guardian_deleted(_: UUID, cast: Cast, visitor: httpx.AsyncClient, page: str) -> None:
    await cast["zoe"].ask("DELETE", "/v1/me/guardian", 204)


WAYS = [leaves, removed, guardian_ends, guardian_deleted]


async def joined(alice: Person, zoe: Person) -> UUID:
    body = {"kind": "cohort", "name": "Promo", "visibility": "listed", "join_policy": "open"}
    community = await alice.ask("PUT", f"/v1/communities/{uuid7()}", 201, json=body)
    await zoe.ask("PUT", f"/v1/communities/{community['id']}/membership", 201, json={})
    return UUID(community["id"])


async def reads(app: FastAPI, person: Person, ids: dict[str, str]) -> dict[str, str]:
    """What every GET of the document answers to that person, by its path."""
    texts = {}
    for path, item in app.openapi()["paths"].items():
        if "get" in item and not path.endswith("/stream"):
            address = path
            for parameter in item["get"].get("parameters", ()):
                name = parameter["name"]
                address = address.replace(f"{{{name}}}", ids.get(name, str(uuid7())))
            texts[path] = (await person.client.get(address)).text
    return texts


async def guarded(app: FastAPI, runtime: Runtime, visitor: httpx.AsyncClient, manager: Person) -> tuple[Person, str]:
    """A child whose guardian agrees to everything, and the guardian's page. The manager proves a second factor."""
    await prove(manager)
    zoe = await child(app)
    _, page = await ask_guardian(runtime, zoe)
    await answer_guardian(visitor, page, EVERYTHING)
    return zoe, page


async def retitle(alice: Person, missions: list[Any]) -> None:
    for mission in missions:
        await rewrite(alice, f"/v1/missions/{mission['id']}", title=LATER, brief=LATER)
    await alice.ask("PUT", f"/v1/missions/{missions[1]['id']}/closing", 200)
    await alice.ask("PUT", f"/v1/missions/{missions[2]['id']}/cancellation", 200)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_who_left_reads_no_later_title_on_any_path(
    app: FastAPI, alice: Person, runtime: Runtime, guest: httpx.AsyncClient, way: Way
) -> None:
    zoe, page = await guarded(app, runtime, guest, alice)
    community_id = await joined(alice, zoe)
    missions = [await send(runtime, alice, community_id, title=f"Avant {n}") for n in range(3)]
    response = await answer(zoe, missions[0])
    await alice.ask("GET", f"/v1/responses/{response['id']}", 200)
    review = {"decision": "return", "comment": "Encore un peu."}
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=review)
    await work_off(runtime)
    cursor = (await zoe.ask("GET", "/v1/sync", 200))["next_cursor"]
    await way(community_id, {"alice": alice, "zoe": zoe}, guest, page)
    await retitle(alice, missions)
    await work_off(runtime)
    changes = (await zoe.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    await zoe.ask("POST", "/v1/exports", 202)
    await work_off(runtime)
    ids = {"mission_id": missions[0]["id"], "response_id": response["id"], "community_id": str(community_id)}
    answers = await reads(app, zoe, ids | {"user_id": str(zoe.id), "person_id": str(zoe.id)})
    assert len(answers) > 80
    assert [path for path, text in answers.items() if LATER in text] == []
    assert LATER not in str(changes)
    assert not [item for item in received(runtime, zoe.email) if LATER in item.as_string()]
    known_response = await zoe.ask("GET", f"/v1/responses/{response['id']}", 200)
    assert known_response["mission"]["title"] == "Avant 0"
    assert "Avant 0" in answers["/v1/me/accesses"]
    assert await titles_in_sync(zoe) == {"Avant 0", "Avant 1", "Avant 2"}


async def titles_in_sync(person: Person) -> set[Any]:
    changes = (await person.ask("GET", "/v1/sync", 200))["changes"]
    return {change["data"]["mission"]["title"] for change in changes if change["type"] == "response"}


async def test_who_comes_back_reads_what_it_is_called_now(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await joined(alice, bob)
    mission = await send(runtime, alice, community_id, title="Avant")
    response = await answer(bob, mission)
    await leaves(community_id, {"zoe": bob}, bob.client, "")
    await rewrite(alice, f"/v1/missions/{mission['id']}", title="Après")
    assert (await bob.ask("GET", f"/v1/responses/{response['id']}", 200))["mission"]["title"] == "Avant"
    await bob.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json={})
    assert (await bob.ask("GET", f"/v1/responses/{response['id']}", 200))["mission"]["title"] == "Après"
