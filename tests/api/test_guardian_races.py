"""A guardian's answer, while the child does what it is about: what comes second knows of what came first."""

import asyncio

import httpx
import pytest
from sqlalchemy import select

from app.core.actor import ANONYMOUS
from app.core.changes import ChangeLog
from app.core.uow import Runtime
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.portraits import Portrait
from app.services.guardians import guardians
from tests.support import portraits
from tests.support.communities import begin as begin_community
from tests.support.communities import join, members
from tests.support.grants import asked, told
from tests.support.guardians import AGREE, EVERYTHING, answer, ask_guardian
from tests.support.people import Person
from tests.support.portraits import talent
from tests.support.stories import begin, rewrite, text
from tests.support.waiting import somebody_waits, while_held

END = [("answer", "end")]


async def agreed(zoe: Person, runtime: Runtime) -> str:
    _, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    return page


@pytest.mark.slow
async def test_what_a_guardian_is_about_to_refuse_is_refused(zoe: Person, runtime: Runtime) -> None:
    page, story = await agreed(zoe, runtime), await told(zoe)
    async with runtime.work(ANONYMOUS) as uow:
        await guardians.agree(uow, page.removeprefix("/g/"), "Sofia Diallo", [GuardedAct.PUBLISH])
        giving = asyncio.create_task(zoe.ask("POST", "/v1/grants", 403, json=asked(story)))
        await somebody_waits(runtime)
    assert (await giving)["type"] == "/problems/guardian-required"


@pytest.mark.slow
async def test_what_is_just_being_given_is_taken_back(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    page, story = await agreed(zoe, runtime), await told(zoe)
    change_log = select(ChangeLog).where(ChangeLog.user_id == zoe.id)
    giving = zoe.ask("POST", "/v1/grants", 201, json=asked(story))
    grant, _ = await while_held(runtime, change_log, giving, answer(guest, page, [*AGREE, ("act", "publish")]))
    assert (await zoe.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "revoked"


@pytest.mark.slow
async def test_what_is_just_being_published_is_withdrawn(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    page, change_log = await agreed(zoe, runtime), select(ChangeLog).where(ChangeLog.user_id == zoe.id)
    publishing = zoe.ask("PUT", f"{await begin(zoe, text())}/publication", 201)
    story, _ = await while_held(runtime, change_log, publishing, answer(guest, page, END))
    assert (await zoe.ask("GET", f"/v1/stories/{story['id']}", 200))["withdrawn_at"] is not None


@pytest.mark.slow
async def test_a_portrait_is_published_and_withdrawn_without_a_circle(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    page = await agreed(zoe, runtime)
    await talent(runtime, zoe)
    path = await portraits.draw(zoe)
    await portraits.publish(zoe, path)
    await rewrite(zoe, path, headline="Maçonne")
    portrait = select(Portrait).where(Portrait.id == path.rpartition("/")[2])
    await while_held(runtime, portrait, portraits.publish(zoe, path), answer(guest, page, END))
    assert (await zoe.ask("GET", path, 200))["withdrawn_at"] is not None


@pytest.mark.slow
async def test_where_one_is_just_coming_in_one_leaves(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    page, here_community = (
        await agreed(zoe, runtime),
        await begin_community(alice, visibility="listed", join_policy="open"),
    )
    community = select(Community).where(Community.id == here_community["id"])
    await while_held(runtime, community, join(zoe, here_community), answer(guest, page, END))
    assert [member["user"]["display_name"] for member in await members(alice, here_community, state="active")] == [
        "Alice"
    ]
