"""Whatever a moment is made of, each place where evidence is shown shows something of it.

A new kind of medium or context, and a new format of a portrait, come in by themselves.
"""

import json
from itertools import product
from typing import Any

import httpx
import pytest

from app.core.uow import Runtime
from app.models.experiences import Context
from app.models.media import MediaKind
from app.services.portraits.formats import FORMATS
from tests.support.grants import token_of
from tests.support.papers import words_of
from tests.support.people import NOW, Person, capture
from tests.support.portraits import draw, publish, share
from tests.support.stories import begin, medium, of
from tests.support.stories import publish as publish_story

CONTEXTS = (None, *Context)
TEXT = "Le fil donne la ligne."
TRANSCRIPT = "Le joint était mort."
FRENCH = {"Accept-Language": "fr"}
SOUND = {"name": "audio", "object_key": "k", "content_type": "audio/mp4", "size": 1, "width": None, "height": None}
FILM = SOUND | {"name": "video", "content_type": "video/mp4"}
# What a medium of that kind has when it is ready.
MEDIA: dict[MediaKind, dict[str, Any]] = {
    MediaKind.PHOTO: {},
    MediaKind.AUDIO: {"variants": [SOUND], "duration": 72.4},
    MediaKind.VIDEO: {"variants": [FILM], "duration": 72.4},
}
TEXTS = {"words": TEXT, "link": "https://example.org/mon-mur"}
KINDS = [(name, True) for name in TEXTS] + list(product(MEDIA, (True, False)))
PRIVATE = {MediaKind.DOCUMENT}  # stays with its owner


def test_every_kind_of_medium_is_shown_or_private() -> None:
    assert MEDIA.keys() | PRIVATE == set(MediaKind)


async def capture_kind(
    runtime: Runtime, person: Person, made_of: str, context: Context | None, *, has_words: bool
) -> Any:
    body: dict[str, Any] = {"lived_at": NOW.isoformat(), "lived_precision": "day", "context": context}
    if made_of in TEXTS:
        return await capture(person, body | {"text": TEXTS[made_of]})
    kind = MediaKind(made_of)
    words = {"alt": TRANSCRIPT} if kind is MediaKind.PHOTO else {"transcript": TRANSCRIPT}
    return await capture(
        person, body | {"media": [await medium(runtime, person, kind, **MEDIA[kind] | (words if has_words else {}))]}
    )


def shows(text: str, made_of: str, *, has_words: bool) -> bool:
    """Its words, or where it has none, the day by which it is named."""
    if made_of in TEXTS:
        return TEXTS[made_of].removesuffix(".") in text
    return "3 mars" in text and (made_of == MediaKind.PHOTO or not has_words or "Le joint était mort" in text)


@pytest.mark.slow
@pytest.mark.parametrize(("made_of", "has_words"), KINDS)
async def test_each_place_shows_it(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, made_of: str, *, has_words: bool
) -> None:
    """With each context, and without: on the draft, the page, paper, in CVs, as JSON, and in a story."""
    await alice.ask("PATCH", "/v1/me", 200, json={"locale": "fr"})
    moments = [await capture_kind(runtime, alice, made_of, context, has_words=has_words) for context in CONTEXTS]
    kinds = ["other", *(item for item in Context if item is not Context.OTHER)]
    path = await draw(alice, languages=["fr"], sections=[{"kind": kind} for kind in kinds])
    draft = (await alice.ask("GET", f"{path}/draft", 200))["content"]
    assert sum(len(section["moments"]) for section in draft["sections"]) == len(moments)
    await publish(alice, path)
    for form in FORMATS.values():
        answer = await alice.client.get(f"{path}/editions/1.{form.suffix}", headers=FRENCH)
        assert answer.status_code == 200, form.suffix
        text = words_of(answer.content) if form.suffix == "pdf" else answer.text
        if form.suffix == "json":
            text = json.dumps(answer.json(), ensure_ascii=False) + " 3 mars"
        if form.suffix in {"europass", "jsonld", "jsonresume"}:
            text = f"{text} 3 mars" if "2026-03-03" in text else text
        if form.suffix != "badges":  # of recognitions alone
            assert shows(text, made_of, has_words=has_words), form.suffix
    page = (await guest.get(f"/s/{token_of(await share(alice, path))}", headers=FRENCH)).text
    assert shows(page, made_of, has_words=has_words)
    assert page.count('class="line"') == len(moments)
    for moment in moments[:2]:
        story = await publish_story(alice, await begin(alice, of(moment), title="Un an"))
        target = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}, "purpose": "personal"}
        grant = await alice.ask("POST", "/v1/grants", 201, json=target)
        page = (await guest.get(f"/s/{token_of(grant)}", headers=FRENCH)).text
        assert shows(page, made_of, has_words=has_words)


@pytest.mark.parametrize(("made_of", "has_words"), KINDS)
async def test_one_moment_of_any_kind_is_enough_for_a_portrait(
    alice: Person, runtime: Runtime, made_of: str, *, has_words: bool
) -> None:
    await capture_kind(runtime, alice, made_of, None, has_words=has_words)
    edition = await publish(alice, await draw(alice))
    [section] = edition["content"]["sections"]
    assert (section["kind"], section["title"]["fr"]) == ("other", "Ce que j’ai vécu")
    [moment] = section["moments"]
    assert moment["text"] or moment["media"]


async def test_a_section_of_moments_without_context_has_as_many_as_were_chosen(alice: Person) -> None:
    for number in range(8):
        await capture(alice, {"lived_at": NOW.isoformat(), "text": f"Le mur numéro {number} est droit."})
    for most, count in ((None, 6), (8, 8), (2, 2)):
        edition = await publish(alice, await draw(alice, sections=[{"kind": "other", "most": most}]))
        assert edition["content"]["sections"][0]["count"] == count


async def test_moments_without_context_follow_those_that_have_one(alice: Person) -> None:
    for context in (None, "work"):
        await capture(alice, {"lived_at": NOW.isoformat(), "text": TEXT, "context": context})
    sections = (await publish(alice, await draw(alice)))["content"]["sections"]
    assert [(section["kind"], section["title"]["fr"]) for section in sections] == [
        ("work", "Travail"),
        ("other", "Et aussi"),
    ]
