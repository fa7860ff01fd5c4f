"""A guardian's answer, while the child does what it is about: what comes second knows of what came first."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import httpx
from sqlalchemy import select

from app.core.actor import ANONYMOUS
from app.core.changes import Feed
from app.core.uow import Runtime
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.portraits import Portrait
from app.services import guardians
from tests import composing
from tests.belonging import begin as begin_community
from tests.belonging import join, members
from tests.composing import talent
from tests.factories import Person
from tests.granting import asked, told
from tests.guarding import AGREE, EVERYTHING, answer, ask_guardian
from tests.publishing import begin, rewrite, text

WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
END = [("answer", "end")]


async def waiting(runtime: Runtime, many: int) -> None:
    async with asyncio.timeout(5):
        while (await runtime.database.reads.fetch(WAITING))[0][0] < many:
            await asyncio.sleep(0.01)


async def agreed(zoe: Person, runtime: Runtime) -> str:
    _, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    return page


async def while_held(runtime: Runtime, held: Any, first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    """The first stands before what is held when the second comes."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(held.with_for_update())
        one = asyncio.ensure_future(first)
        await waiting(runtime, 1)
        other = asyncio.ensure_future(second)
        await waiting(runtime, 2)
    return await one, await other


async def test_what_a_guardian_is_about_to_refuse_is_refused(zoe: Person, runtime: Runtime) -> None:
    page, story = await agreed(zoe, runtime), await told(zoe)
    async with runtime.work(ANONYMOUS) as uow:
        await guardians.agree(uow, page.removeprefix("/g/"), "Sofia Diallo", [GuardedAct.PUBLISH])
        giving = asyncio.create_task(zoe.ask("POST", "/v1/grants", 403, json=asked(story)))
        await waiting(runtime, 1)
    assert (await giving)["type"] == "/problems/guardian-required"


async def test_what_is_just_being_given_is_taken_back(zoe: Person, runtime: Runtime, nobody: httpx.AsyncClient) -> None:
    page, story = await agreed(zoe, runtime), await told(zoe)
    feed = select(Feed).where(Feed.user_id == zoe.id)
    giving = zoe.ask("POST", "/v1/grants", 201, json=asked(story))
    grant, _ = await while_held(runtime, feed, giving, answer(nobody, page, [*AGREE, ("act", "publish")]))
    assert (await zoe.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "revoked"


async def test_what_is_just_being_published_is_withdrawn(
    zoe: Person, runtime: Runtime, nobody: httpx.AsyncClient
) -> None:
    page, feed = await agreed(zoe, runtime), select(Feed).where(Feed.user_id == zoe.id)
    publishing = zoe.ask("PUT", f"{await begin(zoe, text())}/publication", 201)
    story, _ = await while_held(runtime, feed, publishing, answer(nobody, page, END))
    assert (await zoe.ask("GET", f"/v1/stories/{story['id']}", 200))["withdrawn_at"] is not None


async def test_a_portrait_is_published_and_withdrawn_without_a_circle(
    zoe: Person, runtime: Runtime, nobody: httpx.AsyncClient
) -> None:
    page = await agreed(zoe, runtime)
    await talent(runtime, zoe)
    path = await composing.draw(zoe)
    await composing.publish(zoe, path)
    await rewrite(zoe, path, headline="Maçonne")
    portrait = select(Portrait).where(Portrait.id == path.rpartition("/")[2])
    await while_held(runtime, portrait, composing.publish(zoe, path), answer(nobody, page, END))
    assert (await zoe.ask("GET", path, 200))["withdrawn_at"] is not None


async def test_where_one_is_just_coming_in_one_leaves(
    alice: Person, zoe: Person, runtime: Runtime, nobody: httpx.AsyncClient
) -> None:
    page, here = await agreed(zoe, runtime), await begin_community(alice, visibility="listed", join_policy="open")
    community = select(Community).where(Community.id == here["id"])
    await while_held(runtime, community, join(zoe, here), answer(nobody, page, END))
    assert [one["user"]["display_name"] for one in await members(alice, here, state="active")] == ["Alice"]
