import asyncio
from uuid import UUID

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.people import BARE, FULL, Person, Watch, capture

LATER = FULL | {"title": "Mon premier mur droit, fini"}


def path_of(experience: dict[str, object]) -> str:
    return f"/v1/experiences/{experience['id']}"


async def test_the_same_body_again_is_the_same_row(alice: Person) -> None:
    first = await capture(alice, FULL)
    answer = await alice.ask("PUT", path_of(first), 200, json=FULL)
    assert answer == first == await alice.ask("GET", path_of(first), 200)
    assert answer["version"] == 1


async def test_the_first_body_stays_the_key_after_a_change(alice: Person) -> None:
    first = await capture(alice, FULL)
    await alice.ask("PUT", path_of(first), 200, json=LATER, headers={"If-Match": '"1"'})
    late = await alice.ask("PUT", path_of(first), 200, json=FULL)
    assert late["title"] == LATER["title"]


@pytest.mark.parametrize("body", [FULL, {"title": "Mon premier mur droit"}])
async def test_phones_that_create_at_once_make_one(alice: Person, body: dict[str, object]) -> None:
    """Without `lived_at`, a transaction looks up the time zone first."""
    path = f"/v1/experiences/{uuid7()}"
    answers = await asyncio.gather(*(alice.client.put(path, json=body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len((await alice.ask("GET", "/v1/experiences", 200))["items"]) == 1


async def test_a_change_names_the_version_it_changes(alice: Person) -> None:
    first = await capture(alice, FULL)
    answer = await alice.ask("PUT", path_of(first), 428, json=LATER)
    assert answer["type"] == "/problems/version-required"
    response = await alice.client.put(path_of(first), json=LATER, headers={"If-Match": '"1"'})
    assert (response.status_code, response.headers["etag"]) == (200, '"2"')
    stale = await alice.ask("PUT", path_of(first), 412, json=BARE, headers={"If-Match": '"1"'})
    assert stale["current"] == response.json()


async def test_of_changes_at_once_one_wins_and_the_others_learn_it(alice: Person) -> None:
    first, headers = await capture(alice, FULL), {"If-Match": '"1"'}
    bodies = [FULL | {"title": f"Version {n}"} for n in range(5)]
    answers = await asyncio.gather(*(alice.client.put(path_of(first), json=body, headers=headers) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]


async def test_a_patch_replaces_what_it_names_and_null_removes(alice: Person) -> None:
    first = await capture(alice, FULL | {"organisation": "Maçonnerie Dubois"})
    patch = {"title": "Neuf", "feeling": None, "place": {"label": "Blois"}, "tags": ["neuf"], "organisation": None}
    answer = await alice.ask("PATCH", path_of(first), 200, json=patch, headers={"If-Match": '"1"'})
    changed_fields = patch | {"place": first["place"] | {"label": "Blois"}}
    moved_fields = {"version": 2, "updated_at": answer["updated_at"], "completeness": answer["completeness"]}
    assert answer == first | changed_fields | moved_fields


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"feeling": 9}, "/feeling"),
        ({"organisation": "é" * 121}, "/organisation"),
        ({"organisation": "Dubois\nTours"}, "/organisation"),
        ({"nothing": 1}, "/nothing"),
        ({"place": {"lat": 1}}, None),
    ],
)
async def test_a_patch_that_breaks_it_is_refused(alice: Person, patch: dict[str, object], pointer: str | None) -> None:
    first = await capture(alice, BARE)
    answer = await alice.ask("PATCH", path_of(first), 422, json=patch, headers={"If-Match": '"1"'})
    assert pointer is None or answer["errors"][0]["pointer"] == pointer
    assert await alice.ask("GET", path_of(first), 200) == first


async def test_an_organisation_is_a_line_of_at_most_120_characters(alice: Person) -> None:
    longest = "é" * 120
    moment = await capture(alice, BARE | {"organisation": f"  {longest} "})
    assert moment["organisation"] == longest
    assert (await capture(alice, BARE))["organisation"] is None


async def test_who_has_it_already_gets_304(alice: Person) -> None:
    path = path_of(await capture(alice))
    tag = (await alice.client.get(path)).headers["etag"]
    for etags in (tag, f'"9", W/{tag}', "*"):
        answer = await alice.client.get(path, headers={"If-None-Match": etags})
        assert (answer.status_code, answer.content) == (304, b"")
    assert (await alice.client.get(path, headers={"If-None-Match": '"9"'})).status_code == 200


async def test_what_is_not_yours_does_not_exist(alice: Person, bob: Person) -> None:
    path, headers = path_of(await capture(alice, FULL)), {"If-Match": '"1"'}
    attempts = [
        await bob.ask("GET", path, 404),
        await bob.ask("GET", f"/v1/experiences/{uuid7()}", 404),
        await bob.ask("PUT", path, 404, json=FULL),
        await bob.ask("PUT", path, 404, json={"media": [str(uuid7())]}),
        await bob.ask("PATCH", path, 404, json={}, headers=headers),
        await bob.ask("DELETE", path, 404, headers=headers),
        await bob.ask("PUT", f"{path}/restoration", 404),
    ]
    assert {answer["type"] for answer in attempts} == {"/problems/experience-not-found"}
    assert (await bob.ask("GET", "/v1/experiences", 200))["items"] == []


async def test_a_client_without_ids_repeats_itself_under_a_key(alice: Person) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = await alice.client.post("/v1/experiences", json=FULL, headers=key)
    answer = await alice.client.post("/v1/experiences", json=FULL, headers=key)
    assert (first.status_code, answer.status_code, first.json()) == (201, 201, answer.json())
    assert first.headers["location"] == path_of(first.json())
    problem = await alice.ask("POST", "/v1/experiences", 422, json=BARE, headers=key)
    assert problem["type"] == "/problems/idempotency-key-reused"
    await alice.ask("POST", "/v1/experiences", 201, json=BARE)
    assert len((await alice.ask("GET", "/v1/experiences", 200))["items"]) == 2


async def test_what_is_deleted_can_be_restored_from_the_bin(alice: Person) -> None:
    first = await capture(alice, FULL)
    await alice.ask("DELETE", path_of(first), 428)
    await alice.ask("DELETE", path_of(first), 204, headers={"If-Match": '"1"'})
    assert (await alice.ask("GET", "/v1/experiences", 200))["items"] == []
    [experience] = (await alice.ask("GET", "/v1/experiences?state=trashed", 200))["items"]
    assert experience["trashed_at"] is not None
    answer = await alice.ask("PUT", f"{path_of(first)}/restoration", 200)
    assert answer == first | {"version": 3}
    assert await alice.ask("PUT", f"{path_of(first)}/restoration", 200) == answer


async def test_a_moment_keeps_the_hour_of_the_place_where_it_was_lived(alice: Person) -> None:
    told_experience = await capture(alice, {"lived_at": "2026-06-02T14:10:00+02:00"})
    assert (told_experience["lived_at"], told_experience["utc_offset"]) == ("2026-06-02T12:10:00.000Z", 120)
    west = await capture(alice, {"lived_at": "2026-06-02T22:10:00-03:30"})
    assert (west["lived_at"], west["utc_offset"]) == ("2026-06-03T01:40:00.000Z", -210)
    shown_experience = await capture(alice, {"lived_at": "2026-06-02T12:10:00.000Z", "utc_offset": 120})
    assert (shown_experience["lived_at"], shown_experience["utc_offset"]) == ("2026-06-02T12:10:00.000Z", 120)
    bare = await capture(alice, {"captured_at": "2026-06-02T12:10:00.000Z"})
    assert (bare["lived_at"], bare["utc_offset"]) == ("2026-06-02T12:10:00.000Z", 120)  # Europe/Paris, in summer


async def test_a_patch_of_the_moment_says_where_as_a_put_does(alice: Person) -> None:
    experience = await capture(alice, {"lived_at": "2026-11-23T20:00:00-04:00"})
    versions = (
        ({"lived_at": "2026-11-24T23:30:00+09:00"}, "2026-11-24T14:30:00.000Z", 540),
        ({"title": "À Tokyo"}, "2026-11-24T14:30:00.000Z", 540),
        ({"lived_at": "2026-11-24T14:30:00.000Z", "utc_offset": 60}, "2026-11-24T14:30:00.000Z", 60),
        ({"lived_at": "2026-11-24T15:30:00.000Z"}, "2026-11-24T15:30:00.000Z", 0),
        ({"lived_at": None}, experience["captured_at"], 60),
    )
    for version, (change, lived_at, offset) in enumerate(versions, 1):
        headers = {"If-Match": f'"{version}"'}
        now = await alice.ask("PATCH", f"/v1/experiences/{experience['id']}", 200, json=change, headers=headers)
        assert (now["lived_at"], now["utc_offset"]) == (lived_at, offset), change


async def test_nothing_is_required_but_that_it_happened(alice: Person, watch: Watch) -> None:
    bare = await capture(alice, {})
    assert bare["lived_at"] == bare["captured_at"] == bare["received_at"] == "2026-03-03T13:10:00.000Z"
    assert (bare["completeness"], bare["language"]) == (0, "fr")


async def test_pages_neither_skip_nor_repeat(alice: Person) -> None:
    for n in range(25):
        await capture(alice, {"lived_at": f"2026-01-01T0{n % 3}:00:00Z"})
    ids, query, pages = [], {"limit": "10"}, 0
    while query.get("cursor", "") is not None:
        page = await alice.ask("GET", "/v1/experiences", 200, params=query)
        ids += [(item["lived_at"], UUID(item["id"])) for item in page["items"]]
        query["cursor"], pages = page["next_cursor"], pages + 1
    assert (pages, len(set(ids))) == (3, 25)
    assert ids == sorted(ids, reverse=True)


async def test_a_cursor_serves_its_owner_and_its_filters_only(alice: Person, bob: Person) -> None:
    for _ in range(2):
        await capture(alice)
    cursor = (await alice.ask("GET", "/v1/experiences?limit=1", 200))["next_cursor"]
    await alice.ask("GET", "/v1/experiences", 200, params={"cursor": cursor})
    for person, filters in ((bob, {}), (alice, {"context": "work"})):
        answer = await person.ask("GET", "/v1/experiences", 400, params={"cursor": cursor} | filters)
        assert answer["type"] == "/problems/invalid-cursor"


@pytest.mark.parametrize("cursor", ["", "zzz", "!!!", "é", "W10=", "WyJhIiwiYiJd", "bnVsbA==", "WzFd"])
async def test_a_cursor_that_we_did_not_make_is_refused(alice: Person, cursor: str) -> None:
    await alice.ask("GET", "/v1/experiences", 400, params={"cursor": cursor})


FOUND = {
    "context=work": 1,
    "context=leisure": 0,
    "tag=équipe": 1,
    "tag=solo": 0,
    "from=2026-03-03&to=2026-03-03": 1,
    "from=2026-03-04": 0,
    "to=2026-03-02": 0,
    "from=2026-03-03T13:10:00.000Z&to=2026-03-03T13:11:00.000Z": 1,
    "to=2026-03-03T13:10:00.000Z": 0,
    "has_media=false": 1,
    "has_media=true": 0,
    "incomplete=false": 1,
    "incomplete=true": 0,
    "q=MURS": 1,  # endings and case
    "q=maconnerie": 1,  # accents
    "q=patience": 1,  # in the reflection
    "q=Karim Tours": 1,  # people and places, all words
    "q=mur -parpaings": 0,
    'q="premier mur"': 1,
    "q=%25": 0,
    f"skill={uuid7()}": 0,
    f"journal={uuid7()}": 0,
    "context=work&q=mur&incomplete=false&tag=équipe": 1,
}


async def test_an_experience_is_found_by_every_filter(alice: Person, bob: Person) -> None:
    await capture(alice, FULL)
    await capture(bob, FULL)
    counts = {query: len((await alice.ask("GET", f"/v1/experiences?{query}", 200))["items"]) for query in FOUND}
    assert counts == FOUND


async def test_english_words_are_found_too(alice: Person) -> None:
    await capture(alice, {"title": "Walking the dogs", "language": "en"})
    assert len((await alice.ask("GET", "/v1/experiences?q=walked dog", 200))["items"]) == 1


async def test_the_calendar_counts_by_the_day_it_was_there(alice: Person) -> None:
    for moment in ("2026-03-03T23:30:00+01:00", "2026-03-03T22:45:00.000Z", "2026-03-05T08:00:00.000Z"):
        await capture(alice, {"lived_at": moment, "utc_offset": 60})
    calendar = await alice.ask("GET", "/v1/experiences/calendar?from=2026-03-01&to=2026-03-31", 200)
    assert calendar == {"days": [{"day": "2026-03-03", "count": 2}, {"day": "2026-03-05", "count": 1}]}
    await alice.ask("GET", "/v1/experiences/calendar?from=2026-03-02&to=2026-03-01", 422)


async def test_on_this_day_shows_earlier_years(alice: Person) -> None:
    for moment in (
        "2024-03-03T10:00:00.000Z",
        "2025-03-03T10:00:00.000Z",
        "2026-03-03T10:00:00.000Z",
        "2025-03-04T10:00:00.000Z",
    ):
        await capture(alice, {"lived_at": moment})
    days = [item["lived_at"][:10] for item in (await alice.ask("GET", "/v1/experiences/on-this-day", 200))["items"]]
    assert days == ["2025-03-03", "2024-03-03"]
    assert len((await alice.ask("GET", "/v1/experiences/on-this-day?day=2026-03-04", 200))["items"]) == 1


async def test_what_is_only_said_to_be_over_was_lived_by_then(alice: Person) -> None:
    over = "2026-01-15T10:00:00.000Z"
    experience = await capture(alice, {"lived_until": over})
    assert (experience["lived_at"], experience["lived_until"]) == (over, over)
    changes = {"json": {"title": "Un mur"}, "headers": {"If-Match": '"1"'}}
    await alice.ask("PATCH", f"/v1/experiences/{experience['id']}", 200, **changes)


async def test_a_title_that_was_stored_in_two_lines_stands_in_the_way_of_nothing(
    alice: Person, runtime: Runtime
) -> None:
    experience = await capture(alice)
    old = "update experiences set title = $2 where id = $1::uuid"
    await runtime.database.writes.fetch(old, UUID(experience["id"]), "Mon\nmur")
    path, head = f"/v1/experiences/{experience['id']}", {"If-Match": "*"}
    assert (await alice.ask("PATCH", path, 200, json={"feeling": 4}, headers=head))["title"] == "Mon mur"
    await alice.ask("PATCH", path, 422, json={"title": "Mon\nmur"}, headers=head)
