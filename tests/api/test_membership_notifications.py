import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.memberships import REQUEST_LIFE
from app.models.notifications import Inbox
from app.services.departures import join_requests
from tests.support.communities import begin, decide, grown_up, invite, join, leave
from tests.support.mails import received
from tests.support.people import NOW, Person, Watch, work_off
from tests.support.uploads import renew
from tests.support.waiting import somebody_waits


async def heard(person: Person) -> list[str]:
    """What waits to be read, in words."""
    unread = await person.ask("GET", "/v1/notifications?unread=true", 200)
    return [item["text"] for item in unread["items"]]


async def lapse(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await join_requests.lapse(uow)
    await work_off(runtime)


async def test_who_looks_after_it_hears_of_a_request_until_it_is_answered(alice: Person, app: FastAPI) -> None:
    bob, carla, dora = [await grown_up(app, name) for name in ("bob", "carla", "dora")]
    community = await begin(alice, visibility="listed", join_policy="request", name="Maçons")
    await join(carla, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    await join(dora, community, invitation=(await invite(alice, community))["code"])
    await join(bob, community)
    for person in (alice, carla):
        assert await heard(person) == ["Bob asks to join Maçons"]
    assert await heard(dora) == []
    await decide(carla, community, bob, state="active")
    assert (await heard(alice), await heard(carla), await heard(bob)) == ([], [], ["Welcome to Maçons"])


@pytest.mark.parametrize("ending", ["left", "removed", "member"])
async def test_who_looks_after_it_no_more_has_nothing_left_to_decide(alice: Person, app: FastAPI, ending: str) -> None:
    bob, carla = [await grown_up(app, name) for name in ("bob", "carla")]
    community = await begin(alice, visibility="listed", join_policy="request", name="Maçons")
    await join(carla, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    await join(bob, community)
    assert await heard(carla) == ["Bob asks to join Maçons"]
    match ending:
        case "left":
            await leave(carla, community)
        case "removed":
            await decide(alice, community, carla, state=ending)
        case _:
            await decide(alice, community, carla, role=ending)
    assert (await heard(alice), await heard(carla)) == (["Bob asks to join Maçons"], [])
    notifications = (await carla.ask("GET", "/v1/notifications", 200))["items"]
    assert [item for item in notifications if item["type"] == "join_request"] == []  # nor to know who asked


async def test_a_request_for_a_role_is_for_those_who_give_it(alice: Person, app: FastAPI) -> None:
    bob, carla = [await grown_up(app, name) for name in ("bob", "carla")]
    community = await begin(alice, name="Maçons")
    await join(carla, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    invitation = await invite(alice, community, role="manager", needs_approval=True)
    await join(bob, community, invitation=invitation["code"])
    assert (await heard(alice), await heard(carla)) == (["Bob asks to join Maçons"], [])


async def test_a_request_that_is_taken_back_is_no_news_any_more(alice: Person, app: FastAPI) -> None:
    bob = await grown_up(app, "bob")
    community = await begin(alice, visibility="listed", join_policy="request")
    await join(bob, community)
    await leave(bob, community)
    assert await heard(alice) == []
    await join(bob, community)
    assert len(await heard(alice)) == 1
    await join(bob, community, invitation=(await invite(alice, community))["code"])
    assert await heard(alice) == []


@pytest.mark.slow
async def test_to_be_refused_or_sent_away_is_said_once_by_mail(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob = await grown_up(app, "bob")
    community = await begin(alice, visibility="listed", join_policy="request", name="Maçons")
    await join(bob, community)
    await decide(alice, community, bob, state="refused")
    await join(bob, community)
    await decide(alice, community, bob, state="active")
    await decide(alice, community, bob, state="removed")
    await decide(alice, community, bob, state="removed")
    await work_off(runtime)
    mails = received(runtime, bob.email)
    assert all("http://test/privacy" in mail.as_string() for mail in mails)
    subjects = sorted(str(mail["Subject"]) for mail in mails)
    assert subjects == ["Ta demande\u00a0: Maçons", "Ta place dans Maçons"]
    assert await heard(bob) == []


@pytest.mark.slow
async def test_a_request_that_nobody_answers_ends_in_words(
    alice: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    """The team is reminded once, a fortnight before; nobody sees the request afterwards, and it can be made again."""
    bob, carla = [await grown_up(app, name) for name in ("bob", "carla")]
    community = await begin(alice, visibility="listed", join_policy="request", name="Maçons")
    await join(carla, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    await join(bob, community)
    path = f"/v1/communities/{community['id']}/members/{bob.id}"
    asked = ["Bob asks to join Maçons"]
    reminder = ["Bob is waiting for an answer to join Maçons, until 1 June 2026"]
    for days, words in ((75, asked), (75, []), (76, reminder), (89, [])):
        watch.now = NOW + timedelta(days=days)
        await lapse(runtime)
        for person in (alice, carla):
            await renew(person)
            assert await heard(person) == words
            await person.ask("PUT", "/v1/notifications/read", 200, json={"up_to": watch.now.isoformat()})
    watch.now = NOW + REQUEST_LIFE
    for _ in range(2):
        await lapse(runtime)
    for person in (alice, carla, bob):
        await renew(person)
    sentence = "Nobody answered within 90 days: your request to join Maçons has ended. You can send it again."
    assert (await heard(alice), await heard(carla), await heard(bob)) == ([], [], [sentence])
    await alice.ask("GET", path, 404)
    again = await join(bob, community)
    assert (again["state"], again["expires_at"]) == ("requested", "2026-08-30T13:10:00.000Z")
    assert await heard(alice) == asked


async def test_reminding_one_team_holds_nothing_that_the_next_one_waits_for(
    alice: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    bob, carla = [await grown_up(app, name) for name in ("bob", "carla")]
    second, first = sorted((alice, bob), key=lambda person: person.id)  # against the order in which people are locked
    for leader in (first, second):
        await join(carla, await begin(leader, visibility="listed", join_policy="request"))
        watch.now += timedelta(seconds=1)
    watch.now = NOW + timedelta(days=77)
    inboxes = {item.id: select(Inbox).where(Inbox.user_id == item.id).with_for_update() for item in (first, second)}
    async with runtime.database.sessions.begin() as session:
        await session.execute(inboxes[second.id])
        task = asyncio.create_task(lapse(runtime))
        await somebody_waits(runtime)
        async with asyncio.timeout(30):  # where the job held it, PostgreSQL would end one of the two
            await session.execute(inboxes[first.id])
    await task
    for leader in (first, second):
        await renew(leader)
        assert len(await heard(leader)) == 1
