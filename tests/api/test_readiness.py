from typing import Any

import pytest

from app.core.uow import Runtime
from app.services.stories import readiness_warnings
from app.services.stories.readiness_warnings import Warn
from tests.support.guardians import EVERYTHING, answer, ask_guardian
from tests.support.people import NOW, Person, capture
from tests.support.stories import begin, medium, of, rewrite, showing, text

LOOK = {"summary": "Court"}
QUIET = ("no_cover", "people_visible")  # what is said of a journal like ours in any case


async def warnings(person: Person, path: str, code: str | None = None) -> list[dict[str, Any]]:
    answer = await person.ask("GET", f"{path}/readiness", 200)
    assert answer["ready"] is ("blocker" not in {warning["severity"] for warning in answer["warnings"]})
    found_warnings = answer["warnings"]
    return (
        [item for item in found_warnings if item["code"] == code]
        if code
        else [item for item in found_warnings if item["code"] not in QUIET]
    )


def places(warning_list: list[dict[str, Any]]) -> list[tuple[int | None, str | None]]:
    return [(item["block"], item["media_id"]) for item in warning_list]


async def test_a_journal_that_is_well_made_has_no_warning(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice, alt="Un mur")
    song = await medium(runtime, alice, "audio", transcript="La la")
    experience = await capture(alice, {"title": "Un mur", "media": [photo, song]})
    path = await begin(alice, text(), of(experience), showing(photo), cover_media_id=photo, **LOOK)
    answer = await alice.ask("GET", f"{path}/readiness", 200)
    assert (answer["ready"], [warning["code"] for warning in answer["warnings"]]) == (True, ["people_visible"])


async def test_an_empty_journal_is_not_ready(alice: Person, runtime: Runtime) -> None:
    [findings] = await warnings(alice, await begin(alice, **LOOK))
    assert (findings["code"], findings["severity"], findings["block"]) == ("empty_journal", "blocker", None)
    cover = await medium(runtime, alice, alt="Un mur")
    for state, codes in {
        "rejected": ["empty_journal", "media_rejected"],
        "processing": ["media_not_ready"],
    }.items():
        unready = await medium(runtime, alice, state=state, alt="Un mur")
        path = await begin(alice, showing(unready), cover_media_id=cover, **LOOK)
        assert [warning["code"] for warning in await warnings(alice, path) if warning["block"] in {None, 0}] == codes


@pytest.mark.parametrize(
    ("birth_year", "code"), [(None, "age_required"), (NOW.year - 13, "guardian_required"), (NOW.year - 20, None)]
)
async def test_an_age_that_refuses_is_said_before(sami: Person, birth_year: int | None, code: str | None) -> None:
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": birth_year, "display_name": "Sami"})
    warning_list = await warnings(sami, await begin(sami, text(), **LOOK))
    assert [(item["code"], item["severity"]) for item in warning_list] == ([(code, "blocker")] if code else [])


@pytest.mark.parametrize(("years", "warned"), [(16, True), (18, True), (19, False)])
async def test_who_is_not_an_adult_yet_is_told_what_to_think_of(bob: Person, years: int, *, warned: bool) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": NOW.year - years, "display_name": "Bob"})
    warning_list = await warnings(bob, await begin(bob, text(), **LOOK))
    assert [(item["code"], item["severity"]) for item in warning_list] == ([("minor", "warning")] if warned else [])


@pytest.mark.slow
async def test_under_15_the_blocker_comes_first_and_the_warning_with_the_agreement(
    zoe: Person, runtime: Runtime
) -> None:
    path = await begin(zoe, text(), **LOOK)
    assert [warning["code"] for warning in await warnings(zoe, path)] == ["guardian_required"]
    _, page = await ask_guardian(runtime, zoe)
    await answer(zoe.client, page, EVERYTHING)
    assert [warning["code"] for warning in await warnings(zoe, path)] == ["minor"]


async def test_a_moment_that_is_still_to_come_is_named(alice: Person) -> None:
    times: list[dict[str, object]] = [
        {"lived_at": "2099-01-01T00:00:00.000Z"},
        {"lived_at": "2026-03-03T14:11:00+01:00"},  # in a minute
        {"lived_at": "2026-03-03T13:10:00.000Z"},
        {"lived_at": "2026-07-01T12:00:00.000Z", "lived_precision": "year"},
        {"lived_at": "2026-04-15T12:00:00.000Z", "lived_precision": "month"},
    ]
    moments = [await capture(alice, {"title": "Un mur"} | fields) for fields in times]
    path = await begin(alice, text(), *map(of, moments), **LOOK)
    warning_list = await warnings(alice, path, "future_date")
    assert [(item["block"], item["severity"]) for item in warning_list] == [(n, "warning") for n in (1, 2, 5)]


async def test_media_without_words_are_named(alice: Person, runtime: Runtime) -> None:
    photo, media_id = await medium(runtime, alice), await medium(runtime, alice, alt="Un mur")
    song, film = await medium(runtime, alice, "audio"), await medium(runtime, alice, "video")
    experience = await capture(alice, {"media": [photo, media_id, song, film]})
    path = await begin(alice, text(), of(experience), showing(photo), cover_media_id=photo, **LOOK)
    silent = await warnings(alice, path, "photo_without_alt")
    assert places(silent) == [(None, photo), (1, photo), (2, photo)]
    assert places(await warnings(alice, path, "no_transcript")) == [(1, song), (1, film)]
    assert {item["severity"] for item in silent} == {"warning"}


@pytest.mark.parametrize(
    ("state", "code"),
    [("awaiting_upload", "media_not_ready"), ("processing", "media_not_ready"), ("rejected", "media_rejected")],
)
async def test_media_that_will_be_missing_are_named(alice: Person, runtime: Runtime, state: str, code: str) -> None:
    photo = await medium(runtime, alice, state=state, alt="Un mur")
    path = await begin(alice, text(), of(await capture(alice, {"media": [photo]})), **LOOK)
    [warning] = await warnings(alice, path)
    assert (warning["code"], warning["severity"], warning["block"], warning["media_id"]) == (code, "warning", 1, photo)


async def test_a_document_is_said_to_stay_private(alice: Person, runtime: Runtime) -> None:
    document = await medium(runtime, alice, "document")
    warning_list = await warnings(alice, await begin(alice, text(), showing(document), **LOOK))
    assert [(item["code"], item["severity"], item["block"]) for item in warning_list] == [
        ("document_left_out", "notice", 1)
    ]


async def test_what_a_journal_cites_and_is_gone_is_named(alice: Person, runtime: Runtime) -> None:
    photo, experience = await medium(runtime, alice, alt="Un mur"), await capture(alice)
    path = await begin(alice, text(), of(experience), showing(photo), **LOOK)
    await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers={"If-Match": '"1"'})
    async with runtime.database.sessions.begin() as session:
        await (await session.connection()).exec_driver_sql("delete from media where id = $1", (photo,))
    warning_list = await warnings(alice, path)
    assert [(item["code"], item["block"]) for item in warning_list] == [
        ("experience_left_out", 1),
        ("media_left_out", 2),
    ]


@pytest.mark.parametrize(
    ("label", "code", "severity"),
    [("Tours", "place_shown", "notice"), ("12 rue des Tanneurs, Tours", "address_shown", "warning")],
)
async def test_a_place_is_said_to_be_shown(alice: Person, label: str, code: str, severity: str) -> None:
    experience = await capture(alice, {"place": {"label": label, "lat": 47.39, "lng": 0.68}})
    [warning] = await warnings(alice, await begin(alice, of(experience), **LOOK))
    assert (warning["code"], warning["severity"], warning["block"]) == (code, severity, 0)
    assert label in warning["message"]


@pytest.mark.parametrize(
    ("organisation", "code"), [("Maçonnerie Dubois", "organisation_shown"), ("Dubois, 3 rue Haute", "address_shown")]
)
async def test_an_organisation_is_said_to_be_shown(alice: Person, organisation: str, code: str) -> None:
    experience = await capture(alice, {"organisation": organisation})
    [warning] = await warnings(alice, await begin(alice, of(experience), **LOOK))
    assert (warning["code"], warning["block"], organisation in warning["message"]) == (code, 0, True)


async def test_people_are_to_be_asked_by_name(alice: Person) -> None:
    experience = await capture(alice, {"people": ["Karim", "Léa {what}"]})
    path = await begin(alice, of(experience), **LOOK)
    [warning] = await warnings(alice, path, "people_not_asked")
    assert (warning["severity"], warning["block"]) == ("warning", 0)
    assert "Karim, Léa {what}" in warning["message"]


async def test_who_may_be_recognised_is_thought_of_once(alice: Person, runtime: Runtime) -> None:
    photos = [await medium(runtime, alice, alt="Un mur") for _ in range(3)]
    path = await begin(alice, *map(showing, photos), **LOOK)
    assert places(await warnings(alice, path, "people_visible")) == [(None, None)]
    assert await warnings(alice, await begin(alice, text(), **LOOK), "people_visible") == []


async def test_what_would_make_it_better_is_a_notice(alice: Person) -> None:
    await rewrite(alice, "/v1/me", display_name=None)
    experience = await capture(alice, {"title": "A wall", "language": "en", "text": "a" * 20_000})
    path = await begin(alice, text(), of(experience))
    answer = await alice.ask("GET", f"{path}/readiness", 200)
    codes = ["no_author_name", "no_cover", "no_summary", "very_long", "mixed_languages"]
    assert [warning["code"] for warning in answer["warnings"]] == codes
    assert {warning["severity"] for warning in answer["warnings"]} == {"notice"}
    assert answer["ready"]


@pytest.mark.parametrize(("language", "start"), [("fr", "Ce carnet"), ("en", "This journal"), ("de", "Ce carnet")])
async def test_warnings_speak_the_readers_language(alice: Person, language: str, start: str) -> None:
    path = await begin(alice, **LOOK)
    answer = await alice.ask("GET", f"{path}/readiness", 200, headers={"Accept-Language": language})
    assert answer["warnings"][0]["message"].startswith(start)


def test_every_warning_has_its_words_in_both_languages() -> None:
    kinds = [value for value in vars(readiness_warnings).values() if isinstance(value, Warn)]
    assert len(kinds) == len({warn.code for warn in kinds}) == 22
    assert all(warn.words.fr != warn.words.en and ("{" in warn.words.fr) == ("{" in warn.words.en) for warn in kinds)
