import asyncio
from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.stories.readiness_warnings import EmptyJournal
from tests.support.people import FULL, NOW, Person, Watch, capture
from tests.support.stories import begin, give, medium, of, publish, rewrite, showing, text


async def edition(person: Person, story: dict[str, Any], number: int) -> Any:
    return await person.ask("GET", f"/v1/stories/{story['id']}/editions/{number}", 200)


async def changes(person: Person) -> dict[tuple[str, str], int]:
    """What their feed tells a new phone: the version of each thing that they make."""
    fed = await person.ask("GET", "/v1/sync?types=experience,media,journal,story,portrait,grant", 200)
    return {(change["type"], change["id"]): change["version"] for change in fed["changes"]}


async def test_publishing_makes_a_story_with_a_first_edition(alice: Person) -> None:
    path = await begin(alice, text())
    answer = await alice.client.put(f"{path}/publication")
    story = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert (story["edition"], story["journal_id"]) == (1, path.rpartition("/")[2])
    assert story["published_at"] == story["content"]["published_at"] == "2026-03-03T13:10:00.000Z"
    assert await alice.ask("GET", f"/v1/stories/{story['id']}", 200) == story
    assert (await changes(alice))["story", story["id"]] == 1


@pytest.mark.slow
async def test_a_photo_without_words_is_published_only_when_that_is_meant(alice: Person, runtime: Runtime) -> None:
    """It is asked about for what is shown: one's words, another's, a document ask nothing."""
    bare, media_id = await medium(runtime, alice), await medium(runtime, alice, alt="Un mur")
    sound, paper = await medium(runtime, alice, "audio", transcript="Oui."), await medium(runtime, alice, "document")
    experience = await capture(alice, {"title": "Un mur", "media": [bare, sound, paper]})
    path = await begin(alice, of(experience), showing(media_id), cover_media_id=media_id)
    warnings = (await alice.ask("GET", f"{path}/readiness", 200))["warnings"]
    assert [item["media_id"] for item in warnings if item["code"] == "photo_without_alt"] == [bare]
    for headers in ({}, {"Confirm-Publication": "other"}):
        answer = await alice.ask("PUT", f"{path}/publication", 409, headers=headers)
        assert answer["type"] == "/problems/publication-unconfirmed"
        assert (answer["reasons"], answer["media_ids"]) == (["photo-without-alt"], [bare])
        assert "Confirm-Publication: photo-without-alt" in answer["detail"]
    assert (await alice.ask("GET", path, 200))["edition"] == 0
    story = await alice.ask("PUT", f"{path}/publication", 201, headers={"Confirm-Publication": " PHOTO-without-alt"})
    assert await alice.ask("PUT", f"{path}/publication", 200) == story  # nothing new is shown: nothing is asked
    journal_path = await begin(alice, of(experience))
    await alice.ask("PUT", f"{journal_path}/publication", 409)
    version = (await alice.ask("GET", f"/v1/media/{bare}", 200))["version"]
    words = {"If-Match": f'"{version}"', "Content-Type": "application/merge-patch+json"}
    await alice.ask("PATCH", f"/v1/media/{bare}", 200, content='{"alt": "Un four"}', headers=words)
    await alice.ask("PUT", f"{journal_path}/publication", 201)


async def test_a_recording_without_words_is_published_only_when_that_is_meant(alice: Person, runtime: Runtime) -> None:
    recordings = [await medium(runtime, alice, kind) for kind in ("audio", "video")]
    photo = await medium(runtime, alice)
    path = await begin(alice, *map(showing, [*recordings, photo]))
    reasons = ["photo-without-alt", "recording-without-transcript"]
    for headers in ({}, {"Confirm-Publication": reasons[0]}):
        answer = await alice.ask("PUT", f"{path}/publication", 409, headers=headers)
        assert (answer["reasons"], answer["media_ids"]) == (reasons, [photo, *recordings])
        assert "Recordings without a transcript: 2." in answer["detail"]
    for media_id in recordings:
        version = (await alice.ask("GET", f"/v1/media/{media_id}", 200))["version"]
        words = {"If-Match": f'"{version}"', "Content-Type": "application/merge-patch+json"}
        await alice.ask("PATCH", f"/v1/media/{media_id}", 200, content='{"transcript": "[Le vent.]"}', headers=words)
    await alice.ask("PUT", f"{path}/publication", 201, headers={"Confirm-Publication": reasons[0]})


async def test_a_journal_says_what_became_of_it(alice: Person, watch: Watch) -> None:
    path = await begin(alice, text())
    names = ("story_id", "edition", "published_at", "withdrawn_at")
    new = await alice.client.get(path)
    assert [new.json()[name] for name in names] == [None, 0, None, None]
    cursor = (await alice.ask("GET", "/v1/sync", 200))["next_cursor"]
    story = await publish(alice, path)
    headers = {"If-None-Match": new.headers["etag"]}
    now = await alice.ask("GET", path, 200, headers=headers)
    assert [now[name] for name in names] == [story["id"], 1, story["published_at"], None]
    fed = await alice.ask("GET", f"/v1/sync?cursor={cursor}", 200)
    assert [change["data"] for change in fed["changes"] if change["type"] == "journal"] == [now]
    watch.advance(minutes=1)
    await alice.ask("DELETE", f"{path}/publication", 204)
    [journal] = (await alice.ask("GET", "/v1/journals", 200))["items"]
    assert journal == now | {"withdrawn_at": "2026-03-03T13:11:00.000Z"}
    fed = await alice.ask("GET", f"/v1/sync?cursor={fed['next_cursor']}", 200)
    assert [change["data"] for change in fed["changes"] if change["type"] == "journal"] == [journal]


@pytest.mark.slow
async def test_a_lost_answer_may_be_asked_for_again(alice: Person, runtime: Runtime, watch: Watch) -> None:
    photo = await medium(runtime, alice)
    path = await begin(alice, text(), of(await capture(alice, FULL | {"media": [photo]})), cover_media_id=photo)
    first = await publish(alice, path)
    watch.advance(minutes=1)
    assert await publish(alice, path, 200) == first


@pytest.mark.slow
async def test_each_publication_of_something_new_is_another_edition(alice: Person, watch: Watch) -> None:
    path = await begin(alice, text())
    first = await publish(alice, path)
    watch.advance(minutes=1)
    await rewrite(alice, path, title="Mon stage, fini")
    second = await publish(alice, path)
    assert (second["id"], second["edition"], second["version"]) == (first["id"], 2, 2)
    assert (second["content"]["title"], second["published_at"]) == ("Mon stage, fini", "2026-03-03T13:11:00.000Z")
    assert (await edition(alice, first, 1))["content"] == first["content"]


@pytest.mark.slow
async def test_nothing_changes_an_edition(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice, alt="Un mur")
    experience = await capture(alice, FULL | {"media": [photo]})
    path = await begin(alice, text(), of(experience), showing(photo), cover_media_id=photo)
    first = await publish(alice, path)
    await rewrite(alice, f"/v1/experiences/{experience['id']}", title="Autre", text="Autre", tags=[], media=[])
    await rewrite(alice, path, title="Autre", summary="Autre", blocks=[text("Autre")], language="en")
    await rewrite(alice, "/v1/me", display_name="Autre")
    async with runtime.database.sessions.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "update media set alt = 'Autre', caption = 'Autre', width = 1, variants = '[]' where id = $1", (photo,)
        )
    second = await publish(alice, path)
    assert second["content"]["blocks"] == [text("Autre")]
    assert (await edition(alice, first, 1))["content"] == first["content"]


@pytest.mark.slow
@pytest.mark.parametrize("change", ["experience", "media", "person", "skills"])
async def test_what_a_journal_cites_may_be_what_is_new(alice: Person, runtime: Runtime, change: str) -> None:
    photo = await medium(runtime, alice)
    experience = await capture(alice, FULL | {"media": [photo]})
    path = await begin(alice, of(experience))
    await publish(alice, path)
    if change == "experience":
        await rewrite(alice, f"/v1/experiences/{experience['id']}", title="Autre")
    elif change == "skills":
        await rewrite(alice, f"/v1/experiences/{experience['id']}", tags=["neuf"])
    elif change == "person":
        await rewrite(alice, "/v1/me", display_name="Autre")
    else:
        await rewrite(alice, f"/v1/experiences/{experience['id']}", media=[await medium(runtime, alice)])
    assert (await publish(alice, path))["edition"] == 2


@pytest.mark.slow
async def test_what_is_not_shown_makes_no_edition(alice: Person) -> None:
    experience = await capture(alice, FULL)
    path = await begin(alice, of(experience))
    first = await publish(alice, path)
    await rewrite(
        alice, f"/v1/experiences/{experience['id']}", people=["Léa"], feeling=1, lived_at="2026-03-03T14:10:30+01:00"
    )
    assert await publish(alice, path, 200) == first


@pytest.mark.slow
async def test_publications_at_once_make_one_edition(alice: Person) -> None:
    path = await begin(alice, text())
    answers = await asyncio.gather(*(alice.client.put(f"{path}/publication") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert len((await alice.ask("GET", "/v1/stories", 200))["items"]) == 1


@pytest.mark.slow
async def test_publishing_while_it_is_written_loses_neither(alice: Person) -> None:
    path = await begin(alice, text())
    experiences = [await capture(alice) for _ in range(4)]
    calls = [alice.client.post(f"{path}/blocks", json={"experience_id": item["id"]}) for item in experiences]
    answers = await asyncio.gather(*calls, *(alice.client.put(f"{path}/publication") for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    numbers = sorted(answer.json()["edition"] for answer in answers[4:] if answer.status_code == 201)
    assert numbers == list(range(1, len(numbers) + 1))
    last = (await alice.client.put(f"{path}/publication")).json()
    assert len(last["content"]["blocks"]) == 5


@pytest.mark.slow
async def test_publishing_and_withdrawing_at_once_end_in_one_of_both(alice: Person) -> None:
    path = await begin(alice, text())
    story = await publish(alice, path)
    methods = ("PUT", "DELETE") * 3
    answers = await asyncio.gather(*(alice.client.request(method, f"{path}/publication") for method in methods))
    assert {answer.status_code for answer in answers} <= {200, 201, 204}
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    editions = {answer.json()["edition"] for answer in answers if answer.status_code == 201}
    assert now["edition"] == max({1} | editions)


@pytest.mark.slow
async def test_a_withdrawn_story_is_its_owners_alone(alice: Person, bob: Person, runtime: Runtime) -> None:
    path = await begin(alice, text())
    story = await publish(alice, path)
    grant = await give(runtime, story, alice, bob)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    await alice.ask("DELETE", f"{path}/publication", 204)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/1", 404)
    assert (await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"] == []
    answer = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (answer["withdrawn_at"], answer["version"]) == ("2026-03-03T13:10:00.000Z", 2)
    fed = await changes(alice)
    assert (fed["story", story["id"]], fed["grant", str(grant)]) == (2, 2)


@pytest.mark.slow
async def test_withdrawing_twice_is_withdrawing_once(alice: Person) -> None:
    path = await begin(alice, text())
    story = await publish(alice, path)
    for _ in range(2):
        await alice.ask("DELETE", f"{path}/publication", 204)
    assert (await alice.ask("GET", f"/v1/stories/{story['id']}", 200))["version"] == 2


async def test_what_was_never_published_is_not_withdrawn(alice: Person) -> None:
    path = await begin(alice, text())
    answer = await alice.ask("DELETE", f"{path}/publication", 404)
    assert answer["type"] == "/problems/story-not-found"


@pytest.mark.slow
async def test_publishing_again_revives_no_old_access(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    path = await begin(alice, text())
    story = await publish(alice, path)
    await give(runtime, story, alice, bob)
    await alice.ask("DELETE", f"{path}/publication", 204)
    await give(runtime, story, alice, bob)  # as one that was being given at that moment
    watch.advance(minutes=1)
    repeated_edition = await publish(alice, path)
    assert (repeated_edition["id"], repeated_edition["edition"], repeated_edition["withdrawn_at"]) == (
        story["id"],
        2,
        None,
    )
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    await give(runtime, repeated_edition, alice, bob)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)


@pytest.mark.parametrize(
    ("birth_year", "status", "problem"),
    [
        (None, 403, "/problems/age-required"),
        (NOW.year - 11, 403, "/problems/guardian-required"),
        (NOW.year - 14, 403, "/problems/guardian-required"),
        (NOW.year - 15, 403, "/problems/guardian-required"),  # perhaps still 14: only the year is known
        (NOW.year - 16, 201, None),
        (NOW.year - 40, 201, None),
    ],
)
async def test_who_is_too_young_does_not_publish_alone(
    sami: Person, birth_year: int | None, status: int, problem: str | None
) -> None:
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": birth_year})
    path = await begin(sami, text())
    answer = await publish(sami, path, status)
    assert answer.get("type") == problem
    if problem:
        assert answer["detail"]
        assert (await sami.ask("GET", "/v1/stories", 200))["items"] == []


async def test_an_unknown_age_is_told_how_to_become_known(sami: Person) -> None:
    path = await begin(sami, text())
    problem = await publish(sami, path, 403)
    assert "PATCH /v1/me" in problem["detail"]
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    await publish(sami, path)


async def test_nothing_is_not_published(alice: Person, runtime: Runtime) -> None:
    unready = await medium(runtime, alice, state="rejected")
    experience = await capture(alice)
    for path in (
        await begin(alice),
        await begin(alice, showing(unready), cover_media_id=await medium(runtime, alice)),
        journal_path := await begin(alice, of(experience)),
    ):
        if path == journal_path:
            await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers={"If-Match": '"1"'})
        problem = await publish(alice, path, 409)
        assert problem["type"] == f"/problems/{EmptyJournal.slug()}"


@pytest.mark.slow
async def test_a_story_that_is_gone_from_its_journal_stays_as_it_was(alice: Person) -> None:
    path = await begin(alice, text())
    story = await publish(alice, path)
    await rewrite(alice, path, blocks=[])
    await publish(alice, path, 409)
    assert await alice.ask("GET", f"/v1/stories/{story['id']}", 200) == story
    await publish(alice, f"/v1/journals/{uuid7()}", 404)
