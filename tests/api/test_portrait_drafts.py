from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Visibility
from app.models.endorsements import EndorsementState
from app.models.talents import Stance
from app.schemas.portrait_content import PortraitContent, PortraitDraftRead
from tests.support.communities import gather
from tests.support.grants import told
from tests.support.missions import answer, send
from tests.support.people import FULL, NOW, Person, capture
from tests.support.portraits import draw, endorse, talent
from tests.support.stories import medium


async def draft(person: Person, path: str) -> Any:
    return (await person.ask("GET", f"{path}/draft", 200))["content"]


def section(content: dict[str, Any], kind: str) -> Any:
    return next(section for section in content["sections"] if section["kind"] == kind)


def names(moments: list[dict[str, Any]]) -> list[str | None]:
    return [moment["title"] for moment in moments]


async def test_a_draft_composes_itself(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice, alt="Un mur")
    wall = await capture(alice, FULL | {"media": [photo], "organisation": "Dubois"})
    course = await capture(alice, FULL | {"title": "Lire un plan", "context": "training"})
    skill_id = await talent(runtime, alice, "LEARN.1", wall, course)
    await endorse(runtime, alice, skill_id)
    await talent(runtime, alice, "LEARN.2", stance=Stance.SEEKS)
    portrait = await draft(alice, await draw(alice, headline="Maçonne"))
    assert PortraitContent.model_validate(portrait).model_dump(mode="json") == portrait
    assert [section["kind"] for section in portrait["sections"]] == ["talents", "work", "training", "learning"]
    [known_talent] = section(portrait, "talents")["talents"]
    assert (known_talent["source"], known_talent["level"], known_talent["evidence_count"]) == ("recognised", 2, 2)
    assert [
        (recognition["name"], recognition["role"], recognition["on"]) for recognition in known_talent["recognitions"]
    ] == [("Karim", "Chef d’équipe", "2026-03-03")]
    assert {item["moment"] for item in known_talent["evidence"]} == {wall["id"], course["id"]}
    work = section(portrait, "work")
    assert (work["count"], work["since"], work["title"]) == (1, "2026-03-03", {"fr": "Travail", "en": "Work"})
    [line] = work["moments"]
    assert (line["key"], line["source"], line["talents"]) == (wall["id"], "declared", [skill_id])
    assert (line["organisation"], line["place"]) == ("Dubois", {"label": "Tours"})
    assert line["media"][0]["alt"] == "Un mur"
    assert line["media"][0]["variants"][0]["url"].startswith("http://test/m/")


async def test_a_draft_says_nothing_that_a_story_would_not(alice: Person) -> None:
    await capture(alice)  # has no title
    await capture(alice, FULL | {"title": "Noël", "context": "family"})
    await capture(alice, FULL)
    portrait = await draft(alice, await draw(alice))
    assert [section["kind"] for section in portrait["sections"]] == ["work"]
    text = str(portrait)
    assert "Karim" not in text
    assert "47.39" not in text
    assert alice.email not in text


async def test_what_proves_most_comes_first_and_nothing_counts_the_rest(alice: Person, runtime: Runtime) -> None:
    experiences = [await capture(alice, FULL | {"title": f"Jour {n}"}) for n in range(8)]
    await talent(runtime, alice, "LEARN.1", experiences[0])
    await talent(runtime, alice, "LEARN.2", experiences[0], experiences[1])
    portrait = await draft(alice, await draw(alice))
    work = section(portrait, "work")
    assert (work["count"], len(work["moments"])) == (6, 6)
    assert {"Jour 0", "Jour 1"} <= set(names(work["moments"]))
    assert [item["skill"]["code"] for item in section(portrait, "talents")["talents"]] == ["LEARN.2", "LEARN.1"]


async def test_sections_are_those_that_were_chosen(alice: Person, runtime: Runtime) -> None:
    first, second, third = [await capture(alice, FULL | {"title": f"Jour {n}"}) for n in range(3)]
    experience = await capture(alice)
    sections = [
        {"kind": "text", "id": "t", "title": "Pratique", "text": "Permis B."},
        {"kind": "work", "left_out": [second["id"]], "most": 1},
        {"kind": "leisure", "title": "Choisis", "only": [experience["id"], first["id"]]},
        {"kind": "training"},
    ]
    words = {"sections": [{"id": "t", "title": "Practical", "text": "Driving licence."}]}
    path = await draw(alice, sections=sections, languages=["fr", "en"], translations={"en": words})
    portrait = await draft(alice, path)
    text, work, choice = portrait["sections"]
    assert (text["title"], text["text"]["en"]) == ({"fr": "Pratique", "en": "Practical"}, "Driving licence.")
    assert names(work["moments"]) in ([first["title"]], [third["title"]])
    assert names(choice["moments"]) == [None, "Jour 0"]
    assert choice["title"] == {"fr": "Choisis"}


async def test_pinned_talents_come_first_and_only_pinned_stories_are_shown(alice: Person, runtime: Runtime) -> None:
    story, other_story = await told(alice, title="Murs"), await told(alice, title="Toits")
    await talent(runtime, alice, "LEARN.1", level=4)
    talent_id = await talent(runtime, alice, "LEARN.2", level=1)
    path = await draw(alice, pinned_stories=[story["id"]], pinned_talents=[talent_id])
    answer = await alice.ask("GET", f"{path}/draft", 200)
    assert PortraitDraftRead.model_validate(answer).model_dump(mode="json") == answer
    portrait = answer["content"]
    assert [item["key"] == talent_id for item in section(portrait, "talents")["talents"]] == [True, False]
    assert [story["id"] for story in section(portrait, "stories")["stories"]] == [story["id"]]
    assert answer["suggestions"]["stories"] == [{"id": other_story["id"], "title": "Toits"}]


async def test_contact_and_photo_are_shown_to_whom_it_was_chosen(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    private_draft = await draft(alice, await draw(alice))
    assert (private_draft["person"]["email"], private_draft["person"]["photo"]) == (None, None)
    open_draft = await draft(alice, await draw(alice, show_contact=True, show_photo=True))
    assert (open_draft["person"]["email"], open_draft["person"]["photo"]["id"]) == (alice.email, photo)


async def test_a_draft_is_its_owners_alone(alice: Person, bob: Person) -> None:
    path = await draw(alice)
    await bob.ask("GET", f"{path}/draft", 404)
    await bob.ask("GET", f"/v1/portraits/{uuid7()}/draft", 404)


async def test_what_was_declined_or_withdrawn_recognises_nothing(alice: Person, runtime: Runtime) -> None:
    skill_id = await talent(runtime, alice)
    await endorse(runtime, alice, skill_id, state=EndorsementState.DECLINED)
    [known_talent] = section(await draft(alice, await draw(alice)), "talents")["talents"]
    assert (known_talent["source"], known_talent["recognitions"]) == ("declared", [])


async def test_nobody_can_write_an_address_into_a_portrait(alice: Person) -> None:
    await capture(alice, FULL | {"title": '{access} "url": "{access}/x'})
    portrait = await draft(alice, await draw(alice, headline="{access}"))
    assert portrait["headline"]["fr"] == "{access}"
    assert names(section(portrait, "work")["moments"]) == ['{access} "url": "{access}/x']


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"verified_at": NOW, "visibility": Visibility.LISTED}, "attested"),
        ({"verified_at": None, "visibility": Visibility.LISTED}, "declared"),
        ({"verified_at": NOW, "visibility": Visibility.SECRET}, "declared"),
    ],
)
async def test_what_a_verified_community_accepted_is_attested(
    alice: Person, bob: Person, runtime: Runtime, fields: dict[str, Any], source: str
) -> None:
    mission = await send(runtime, bob, await gather(runtime, bob, alice, name="CFA", **fields), title="Un ouvrage")
    response = await answer(alice, mission, moment=FULL)
    body = {"decision": "accept", "comment": "Bravo"}
    await bob.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=body)
    [line] = section(await draft(alice, await draw(alice)), "work")["moments"]
    assert line["source"] == source
    attestations = [{"by": "CFA", "mission": "Un ouvrage", "on": "2026-03-03"}] if source == "attested" else []
    assert line["attestations"] == attestations
