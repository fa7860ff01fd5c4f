import re

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.guardians import EndedBy, GuardedAct, Guardianship, GuardianshipOver, GuardianshipState
from app.services.guardians import guardians
from tests.support import endorsements, portraits
from tests.support.grants import asked, read, share, told
from tests.support.guardians import AGREE, EVERYTHING, YOUNG, answer, ask_guardian, child, state_year
from tests.support.mails import mails_to
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.portraits import talent
from tests.support.stories import begin, publish, text


@pytest.mark.slow
async def test_under_15_nothing_is_shown_until_a_guardian_agrees(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    journal = await begin(zoe, text())
    problem = await publish(zoe, journal, 403)
    assert problem["type"].endswith("/guardian-required")
    to, page = await ask_guardian(runtime, zoe)
    assert (await publish(zoe, journal, 403))["type"].endswith("/guardian-required")
    response = await guest.get(page)
    assert response.status_code == 200
    assert "Zoé" in response.text
    assert response.headers["cache-control"] == "private, no-store"
    await answer(guest, page, EVERYTHING)
    story = await publish(zoe, journal)
    assert (await read(guest, await share(zoe, story))).status_code == 200
    guardian = await zoe.ask("GET", "/v1/me/guardian", 200)
    assert (guardian["state"], guardian["name"]) == ("active", "Sofia Diallo")
    assert guardian["acts"] == ["join", "publish", "share", "share_private"]
    assert "Your agreement for Zoé" in [item["subject"] for item in await mails_to(runtime, to)] or (
        "Votre accord pour Zoé" in [item["subject"] for item in await mails_to(runtime, to)]
    )


@pytest.mark.slow
async def test_a_guardian_agrees_to_each_act_apart(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, [*AGREE, ("act", "publish"), ("act", "everything")])
    story = await told(zoe)
    problem = await zoe.ask("POST", "/v1/grants", 403, json=asked(story))
    assert problem["type"].endswith("/guardian-required")
    await answer(guest, page, EVERYTHING)
    await share(zoe, story)


@pytest.mark.slow
async def test_what_a_guardian_no_longer_agrees_to_is_taken_back(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    story = await told(zoe)
    link = await share(zoe, story)
    await answer(guest, page, [("answer", "agree"), ("name", "Another"), ("act", "publish")])  # neither signed anew
    assert (await read(guest, link)).status_code == 404
    guardian = await zoe.ask("GET", "/v1/me/guardian", 200)
    assert (guardian["acts"], guardian["name"]) == (["publish"], "Sofia Diallo")
    assert (await zoe.ask("GET", f"/v1/stories/{story['id']}", 200))["withdrawn_at"] is None
    assert "retiré" in await answer(guest, f"{page}?lang=fr", [("answer", "end")])
    assert (await zoe.ask("GET", f"/v1/stories/{story['id']}", 200))["withdrawn_at"] is not None
    assert (await guest.get(page)).status_code == 404
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["ended_by"] == "guardian"


async def test_to_end_it_all_is_confirmed_and_said_to_be_for_good(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    assert 'value="end"' not in (await guest.get(page)).text
    folded = re.compile(
        r'<details class="otherwise">.*this link will not work again.*value="end".*</details>', re.DOTALL
    )
    assert folded.search(await answer(guest, page, EVERYTHING))
    assert " open>" in await answer(guest, page, [("answer", "agree")], 422)  # who unticks all finds it
    assert "Zoé can ask you again" in await answer(guest, page, [("answer", "end")])


@pytest.mark.slow
async def test_what_is_taken_back_is_portraits_and_open_requests_too(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    skill_id = await talent(runtime, zoe)
    portrait = await portraits.draw(zoe)
    await portraits.publish(zoe, portrait)
    kept = await endorsements.ask(zoe, skill_id)
    await endorsements.reply(guest, endorsements.page_of(runtime, kept), "confirmation", **endorsements.KARIM)
    request = await endorsements.ask(zoe, skill_id)
    await answer(guest, page, [("answer", "end")])
    assert (await zoe.ask("GET", portrait, 200))["withdrawn_at"] is not None
    assert (await guest.get(endorsements.page_of(runtime, request))).status_code == 404
    states = [(await endorsements.found(zoe, item))["state"] for item in (kept, request)]
    assert states == ["confirmed", "withdrawn"]


async def test_a_guardian_declines(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    _, page = await ask_guardian(runtime, zoe)
    assert "Zoé can ask you again" in await answer(guest, page, [("answer", "decline")])
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["state"] == "declined"
    assert "ask you again" in await answer(guest, page, EVERYTHING, 404)
    await publish(zoe, await begin(zoe, text()), 403)


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ([*AGREE], ["act"]),
        (EVERYTHING[1:], []),  # a key press sends a form without its button
        ([("answer", "agree"), ("act", "publish"), ("name", "S")], ["declaration"]),
        ([("declaration", "yes"), ("act", "publish")], ["name"]),
        ([("answer", "x")], ["act", "name", "declaration"]),
    ],
)
async def test_all_that_is_missing_is_said_beside_it_and_on_top(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient, form: list[tuple[str, str]], faults: list[str]
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    html = await answer(guest, page, form, 422 if faults else 200)
    assert re.findall(r'id="(\w+)-fault"', html) == faults
    assert html.count(" autofocus") == bool(faults)
    assert ("Nothing is saved yet." in html.partition("<form")[0]) == bool(faults)
    is_kept = re.search(r'id="declaration"[^>]* checked', html) is not None
    assert is_kept == (("declaration", "yes") in form and bool(faults))


async def test_more_than_before_is_signed_for_again_and_nothing_at_all_is_not_saved(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, [*AGREE, ("act", "publish")])
    for form in ([("act", "publish"), ("act", "share"), ("name", "Sofia")], [("answer", "agree"), ("name", "Sofia")]):
        await answer(guest, page, form, 422)
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["acts"] == ["publish"]


async def test_opening_the_page_agrees_to_nothing(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    _, page = await ask_guardian(runtime, zoe)
    for _ in range(2):
        assert (await guest.get(page)).status_code == 200
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["state"] == "asked"
    assert (await guest.get("/g/dtg_unknown")).status_code == 404


async def test_the_same_question_is_one_mail_and_another_guardian_takes_the_place(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await zoe.ask("PUT", "/v1/me/guardian", 200, json={"email": to.replace("@", "+again@")})
    assert len(await mails_to(runtime, to)) == 1
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["email"] == to
    await ask_guardian(runtime, zoe, f"other-{to}")
    assert (await guest.get(page)).status_code == 404


async def test_nobody_is_their_own_guardian_and_questions_are_limited(zoe: Person) -> None:
    for own in (zoe.email, zoe.email.upper(), zoe.email.replace("@", "+maman@")):
        problem = await zoe.ask("PUT", "/v1/me/guardian", 422, json={"email": own})
        assert problem["errors"][0]["code"] == "own_address", own
    for n in range(5):
        await zoe.ask("PUT", "/v1/me/guardian", 200, json={"email": f"p{n}-{zoe.id}@example.org"})
    await zoe.ask("PUT", "/v1/me/guardian", 429, json={"email": f"p9-{zoe.id}@example.org"})


async def test_a_dotted_address_of_the_same_mailbox_is_nobody_else(app: FastAPI) -> None:
    name = f"zoe{uuid7().hex[-12:]}"
    zoe = await sign_in(app, email=f"{name}@gmail.com")
    for own in (f"z.{name[1:]}@gmail.com", f"{name}+mum@googlemail.com"):
        await zoe.ask("PUT", "/v1/me/guardian", 422, json={"email": own})


async def test_who_needs_a_guardian_agrees_for_nobody(
    app: FastAPI, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    friend = await child(app)
    for address in (friend.email, friend.email.replace("@", "+maman@")):
        _, page = await ask_guardian(runtime, zoe, address)
        html = await answer(guest, page, EVERYTHING, 403)
        assert "Nothing was saved" in html
        assert (await zoe.ask("GET", "/v1/me/guardian", 200))["state"] == "asked"
        await zoe.ask("DELETE", "/v1/me/guardian", 204)


@pytest.mark.slow
async def test_a_person_ends_it_and_takes_back_what_it_allowed(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["state"] == "none"
    await zoe.ask("DELETE", "/v1/me/guardian", 404)
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    link = await share(zoe, await told(zoe))
    await zoe.ask("DELETE", "/v1/me/guardian", 204)
    assert (await read(guest, link)).status_code == 404
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["ended_by"] == "person"


async def test_who_comes_of_age_takes_over_and_the_guardian_is_told(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    link = await share(zoe, await told(zoe))
    watch.now = NOW.replace(year=YOUNG + 16)
    for _ in range(2):
        async with runtime.work(SYSTEM) as uow:
            await guardians.end_for_age(uow)
    assert len(await mails_to(runtime, to)) == 3
    assert str(YOUNG) in (await mails_to(runtime, to))[-1]["text"]
    assert (await read(guest, link)).status_code == 200
    watch.now = NOW
    guardian = await zoe.ask("GET", "/v1/me/guardian", 200)
    assert (guardian["state"], guardian["ended_by"]) == ("ended", "age")


async def test_another_year_of_birth_holds_at_once(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    link = await share(alice, await told(alice))
    await ask_guardian(runtime, alice)
    await state_year(alice, YOUNG, confirmed=True)
    assert (await read(guest, link)).status_code == 404
    to, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    await state_year(zoe, YOUNG + 1)
    assert (await zoe.ask("GET", "/v1/me/guardian", 200))["state"] == "active"
    assert str(YOUNG + 1) in (await mails_to(runtime, to))[-1]["text"]


@pytest.mark.parametrize(("year", "bracket"), [(2011, "under_15"), (2010, "minor"), (2008, "minor"), (2007, "adult")])
async def test_the_account_says_the_age_bracket(app: FastAPI, year: int, bracket: str) -> None:
    bob = await sign_in(app, "bob")
    assert (await bob.ask("GET", "/v1/me", 200))["age_bracket"] == "unknown"
    account = await state_year(bob, year)
    assert account["age_bracket"] == bracket
    assert account == await bob.ask("GET", "/v1/me", 200)


def test_what_is_over_is_not_answered_again() -> None:
    guardianship = Guardianship(state=GuardianshipState.ASKED, acts=[])
    guardianship.agree("Sofia", [GuardedAct.SHARE, GuardedAct.JOIN], NOW)
    assert guardianship.acts == ["join", "share"]
    guardianship.end(EndedBy.GUARDIAN, NOW)
    with pytest.raises(GuardianshipOver):
        guardianship.agree("Sofia", [], NOW)
    with pytest.raises(GuardianshipOver):
        guardianship.decline(NOW)
    with pytest.raises(GuardianshipOver):
        guardianship.end(EndedBy.AGE, NOW)
