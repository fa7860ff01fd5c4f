"""What is promised of the end of things: when it comes, and what is left."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.deliveries import Delivery
from app.models.endorsements import Endorsement
from app.models.guardians import GuardedAct
from app.models.missions import Mission
from app.models.notifications import Notification, NotificationType
from app.models.users import User
from app.services.access import grant_notifications
from app.services.access.grant_notifications import NotifyBegunGrants
from app.services.missions import moments
from app.services.missions.moments import BringSeriesBack, TurnMission
from app.services.notifications import deliveries, notification_mails
from app.services.portability import exports
from app.services.portability.exports import BuildExport
from app.services.sharing import grant_reminders
from app.services.talents import endorsement_requests
from app.tasks import GIVEN_UP
from tests.support import notifications
from tests.support.communities import gather
from tests.support.endorsements import asked, page_of, reply
from tests.support.grants import amend, open_to, revoke, told
from tests.support.guardians import EVERYTHING, answer, ask_guardian
from tests.support.media import jpeg
from tests.support.missions import go_to, write
from tests.support.people import NOW, Person, Watch, erase, sign_in, work_off
from tests.support.uploads import append, declare, declared, renew

CODES = ("LEARN.1", "LEARN.2")


async def notifications_of(runtime: Runtime, person: Person) -> list[Notification]:
    async with runtime.database.sessions() as session:
        live = select(Notification).where(Notification.user_id == person.id, Notification.settled_at.is_(None))
        return list(await session.scalars(live.where(Notification.is_shown)))


async def heard(runtime: Runtime, person: Person) -> list[str]:
    return [notification.type for notification in await notifications_of(runtime, person)]


@pytest.mark.slow
async def test_an_access_that_begins_later_is_told_when_it_begins(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    terms = {"starts_at": (NOW + timedelta(days=2)).isoformat()}
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]}, **terms)
    second_grant = await open_to(alice, bob, {"type": "talents"}, **terms)
    await revoke(alice, second_grant)
    await work_off(runtime)
    for days, types in ((0, []), (1, []), (1, ["grant"]), (1, ["grant"])):
        watch.advance(days=days)
        async with runtime.work(SYSTEM) as uow:
            await grant_notifications.notify_begun_grants(uow)
        assert await heard(runtime, bob) == types
    assert [str(notification.subject_id) for notification in await notifications_of(runtime, bob)] == [grant["id"]]


@pytest.mark.slow
async def test_an_access_that_was_given_by_a_clock_ahead_is_told_when_it_begins(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    watch.advance(days=1)
    await renew(alice)
    starts = (NOW + timedelta(days=3)).isoformat()
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, starts_at=starts)
    for days, types in ((1, []), (2, []), (3, ["grant"])):
        watch.now = NOW + timedelta(days=days)
        async with runtime.work(SYSTEM) as uow:
            uow.enqueue(NotifyBegunGrants())
        await work_off(runtime)
        assert await heard(runtime, bob) == types


async def test_an_access_that_is_extended_is_reminded_of_again_and_its_old_notice_goes(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    first, second = (NOW + timedelta(days=days) for days in (30, 60))
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]}, ends_at=first.isoformat())
    for ends, following in ((first, second), (second, None)):
        watch.now = ends - timedelta(days=6)
        async with runtime.work(SYSTEM) as uow:
            await grant_reminders.remind(uow)
        assert await heard(runtime, bob) == ["expiry"]
        if following:
            await renew(alice)
            grant = await amend(alice, grant, ends_at=following.isoformat())
            assert await heard(runtime, bob) == []
    watch.now = second
    async with runtime.work(SYSTEM) as uow:
        await grant_notifications.forget_ended(uow)
    async with runtime.database.sessions() as session:
        told_of = select(Notification.data).where(Notification.user_id == bob.id)
        assert [row.keys() & {"person", "title", "title_fr", "title_en"} for row in await session.scalars(told_of)] == [
            set(),
            set(),
        ]


@pytest.mark.slow
async def test_a_digest_that_a_clock_ahead_put_off_is_not_a_day_late(
    bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """In quiet hours of that clock: it counts as decided by it, and is due."""
    quiet = {"quiet_from": "21:00", "quiet_until": "08:00"}
    await bob.ask("PATCH", "/v1/me", 200, json=quiet)
    await notifications.told(runtime, bob, NotificationType.ACCEPTED)
    morning = datetime(2026, 3, 4, 8, tzinfo=ZoneInfo("Europe/Paris"))
    for moment, mails in ((NOW, 0), (NOW + timedelta(hours=32), 0), (NOW, 1), (morning, 1)):
        watch.now = moment
        async with runtime.work(SYSTEM) as uow:
            await deliveries.enqueue_deliveries(uow)
            await notification_mails.post(uow)
        await work_off(runtime)
        assert len(notifications.mails_to(runtime, bob)) == mails


async def test_words_of_a_request_go_thirty_days_after_it_came_to_nothing(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    declined_request, open_still = [await asked(runtime, alice, code, message="Tu te souviens ?") for code in CODES]
    await reply(guest, page_of(runtime, declined_request), "refusal")
    for days, left in ((29, [True, True]), (1, [False, True]), (29, [False, True]), (1, [False, False])):
        watch.advance(days=days)
        async with runtime.work(SYSTEM) as uow:
            await endorsement_requests.expire(uow)
        async with runtime.database.sessions() as session:
            rows = [await session.get_one(Endorsement, item["id"]) for item in (declined_request, open_still)]
        assert [bool(row.asked_name or row.message) for row in rows] == left


async def test_a_guardians_page_is_shut_from_the_first_minute_of_the_year_where_the_person_lives(
    app: FastAPI, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    person = await sign_in(app, "lou", birth_year=NOW.year - 15)
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(User).where(User.id == person.id).values(timezone="Pacific/Noumea"))
    _, page = await ask_guardian(runtime, person)
    await answer(guest, page, [*EVERYTHING, ("act", str(GuardedAct.JOIN))])
    watch.now = datetime(NOW.year, 12, 31, 12, 59, tzinfo=UTC)  # one minute to midnight there
    assert (await guest.get(page)).status_code == 200
    watch.advance(minutes=1)
    assert (await guest.get(page)).status_code == 404


async def test_an_export_that_failed_frees_the_way_for_the_next(alice: Person, runtime: Runtime) -> None:
    first = await alice.ask("POST", "/v1/exports", 202)
    async with runtime.work(SYSTEM) as uow:
        await GIVEN_UP[BuildExport](uow, BuildExport(export_id=first["id"]))
    assert (await alice.ask("POST", "/v1/exports", 202))["id"] != first["id"]
    async with runtime.work(SYSTEM) as uow:
        await exports.build(uow, first["id"])  # tried again by an operator: there is nothing to do


async def test_an_upload_ends_at_its_day_however_slow_it_is(alice: Person, watch: Watch) -> None:
    file = jpeg()
    upload = await declare(alice, declared(file))
    for offset, status in ((0, 204), (100, 204), (200, 410)):
        assert (await append(alice, upload["id"], offset, file[offset : offset + 100])).status_code == status
        watch.advance(days=7)
        await renew(alice)


@pytest.mark.slow
async def test_no_reminder_comes_after_it_was_due(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    """No worker ran between the moment of the reminder and the end."""
    community = await gather(runtime, alice, bob)
    body = {
        "community_id": str(community),
        "title": "Une photo",
        "due_at": (NOW + timedelta(days=2)).isoformat(),
        "reminders": [60],
    }
    mission = await alice.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body)
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    await work_off(runtime)
    watch.advance(days=3)
    async with runtime.work(SYSTEM) as uow:
        uow.enqueue(TurnMission(mission_id=mission["id"]))
    await work_off(runtime)
    assert await heard(runtime, bob) == ["mission"]


@pytest.mark.slow
async def test_a_series_ends_with_its_community_and_its_words_go(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """With its last member, and with the account of whoever wrote it."""
    weekly = {"opens_at": (NOW + timedelta(days=1)).isoformat(), "recurrence": "FREQ=WEEKLY"}
    empty_community, other_community = await gather(runtime, alice), await gather(runtime, bob, alice)
    first = await write(alice, empty_community, **weekly)
    await alice.ask("DELETE", f"/v1/communities/{empty_community}/membership", 204)
    second = await write(bob, other_community, **weekly)
    await erase(runtime, watch, bob)
    async with runtime.database.sessions() as session:
        rows = [await session.get_one(Mission, UUID(item["id"])) for item in (first, second)]
    assert [(row.state, row.next_at, bool(row.title)) for row in rows] == [
        ("cancelled", None, False),
        ("cancelled", None, True),
    ]


@pytest.mark.slow
async def test_a_series_keeps_its_hour_on_the_wall_when_its_zone_changes(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id, paris, martinique = (
        await gather(runtime, alice, bob),
        ZoneInfo("Europe/Paris"),
        ZoneInfo("America/Martinique"),
    )
    first = datetime(2026, 3, 4, 8, tzinfo=paris)
    first_series = await write(alice, community_id, opens_at=first.isoformat(), recurrence="FREQ=WEEKLY")
    later = await write(alice, community_id, opens_at=(first + timedelta(days=7)).isoformat(), recurrence="FREQ=WEEKLY")
    await go_to(runtime, watch, first.astimezone(UTC), alice, bob)
    community = await alice.ask("GET", f"/v1/communities/{community_id}", 200)
    headers = {"If-Match": f'"{community["version"]}"'}
    zone = {"timezone": "America/Martinique"}
    await alice.ask("PATCH", f"/v1/communities/{community_id}", 200, json=zone, headers=headers)
    async with runtime.work(SYSTEM) as uow:
        await moments.bring_back(uow, BringSeriesBack())  # no wrong clock planned that
    for series in (first_series, later):
        mission = await alice.ask("GET", f"/v1/missions/{series['id']}", 200)
        assert datetime.fromisoformat(mission["next_at"]) == datetime(2026, 3, 11, 8, tzinfo=martinique)


async def test_a_mail_that_a_clock_ahead_decided_on_does_not_rest_until_then(
    bob: Person, runtime: Runtime, watch: Watch
) -> None:
    watch.advance(days=365)
    await notifications.told(runtime, bob)
    async with runtime.work(SYSTEM) as uow:
        await deliveries.enqueue_deliveries(uow)
    watch.advance(days=-365)
    async with runtime.work(SYSTEM) as uow:
        await notification_mails.post(uow)
    await work_off(runtime)
    assert len(notifications.mails_to(runtime, bob)) == 1


async def test_a_digest_comes_in_the_morning_of_where_its_reader_lives_now(bob: Person, runtime: Runtime) -> None:
    await notifications.told(runtime, bob, NotificationType.COMMENT)
    async with runtime.work(SYSTEM) as uow:
        await deliveries.enqueue_deliveries(uow)
    due = select(Delivery.due_at).where(Delivery.user_id == bob.id)
    for zone in ("Asia/Tokyo", "America/Martinique", "Pacific/Noumea", "Europe/Paris"):
        await bob.ask("PATCH", "/v1/me", 200, json={"timezone": zone})
        async with runtime.database.sessions() as session:
            [moment] = await session.scalars(due)
        assert moment == datetime(2026, 3, 4, 8, tzinfo=ZoneInfo(zone))
