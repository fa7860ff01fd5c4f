"""« Cette personne est d’accord »: asked once of each publication, by first names."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core.text import first_name
from app.core.uow import Runtime
from tests.api.test_exports import rows, take_along
from tests.api.test_imports import packed
from tests.support import portraits
from tests.support.imports import import_file
from tests.support.people import ADULT, Person, capture
from tests.support.stories import begin, medium, of, publish, rewrite, text

AGREED = {"Confirm-Publication": "people-shown"}


async def asked(person: Person, path: str, **headers: str) -> Any:
    answer = await person.ask("PUT", f"{path}/publication", 409, headers=headers)
    assert answer["type"] == "/problems/publication-unconfirmed"
    return answer


def names(refused: Any) -> list[str]:
    return [person["name"] for person in refused["people"]]


@pytest.mark.slow
async def test_a_story_is_published_once_its_people_agree(alice: Person) -> None:
    experience = await capture(alice, {"title": "Un mur", "people": ["Karim Benali", "Inès"]})
    binned_experience = await capture(alice, {"people": ["Zoé"]})
    path = await begin(alice, of(experience), of(binned_experience), text())
    await alice.ask("DELETE", f"/v1/experiences/{binned_experience['id']}", 204, headers={"If-Match": '"1"'})
    for headers in ({}, {"Confirm-Publication": "photo-without-alt"}):
        refused = await asked(alice, path, **headers)
        assert (refused["reasons"], refused["media_ids"]) == (["people-shown"], [])
        assert refused["people"] == [
            {"name": name, "experience_ids": [experience["id"]]} for name in ("Inès", "Karim B.")
        ]
        assert "Inès, Karim B. are in what you publish. Do these people agree?" in refused["detail"]
        assert "Benali" not in str(refused)
    french = (await asked(alice, path, **{"Accept-Language": "fr"}))["detail"]
    assert "Inès, Karim B. sont dans ce que tu publies. Ces personnes sont d’accord ?" in french
    assert (await alice.ask("GET", path, 200))["edition"] == 0
    story = await alice.ask("PUT", f"{path}/publication", 201, headers=AGREED)
    assert "Karim" not in str(story)
    assert await alice.ask("PUT", f"{path}/publication", 200) == story


@pytest.mark.slow
async def test_only_who_newly_appears_is_asked_about(alice: Person, runtime: Runtime) -> None:
    experience = await capture(alice, {"title": "Un mur", "people": ["Karim Benali", "Inès"]})
    path = await begin(alice, of(experience))
    await publish(alice, path)
    await rewrite(alice, path, title="Deux murs")
    await alice.ask("PUT", f"{path}/publication", 201)  # the same people
    bare = await medium(runtime, alice)
    fields = {"people": ["KARIM Bernard", "Inès", "Léa"], "title": "Trois", "media": [bare]}
    await rewrite(alice, f"/v1/experiences/{experience['id']}", **fields)
    refused = await asked(alice, path, **AGREED)
    assert (refused["reasons"], refused["media_ids"]) == (["photo-without-alt", "people-shown"], [bare])
    assert names(refused) == ["Léa"]
    assert "Léa is in what you publish. Does this person agree?" in refused["detail"]
    assert (await publish(alice, path))["edition"] == 3
    story = await alice.ask("GET", path, 200)
    await alice.ask("DELETE", f"{path}/publication", 204)
    assert names(await asked(alice, path)) == ["Inès", "KARIM B.", "Léa"]
    query = "select people from editions where story_id = $1 order by number"
    kept_rows = await runtime.database.reads.fetch(query, UUID(story["story_id"]))
    assert [row["people"] for row in kept_rows] == [
        ["Inès", "Karim B."],
        ["Inès", "Karim B."],
        ["Inès", "KARIM B.", "Léa"],
    ]


@pytest.mark.slow
async def test_a_portrait_is_published_once_its_people_agree(alice: Person) -> None:
    await capture(alice, {"title": "Un mur", "context": "work", "people": ["Karim"]})
    await capture(alice, {"title": "Un repas", "context": "family", "people": ["Maman"]})  # not in it by itself
    path = await portraits.draw(alice)
    assert names(await asked(alice, path)) == ["Karim"]
    await alice.ask("PUT", f"{path}/publication", 201, headers=AGREED)
    await rewrite(alice, path, headline="Maçonne")
    await alice.ask("PUT", f"{path}/publication", 201)
    await capture(alice, {"title": "Un four", "context": "work", "people": ["Léa"]})
    assert names(await asked(alice, path)) == ["Léa"]
    await alice.ask("PUT", f"{path}/publication", 201, headers=AGREED)
    await alice.ask("DELETE", f"{path}/publication", 204)
    assert names(await asked(alice, path)) == ["Karim", "Léa"]


@pytest.mark.slow
async def test_who_agreed_goes_along(alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    for person in (alice, bob):
        await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    experience = await capture(alice, {"title": "Un mur", "people": ["Karim Benali"]})
    await alice.ask("PUT", f"{await begin(alice, of(experience))}/publication", 201, headers=AGREED)
    archive = await take_along(alice, guest, runtime)
    assert [row["people"] for row in rows(archive, "editions")] == [["Karim B."]]
    await import_file(bob, runtime, packed(archive))
    [journal] = (await bob.ask("GET", "/v1/journals", 200))["items"]
    await rewrite(bob, f"/v1/journals/{journal['id']}", title="Ailleurs")
    await bob.ask("PUT", f"/v1/journals/{journal['id']}/publication", 201)


async def test_a_family_name_is_said_to_be_too_much(alice: Person) -> None:
    """It may be kept, in what is one's own; and it is in no suggestion."""
    experience = await capture(alice, {"people": ["Karim Benali", "Inès", "mon tuteur"]})
    assert experience["people"] == ["Karim Benali", "Inès", "mon tuteur"]
    path = await begin(alice, of(experience))
    warnings = (await alice.ask("GET", f"{path}/readiness", 200))["warnings"]
    [message] = [item["message"] for item in warnings if item["code"] == "family_name"]
    assert message == "First names, no family names: “Karim B.” is enough for you to remember."


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Karim", "Karim"),
        ("Karim Benali", "Karim B."),
        ("karim benali", "karim B."),
        ("Marie-Claire  de la Tour", "Marie-Claire T."),
        ("M. Benali", "M. B."),
        ("mon tuteur", "mon tuteur"),
        ("Mon tuteur Benali", "Mon tuteur B."),
        ("l’équipe du matin", "l’équipe du matin"),
        ("le chef", "le chef"),
        ("Léonie Dupont", "Léonie D."),
        ("Léa émile", "Léa É."),
    ],
)
def test_no_family_name_is_left(name: str, first: str) -> None:
    assert first_name(name) == first
    assert first_name(first) == first
