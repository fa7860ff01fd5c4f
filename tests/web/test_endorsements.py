from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.endorsements import LIFE
from app.models.flags import Flag
from app.models.talents import Talent
from app.services.departures import experience_bin
from app.services.talents.endorsement_requests import ExpireEndorsements
from app.tasks import HANDLERS
from tests.support.endorsements import KARIM, ask, asked, confirmed, found, page_of, reply, take_back, talent
from tests.support.grants import FORM
from tests.support.people import FULL, Person, Watch, capture
from tests.web.reading import words_of

FRENCH = {"Accept-Language": "fr"}


async def test_the_page_says_what_is_asked_and_what_becomes_of_it(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    moment = await capture(alice, FULL)
    request = await asked(runtime, alice, message="Tu te souviens ?", evidence=[moment["id"]])
    page = page_of(runtime, request)
    answer = await guest.get(page, headers=FRENCH)
    text = words_of(answer.text)
    shown = ("Demande d’Alice à Karim", request["skill"]["labels"]["fr"], "Tu te souviens ?", "Mon premier mur droit")
    for words in (*shown, "Un non n’est montré qu’à la personne qui demande", "2 avril"):
        assert words in text.replace("\xa0", " "), words
    for private in (alice.email, request["email"], "parpaings", "Tours"):
        assert private not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert 'lang="fr"' in (await guest.get(page, headers={"Accept-Language": "de"})).text  # as the mail was


async def test_what_was_thrown_away_is_not_shown_any_more(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    kept_experience, thrown_experience = (
        await capture(alice, FULL | {"title": "Un mur"}),
        await capture(alice, FULL | {"title": "Un toit"}),
    )
    request = await asked(runtime, alice, evidence=[thrown_experience["id"], kept_experience["id"]])
    path, page = f"/v1/experiences/{thrown_experience['id']}", page_of(runtime, request)
    assert "Un toit" in (await guest.get(page)).text
    await alice.ask("DELETE", path, 204, headers={"If-Match": '"1"'})
    assert "Un toit" not in (await guest.get(page)).text
    await alice.ask("PUT", f"{path}/restoration", 200, headers={"If-Match": '"2"'})
    assert "Un toit" in (await guest.get(page)).text
    await alice.ask("DELETE", path, 204, headers={"If-Match": '"3"'})
    watch.advance(days=31)
    async with runtime.work(SYSTEM) as uow:
        await experience_bin.empty(uow)
    watch.advance(days=-31)
    left = await found(alice, request)
    assert left["evidence"] == [{"experience_id": kept_experience["id"], "title": "Un mur"}]
    assert left["version"] == request["version"] + 1
    assert "Un mur" in (await guest.get(page)).text


@pytest.mark.parametrize(("reader", "other"), [("en", "fr"), ("fr", "en")])
async def test_it_speaks_the_readers_language_and_marks_what_was_written_in_the_senders(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, reader: str, other: str
) -> None:
    request = await asked(runtime, alice, message="Tu te souviens ?", locale="fr")
    page = (await guest.get(page_of(runtime, request), headers={"Accept-Language": reader})).text
    labels = request["skill"]["labels"]
    assert (labels[reader] in page, labels[other] in page) == (True, False)
    assert '<p class="as-written" lang="fr">Tu te souviens' in page


async def test_opening_it_changes_nothing(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    request = await asked(runtime, alice)
    page = page_of(runtime, request)
    for path in (page, f"{page}?confirm=yes", f"{page}/confirmation", f"{page}/refusal", f"{page}/withdrawal"):
        await guest.get(path)
        await guest.head(path)
    assert await found(alice, request) == request


async def test_a_yes_is_kept_with_name_role_and_words(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    request = await asked(runtime, alice)
    thanks = await reply(guest, page_of(runtime, request), "confirmation", **KARIM | {"name": " Karim Benali "})
    for words in KARIM.values():
        assert words in words_of(thanks.text)
    after = await found(alice, request)
    assert after["state"] == "confirmed"
    assert [after[f"endorser_{part}"] for part in ("name", "role")] == ["Karim Benali", "Tuteur de stage"]
    assert (after["comment"], after["version"], after["answered_at"]) == (
        KARIM["comment"],
        2,
        "2026-03-03T13:10:00.000Z",
    )


async def test_an_answer_is_told_until_it_is_taken_back(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    [told_notification] = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert (told_notification["type"], told_notification["subject_id"], told_notification["settled_at"]) == (
        "endorsement",
        endorsement["id"],
        None,
    )
    await take_back(alice, endorsement)
    [settled_notification] = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert settled_notification["settled_at"] is not None


async def test_a_request_has_one_answer(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    page = page_of(runtime, endorsement)
    for answer in ("confirmation", "refusal", "report"):
        response = await reply(guest, page, answer, **KARIM | {"name": "Quelqu’un d’autre"})
        assert "Karim Benali" in response.text
    assert await found(alice, endorsement) == endorsement


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"name": " "}, 'name-fault" role="alert">To be filled in.'),
        ({"role": ""}, 'role-fault" role="alert">To be filled in.'),
        ({"name": "x" * 201}, 'name-fault" role="alert">At most 200 characters.'),
        ({"comment": "x" * 1_001}, 'comment-fault" role="alert">At most 1,000 characters.'),
    ],
)
async def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, fields: dict[str, str], fault: str
) -> None:
    request = await asked(runtime, alice)
    answer = await reply(guest, page_of(runtime, request), "confirmation", **KARIM | fields)
    assert answer.status_code == 422
    assert f'id="{fault}</p>' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    values = [value for value in (KARIM | fields).values() if value.strip()]
    assert all(value in answer.text for value in values)
    assert await found(alice, request) == request


async def test_a_no_takes_the_address_with_it(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    request = await asked(runtime, alice)
    response = await reply(guest, page_of(runtime, request), "refusal")
    assert "Noted" in words_of(response.text)
    assert "Alice" not in response.text
    after = await found(alice, request)
    assert (after["state"], after["email"], after["endorser_name"]) == ("declined", None, None)


async def test_a_report_looks_like_a_no_to_the_person(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement, reported = await asked(runtime, alice), await asked_again(runtime, alice)
    await reply(guest, page_of(runtime, endorsement), "refusal", unwanted="yes")
    thanks = await reply(guest, page_of(runtime, reported), "report")
    assert "reported" in words_of(thanks.text)
    async with runtime.database.sessions() as session:
        [flag] = await session.scalars(select(Flag).where(Flag.target_id == UUID(reported["id"])))
    assert (flag.target_type, flag.owner_id) == ("endorsement", alice.id)
    assert (flag.community_id, flag.reporter_id) == (None, None)  # the operators', and by nobody with an account
    no, report = [await found(alice, item) for item in (endorsement, reported)]
    notifications = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    skills = {item["skill"]["labels"]["en"] for item in (no, report)}  # as she reads
    assert {item["text"] for item in notifications} == {
        f"Karim answered about the talent “{skill}”" for skill in skills
    }
    names = no.keys() - {"id", "skill"}
    assert {name: no[name] for name in names} == {name: report[name] for name in names}
    answer = await alice.ask("GET", "/v1/endorsements?state=declined", 200)
    assert len(answer["items"]) == 2


async def asked_again(runtime: Runtime, person: Person) -> Any:
    return await ask(person, await talent(runtime, person, "LEARN.2"))


async def test_whoever_confirmed_takes_it_back_by_the_same_link(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    page = page_of(runtime, endorsement)
    assert "withdrawn" in words_of((await reply(guest, page, "withdrawal")).text)
    after = await found(alice, endorsement)
    assert (after["state"], after["withdrawn_by"], after["endorser_role"]) == ("withdrawn", "endorser", None)
    assert "Karim" not in (await guest.get(page)).text
    assert (await alice.ask("GET", "/v1/endorsements?state=confirmed", 200))["items"] == []


async def test_a_link_that_is_over_is_like_one_that_never_was(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    over, request = await asked(runtime, alice), await asked_again(runtime, alice)
    removal = delete(Talent).where(Talent.user_id == alice.id, Talent.skill_id == UUID(request["skill"]["id"]))
    async with runtime.database.sessions.begin() as session:
        await session.execute(removal)
    never = await guest.get("/e/dte_x")
    assert never.status_code == 404
    assert (await guest.get(page_of(runtime, request))).content == never.content
    watch.now += LIFE
    for answer in ("confirmation", "refusal", "report", "withdrawal"):
        response = await reply(guest, page_of(runtime, over), answer, **KARIM)
        assert (response.status_code, response.content) == (404, never.content)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"name=%FF&role=x", 400),
        (b"name=%00&role=x", 400),
        (b"name=%07x&role=x", 400),
        (b"", 422),
        (b"name=a&role=b&comment=" + b"x" * 16_000, 413),
    ],
)
async def test_a_form_that_no_browser_sends_is_refused(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, content: bytes, status: int
) -> None:
    request = await asked(runtime, alice)
    answer = await guest.post(f"{page_of(runtime, request)}/confirmation", content=content, headers=FORM)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    plain = await guest.post(f"{page_of(runtime, request)}/refusal", json={"unwanted": "yes"})
    assert plain.status_code == 415
    assert await found(alice, request) == request


async def test_what_people_write_cannot_become_markup(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    evil = '"><script>x</script>'
    await alice.ask("PATCH", "/v1/me", 200, json={"display_name": evil})
    request = await asked(runtime, alice, name=evil, message=evil)
    page = page_of(runtime, request)
    assert "<script>" not in (await guest.get(page)).text
    assert "<script>" not in (await reply(guest, page, "confirmation", name=evil, comment=evil)).text
    assert "<script>" not in (await reply(guest, page, "confirmation", name=evil, role=evil, comment=evil)).text


@pytest.mark.slow
async def test_requests_that_nobody_answered_are_closed_by_themselves(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    await asked_again(runtime, alice)
    endorsement = await confirmed(runtime, alice, guest)
    watch.now += LIFE
    for _ in range(2):
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[ExpireEndorsements](uow, ExpireEndorsements())
    rows = await runtime.database.reads.fetch(
        "select state, email, version from endorsements where user_id = $1 order by id", alice.id
    )
    assert [tuple(row) for row in rows] == [("expired", None, 2), ("confirmed", endorsement["email"], 2)]
