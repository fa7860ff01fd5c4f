"""Who is mailed and rung, when, and how often."""

import asyncio

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.notifications import Notification, NotificationType
from app.models.users import User
from app.services.notifications import deliveries
from app.services.notifications.notifications import EnqueueDeliveries, NewNotification, notify
from tests.support.communities import gather
from tests.support.mails import text_of
from tests.support.notifications import Scene, device, mails_to, settled, staged, subject_of, told
from tests.support.people import Person, Watch, work_off

MISSION, REMINDER, ACCEPTANCE = NotificationType.MISSION, NotificationType.REMINDER, NotificationType.ACCEPTED


@pytest.fixture
async def scene(app: FastAPI, runtime: Runtime, watch: Watch) -> Scene:
    return await staged(app, watch)


async def prefers(person: Person, *rules: dict[str, object], rhythm: str = "daily") -> None:
    await person.ask("PUT", "/v1/notifications/preferences", 200, json={"rhythm": rhythm, "rules": list(rules)})


async def test_a_mission_is_mailed_and_rings_once(scene: Scene, alice: Person) -> None:
    community = await gather(scene.runtime, alice, name="Les maçons")
    phone, tablet = await device(alice), await device(alice)
    await told(
        scene.runtime, alice, MISSION, None, community, due_at="2026-03-06T17:00:00.000Z", message="Une photo suffit."
    )
    for _ in range(2):
        await scene.passes(minutes=1)
    assert scene.phones.titles(phone) == scene.phones.titles(tablet) == ["Une mission pour toi\u00a0: Un mur droit"]
    assert scene.phones.rang[0][1]["body"] == "Les maçons"
    [mail] = mails_to(scene.runtime, alice)
    assert mail["Subject"] == "Une mission pour toi\u00a0: Un mur droit"
    assert "vendredi 6 mars 2026 à 18 h" in text_of(mail)
    assert "Une photo suffit." in text_of(mail)


async def test_quiet_hours_hold_both_and_release_both(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    await alice.ask(
        "PATCH", "/v1/me", 200, json={"timezone": "Asia/Tokyo", "quiet_from": "22:00", "quiet_until": "07:00"}
    )
    await told(scene.runtime, alice)  # 22:10 in Tokyo
    await scene.passes(hours=8, minutes=49)
    assert (scene.phones.rang, mails_to(scene.runtime, alice)) == ([], [])
    await scene.passes(minutes=1)
    assert len(scene.phones.titles(phone)) == len(mails_to(scene.runtime, alice)) == 1


async def test_hours_that_became_quiet_meanwhile_hold_too(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    subject = await subject_of(scene.runtime, MISSION, [alice.id])
    async with scene.runtime.work(SYSTEM) as uow:
        await notify(uow, alice.id, NewNotification(MISSION, subject, data={"title": "Un"}))
        await deliveries.enqueue_deliveries(uow)
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    await scene.passes(minutes=1)  # 14:11 in Paris
    assert (scene.phones.rang, mails_to(scene.runtime, alice)) == ([], [])
    await scene.passes(hours=2)
    assert len(scene.phones.titles(phone)) == len(mails_to(scene.runtime, alice)) == 1


async def test_after_an_answer_nothing_goes_out(scene: Scene, alice: Person) -> None:
    await device(alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    subject_id, read = await told(scene.runtime, alice), await told(scene.runtime, alice, title="Deux")
    await told(scene.runtime, alice, ACCEPTANCE, title="Trois")
    await scene.passes(minutes=1)
    await settled(scene.runtime, subject_id, alice)
    [three, two, _] = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert two["subject_id"] == str(read)
    await alice.ask("PUT", "/v1/notifications/read", 200, json={"up_to": three["id"]})
    await scene.passes(days=1)
    assert (scene.phones.rang, mails_to(scene.runtime, alice)) == ([], [])


async def test_news_replace_what_waits(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    subject = await told(scene.runtime, alice)
    await scene.passes(minutes=1)
    await told(scene.runtime, alice, REMINDER, subject)
    await scene.passes(hours=3)
    assert scene.phones.titles(phone) == ["Ta mission t’attend\u00a0: Un mur droit"]
    assert scene.subjects(alice) == ["Ta mission t’attend\u00a0: Un mur droit"]


@pytest.mark.slow
async def test_a_community_rings_no_more_than_its_cap_in_a_week(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    loud, quiet_community = [await gather(scene.runtime, alice, weekly_notification_cap=2) for _ in range(2)]
    for number in range(4):
        await told(scene.runtime, alice, MISSION, None, loud, title=str(number))
    await told(scene.runtime, alice, MISSION, None, quiet_community, title="autre")
    await told(scene.runtime, alice, MISSION, title="la mienne")
    await scene.passes(minutes=1)
    titles = [f"Une mission pour toi\u00a0: {title}" for title in ("0", "1", "autre", "la mienne")]
    assert sorted(scene.phones.titles(phone)) == sorted(titles)
    assert sorted(scene.subjects(alice)) == sorted(titles)
    assert len((await alice.ask("GET", "/v1/notifications", 200))["items"]) == 6
    await told(scene.runtime, alice, MISSION, None, loud, title="une de trop")
    await scene.passes(days=6, hours=23)
    assert len(scene.phones.titles(phone)) == 4
    scene.watch.advance(hours=2)
    await told(scene.runtime, alice, MISSION, None, loud, title="la semaine suivante")
    await scene.passes(minutes=1)
    assert scene.phones.titles(phone)[4:] == ["Une mission pour toi\u00a0: la semaine suivante"]


async def test_two_that_decide_at_once_do_not_pass_the_cap(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    loud = await gather(scene.runtime, alice, weekly_notification_cap=2)
    await told(scene.runtime, alice, MISSION, None, loud, title="0")

    async def another(number: int) -> None:
        await told(scene.runtime, alice, MISSION, None, loud, title=str(number))
        async with scene.runtime.work(SYSTEM) as uow:
            await deliveries.enqueue_deliveries(uow)

    await asyncio.gather(*(another(number) for number in range(1, 5)))
    await scene.passes(minutes=1)
    assert len(scene.phones.titles(phone)) == len(mails_to(scene.runtime, alice)) == 2


async def test_what_one_does_not_want_does_not_come(scene: Scene, alice: Person) -> None:
    community = await gather(scene.runtime, alice)
    phone = await device(alice)
    await prefers(
        alice,
        {"type": "mission", "email": "off"},
        {"community_id": str(community), "push": False, "in_app": False},
    )
    await told(scene.runtime, alice, MISSION, None, community, title="Un")
    await told(scene.runtime, alice, MISSION, title="Deux")
    await scene.passes(minutes=1)
    assert scene.phones.titles(phone) == ["Une mission pour toi\u00a0: Deux"]
    assert mails_to(scene.runtime, alice) == []
    assert len((await alice.ask("GET", "/v1/notifications", 200))["items"]) == 1


@pytest.mark.slow
async def test_a_digest_comes_in_the_morning_by_community_newest_first(scene: Scene, alice: Person) -> None:
    masons, cooks = [await gather(scene.runtime, alice, name=name) for name in ("Les maçons", "Les cuisiniers")]
    for community, title in ((masons, "Un"), (cooks, "Deux"), (None, "Trois"), (masons, "Quatre")):
        scene.watch.advance(minutes=1)
        await told(scene.runtime, alice, ACCEPTANCE, None, community, title=title)
    await scene.passes(hours=17, minutes=45)  # 07:59 in Paris
    assert mails_to(scene.runtime, alice) == []
    for _ in range(2):
        await scene.passes(minutes=1)
    [mail] = mails_to(scene.runtime, alice)
    assert mail["Subject"] == "Les maçons a accepté ta réponse\u00a0: Quatre, et 3 autres nouvelles"
    words = ("Les maçons", "Quatre", "acceptée : Un", "Personnel", "Trois", "Les cuisiniers", "Deux")
    places = [text_of(mail).index(word) for word in words]
    assert places == sorted(places)
    assert scene.phones.rang == []


@pytest.mark.parametrize(("rhythm", "came"), [("weekly", [0, 1]), ("never", [0, 0])])
async def test_a_digest_comes_as_often_as_one_wants(scene: Scene, alice: Person, rhythm: str, came: list[int]) -> None:
    await prefers(alice, rhythm=rhythm)
    await told(scene.runtime, alice, ACCEPTANCE)  # on a Tuesday
    for mails, days in zip(came, (5, 1), strict=True):
        await scene.passes(days=days)
        assert len(mails_to(scene.runtime, alice)) == mails


async def test_thousands_are_decided_on_in_batches(
    scene: Scene, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "AT_ONCE", 1)
    monkeypatch.setattr(deliveries, "FRESH", deliveries.FRESH.limit(1))
    statement = select(User.id).where(User.id.in_([alice.id, bob.id]))
    subject = await subject_of(scene.runtime, MISSION, [alice.id, bob.id])
    async with scene.runtime.work(SYSTEM) as uow:
        await notify(uow, statement, NewNotification(MISSION, subject, data={"title": "Un"}))
    await work_off(scene.runtime)
    assert [len(mails_to(scene.runtime, person)) for person in (alice, bob)] == [1, 1]


async def test_a_decision_that_is_made_again_changes_nothing(scene: Scene, alice: Person) -> None:
    await told(scene.runtime, alice)
    await work_off(scene.runtime)
    async with scene.runtime.database.sessions.begin() as session:
        await session.execute(update(Notification).values(is_announced=False))
    async with scene.runtime.work(SYSTEM) as uow:
        uow.enqueue(EnqueueDeliveries())
    await work_off(scene.runtime)
    assert len(mails_to(scene.runtime, alice)) == 1
