from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.portraits import PortraitEdition, PortraitMedia, PortraitStory
from app.schemas.portrait_content import PortraitContent
from app.schemas.portrait_editions import PortraitPublicationRead
from tests.support.grants import told
from tests.support.people import FULL, Person, Watch, capture
from tests.support.portraits import draw, endorse, publish, talent
from tests.support.stories import medium, rewrite


async def capture_full(person: Person, runtime: Runtime, **fields: object) -> Any:
    return await capture(person, FULL | {"media": [await medium(runtime, person, alt="Un mur")]} | fields)


@pytest.mark.slow
async def test_a_publication_freezes_the_draft(alice: Person, runtime: Runtime, watch: Watch) -> None:
    moment, story = await capture_full(alice, runtime), await told(alice)
    skill_id = await talent(runtime, alice, "LEARN.1", moment)
    await endorse(runtime, alice, skill_id)
    path = await draw(alice, headline="Maçonne", pinned_stories=[story["id"]])
    first = await publish(alice, path)
    assert PortraitPublicationRead.model_validate(first).model_dump(mode="json") == first
    content = first["content"]
    assert (content["edition"], content["published_at"]) == (1, "2026-03-03T13:10:00.000Z")
    text = str(first)
    for private in (moment["id"], skill_id, "47.39", alice.email):
        assert private not in text
    known_talent, work = content["sections"][0]["talents"][0], content["sections"][1]["moments"][0]
    assert (known_talent["key"], known_talent["evidence"][0]["moment"]) == ("talent-1", work["key"])
    assert work["talents"] == [known_talent["key"]]
    await alice.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": f'"{moment["version"]}"'})
    await rewrite(alice, path, headline="Cheffe")
    assert await alice.ask("GET", f"{path}/editions/1", 200) | {"warnings": []} == first


async def test_an_edition_shows_copies_of_photos(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    await capture_full(alice, runtime)
    content = (await publish(alice, await draw(alice, show_photo=True)))["content"]
    copies = [content["person"]["photo"], content["sections"][0]["moments"][0]["media"][0]]
    async with runtime.database.sessions() as session:
        for copy in copies:
            row = await session.get_one(PortraitMedia, UUID(copy["id"]))
            assert copy["variants"][0]["url"].endswith(f"/{row.id}/small")
    assert copies[0]["id"] != photo


async def test_a_photo_that_is_shown_twice_is_a_copy_in_both_places(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    for title in ("Un mur", "Un autre"):
        await capture(alice, FULL | {"title": title, "media": [photo]})
    content = (await publish(alice, await draw(alice, show_photo=True)))["content"]
    moments = content["sections"][0]["moments"]
    copies = [content["person"]["photo"], *(moment["media"][0] for moment in moments)]
    assert len({copy["id"] for copy in copies}) == 1
    assert len({copy["variants"][0]["url"] for copy in copies}) == 1
    assert photo not in str(content)


async def test_publishing_again_changes_nothing_unless_there_is_something_new(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    moment = await capture_full(alice, runtime)
    path = await draw(alice)
    first = await publish(alice, path)
    watch.advance(minutes=1)
    assert await publish(alice, path, 200) == first
    await alice.ask(
        "PATCH",
        f"/v1/experiences/{moment['id']}",
        200,
        json={"title": "Mon mur"},
        headers={"If-Match": f'"{moment["version"]}"'},
    )
    second = await publish(alice, path)
    assert (second["edition"], first["edition"]) == (2, 1)
    assert await alice.ask("GET", f"{path}/editions/1", 200) | {"warnings": []} == first
    await alice.ask("GET", f"{path}/editions/3", 404)
    own = await alice.ask("GET", path, 200)
    assert (own["edition"], own["published_at"]) == (2, second["published_at"])


async def test_a_photo_without_words_is_asked_about_and_a_face_has_its_name(alice: Person, runtime: Runtime) -> None:
    face, wall = await medium(runtime, alice), await medium(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": face})
    portrait_path = await draw(alice, show_photo=True, sections=[{"kind": "text", "text": "Bonjour"}])
    await alice.ask("PUT", f"{portrait_path}/publication", 201)
    await capture(alice, FULL | {"media": [wall]})
    path = await draw(alice, headline="Maçonne")
    answer = await alice.ask("PUT", f"{path}/publication", 409)
    assert (answer["type"], answer["media_ids"]) == ("/problems/publication-unconfirmed", [wall])
    await publish(alice, path)


async def test_nothing_is_published_of_nothing(alice: Person) -> None:
    path = await draw(alice)
    answer = await alice.ask("PUT", f"{path}/publication", 409)
    assert answer["type"] == "/problems/empty-portrait"
    await alice.ask("DELETE", f"{path}/publication", 404)
    await alice.ask("GET", f"{path}/editions/1", 404)


async def test_the_advice_of_an_empty_portrait_is_enough(alice: Person) -> None:
    """What is lived in the family comes in where its section is chosen."""
    await capture(alice, {"title": "Un mur", "text": "Le fil donne la ligne.", "context": "family"})
    path = await draw(alice)
    answer = await alice.ask("PUT", f"{path}/publication", 409)
    assert "`family`" in answer["detail"]
    chosen = {"sections": [{"kind": "family"}]}
    await alice.ask("PUT", path, 200, json=chosen, headers={"If-Match": "*"})
    edition = await publish(alice, path)
    assert [section["kind"] for section in edition["content"]["sections"]] == ["family"]


async def test_nobody_publishes_before_their_age_is_known(sami: Person, runtime: Runtime) -> None:
    await capture_full(sami, runtime)
    path = await draw(sami)
    assert (await sami.ask("PUT", f"{path}/publication", 403))["type"] == "/problems/age-required"
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 2013})
    assert (await sami.ask("PUT", f"{path}/publication", 403))["type"] == "/problems/guardian-required"


async def test_a_withdrawn_portrait_stays_its_owners(alice: Person, runtime: Runtime) -> None:
    await capture_full(alice, runtime)
    path = await draw(alice)
    first = await publish(alice, path)
    for _ in range(2):
        await alice.ask("DELETE", f"{path}/publication", 204)
    assert (await alice.ask("GET", path, 200))["withdrawn_at"] is not None
    assert await alice.ask("GET", f"{path}/editions/1", 200) | {"warnings": []} == first
    edition = await publish(alice, path)
    assert edition["edition"] == 2


async def test_a_deleted_portrait_leaves_no_edition(alice: Person, runtime: Runtime) -> None:
    await capture_full(alice, runtime)
    story = await told(alice)
    path = await draw(alice, pinned_stories=[story["id"]])
    await publish(alice, path)
    version = (await alice.ask("GET", path, 200))["version"]
    await alice.ask("DELETE", path, 204, headers={"If-Match": f'"{version}"'})
    await alice.ask("GET", f"{path}/editions/1", 404)
    async with runtime.database.sessions() as session:
        for table in (PortraitEdition, PortraitMedia, PortraitStory):
            own = table.portrait_id == UUID(path.rpartition("/")[2])
            assert (await session.scalars(select(table).where(own))).all() == []


async def test_somebody_elses_portrait_is_not_published(alice: Person, bob: Person, runtime: Runtime) -> None:
    await capture_full(alice, runtime)
    path = await draw(alice)
    await publish(alice, path)
    seen = []
    for item in (path, f"/v1/portraits/{uuid7()}"):
        calls = [
            await bob.client.put(f"{item}/publication"),
            await bob.client.delete(f"{item}/publication"),
            await bob.client.get(f"{item}/editions/1"),
            await bob.client.get(f"{item}/editions/1.json"),
        ]
        seen.append([(call.status_code, call.json()["title"]) for call in calls])
    assert seen[0] == seen[1]
    assert {status for status, _ in seen[0]} == {404}


async def test_an_edition_goes_out_in_the_form_that_is_asked_for(alice: Person, runtime: Runtime) -> None:
    await capture_full(alice, runtime)
    path = await draw(alice)
    content = (await publish(alice, path))["content"]
    answer = await alice.client.get(f"{path}/editions/1.json")
    assert (answer.headers["content-type"], answer.json()) == ("application/json", content)
    assert PortraitContent.model_validate(content)
    await alice.ask("GET", f"{path}/editions/1.exe", 404)
    etag = (await alice.client.get(f"{path}/editions/1")).headers["etag"]
    assert (await alice.client.get(f"{path}/editions/1", headers={"If-None-Match": etag})).status_code == 304
