"""A guardian's yes covers what its page says, and no more: what is not published takes another, told each time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.core.uow import Runtime
from app.models.grants import COLLECTIONS, PRIVATE
from app.services.accounts import guardian_mails
from app.services.notifications import gathered_mails
from app.web import guardian_texts
from tests.api.test_gathered_mails import MORNING, post, waiting
from tests.support import endorsements
from tests.support.counsellors import accept, request_access
from tests.support.grants import amend, open_to, revoke, share, told
from tests.support.guardians import AGREE, CONFIRM, EVERYTHING, YOUNG, answer, ask_guardian, state_year
from tests.support.mails import mails_to, received, text_of
from tests.support.people import NOW, Person, Watch, capture

ALL_BUT_PRIVATE = [item for item in EVERYTHING if item != ("act", "share_private")]
MONTHS = (NOW + timedelta(days=200)).isoformat()


def things(moment: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "id": moment["id"] if kind == "experience" else None} for kind in PRIVATE]


def to_somebody(reader: Person, target: dict[str, Any]) -> dict[str, Any]:
    return {"target": target, "audience": {"type": "user", "id": str(reader.id)}, "purpose": "personal"}


@pytest.mark.slow
async def test_a_guardians_yes_covers_what_its_page_says_and_no_more(
    zoe: Person, bob: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, ALL_BUT_PRIVATE)
    story, moment = await told(zoe), await capture(zoe)
    skill_id = await endorsements.talent(runtime, zoe)
    link = await share(zoe, story)
    request = await request_access(rose, zoe, watch)  # stories, talents, experiences
    for target in things(moment):
        problem = await zoe.ask("POST", "/v1/grants", 403, json=to_somebody(bob, target))
        assert problem["type"].endswith("/guardian-required"), target
    for kind in ("talents", "experiences"):
        both = [{"type": "stories"}, {"type": kind}]
        assert (await accept(zoe, request, 403, targets=both))["type"].endswith("/guardian-required"), kind
    assert (await endorsements.ask(zoe, skill_id, 403))["type"].endswith("/guardian-required")
    await accept(zoe, request, targets=[{"type": "stories"}])
    assert len(await mails_to(runtime, to)) == 2  # of what is published, a guardian is not told each time
    await answer(zoe.client, page, EVERYTHING)
    grants = [await open_to(zoe, bob, target) for target in things(moment)]
    request = await endorsements.ask(zoe, skill_id)
    html = await answer(zoe.client, page, ALL_BUT_PRIVATE)  # it is shut again
    states = {item["id"]: item["state"] for item in (await zoe.ask("GET", "/v1/grants", 200))["items"]}
    assert {states[grant["id"]] for grant in grants} == {"revoked"}
    assert states[link["id"]] == "active"
    assert (await endorsements.found(zoe, request))["state"] == "withdrawn"
    assert html.count(guardian_texts.AGREED_LABEL.en) == 3
    await zoe.ask("GET", f"/v1/experiences/{moment['id']}", 200)  # the journal itself is not touched


@pytest.mark.slow
async def test_the_page_asks_for_it_apart_and_ticks_nothing(zoe: Person, runtime: Runtime) -> None:
    _, page = await ask_guardian(runtime, zoe)
    assert " checked" not in (await zoe.client.get(page)).text
    await answer(zoe.client, page, [*AGREE, ("act", "share")])
    box = (await zoe.client.get(page)).text.partition('id="share_private"')[2].partition(">")[0]
    assert box
    assert "checked" not in box


@pytest.mark.slow
async def test_a_guardian_is_told_each_time_and_in_their_language(
    zoe: Person, bob: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    """Zoé reads French; her mother answered in English."""
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    moment = await capture(zoe, {"lived_at": "2026-03-03T14:10:00+01:00", "title": "Ce que ma mère ignore"})
    story = await told(zoe)
    count = len(await mails_to(runtime, to))

    async def said() -> list[str]:
        return [item["text"] for item in (await mails_to(runtime, to))[count:]]

    grant = await open_to(zoe, bob, {"type": "experience", "id": moment["id"]}, ends_at=MONTHS)
    [first] = await said()
    assert "- an experience of their journal, to Bob, until 19 September 2026 (for: personal)" in first
    assert page in first
    assert "Ce que ma mère ignore" not in first + (await zoe.client.get(page)).text
    grant = await amend(zoe, grant, label="Pour Bob")
    await open_to(zoe, bob, {"type": "story", "id": story["id"]})
    assert len(await said()) == 1
    grant = await amend(zoe, grant, ends_at=(NOW + timedelta(days=300)).isoformat())
    grant = await amend(zoe, grant, rights=["view", "download"])
    await accept(zoe, await request_access(rose, zoe, watch))
    *longer, together = await said()
    assert len(longer) == 3
    for words in ("- all of their talents", "- their whole journal", "to Rose", "for: guidance"):
        assert words in together, words
    await endorsements.asked(runtime, zoe)
    assert "- a talent to confirm, to Karim, until" in (await said())[-1]


@pytest.fixture
def _none_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guardian_mails, "AT_ONCE", replace(guardian_mails.AT_ONCE, most=0))


@pytest.mark.slow
@pytest.mark.usefixtures("_none_at_once")
async def test_many_a_day_come_in_one_mail_of_the_morning_that_says_what_it_is(
    zoe: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    moment = await capture(zoe)
    await revoke(zoe, await open_to(zoe, bob, {"type": "experience", "id": moment["id"]}))  # and yet it was open
    await endorsements.asked(runtime, zoe)
    await share(zoe, await told(zoe))
    await zoe.ask("POST", "/v1/me/erasure", 202)  # which hides them from others, and hides no opening
    assert await waiting(runtime, to) == 2
    await post(runtime, watch, MORNING)
    mail = received(runtime, to)[-1]
    assert mail["Subject"] == "Zoé opens what is not published"
    text = text_of(mail)
    for words in ("- an experience of their journal, to", "- a talent to confirm, to Karim", page):
        assert words in text, words
    assert "/n/" not in text  # zoe.client's guardian shuts their ears
    assert await waiting(runtime, to) == 0


@pytest.mark.slow
async def test_a_whole_journal_is_told_at_once_whatever_came_before_and_after(
    zoe: Person, bob: Person, runtime: Runtime
) -> None:
    """As it was tried: five moments, then all of it to take along, then the agreement is ended."""
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    before = len(await mails_to(runtime, to))
    for _ in range(gathered_mails.AT_ONCE.most + 1):
        await open_to(zoe, bob, {"type": "experience", "id": (await capture(zoe))["id"]})
    assert len(await mails_to(runtime, to)) == before + gathered_mails.AT_ONCE.most + 1  # what others send has its own
    await open_to(zoe, bob, {"type": "experiences"}, rights=["view", "download"])
    await zoe.ask("DELETE", "/v1/me/guardian", 204)
    *_, journal, over = await mails_to(runtime, to)
    assert "- their whole journal, what follows, too, to" in journal["text"]
    assert "with the right to take a copy along (for: personal)" in journal["text"]
    assert over["subject"] == "Your agreement for Zoé has ended"
    assert "Zoé ended it." in over["text"]
    assert "opened what is not published" not in over["text"]


@pytest.mark.slow
@pytest.mark.usefixtures("_none_at_once")
@pytest.mark.parametrize("kind", COLLECTIONS)
async def test_a_collection_never_waits_and_all_else_is_told_when_the_agreement_ends(
    zoe: Person, bob: Person, runtime: Runtime, kind: str
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    before = len(await mails_to(runtime, to))
    await open_to(zoe, bob, {"type": kind})
    assert len(await mails_to(runtime, to)) == before + 1


@pytest.mark.slow
@pytest.mark.usefixtures("_none_at_once")
@pytest.mark.parametrize("by", ["person", "guardian", "another", "age"])
async def test_nothing_that_waits_is_lost_when_the_agreement_ends(
    zoe: Person, bob: Person, runtime: Runtime, watch: Watch, by: str
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    zoe.client.headers["Accept-Language"] = "fr"
    await answer(zoe.client, page, EVERYTHING)
    await open_to(zoe, bob, {"type": "experience", "id": (await capture(zoe))["id"]})
    assert await waiting(runtime, to) == 1
    match by:
        case "person":
            await zoe.ask("DELETE", "/v1/me/guardian", 204)
        case "guardian":
            await answer(zoe.client, page, [("answer", "end")])
        case "another":
            await ask_guardian(runtime, zoe, f"other-{zoe.id}@example.org")
        case _:
            await state_year(zoe, YOUNG - 10)
            await answer(zoe.client, f"{page}/birth-year", [*CONFIRM, ("birth_year", str(YOUNG - 10))])
    text = "".join(mail["text"] for mail in (await mails_to(runtime, to))[2:])  # after what asked and confirmed
    ends = {"guardian": "Il a été retiré depuis votre page.", "age": "Zoé décide désormais sans vous"}
    assert ends.get(by, "Zoé y a mis fin.") in text
    assert text.count("- une expérience de son journal, à") == 1
    assert await waiting(runtime, to) == 0
    count = len(await mails_to(runtime, to))
    await post(runtime, watch, MORNING)
    assert len(received(runtime, to)) == count  # once


async def test_who_agrees_to_more_later_gets_it_in_writing(zoe: Person, runtime: Runtime) -> None:
    to, page = await ask_guardian(runtime, zoe)
    for form, said in (
        ([*AGREE, ("act", "share")], "- give access to what is published, to a person, to whoever has a link"),
        ([*AGREE, ("act", "share"), ("act", "share_private")], "- open what is not published, for twelve months"),
    ):
        before = len(await mails_to(runtime, to))
        await answer(zoe.client, page, form)
        [mail] = (await mails_to(runtime, to))[before:]
        assert said in mail["text"]
    await answer(zoe.client, page, [*AGREE, ("act", "share")])
    assert len(await mails_to(runtime, to)) == before + 1  # less is on the page


@pytest.mark.slow
async def test_who_decides_alone_has_nobody_told(zoe: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    before = len(await mails_to(runtime, to))
    await runtime.database.writes.fetch("update users set birth_year = 2000 where id = $1 returning id", zoe.id)
    await open_to(zoe, bob, {"type": "experiences"})
    assert len(await mails_to(runtime, to)) == before
