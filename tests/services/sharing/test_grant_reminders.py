import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.services.notifications.notifications import NewNotification, notify
from app.services.sharing import grant_reminders
from tests.support.counsellors import accept, counsellor, request_access, verified_again, wish
from tests.support.grants import codes, open_to, revoke, told
from tests.support.mails import text_of
from tests.support.notifications import mails_to
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, work_off
from tests.support.waiting import somebody_waits


async def remind(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await grant_reminders.remind(uow)
    await work_off(runtime)


def subjects_to(runtime: Runtime, person: Person) -> list[str]:
    subjects = [str(mail["subject"]) for mail in mails_to(runtime, person)]
    return [subject for subject in subjects if "ends soon" in subject or subject.endswith("prend bientôt fin")]


def after(**spans: float) -> str:
    return (NOW + timedelta(**spans)).isoformat()


@pytest.mark.slow
async def test_both_hear_a_week_before_the_end_and_once(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob", "locale": "en"})
    await open_to(alice, bob, {"type": "experiences"}, ends_at=after(days=30))
    await open_to(alice, bob, {"type": "talents"}, ends_at=after(days=30, hours=1))
    watch.advance(days=22, hours=23)
    await remind(runtime)
    assert subjects_to(runtime, alice) == []
    watch.advance(hours=2)
    await remind(runtime)
    await remind(runtime)
    assert subjects_to(runtime, alice) == ["L’accès donné à Bob prend bientôt fin"]
    assert subjects_to(runtime, bob) == ["Your access to what Alice shows ends soon"]
    to_alice, to_bob = (mails_to(runtime, person)[-1] for person in (alice, bob))
    assert "Last day: 2 April 2026" in text_of(to_bob)
    assert "Bob te le demandera, et tu décideras" in text_of(to_alice)
    for mail in (to_alice, to_bob):
        assert "http://test/qui-voit-quoi" in text_of(mail)
        assert mail["List-Unsubscribe"]
    later = await sign_in(app, email=alice.email)
    [notification] = (await later.ask("GET", "/v1/notifications", 200))["items"]
    assert (notification["type"], notification["text"]) == ("expiry", "An access is about to end: Bob")


@pytest.mark.slow
async def test_of_what_is_short_taken_back_or_a_link_nobody_is_reminded(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await open_to(alice, bob, {"type": "experiences"}, ends_at=after(days=6))
    grant = await open_to(alice, bob, {"type": "talents"}, ends_at=after(days=20))
    await revoke(alice, grant)
    await open_to(alice, bob, {"type": "talents"})
    watch.advance(days=14)
    await remind(runtime)
    assert subjects_to(runtime, alice) == subjects_to(runtime, bob) == []


async def test_two_workers_at_once_remind_once(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    await open_to(alice, bob, {"type": "experiences"}, ends_at=after(days=30))
    watch.advance(days=24)

    async def one_of_them() -> None:
        async with runtime.work(SYSTEM) as uow:
            await grant_reminders.remind(uow)

    await asyncio.gather(*(one_of_them() for _ in range(4)))
    await work_off(runtime)
    assert [len(subjects_to(runtime, item)) for item in (alice, bob)] == [1, 1]


async def test_who_reminds_and_who_tells_many_do_not_wait_in_a_circle(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    first, last = sorted((alice, bob), key=lambda item: item.id)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    await open_to(last, first, {"type": "experiences"}, ends_at=after(days=30))
    watch.advance(days=24)
    async with runtime.work(SYSTEM) as uow:
        await notify(uow, first.id, NewNotification(NotificationType.MEMBERSHIP, uuid7()))
        reminding = asyncio.create_task(remind(runtime))
        await somebody_waits(runtime)
        await uow.session.execute(
            text("set local lock_timeout = '500ms'")
        )  # before PostgreSQL finds a circle and cuts it
        await notify(uow, last.id, NewNotification(NotificationType.MEMBERSHIP, uuid7()))
    await reminding
    assert [len(subjects_to(runtime, item)) for item in (alice, bob)] == [1, 1]


@pytest.mark.slow
async def test_after_the_reminder_renewal_asks_again_and_has_a_reminder_of_its_own(
    app: FastAPI, alice: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story"), ends_at=after(days=30))
    watch.advance(days=24)
    await remind(runtime)
    alice, rose = await sign_in(app, email=alice.email), await verified_again(app, rose, watch)
    [grant] = (await rose.ask("GET", f"/v1/beneficiaries/{alice.id}", 200))["grants"]
    answer = await rose.ask("POST", "/v1/grant-requests", 201, json=wish(watch, "story") | {"renews": grant["id"]})
    assert [item["ends_at"] for item in (await alice.ask("GET", "/v1/grants", 200))["items"]] == [grant["ends_at"]]
    await accept(alice, answer, ends_at=after(days=60))
    watch.advance(days=28)
    await remind(runtime)
    assert len(subjects_to(runtime, rose)) == len(subjects_to(runtime, alice)) == 1
    watch.advance(days=1)
    await remind(runtime)
    assert len(subjects_to(runtime, rose)) == len(subjects_to(runtime, alice)) == 2
    rose = await verified_again(app, rose, watch)
    await rose.ask("GET", f"/v1/stories/{story['id']}", 200)


@pytest.mark.slow
async def test_whoever_takes_over_asks_again_and_hears_nothing_before(
    app: FastAPI, alice: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story"), ends_at=after(days=30))
    [grant] = (await rose.ask("GET", f"/v1/beneficiaries/{alice.id}", 200))["grants"]
    karim = await counsellor(app, watch, "Karim")
    answer = await karim.ask("POST", "/v1/grant-requests", 422, json=wish(watch, "story") | {"renews": grant["id"]})
    assert codes(answer) == [("/renews", "unknown_grant")]
    await rose.ask("DELETE", f"/v1/beneficiaries/{alice.id}", 204)
    await karim.ask("GET", f"/v1/stories/{story['id']}", 404)
    request = await request_access(karim, alice, watch, "story")
    await karim.ask("GET", f"/v1/stories/{story['id']}", 404)
    await accept(alice, request, ends_at=after(days=20))
    await karim.ask("GET", f"/v1/stories/{story['id']}", 200)
    await rose.ask("GET", f"/v1/stories/{story['id']}", 404)
    watch.advance(days=14)
    await remind(runtime)
    assert subjects_to(runtime, rose) == []
    assert len(subjects_to(runtime, karim)) == len(subjects_to(runtime, alice)) == 1
