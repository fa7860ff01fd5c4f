"""A second factor is taken away while what it takes one for is under way."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.changes import ChangeLog
from app.core.uow import Runtime
from app.models.notifications import Inbox
from tests.support.counsellors import accept, code_shown_by, counsellor, request_access, wish
from tests.support.people import Person, Watch
from tests.support.waiting import while_held


@pytest.fixture
async def rose(app: FastAPI, watch: Watch) -> AsyncIterator[Person]:
    person = await counsellor(app, watch)
    yield person
    await person.client.aclose()


async def take_away(rose: Person) -> None:
    await rose.ask("DELETE", "/v1/me/second-factor", 204)


@pytest.mark.slow
async def test_what_is_just_being_accepted_ends(rose: Person, alice: Person, runtime: Runtime, watch: Watch) -> None:
    grant_request = await request_access(rose, alice, watch, "experiences")
    change_log = select(ChangeLog).where(ChangeLog.user_id == alice.id)
    await while_held(runtime, change_log, accept(alice, grant_request), take_away(rose))
    [grant] = (await alice.ask("GET", "/v1/grants", 200))["items"]
    assert grant["state"] == "revoked"


@pytest.mark.slow
async def test_what_is_just_being_asked_for_is_withdrawn(
    rose: Person, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    first = await request_access(rose, alice, watch, "experiences")
    await rose.ask("PUT", f"/v1/grant-requests/{first['id']}/withdrawal", 200)
    inbox = select(Inbox).where(Inbox.user_id == alice.id)
    body = wish(watch, "talents") | {"code": await code_shown_by(alice)}
    asking = rose.ask("POST", "/v1/grant-requests", 201, json=body)
    asked, _ = await while_held(runtime, inbox, asking, take_away(rose))
    assert (await alice.ask("GET", f"/v1/grant-requests/{asked['id']}", 200))["state"] == "withdrawn"
