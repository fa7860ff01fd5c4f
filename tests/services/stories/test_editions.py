import json
from typing import Any

import pytest
from pydantic import BaseModel

from app.core.uow import Runtime
from app.models.media import MediaState
from app.schemas import stories, story_imports
from app.schemas.media import VariantRead
from app.schemas.stories import EditionContent, EditionRead, StoryDetailRead, StoryRead
from tests.support.media import CANARY
from tests.support.people import FULL, Person, capture
from tests.support.stories import begin, medium, of, publish, rewrite, showing, skill, text


def keys_of(value: object) -> object:
    """Only how a document is built: its names, in their order."""
    if isinstance(value, dict):
        return {name: keys_of(inner) for name, inner in value.items()}
    return [keys_of(inner) for inner in value] if isinstance(value, list) else None


def assert_is(model: type[BaseModel], document: dict[str, Any]) -> None:
    """It has the names of the schema and no others, in its order."""
    read = model.model_validate_json(json.dumps(document))
    assert read.model_dump(mode="json") == document
    assert json.dumps(keys_of(read.model_dump(mode="json"))) == json.dumps(keys_of(document))


async def rich(alice: Person, runtime: Runtime) -> str:
    """A journal in which everything there is occurs."""
    skills = [await skill(runtime, code) for code in ("COM.2", "COM.1")]
    media = [
        await medium(runtime, alice, "photo", alt="Un mur", caption="Six rangs"),
        await medium(runtime, alice, "audio", transcript="On y va", duration=12.5, variants=[]),
    ]
    full, bare = await capture(alice, FULL | {"skills": skills, "media": media}), await capture(alice)
    quote = {"kind": "quote", "text": "Pose, puis regarde.", "attribution": None}
    blocks = [text(), quote, of(full), of(bare), showing(media[0], "De loin")]
    return await begin(alice, *blocks, cover_media_id=media[0], summary="Court")


async def test_an_edition_has_the_shape_of_its_schema(alice: Person, runtime: Runtime) -> None:
    story = await publish(alice, await rich(alice, runtime))
    assert_is(EditionContent, story["content"])
    assert_is(StoryDetailRead, story)
    assert_is(EditionRead, await alice.ask("GET", f"/v1/stories/{story['id']}/editions/1", 200))
    [card] = (await alice.ask("GET", "/v1/stories", 200))["items"]
    assert_is(StoryRead, card)
    assert card == {name: (story | story["content"])[name] for name in card}


async def test_an_edition_says_what_its_journal_says(alice: Person, runtime: Runtime) -> None:
    story = await publish(alice, await rich(alice, runtime))
    content = story["content"]
    assert [block["kind"] for block in content["blocks"]] == ["text", "quote", "experience", "experience", "media"]
    moment_block = content["blocks"][2]
    assert {name: moment_block[name] for name in ("title", "text", "context", "tags", "reflection", "utc_offset")} == {
        "title": FULL["title"],
        "text": FULL["text"],
        "context": "work",
        "tags": ["maçonnerie", "équipe"],
        "reflection": FULL["reflection"],
        "utc_offset": 60,
    }
    assert [item["code"] for item in moment_block["skills"]] == ["COM.2", "COM.1"]
    assert moment_block["skills"][1]["labels"]["en"] == "Welcome someone and put them at ease"
    assert [(item["kind"], item["alt"], item["transcript"]) for item in moment_block["media"]] == [
        ("photo", "Un mur", None),
        ("audio", None, "On y va"),
    ]
    assert content["blocks"][3]["place"] is content["blocks"][3]["reflection"] is None
    assert content["blocks"][4]["caption"] == "De loin"
    assert content["author"] == {"display_name": "Alice"}
    assert content["cover"]["id"] == moment_block["media"][0]["id"] == content["blocks"][4]["media"]["id"]


async def test_nothing_private_is_in_an_edition(alice: Person, runtime: Runtime) -> None:
    """Every field that is not shown says a canary, or a value that occurs nowhere else."""
    photo = await medium(
        runtime,
        alice,
        content_type=f"image/{CANARY}",
        object_key=CANARY,
        suggested={"lived_at": CANARY, "lat": 48.123456, "lng": 1.654321},
        size=987654,
    )
    moment = await capture(
        alice,
        FULL
        | {
            "people": [f"{CANARY} one"],
            "place": {"label": "Tours", "lat": 47.987654, "lng": 0.123456},
            "captured_at": "2026-02-01T01:02:03.000Z",
            "feeling": 5,
            "lived_precision": "day",
            "media": [photo],
        },
    )
    blocks = [text() | {"id": CANARY}, of(moment) | {"id": f"{CANARY}-2"}, showing(photo)]
    path = await begin(alice, *blocks, cover_media_id=photo)
    edition = json.dumps(await alice.ask("GET", f"/v1/stories/{(await publish(alice, path))['id']}/editions/1", 200))
    private = (CANARY, "47.98", "0.12", "48.12", "1.65", "2026-02-01", "14:10", "16:00", "987654", "k-1")
    ids = (moment["id"], photo, path.rpartition("/")[2], str(alice.id), alice.email)
    secrets = (
        "people",
        "feeling",
        "captured_at",
        "received_at",
        "suggested",
        "completeness",
        "object_key",
        "sha256",
        "lat",
        "lng",
    )
    assert [item for item in (*private, *ids, *(f'"{name}"' for name in secrets)) if item in edition] == []


@pytest.mark.parametrize(
    ("lived_at", "precision", "text_of_date"),
    [
        ("2026-03-03T14:10:59.5+01:00", "minute", "2026-03-03T13:10:00.000Z"),
        ("2026-03-03T00:10:00+02:00", "day", "2026-03-02T22:00:00.000Z"),
        ("2026-03-01T00:10:00+02:00", "month", "2026-02-28T22:00:00.000Z"),
        ("2026-01-01T00:10:00-05:00", "year", "2026-01-01T05:00:00.000Z"),
        ("2025-12-31T23:50:00-05:00", "year", "2025-01-01T05:00:00.000Z"),
    ],
)
async def test_a_moment_is_shown_no_finer_than_it_was_said(
    alice: Person, lived_at: str, precision: str, text_of_date: str
) -> None:
    moment = await capture(alice, {"lived_at": lived_at, "lived_until": lived_at, "lived_precision": precision})
    [block] = (await publish(alice, await begin(alice, of(moment))))["content"]["blocks"]
    assert (block["lived_at"], block["lived_until"], block["lived_precision"]) == (
        text_of_date,
        text_of_date,
        precision,
    )


async def test_media_are_reached_with_the_key_of_who_reads(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    story = await publish(alice, await begin(alice, showing(photo)))
    copy = story["content"]["blocks"][0]["media"]
    urls = [variant["url"] for variant in copy["variants"]]
    assert [url.rpartition(copy["id"])[2] for url in urls] == ["/small", "/large"]
    assert all(url.startswith("http://test/m/") for url in urls)


NASTY = [
    "{access}",
    "{access}/x",
    '"url" : "{access}/',
    '\\"url" : "{access}/',
    "\\{access}/\\u007baccess}",
    'url" : "{access}/small',
]


@pytest.mark.parametrize("words", NASTY)
async def test_nobodys_words_become_an_address(alice: Person, runtime: Runtime, words: str) -> None:
    """A text that looks like where a reader's key will stand stays a text, letter by letter."""
    photo = await medium(runtime, alice, alt=words, caption=words, transcript=words)
    moment = await capture(alice, FULL | {"title": words, "tags": [words], "place": {"label": words}, "media": [photo]})
    path = await begin(alice, text(words), of(moment), title=words, summary=words, cover_media_id=photo)
    story = await publish(alice, path)
    [card] = (await alice.ask("GET", "/v1/stories", 200))["items"]
    content = story["content"]
    block = content["blocks"][1]
    texts = [content["title"], content["summary"], content["blocks"][0]["text"], block["title"], *block["tags"]]
    texts += [block["place"]["label"], block["media"][0]["alt"], block["media"][0]["transcript"]]
    texts += [card["title"], card["summary"], card["cover"]["alt"], card["cover"]["caption"]]
    assert set(texts) == {words}
    assert card["cover"] == content["cover"]
    assert content["cover"]["variants"][0]["url"].startswith("http://test/m/")


async def test_only_what_is_ready_or_coming_and_one_s_own_is_shown(alice: Person, runtime: Runtime) -> None:
    states = (MediaState.AWAITING_UPLOAD, MediaState.PROCESSING, MediaState.REJECTED)
    unready = [await medium(runtime, alice, state=state, variants=[]) for state in states]
    document, ready = await medium(runtime, alice, "document"), await medium(runtime, alice)
    media = [*unready, document, ready]
    experience, moment_in_bin = await capture(alice, {"media": media}), await capture(alice, {"title": "Corbeille"})
    path = await begin(alice, *map(showing, media), of(experience), of(moment_in_bin), cover_media_id=document)
    await alice.ask("DELETE", f"/v1/experiences/{moment_in_bin['id']}", 204, headers={"If-Match": '"1"'})
    content = (await publish(alice, path))["content"]
    *illustrations, moment = content["blocks"]
    assert content["cover"] is None
    assert moment["media"] == [illustration["media"] for illustration in illustrations]
    assert [len(item["variants"]) for item in moment["media"]] == [0, 0, 2]


async def test_what_becomes_ready_makes_another_edition(alice: Person, runtime: Runtime) -> None:
    await medium(runtime, alice)
    path = await begin(alice, text())
    first = await publish(alice, path)
    photo = await medium(runtime, alice)
    await rewrite(alice, path, cover_media_id=photo)
    second = await publish(alice, path)
    assert (first["edition"], second["edition"]) == (1, 2)
    assert second["content"]["cover"]["alt"] is None


@pytest.mark.parametrize(
    ("read", "brought"),
    [
        (stories.EditionContent, story_imports.EditionImport),
        (stories.EditionText, story_imports.EditionTextImport),
        (stories.EditionQuote, story_imports.EditionQuoteImport),
        (stories.EditionIllustration, story_imports.EditionIllustrationImport),
        (stories.EditionExperience, story_imports.EditionExperienceImport),
        (stories.EditionMedia, story_imports.EditionMediaImport),
        (VariantRead, story_imports.VariantImport),
    ],
)
def test_an_archive_brings_what_an_edition_holds(read: type[BaseModel], brought: type[BaseModel]) -> None:
    assert set(read.model_fields) == set(brought.model_fields)
