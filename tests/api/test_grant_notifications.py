from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.access import grant_notifications
from tests.support import portraits
from tests.support.counsellors import accept, counsellor, request_access
from tests.support.grants import amend, open_to, revoke, share, told
from tests.support.mails import text_of
from tests.support.notifications import mails_to
from tests.support.people import NOW, Person, Watch, capture, sign_in, work_off
from tests.support.stories import begin, publish, rewrite, text
from tests.support.uploads import renew

TALENTS = "Alice gives you access to their talents until 28 December 2026"
STAGE = "Alice gives you access to their story “Mon stage”"
LATER = (NOW + timedelta(hours=1)).isoformat()


async def heard(person: Person) -> list[Any]:
    items: list[Any] = (await person.ask("GET", "/v1/notifications", 200))["items"]
    return items


async def test_who_is_given_access_hears_of_it_until_it_is_taken_back(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]})
    [notification] = await heard(bob)
    assert notification["text"] == STAGE
    assert (notification["subject_id"], notification["data"]["grant_id"]) == (grant["id"], grant["id"])
    await revoke(alice, grant)
    assert (await heard(alice), await heard(bob)) == ([], [])


async def test_a_mail_says_what_for_and_until_when_if_it_ends(alice: Person, bob: Person, runtime: Runtime) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]})
    await open_to(alice, bob, {"type": "talents"}, ends_at=LATER)
    await work_off(runtime)
    endless, ending = sorted((text_of(mail) for mail in mails_to(runtime, bob)), key=lambda text: "Jusqu’au" in text)
    assert "But : personnel" in endless
    assert "À voir" not in endless
    assert "Jusqu’au : 3 mars 2026" in ending


async def test_what_has_no_title_is_named(alice: Person, bob: Person) -> None:
    await open_to(alice, bob, {"type": "talents"})
    assert [notification["text"] for notification in await heard(bob)] == [TALENTS]


async def test_what_is_given_is_named_as_it_is_shown(alice: Person, bob: Person, runtime: Runtime) -> None:
    journal = await begin(alice, text(), title="Mon stage")
    story = await publish(alice, journal)
    await rewrite(alice, journal, title="Mon renvoi")
    await publish(alice, journal)
    portrait = await portraits.draw(alice, headline="Maçonne", pinned_talents=[await portraits.talent(runtime, alice)])
    await portraits.publish(alice, portrait)
    await rewrite(alice, portrait, headline="Au chômage")
    to: dict[str, Any] = {"audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal"}
    await share(alice, story, follow="edition", edition=1, **to)
    await portraits.share(alice, portrait, **to)
    given = "Alice gives you access to their "
    assert [notification["text"] for notification in await heard(bob)] == [
        f"{given}{name}" for name in ("portrait “Maçonne”", "story “Mon stage”")
    ]


async def test_an_access_for_later_is_not_announced(alice: Person, bob: Person) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, starts_at=LATER)
    assert await heard(bob) == []


async def test_an_access_that_ends_by_itself_leaves_no_name_with_who_read(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    for ends_at in (LATER, None):
        await open_to(alice, bob, {"type": "story", "id": (await told(alice))["id"]}, ends_at=ends_at)
    ends = [await forgotten(runtime, watch, bob, **span) for span in ({"minutes": 59}, {"minutes": 1})]
    assert [len(end) for end in ends] == [2, 1]
    repetition = await forgotten(runtime, watch, bob)
    assert repetition == ends[1]


async def forgotten(runtime: Runtime, watch: Watch, person: Person, **span: float) -> list[Any]:
    """What they still hear then."""
    watch.advance(**span)
    async with runtime.work(SYSTEM) as uow:
        await grant_notifications.forget_ended(uow)
    day, watch.now = watch.now, NOW
    kept = await heard(person)
    watch.now = day
    return kept


async def test_who_asked_knows_whose_it_is_as_long_as_something_of_it_stands(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    rose = await counsellor(app, watch)
    grant_request = await request_access(rose, alice, watch, "talents", "experiences")
    first, second = (await accept(alice, grant_request))["grants"]
    for grant, still in ((first, True), (second, False)):
        await revoke(alice, await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))
        read = [f"/v1/grant-requests/{grant_request['id']}", "/v1/grant-requests?scope=sent", "/v1/notifications"]
        assert [("Alice" in (await rose.client.get(item)).text) for item in read] == [still] * 3
    assert (await alice.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["owner"][
        "display_name"
    ] == "Alice"


async def test_who_asked_knows_it_until_the_day_it_ends(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    rose = await counsellor(app, watch)
    grant_request = await request_access(rose, alice, watch, "talents")
    await accept(alice, grant_request, ends_at=LATER)
    assert [item["type"] for item in await forgotten(runtime, watch, rose)] == ["grant", "security"]
    assert [item["type"] for item in await forgotten(runtime, watch, rose, hours=1)] == ["security"]
    person = await sign_in(app, email=rose.email)
    assert (await person.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["owner"] is None


@pytest.mark.slow
async def test_what_is_taken_back_and_given_again_is_told_once(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = {"type": "story", "id": (await told(alice))["id"]}
    for _ in range(3):
        grant = await open_to(alice, bob, story)
        await work_off(runtime)
        [notification] = await heard(bob)
        assert (notification["subject_id"], notification["data"]["grant_id"]) == (grant["id"], grant["id"])
        assert (notification["settled_at"], notification["text"]) == (None, STAGE)
        await revoke(alice, grant)
    grant, same = [await open_to(alice, bob, story) for _ in range(2)]
    await work_off(runtime)
    assert [item["subject_id"] for item in await heard(bob)] == [same["id"]]
    assert len(mails_to(runtime, bob)) == 1
    watch.advance(days=8)
    await renew(alice)
    await renew(bob)
    for item in (grant, same):
        await revoke(alice, item)
    await open_to(alice, bob, story)
    await work_off(runtime)
    assert (len(mails_to(runtime, bob)), len(await heard(bob))) == (2, 1)


@pytest.mark.slow
async def test_what_was_given_back_before_it_was_told_is_told(alice: Person, bob: Person, runtime: Runtime) -> None:
    story = {"type": "story", "id": (await told(alice))["id"]}
    for is_decided in (False, True):
        await revoke(alice, await open_to(alice, bob, story))
        if is_decided:
            await work_off(runtime)
            assert mails_to(runtime, bob) == []
    await open_to(alice, bob, story)
    await work_off(runtime)
    [notification] = await heard(bob)
    assert (notification["read_at"], notification["settled_at"], len(mails_to(runtime, bob))) == (None, None, 1)


@pytest.mark.slow
async def test_what_is_another_thing_or_from_another_is_told_for_itself(
    alice: Person, bob: Person, rose: Person
) -> None:
    for giver in (alice, rose):
        await revoke(giver, await open_to(giver, bob, {"type": "talents"}))
        for target in ({"type": "experiences"}, {"type": "story", "id": (await told(giver))["id"]}):
            await open_to(giver, bob, target)
    assert [item["settled_at"] is None for item in await heard(bob)] == [True, True] * 2


@pytest.mark.slow
async def test_nobody_is_flooded_with_accesses(alice: Person, bob: Person, rose: Person) -> None:
    body = {"target": {"type": "talents"}, "purpose": "personal", "audience": {"type": "user", "id": str(bob.id)}}
    body |= {"ends_at": (NOW + timedelta(days=300)).isoformat()}
    headers = {"Idempotency-Key": "k-1"}
    for _ in range(25):  # the same again counts once
        await alice.ask("POST", "/v1/grants", 201, json=body, headers=headers)
    for _ in range(19):
        await open_to(alice, bob, {"type": "talents"})
    answer = await alice.ask("POST", "/v1/grants", 429, json=body)
    assert answer["retry_after"] == 86_400
    await open_to(alice, rose, {"type": "talents"})
    await open_to(rose, bob, {"type": "talents"})
    assert len(await heard(bob)) == 2


@pytest.mark.slow
async def test_what_is_given_is_told_in_words_and_follows_its_term(alice: Person, bob: Person) -> None:
    moment, ends = await capture(alice), {"ends_at": "2026-03-09T23:00:00.000Z"}
    for target in ({"type": "experience", "id": moment["id"]}, {"type": "experiences"}):
        grant = await open_to(alice, bob, target, **ends)
    await amend(alice, grant, ends_at="2026-03-31T22:00:00.000Z")
    texts = {}
    for language in ("fr", "en"):
        page = await bob.client.get("/v1/notifications", headers={"Accept-Language": language})
        texts[language] = [item["text"].replace("\u00a0", " ") for item in page.json()["items"]]
    assert texts["fr"] == [
        "Alice donne accès à ses expériences jusqu’au 31 mars 2026",
        "Alice donne accès à son expérience « Mardi 3 mars » jusqu’au 9 mars 2026",
    ]
    assert texts["en"][0] == "Alice gives you access to their experiences until 31 March 2026"
