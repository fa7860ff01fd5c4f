"""What happened to the way into an account is told to its owner for a year, and changed by nobody."""

from collections import Counter
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core.uow import Runtime
from app.models.security_events import SecurityEvent
from tests.support.counsellors import code_of
from tests.support.people import Person, Watch, sign_in

PASSWORD = "quatre mots sans rapport"  # noqa: S105
FORBIDDEN = (
    "delete from security_events where user_id = :id",
    "update security_events set kind = 'signed_in' where user_id = :id",
    "update security_events set at = at - interval '3 years' where user_id = :id",
    "truncate security_events",
)


async def told(person: Person) -> list[Any]:
    return list((await person.ask("GET", "/v1/me/security-events", 200, params={"limit": 100}))["items"])


async def kinds(person: Person) -> Counter[str]:
    return Counter(item["kind"] for item in await told(person))


@pytest.mark.slow
async def test_each_thing_that_happens_to_the_way_in_is_told(
    app: FastAPI, alice: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    person = await sign_in(app, email=alice.email)
    assert await kinds(alice) == {"signed_in": 2}
    await alice.ask("PUT", "/v1/me/password", 204, json={"password": PASSWORD})
    assert await kinds(alice) == {"signed_in": 2, "password_set": 1, "session_ended": 1}
    wrong = {"email": alice.email, "password": "pas le bon du tout", "device_name": "x", "birth_year": 1990}
    for _ in range(3):  # within a minute they are told once
        assert (await guest.post("/v1/sessions", json=wrong)).status_code == 401
    answer = await alice.ask("POST", "/v1/me/second-factor", 201)
    await alice.ask("PUT", "/v1/me/second-factor/verification", 403, json={"code": "000000"})
    await alice.ask("PUT", "/v1/me/second-factor/verification", 200, json={"code": code_of(answer["secret"], watch)})
    watch.advance(seconds=61)
    await alice.ask("PUT", "/v1/me/second-factor/verification", 200, json={"code": code_of(answer["secret"], watch)})
    await alice.ask("POST", "/v1/exports", 202)
    document = (await guest.post("/v1/sessions/refresh", json={"refresh_token": alice.refresh_token})).json()
    later = await guest.post("/v1/sessions/refresh", json={"refresh_token": document["refresh_token"]})
    assert later.status_code == 200
    assert await kinds(alice) == {
        "signed_in": 2,
        "password_set": 1,
        "session_ended": 1,
        "sign_in_refused": 1,
        "second_factor_refused": 1,
        "second_factor_added": 1,
        "second_factor_given": 1,
        "export_asked": 1,
    }
    ended = next(item for item in await told(alice) if item["kind"] == "session_ended")
    assert (person.id, ended["session_id"] is None, ended["rule"]) == (alice.id, False, None)
    third = await sign_in(app, email=alice.email)
    response = await guest.post("/v1/sessions/refresh", json={"refresh_token": alice.refresh_token})
    assert response.status_code == 401
    assert (await kinds(third))["session_reused"] == 1


@pytest.mark.slow
async def test_a_refusal_by_a_limit_is_told_by_its_name(alice: Person, guest: httpx.AsyncClient) -> None:
    while (await guest.post("/v1/sessions/codes", json={"email": alice.email})).status_code != 429:
        pass
    for _ in range(2):
        while (await alice.client.post("/v1/me/codes")).status_code != 429:
            pass
    rules = [item["rule"] for item in await told(alice) if item["kind"] == "limited"]
    assert rules == ["codes made per person", "codes per address and source"]


async def test_nothing_is_kept_of_an_address_without_an_account(
    guest: httpx.AsyncClient, runtime: Runtime, bob: Person
) -> None:
    async with runtime.database.sessions() as session:
        before = set(await session.scalars(select(SecurityEvent.id)))
    wrong = {"email": "nobody-at-all@example.org", "code": "000000", "device_name": "x", "birth_year": 1990}
    assert (await guest.post("/v1/sessions", json=wrong)).status_code == 401
    async with runtime.database.sessions() as session:
        assert set(await session.scalars(select(SecurityEvent.id))) == before
    assert await kinds(bob) == {"signed_in": 1}


async def test_nobody_changes_what_happened(alice: Person, runtime: Runtime) -> None:
    before = await told(alice)
    for forbidden in FORBIDDEN:
        async with runtime.database.sessions() as session:
            with pytest.raises(DBAPIError, match="neither changed nor deleted"):
                await session.execute(text(forbidden), {"id": alice.id} if ":id" in forbidden else {})
    assert await told(alice) == before
    assert UUID(before[0]["session_id"])
