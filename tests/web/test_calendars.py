"""A calendar at a secret address shows its owner's missions, and ends with what it was made in."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.memberships import Role
from app.services.missions.calendars import Deadline, Deadlines
from app.web.calendars import document
from tests.support.calendars import read_calendar
from tests.support.communities import gather
from tests.support.missions import answer, leave, send
from tests.support.people import NOW, Person

PATH = "/v1/me/mission-calendar"
DUE = NOW + timedelta(days=3)
TITLE = "Montre; ton « mur », puis \\ raconte : " + "é" * 90


async def subscribe(person: Person) -> str:
    """Make the address, and return its path."""
    calendar = await person.ask("POST", PATH, 201)
    assert calendar == await person.ask("GET", PATH, 200)
    return str(calendar["url"]).removeprefix("http://test")


async def visible(person: Person) -> list[Any]:
    page = await person.ask("GET", "/v1/me/visibility", 200)
    return [item for item in page["items"] if item["kind"] == "calendar"]


async def test_missions_that_await_an_answer_stand_at_their_deadlines(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, guest: httpx.AsyncClient
) -> None:
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"app_url": "https://app.test"}))
    community_id = await gather(runtime, bob, alice, roles={bob.id: Role.MANAGER}, name="Maçons, Touraine")
    mission = await send(runtime, bob, community_id, title=TITLE, due_at=DUE.isoformat())
    await send(runtime, bob, community_id)  # without a deadline
    closing = await send(runtime, bob, community_id, title="B", closes_at=DUE.isoformat())
    path = await subscribe(alice)
    first = await guest.get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert (first.headers["cache-control"], first.headers["x-robots-tag"]) == ("private, no-cache", "noindex")
    events = {event["UID"]: event for event in read_calendar(first.content)}
    assert events.keys() == {mission["id"], closing["id"]}
    event = events[mission["id"]]
    assert event["SUMMARY"] == f"Répondre à « {TITLE} »"
    assert event["DESCRIPTION"] == "Maçons\\, Touraine"
    assert event["DTSTART"] == DUE.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert event["URL"] == f"https://app.test/missions/{mission['id']}"
    headers = {"If-None-Match": first.headers["etag"]}
    assert (await guest.get(path, headers=headers)).status_code == 304
    await answer(alice, mission)
    assert [item["UID"] for item in read_calendar((await guest.get(path, headers=headers)).content)] == [closing["id"]]
    await leave(community_id, alice)
    assert read_calendar((await guest.get(path)).content) == []


async def test_who_made_the_address_sees_it_and_takes_it_back(
    alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    assert await alice.ask("GET", PATH, 200) == {
        "state": "none",
        "url": None,
        "created_at": None,
        "last_read_on": None,
    }
    first, bobs = await subscribe(alice), await subscribe(bob)
    [entry] = await visible(alice)
    assert (entry["audience"]["type"], entry["shows"], entry["ends_at"]) == ("link", ["missions"], None)
    second = await subscribe(alice)
    assert [(await guest.get(path)).status_code for path in (first, second, bobs)] == [404, 200, 200]
    assert (await alice.ask("GET", PATH, 200))["last_read_on"] == NOW.date().isoformat()
    await alice.ask("DELETE", PATH, 204)
    await alice.ask("DELETE", PATH, 204)
    answer, unknown = await guest.get(second), await guest.get("/j/dtj_x.ics")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/calendar-not-found")
    assert answer.json()["type"] == unknown.json()["type"]
    assert await visible(alice) == []
    assert (await guest.get(bobs)).status_code == 200


async def test_a_repetition_gets_the_same_address_and_restores_none(alice: Person) -> None:
    key = {"Idempotency-Key": "once"}
    calendar = await alice.ask("POST", PATH, 201, headers=key)
    assert await alice.ask("POST", PATH, 201, headers=key) == calendar
    await alice.ask("DELETE", PATH, 204)
    await alice.ask("POST", PATH, 404, headers=key)


@pytest.mark.parametrize("ending", ["session", "password", "erasure"])
async def test_it_ends_with_what_bearer_addresses_end_with(
    alice: Person, runtime: Runtime, app: FastAPI, guest: httpx.AsyncClient, ending: str
) -> None:
    path = await subscribe(alice)
    assert (await guest.get(path)).status_code == 200
    if ending == "session":
        await alice.ask("DELETE", "/v1/sessions/current", 204)
    elif ending == "password":
        await alice.ask("PUT", "/v1/me/password", 204, json={"password": "un mot de passe assez long 4711"})
    else:
        await alice.ask("POST", "/v1/me/erasure", 202)
    assert (await guest.get(path)).status_code == 404
    if ending == "erasure":
        await alice.ask("DELETE", "/v1/me/erasure", 204)
        assert (await guest.get(path)).status_code == 404


async def test_under_15_a_guardian_agrees_first(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    path, writes = await subscribe(alice), runtime.database.writes
    await writes.fetch("update users set birth_year = $2 where id = $1", alice.id, NOW.year - 13)
    assert (await guest.get(path)).status_code == 404
    assert await visible(alice) == []
    assert (await alice.ask("POST", PATH, 403))["type"] == "/problems/guardian-required"
    agreement = """insert into guardianships (id, person_id, email, name, acts, state, token_digest, asked_at,
        answered_at)
    values (gen_random_uuid(), $1, 'a@example.org', 'Paule', '{share}', 'active', $2, $3, $3)"""
    await writes.fetch(agreement, alice.id, alice.id.bytes, NOW)
    assert (await guest.get(path)).status_code == 200
    await writes.fetch("update users set birth_year = null where id = $1", alice.id)
    assert (await guest.get(path)).status_code == 404


def test_no_line_is_too_long_whatever_the_title() -> None:
    for title in ("a" * 200, "é" * 200, "🦉" * 200, "a\\;,b\r\nc" * 30, "END:VEVENT"):
        item = Deadline(UUID(int=1), title, title, DUE, NOW, 3, None)
        [event] = read_calendar(document(Deadlines(Locale.EN, [item])).encode())
        assert event["SUMMARY"] == f"Answer “{title}”".replace("\r", "")
