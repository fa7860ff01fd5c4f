"""A card shows of an experience what a list shows, finds what the list finds, and stays small whatever is told."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.skills import Skill
from app.schemas.experiences import ExperienceCardRead
from tests.api.test_experiences import FOUND
from tests.support.people import BARE, FULL, Person, capture
from tests.support.stories import medium

MOST_CARD_BYTES, MOST_PAGE_BYTES = 2_900, 25_100
LONG = "Le matin, " * 40


async def cards(person: Person, query: str = "") -> list[Any]:
    items: list[Any] = (await person.ask("GET", f"/v1/experiences/cards?{query}", 200))["items"]
    return items


async def test_a_card_is_found_by_every_filter_of_the_list(alice: Person, bob: Person) -> None:
    await capture(alice, FULL)
    await capture(bob, FULL)
    assert {query: len(await cards(alice, query)) for query in FOUND} == FOUND
    await alice.ask("GET", f"/v1/experiences/cards?user_id={bob.id}", 422)


async def test_pages_of_cards_are_those_of_the_list(alice: Person) -> None:
    for n in range(12):
        await capture(alice, {"lived_at": f"2026-01-01T0{n % 3}:00:00Z"})
    ids, cursors = [], []
    for path in ("/v1/experiences", "/v1/experiences/cards"):
        first = await alice.ask("GET", f"{path}?limit=5", 200)
        rest = await alice.ask("GET", path, 200, params={"cursor": first["next_cursor"]})
        ids.append([item["id"] for item in first["items"] + rest["items"]])
        cursors.append(first["next_cursor"])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 12
    await alice.ask("GET", "/v1/experiences/cards", 400, params={"cursor": cursors[0]})  # each serves its own list


async def test_a_card_is_what_the_schema_says_and_what_the_moment_has(alice: Person) -> None:
    moment = await capture(alice, FULL)
    [card] = await cards(alice)
    assert list(card) == list(ExperienceCardRead.model_fields)
    assert ExperienceCardRead.model_validate_json(json.dumps(card)).model_dump(mode="json") == card
    common = set(card) & set(moment) - {"media", "skills"}
    assert {name: card[name] for name in common} == {name: moment[name] for name in common}
    assert len(common) == 12
    assert (card["name"], card["excerpt"]) == (moment["title"], moment["text"])


async def test_a_card_has_a_name_and_a_beginning_whatever_was_written_or_said(alice: Person, runtime: Runtime) -> None:
    voice = await medium(runtime, alice, kind="audio", transcript="On a posé les tuiles. Il pleuvait.")
    exact = "é" * 280
    tellings: dict[str, tuple[dict[str, object], str, str | None]] = {
        "a title": ({"title": "Le mur"}, "Le mur", None),
        "a text": ({"text": "Un mur droit. Il tient."}, "Un mur droit", "Un mur droit. Il tient."),
        "a long text": ({"title": "Long", "text": LONG}, "Long", LONG[:279].rstrip() + "…"),
        "280 characters": ({"title": "Juste", "text": exact}, "Juste", exact),
        "what was done": ({"reflection": {"did": "J’ai taillé."}}, "J’ai taillé", "J’ai taillé."),
        "what is said": ({"media": [voice]}, "On a posé les tuiles", "On a posé les tuiles. Il pleuvait."),
        "nothing": ({"context": "work"}, "Au travail, mardi 3 mars", None),
    }
    ids = {name: (await capture(alice, BARE | body))["id"] for name, (body, _, _) in tellings.items()}
    names = {card["id"]: (card["name"], card["excerpt"]) for card in await cards(alice)}
    assert {name: names[ids[name]] for name in tellings} == {
        name: (title, excerpt) for name, (_, title, excerpt) in tellings.items()
    }


async def test_the_label_of_a_skill_is_in_its_readers_language(alice: Person, runtime: Runtime) -> None:
    skill = (await alice.ask("GET", "/v1/skills?limit=1", 200))["items"][0]
    await capture(alice, BARE | {"skills": [skill["id"]]})
    for locale in ("fr", "en"):
        await alice.ask("PATCH", "/v1/me", 200, json={"locale": locale}, headers={"If-Match": "*"})
        assert [card["skills"] for card in await cards(alice)] == [
            [{"id": skill["id"], "label": skill["labels"][locale]}]
        ]
    await _label(runtime, skill["id"], {"fr": "Bâtir"})
    try:
        assert [card["skills"][0]["label"] for card in await cards(alice)] == ["Bâtir"]
    finally:
        await _label(runtime, skill["id"], skill["labels"])  # it is everybody's


async def _label(runtime: Runtime, skill_id: str, labels: dict[str, str]) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(Skill).where(Skill.id == skill_id).values(labels=labels))


async def test_the_richest_cards_are_small_and_count_what_they_leave_out(alice: Person, runtime: Runtime) -> None:
    media = [await medium(runtime, alice, alt="Un mur " * 20) for _ in range(6)]
    skills = [skill["id"] for skill in (await alice.ask("GET", "/v1/skills?limit=30", 200))["items"]]
    full = FULL | {"title": "T" * 200, "text": LONG * 20, "media": media, "skills": skills[:30]}
    for _ in range(3):
        await capture(alice, full)
    for card in await cards(alice):
        assert [medium["id"] for medium in card["media"]] == media[:4]
        assert [skill["id"] for skill in card["skills"]] == skills[:4]
        assert (card["media_count"], card["skill_count"]) == (6, len(skills))
        assert len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()) <= MOST_CARD_BYTES
    assert len(skills) > 4


async def test_a_page_of_told_moments_is_small(alice: Person, runtime: Runtime) -> None:
    """As the lean limit has them: a title, 240 characters, three skills, two photos."""
    skills = [skill["id"] for skill in (await alice.ask("GET", "/v1/skills?limit=3", 200))["items"]]
    media = [await medium(runtime, alice) for _ in range(2)]
    for n in range(20):
        body = {"title": f"Expérience {n}", "text": LONG[:240], "skills": skills, "media": media}
        await capture(alice, BARE | body)
    answer = await alice.client.get("/v1/experiences/cards", headers={"Accept-Encoding": "identity"})
    assert len(answer.json()["items"]) == 20
    assert len(answer.content) <= MOST_PAGE_BYTES


async def test_the_bin_has_cards_too(alice: Person) -> None:
    moment = await capture(alice, FULL)
    await alice.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": '"1"'})
    assert await cards(alice) == []
    [card] = await cards(alice, "state=trashed")
    assert UUID(card["id"]) == UUID(moment["id"])
    assert card["trashed_at"] is not None


async def test_nobody_sees_cards_of_others(alice: Person, bob: Person) -> None:
    await capture(alice, FULL)
    assert await cards(bob) == []
    assert await cards(bob, f"journal_id={uuid7()}") == []
