"""Mails that waited for a server: which go at once, which keep the quiet hours of whoever they are for."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.ports import OutgoingMail
from app.core.uow import Runtime
from app.models.mails import Mail
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.accounts.security_templates import sign_in_mail
from app.services.notifications import deliveries, mails, notification_mails
from app.services.notifications.mail_bodies import MailBody, MailKind
from app.services.notifications.mail_templates import MailItem, digest_mail, notification_mail
from app.services.notifications.mails import URGENT
from tests.support.communities import gather
from tests.support.missions import send
from tests.support.notifications import device, mails_to, staged, told
from tests.support.people import NOW, Person, Watch, work_off

KINDS = sorted(MailKind)
QUIET = set(KINDS) - URGENT
EVENING = datetime(2026, 3, 3, 20, 50, tzinfo=UTC)  # 21:50 in Paris


class Server:
    """An SMTP server that is away for a while."""

    def __init__(self) -> None:
        self.is_away, self.took = True, list[str]()

    async def send(self, mail: OutgoingMail) -> None:
        if self.is_away:
            raise ConnectionError
        self.took.append(mail.subject)


async def deliver(runtime: Runtime, ids: list[UUID]) -> None:
    for mail_id in ids:
        async with runtime.work(SYSTEM) as uow:
            await mails.send(uow, mail_id)


async def posted(runtime: Runtime, to: str, *kinds: MailKind) -> list[UUID]:
    async with runtime.work(SYSTEM) as uow:
        for kind in kinds:
            await mails.post(uow, to, MailBody(kind, kind, kind, kind=kind))
        statement = select(Mail.id).where(Mail.content["to"].astext == to)
        return list(await uow.session.scalars(statement))


async def rest(runtime: Runtime, person: Person, start: str = "22:00", end: str = "07:00") -> None:
    hours = {"quiet_from": time.fromisoformat(start), "quiet_until": time.fromisoformat(end)}
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(User).where(User.id == person.id).values(hours))


def test_each_kind_of_mail_is_urgent_or_keeps_quiet() -> None:
    assert (len(URGENT), len(QUIET)) == (17, 17)


def test_a_mail_says_which_kind_it_is() -> None:
    link = "https://a.test/n/1"
    item = MailItem(NotificationType.MISSION, {"title": "Un"}, None)
    mails_by_kind = {
        MailKind.SIGN_IN: sign_in_mail(Locale.FR, code="1", link="https://a.test", minutes=10),
        MailKind.NOTIFICATION: notification_mail(Locale.FR, "Europe/Paris", item, link),
        MailKind.DIGEST: digest_mail(Locale.FR, [item], None, link),
    }
    for kind, mail in mails_by_kind.items():
        assert mail.kind == mail.sent_from("https://b.test").with_way_out("https://c.test").kind == kind


@pytest.mark.slow
async def test_what_waited_for_a_server_into_the_night_waits_for_the_morning(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    server, stranger = Server(), f"{uuid7()}@example.org"
    await work_off(runtime)
    runtime = replace(runtime, mailer=server)
    await rest(runtime, alice)
    watch.now = EVENING
    own_mails, mails_of_stranger = (
        await posted(runtime, alice.email, *KINDS),
        await posted(runtime, stranger, MailKind.NOTIFICATION),
    )
    for item in (*own_mails, *mails_of_stranger):
        with pytest.raises(ConnectionError):
            await deliver(runtime, [item])
    watch.now, server.is_away = EVENING + timedelta(minutes=100), False
    await deliver(runtime, [*own_mails, *mails_of_stranger])
    assert sorted(server.took) == sorted([*URGENT, "notification"])  # of somebody without an account
    server.took.clear()
    for minutes, came in ((449, []), (450, sorted(QUIET)), (600, [])):  # 06:59, 07:00
        watch.now = EVENING + timedelta(minutes=100 + minutes)
        async with runtime.work(SYSTEM) as uow:
            await notification_mails.post(uow)
        await work_off(runtime)
        assert sorted(item for item in server.took if item in KINDS) == came  # others get mails, too
        server.took.clear()


@pytest.mark.slow
async def test_a_clock_that_was_ahead_holds_no_mail_longer_than_a_night(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    server = Server()
    server.is_away, runtime = False, replace(runtime, mailer=server)
    await rest(runtime, alice)
    watch.now = EVENING + timedelta(days=365, hours=2)
    await deliver(runtime, await posted(runtime, alice.email, MailKind.NOTIFICATION))
    watch.now = EVENING - timedelta(hours=2)
    async with runtime.work(SYSTEM) as uow:
        await notification_mails.post(uow)
    await work_off(runtime)
    assert server.took.count("notification") == 1  # beside what waited for others


async def test_a_code_that_is_good_no_more_is_not_mailed(alice: Person, runtime: Runtime, watch: Watch) -> None:
    await work_off(runtime)  # what others left to be sent
    server = Server()
    await alice.ask("POST", "/v1/sessions/codes", 202, json={"email": alice.email})
    async with runtime.database.sessions() as session:
        [mail_id] = await session.scalars(select(Mail.id).where(Mail.content["to"].astext == alice.email))
    watch.advance(minutes=10)
    server.is_away = False
    await work_off(replace(runtime, mailer=server))
    assert server.took == []
    async with runtime.database.sessions() as session:
        mail = await session.get_one(Mail, mail_id)
    assert (mail.content, mail.refused_at) == (None, watch.now)


@pytest.mark.slow
async def test_a_reminder_that_quiet_hours_held_beyond_the_end_does_not_come(
    app: FastAPI, alice: Person, bob: Person, watch: Watch
) -> None:
    """Neither by mail nor to a phone. One that goes out in time does."""
    scene = await staged(app, watch)
    phone = await device(bob)
    community_id, due = await gather(scene.runtime, alice, bob), NOW + timedelta(days=1)
    for start, late, came in (("12:00", 3, 0), ("16:00", -0.5, 1)):  # due at 14:10
        mission = await send(scene.runtime, alice, community_id, due_at=due.isoformat())
        await rest(scene.runtime, bob, start, "17:00")
        before = len(mails_to(scene.runtime, bob)), len(scene.phones.titles(phone))
        watch.now = due - timedelta(hours=1)
        await told(scene.runtime, bob, NotificationType.REMINDER, UUID(mission["id"]), None, minutes=60)
        async with scene.runtime.work(SYSTEM) as uow:
            await deliveries.enqueue_deliveries(uow)
        watch.now = due + timedelta(hours=late)
        await scene.passes()
        after = len(mails_to(scene.runtime, bob)), len(scene.phones.titles(phone))
        assert after == (before[0] + came, before[1] + came)
        watch.now = NOW


async def test_a_reminder_that_waited_for_a_server_beyond_the_end_is_not_mailed(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    server = Server()
    server.is_away, runtime = False, replace(runtime, mailer=server)
    for minutes, took in ((59, 1), (60, 0)):
        mail = notification_mail(
            Locale.FR, "Europe/Paris", MailItem(NotificationType.REMINDER, {"title": "Un"}, None), "https://a.test/n/1"
        )
        async with runtime.work(SYSTEM) as uow:
            await mails.post(uow, alice.email, mail, until=NOW + timedelta(hours=1))
        watch.now = NOW + timedelta(minutes=minutes)
        await work_off(runtime)
        assert len(server.took) == took
        server.took.clear()
