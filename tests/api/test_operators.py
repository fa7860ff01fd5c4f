"""Operators see figures, decide on what waits for them, and each act is written down."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.main import open_runtime
from app.models.imports import Import, ImportState
from app.models.memberships import Role
from app.services.operators import operator_health, operators
from tests.support.communities import gather, grown_up
from tests.support.counsellors import with_second_factor
from tests.support.grants import share, told
from tests.support.people import Person, Watch, capture, sign_in
from tests.support.world import furnished

SHELL = Actor(is_system=True, account="root")
READS = ("health", "jobs", "flags", "communities", "imports", "statistics", "acts")

CLOSE_OTHERS = "update communities set closed_at = now() where visibility <> 'secret'"  # the list shows a hundred


async def grant(runtime: Runtime, email: str) -> None:
    async with runtime.work(SHELL) as uow:
        await operators.grant_role(uow, email)


@pytest.fixture
async def olga(app: FastAPI, runtime: Runtime, watch: Watch) -> AsyncIterator[Person]:
    """She runs the service, and has just proved it."""
    person = await sign_in(app, "olga")
    await with_second_factor(person, watch)
    await grant(runtime, person.email)
    yield person
    await person.client.aclose()


async def test_an_account_says_what_its_person_does_for_others(app: FastAPI, alice: Person, olga: Person) -> None:
    """Applications show the screens of operators and counsellors to those alone."""
    assert [(await alice.ask("GET", "/v1/me", 200))[duty] for duty in ("accompanies", "operates")] == [False, False]
    assert [(await olga.ask("GET", "/v1/me", 200))[duty] for duty in ("accompanies", "operates")] == [True, True]


async def acts_of(runtime: Runtime, person: Person) -> list[tuple[str, str | None]]:
    query = "select verb, target from admin_acts where actor_id = $1 order by id"
    return [(row["verb"], row["target"]) for row in await runtime.database.reads.fetch(query, person.id)]


async def test_only_operators_with_a_second_factor_come_in(
    app: FastAPI, runtime: Runtime, rose: Person, watch: Watch
) -> None:
    for path in READS:
        problem = await rose.ask("GET", f"/v1/admin/{path}", 403)
        assert problem["type"] == "/problems/operators-only"
    await grant(runtime, rose.email)
    for path in READS:
        await rose.ask("GET", f"/v1/admin/{path}", 200)
    assert [verb for verb, _ in await acts_of(runtime, rose)] == [f"read_{path}" for path in READS]
    watch.advance(hours=12)
    person = await sign_in(app, email=rose.email)
    problem = await person.ask("GET", "/v1/admin/health", 403)
    assert problem["type"] == "/problems/second-factor-required"
    assert "douze heures" in (await person.client.get("/v1/admin/health", headers={"Accept-Language": "fr"})).text
    async with runtime.work(SHELL) as uow:
        assert await operators.revoke_role(uow, rose.email)
    watch.advance(hours=-12)
    await rose.ask("GET", "/v1/admin/health", 403)


async def test_a_role_is_given_to_an_account(runtime: Runtime, olga: Person) -> None:
    async with runtime.work(SHELL) as uow:
        assert not await operators.grant_role(uow, olga.email)
        assert olga.email in [holder.email for holder in await operators.list_holders(uow)]
        with pytest.raises(NotFound):
            await operators.grant_role(uow, "nobody@example.org")
        await uow.session.rollback()


async def test_what_was_done_is_listed_and_cannot_be_undone(runtime: Runtime, olga: Person) -> None:
    await olga.ask("GET", "/v1/admin/statistics", 200)
    listed_acts = (await olga.ask("GET", "/v1/admin/acts?limit=100", 200))["items"]
    mine = [(item["verb"], item["account"]) for item in listed_acts if item["actor_id"] == str(olga.id)]
    assert mine == [("read_acts", None), ("read_statistics", None)]
    granted_acts = (await olga.ask("GET", "/v1/admin/acts?limit=100&verb=grant_role", 200))["items"]
    assert [item["account"] for item in granted_acts if item["target"] == str(olga.id)] == ["root"]
    connection = await asyncpg.connect(runtime.settings.database_url)
    for statement in ("update admin_acts set target = null", "delete from admin_acts", "truncate admin_acts"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="neither changed nor deleted"):
            await connection.execute(statement)
    await connection.close()


async def test_an_act_that_fails_is_not_said_to_be_done(runtime: Runtime, olga: Person) -> None:
    await olga.ask("POST", "/v1/admin/jobs/987654321/requeue", 404)
    await olga.ask("PUT", f"/v1/admin/communities/{uuid7()}/verification", 404)
    await olga.ask("PUT", f"/v1/admin/flags/{uuid7()}/dismissal", 404, json={"reason": "Rien."})
    assert await acts_of(runtime, olga) == []


async def test_a_held_job_is_tried_again(runtime: Runtime, olga: Person) -> None:
    held = "insert into jobs.pgqueuer (priority, heartbeat, status, entrypoint, payload) "
    values = "values (0, now(), 'failed', 'Dig', '{\"depth\":7}') returning id"
    [row] = await runtime.database.counts.fetch(held + values)
    answer = await olga.ask("GET", "/v1/admin/jobs", 200)
    assert (row["id"], "Dig", '{"depth":7}') in [(item["id"], item["kind"], item["payload"]) for item in answer["held"]]
    assert (await olga.ask("GET", "/v1/admin/health", 200))["jobs_held"] >= 1
    await olga.ask("POST", f"/v1/admin/jobs/{row['id']}/requeue", 204)
    await olga.ask("POST", f"/v1/admin/jobs/{row['id']}/requeue", 404)
    [now] = await runtime.database.counts.fetch("delete from jobs.pgqueuer where id = $1 returning status", row["id"])
    assert now["status"] == "queued"
    assert ("requeue_job", str(row["id"])) in await acts_of(runtime, olga)


async def test_an_erasure_that_is_late_is_told(runtime: Runtime, watch: Watch, olga: Person, alice: Person) -> None:
    before = (await olga.ask("GET", "/v1/admin/health", 200))["erasures_late"]
    await alice.ask("POST", "/v1/me/erasure", 202)
    late = []
    for hours in (-1, 23, 25):  # its day is to come; has come; is over
        due = "update erasures set due_at = $1 where user_id = $2"
        await runtime.database.writes.fetch(due, watch.now - timedelta(hours=hours), alice.id)
        late.append((await olga.ask("GET", "/v1/admin/health", 200))["erasures_late"] - before)
    assert late == [0, 0, 1]


async def test_a_community_is_verified(app: FastAPI, runtime: Runtime, olga: Person, alice: Person) -> None:
    secret = await gather(runtime, alice)
    await runtime.database.writes.fetch(CLOSE_OTHERS)
    body = {"kind": "school", "name": "CFA du bâtiment", "visibility": "listed"}
    answer = await alice.ask("PUT", f"/v1/communities/{uuid7()}", 201, json=body)
    waiting = await olga.ask("GET", "/v1/admin/communities", 200)
    [shown] = [item for item in waiting["first"] if item["id"] == answer["id"]]
    assert (shown["name"], shown["members"], shown["verified_at"]) == (body["name"], None, None)
    assert str(secret) not in json.dumps(waiting)
    for community_id in (answer["id"], secret):
        path = f"/v1/admin/communities/{community_id}/verification"
        assert (await olga.ask("PUT", path, 200))["verified_at"] == "2026-03-03T13:10:00.000Z"
    community = await alice.ask("GET", f"/v1/communities/{answer['id']}", 200)
    assert (community["verified_at"], community["version"]) == ("2026-03-03T13:10:00.000Z", answer["version"] + 1)
    assert (await olga.ask("DELETE", f"/v1/admin/communities/{answer['id']}/verification", 200))["verified_at"] is None
    assert [verb for verb, _ in await acts_of(runtime, olga)][-3:] == [
        "verify_community",
        "verify_community",
        "doubt_community",
    ]


async def test_flags_are_figures_and_what_no_community_decides_on(
    olga: Person, alice: Person, bob: Person, watch: Watch
) -> None:
    before = await olga.ask("GET", "/v1/admin/flags", 200)
    story = await told(alice)
    await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    body: dict[str, Any] = {"target": {"type": "story", "id": story["id"]}, "reason": "hate", "text": "un canari"}
    flag = await bob.ask("POST", "/v1/flags", 201, json=body)
    watch.advance(minutes=6)
    answer = await olga.client.get("/v1/admin/flags")
    assert "canari" not in answer.text
    assert {"id": flag["id"], "target": body["target"], "reason": "hate", "created_at": flag["created_at"]} in (
        answer.json()["waiting"]
    )
    path = f"/v1/admin/flags/{flag['id']}/dismissal"
    assert (await olga.ask("PUT", path, 200, json={"reason": "Rien à redire."}))["state"] == "dismissed"
    await olga.ask("PUT", path, 409, json={"reason": "Autre chose."})
    after = await olga.ask("GET", "/v1/admin/flags", 200)
    assert (after["reported"] - before["reported"], after["dismissed"] - before["dismissed"]) == (1, 1)
    assert after["decided_share"] > 0
    assert (await bob.ask("GET", "/v1/flags", 200))["items"][0]["decision_reason"] == "Rien à redire."


async def test_what_a_community_decides_on_is_not_for_operators(
    app: FastAPI, runtime: Runtime, olga: Person, alice: Person
) -> None:
    reader, manager = await grown_up(app, "remy"), await grown_up(app, "max")
    community_id = await gather(runtime, manager, alice, reader)
    story = await told(alice)
    await share(alice, story, audience={"type": "community", "id": str(community_id)})
    body = {"target": {"type": "story", "id": story["id"]}, "reason": "hate"}
    flag = await reader.ask("POST", "/v1/flags", 201, json=body)
    await olga.ask("PUT", f"/v1/admin/flags/{flag['id']}/dismissal", 404, json={"reason": "Rien."})


async def test_an_appeal_against_who_runs_a_community_alone_is_for_operators(
    app: FastAPI, runtime: Runtime, olga: Person, alice: Person
) -> None:
    max_, fay = await grown_up(app, "max"), await grown_up(app, "fay")
    community_id = await gather(runtime, max_, alice, fay, roles={max_.id: Role.MANAGER})
    story = await told(alice)
    await share(alice, story, audience={"type": "community", "id": str(community_id)})
    body = {"target": {"type": "story", "id": story["id"]}, "reason": "hate"}
    flag = await fay.ask("POST", "/v1/flags", 201, json=body)
    await max_.ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json={"decision": "hide", "reason": "Trop dur."})
    [hiding] = (await alice.ask("GET", "/v1/hidings", 200))["items"]
    path, lift = f"/v1/admin/hidings/{hiding['id']}/review", {"decision": "lift", "answer": "C’est un récit."}
    await olga.ask("PUT", path, 404, json=lift)
    await alice.ask("PUT", f"/v1/hidings/{hiding['id']}/appeal", 200, json={"text": "C’est mon récit."})
    await max_.ask("PUT", f"/v1/hidings/{hiding['id']}/review", 403, json=lift)
    await take_part(runtime, community_id, fay, Role.FACILITATOR)
    await olga.ask("PUT", path, 404, json=lift)
    await take_part(runtime, community_id, fay, Role.MEMBER)
    [waits] = [
        appeal for appeal in (await olga.ask("GET", "/v1/admin/flags", 200))["appeals"] if appeal["id"] == hiding["id"]
    ]
    assert (waits["reason"], waits["appeal"], waits["target"]) == ("Trop dur.", "C’est mon récit.", body["target"])
    assert (await olga.ask("PUT", path, 200, json=lift))["lifted_at"] is not None
    await olga.ask("PUT", path, 404, json=lift)
    await fay.ask("GET", f"/v1/stories/{story['id']}", 200)
    [answered_hiding] = (await alice.ask("GET", "/v1/hidings", 200))["items"]
    assert answered_hiding["answer"] == "C’est un récit."


async def take_part(runtime: Runtime, community_id: UUID, person: Person, role: Role) -> None:
    query = "update memberships set role = $3 where community_id = $1 and user_id = $2 returning role"
    await runtime.database.writes.fetch(query, community_id, person.id, str(role))


async def test_small_counts_are_withheld(runtime: Runtime, olga: Person, alice: Person) -> None:
    for _ in range(5):
        await capture(alice)
    counts = await olga.ask("GET", "/v1/admin/statistics", 200)
    tables = {
        "experiences": "experiences",
        "missions": "missions",
        "people": "users where guest_of is null",
        "talents": "talents",
    }
    for name, table in tables.items():
        [row] = await runtime.database.reads.fetch(f"select count(*) as n from {table}")  # noqa: S608  names of ours
        assert counts[name] == (row["n"] if row["n"] == 0 or row["n"] >= 5 else None)
    assert counts["experiences"] >= 5


async def test_imports_are_counted(runtime: Runtime, olga: Person) -> None:
    async with runtime.database.sessions.begin() as session:
        waiting: dict[str, Any] = {"user_id": olga.id, "size": 1, "state": ImportState.READING}
        session.add(Import(id=uuid7(), asked_at=runtime.clock(), expires_at=runtime.clock(), **waiting))
    answer = await olga.ask("GET", "/v1/admin/imports", 200)
    assert {"source": None, "state": "reading", "reason": None} in [
        {key: count[key] for key in ("source", "state", "reason")} for count in answer["counts"]
    ]
    assert str(olga.id) not in json.dumps(answer)


FULL = """
create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'no room' using errcode = '53100'; end $$;
create trigger refuse before insert on admin_acts for each row execute function refuse()
"""


@pytest.mark.slow
async def test_health_is_read_on_a_full_disk(runtime: Runtime) -> None:
    home = await furnished(runtime.settings)
    connection = await asyncpg.connect(home.database_url)
    await connection.execute(FULL)
    await connection.close()
    async with open_runtime(home) as full, full.work(SHELL) as uow:
        assert (await operator_health.read_health(uow)).database == "ready"
