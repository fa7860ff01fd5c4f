"""Tokens of programs: made with a proof, shown once, ended at once, and each use is recorded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.api_tokens import is_well_formed
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import Role
from app.services.accounts import api_token_uses
from app.services.departures import retention
from tests.support.communities import gather, grown_up
from tests.support.counsellors import with_second_factor
from tests.support.people import BARE, Person, Watch, capture, prove, visit


def wish(watch: Watch, *scopes: str, **fields: object) -> dict[str, Any]:
    until = (watch.now + timedelta(days=90)).isoformat()
    return {"name": "Sauvegarde", "scopes": list(scopes or ("journal:read",)), "expires_at": until} | fields


async def made(person: Person, watch: Watch, *scopes: str) -> tuple[str, httpx.AsyncClient]:
    """Make a token; return its id and a client of the program."""
    answer = await person.ask("POST", "/v1/me/tokens", 201, json=wish(watch, *scopes))
    return answer["id"], program(person, answer["token"])


def program(person: Person, token: str) -> httpx.AsyncClient:
    app: FastAPI = person.client._transport.app  # type: ignore[attr-defined]
    return visit(app, {"Authorization": f"Bearer {token}"})


async def test_a_person_makes_a_token_sees_what_it_did_and_ends_it(
    app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    ines = await grown_up(app, "ines")
    answer = await ines.ask("POST", "/v1/me/tokens", 201, json=wish(watch))
    token = answer["token"]
    again = {"json": wish(watch, "journal:read", "journal:write"), "headers": {"Idempotency-Key": "k-1"}}
    first, second = [await ines.ask("POST", "/v1/me/tokens", 201, **again) for _ in "12"]
    assert first == second != answer
    await ines.ask("DELETE", f"/v1/me/tokens/{first['id']}", 204)
    await ines.ask("POST", "/v1/me/tokens", 404, **again)
    assert token.startswith("dta_")
    assert is_well_formed(token)
    item = {key: value for key, value in answer.items() if key != "token"}
    assert (await ines.ask("GET", "/v1/me/tokens", 200))["items"] == [item]
    rows = await runtime.database.reads.fetch("select api_tokens::text as row from api_tokens")
    assert all(token not in row["row"] for row in rows)
    mail, _ = await runtime.database.reads.fetch(
        "select letter ->> 'subject' as subject from mails where letter ->> 'to' = $1", ines.email
    )
    assert mail["subject"] == "Un programme a maintenant un jeton pour ce compte Day Tripper"


async def operations_by_page(person: Person, token_id: str) -> list[str]:
    path, names = f"/v1/me/tokens/{token_id}/uses", list[str]()
    cursor: str | None = ""
    while cursor is not None:
        page = await person.ask("GET", path, 200, params={"limit": 3} | ({"cursor": cursor} if cursor else {}))
        names += [item["operation"] for item in page["items"]]
        cursor = page["next_cursor"]
    return names


async def test_each_use_of_a_token_is_recorded(app: FastAPI, watch: Watch) -> None:
    ines = await grown_up(app, "ines")
    moment = await capture(ines, BARE | {"title": "Mur"})
    token_id, agent = await made(ines, watch, "journal:read", "journal:write")
    assert (await agent.get("/v1/experiences")).json()["items"][0]["id"] == moment["id"]
    assert (await agent.put(f"/v1/experiences/{uuid7()}", json=BARE)).status_code == 201
    assert (await agent.head(f"/v1/experiences/{moment['id']}")).status_code == 200
    for path in ("/v1/me", "/v1/me", "/v1/me/tokens", "/v1/notifications", "/v1/sync"):
        refusal = await agent.get(path)
        assert (refusal.status_code, refusal.json()["type"]) == (403, "/problems/out-of-scope")
    uses = (await ines.ask("GET", f"/v1/me/tokens/{token_id}/uses", 200))["items"]
    counts = {item["operation"]: (item["times"], item["refusals"]) for item in uses}
    assert counts == {
        "list_experiences": (1, 0),
        "put_experience": (1, 0),
        "get_experience": (1, 0),
        "get_me": (2, 2),
        "list_api_tokens": (1, 1),
        "list_notifications": (1, 1),
        "list_changes": (1, 1),
    }
    assert await operations_by_page(ines, token_id) == sorted(counts, reverse=True)
    assert (await ines.ask("GET", "/v1/me/tokens", 200))["items"][0]["last_used_at"] is not None
    events = [item["kind"] for item in (await ines.ask("GET", "/v1/me/security-events", 200))["items"]]
    assert sorted(events) == ["api_token_creation", "api_token_refusal", "api_token_use", "signed_in"]
    assert len((await ines.ask("GET", "/v1/sessions", 200))["items"]) == 1
    await ines.ask("DELETE", f"/v1/me/tokens/{token_id}", 204)
    await ines.ask("DELETE", f"/v1/me/tokens/{token_id}", 404)
    refusal = await agent.get("/v1/experiences")
    assert (refusal.status_code, refusal.headers["www-authenticate"]) == (401, "Bearer")
    assert (await ines.ask("GET", "/v1/me/tokens", 200))["items"] == []


async def test_a_token_takes_a_proof_an_age_and_an_end(app: FastAPI, runtime: Runtime, watch: Watch) -> None:
    ines = await grown_up(app, "ines")
    for end in (watch.now, watch.now + timedelta(days=367)):
        answer = await ines.ask("POST", "/v1/me/tokens", 422, json=wish(watch, expires_at=end.isoformat()))
        assert answer["errors"][0]["pointer"] == "/expires_at"
    await ines.ask("POST", "/v1/me/tokens", 422, json=wish(watch, "journal:read", "journal:read"))
    await ines.ask("POST", "/v1/me/tokens", 422, json=wish(watch, "everything"))
    query = "update sessions set created_at = $2 where user_id = $1 returning id"
    await runtime.database.writes.fetch(query, ines.id, watch.now - timedelta(minutes=16))
    answer = await ines.ask("POST", "/v1/me/tokens", 403, json=wish(watch))
    assert answer["type"] == "/problems/proof-required"
    await with_second_factor(ines, watch)
    await ines.ask("POST", "/v1/me/tokens", 201, json=wish(watch))
    await runtime.database.writes.fetch(
        "update sessions set second_factor_at = null where user_id = $1 returning id", ines.id
    )
    answer = await ines.ask("POST", "/v1/me/tokens", 403, json=wish(watch))
    assert answer["type"] == "/problems/second-factor-required"
    young = await grown_up(app, "young")
    await runtime.database.writes.fetch("update users set birth_year = 2012 where id = $1 returning id", young.id)
    answer = await young.ask("POST", "/v1/me/tokens", 403, json=wish(watch))
    assert answer["type"] == "/problems/too-young-for-tokens"


async def test_a_token_ends_with_its_time_and_with_the_other_sessions(
    app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    ines, day = await grown_up(app, "ines"), watch.now
    _, agent = await made(ines, watch)
    token_id, other = await made(ines, watch)
    watch.advance(days=90)
    assert (await agent.get("/v1/experiences")).status_code == 401
    async with runtime.work(SYSTEM) as uow:
        await retention.forget_expired(uow)
    watch.now = day
    assert (await agent.get("/v1/experiences")).status_code == 401  # its session, which shows its media, is over
    _, agent = await made(ines, watch)
    assert (await agent.get("/v1/experiences")).status_code == 200
    await ines.ask("PUT", "/v1/me/password", 204, json={"password": "quatre mots sans rapport"})
    assert (await agent.get("/v1/experiences")).status_code == 401
    assert (await other.get("/v1/experiences")).status_code == 401
    assert (await ines.ask("GET", f"/v1/me/tokens/{token_id}/uses", 200))["items"] == []
    for wrong in ("dta_" + "x" * 40, "dta_", "dtc_é"):
        headers = {b"Authorization": f"Bearer {wrong}".encode()}
        assert (await visit(app).get("/v1/experiences", headers=headers)).status_code == 401


async def test_a_token_of_a_community_ends_with_the_role_of_its_maker(
    app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    rose, karim, ali = [await grown_up(app, name) for name in ("rose", "karim", "ali")]
    roles = {person.id: Role.MANAGER for person in (rose, karim)}
    place = await gather(runtime, rose, karim, ali, roles=roles)
    body = {"name": "ENT", "expires_at": (watch.now + timedelta(days=90)).isoformat()}
    path = f"/v1/communities/{place}/tokens"
    assert (await rose.ask("POST", path, 403, json=body))["type"] == "/problems/community-unverified"
    await runtime.database.writes.fetch("update communities set verified_at = now() where id = $1 returning id", place)
    assert (await rose.ask("POST", path, 403, json=body))["type"] == "/problems/second-factor-required"
    await prove(rose)
    answer = await rose.ask("POST", path, 201, json=body)
    assert answer["token"].startswith("dtc_")
    assert (answer["scopes"], answer["made_by"]["display_name"]) == (["community"], "Rose")
    query = (
        "select letter ->> 'to' as address from mails where letter ->> 'subject' like $1 and letter ->> 'to' = any($2)"
    )
    people = [person.email for person in (rose, karim, ali)]
    rows = await runtime.database.reads.fetch(query, "Un programme relié%", people)
    assert {row["address"] for row in rows} == {rose.email, karim.email}
    await acts_and_ends(rose, karim, place, answer["token"])
    agent = program(rose, (await rose.ask("POST", path, 201, json=body))["token"])
    await runtime.database.writes.fetch("update communities set verified_at = null where id = $1 returning id", place)
    assert (await agent.get(f"/v1/communities/{place}")).status_code == 401


async def acts_and_ends(rose: Person, karim: Person, place: UUID, token: str) -> None:
    """The program writes in the name of the community, until Rose manages it no more, and not again when she does."""
    agent, path = program(rose, token), f"/v1/communities/{place}/tokens"
    assert len((await agent.get(f"/v1/communities/{place}/memberships")).json()["items"]) == 3
    mission = {"community_id": str(place), "title": "Un mur", "audience": {"type": "all"}}
    written = await agent.put(f"/v1/missions/{uuid7()}", json=mission)
    assert written.status_code == 201, written.text
    assert written.json()["author"] is None
    missions = await agent.get("/v1/missions", params={"community_id": str(place)})
    assert [item["id"] for item in missions.json()["items"]] == [written.json()["id"]]
    for query in ({}, {"community_id": str(uuid7())}):
        assert (await agent.get("/v1/missions", params=query)).status_code == 403
    await karim.ask("PATCH", f"/v1/communities/{place}/memberships/{rose.id}", 200, json={"role": "facilitator"})
    assert (await agent.get(f"/v1/communities/{place}")).status_code == 401
    await karim.ask("PATCH", f"/v1/communities/{place}/memberships/{rose.id}", 200, json={"role": "manager"})
    assert (await agent.get(f"/v1/communities/{place}")).status_code == 401  # it does not come back
    assert (await karim.ask("GET", path, 200))["items"] == []


async def test_a_program_that_asks_too_often_waits(app: FastAPI, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    ines = await grown_up(app, "ines")
    _, agent = await made(ines, watch)
    monkeypatch.setattr(api_token_uses, "PER_TOKEN", replace(api_token_uses.PER_TOKEN, most=2))
    statuses = [(await agent.get("/v1/experiences")).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await ines.ask("GET", "/v1/experiences", 200))["items"] == []
