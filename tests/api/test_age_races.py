"""A year of birth is told, while something that takes an age is done: what comes second knows of what came first."""

from collections.abc import Awaitable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.changes import ChangeLog
from app.core.uow import Runtime
from tests.support.communities import begin as begin_community
from tests.support.communities import grown_up
from tests.support.counsellors import agreed, counsellor, request_access
from tests.support.grants import asked, told
from tests.support.guardians import YOUNG, state_year
from tests.support.people import Person, Watch
from tests.support.stories import begin, text
from tests.support.waiting import while_held


async def tell_age(person: Person) -> Any:
    return await state_year(person, YOUNG, confirmed=True)


async def while_told(alice: Person, runtime: Runtime, doing: Awaitable[Any]) -> Any:
    """Done once the year is told, and before what it takes back is on disk. Alice has published something."""
    _, done = await while_held(runtime, select(ChangeLog).where(ChangeLog.user_id == alice.id), tell_age(alice), doing)
    return done


async def refused(alice: Person, method: str, path: str, **body: Any) -> None:
    assert (await alice.ask(method, path, 403, **body))["type"] == "/problems/guardian-required"


@pytest.mark.slow
async def test_what_is_given_while_the_year_is_told_is_refused(alice: Person, runtime: Runtime) -> None:
    story = await told(alice)
    await while_told(alice, runtime, refused(alice, "POST", "/v1/grants", json=asked(story)))
    assert (await alice.ask("GET", "/v1/grants?state=active", 200))["items"] == []


async def test_what_is_just_being_given_is_taken_back(alice: Person, runtime: Runtime) -> None:
    story, change_log = await told(alice), select(ChangeLog).where(ChangeLog.user_id == alice.id)
    giving = alice.ask("POST", "/v1/grants", 201, json=asked(story))
    grant, _ = await while_held(runtime, change_log, giving, tell_age(alice))
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "revoked"


async def test_what_is_published_while_the_year_is_told_is_refused(alice: Person, runtime: Runtime) -> None:
    await told(alice)
    await while_told(alice, runtime, refused(alice, "PUT", f"{await begin(alice, text())}/publication"))


async def test_where_one_comes_in_while_the_year_is_told_one_stays_out(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    community = await begin_community(await grown_up(app, "max"), visibility="listed", join_policy="open")
    await told(alice)
    await while_told(alice, runtime, refused(alice, "PUT", f"/v1/communities/{community['id']}/membership", json={}))
    assert (await alice.ask("GET", f"/v1/communities/{community['id']}", 200))["membership"] is None


async def test_a_request_is_not_accepted_while_the_year_is_told(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    rose = await counsellor(app, watch)
    await told(alice)
    request = await request_access(rose, alice, watch, "experiences")
    accepting = refused(alice, "PUT", f"/v1/grant-requests/{request['id']}/acceptance", json=agreed(request))
    await while_told(alice, runtime, accepting)
    assert (await rose.ask("GET", "/v1/beneficiaries", 200))["items"] == []
