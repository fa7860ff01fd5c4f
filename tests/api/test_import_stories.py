"""What was published comes as it was, within the bounds of what is written here; or that story stays behind."""

import io
import json
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.api.test_exports import life, rows, take_along
from tests.api.test_imports import rewritten
from tests.factories import Person
from tests.importing import bring

Change = Callable[[dict[str, Any]], object]


def told(archive: ZipFile, change: Change) -> bytes:
    """The archive, with another edition in it."""
    [edition] = rows(archive, "editions")
    content = json.loads(edition["content"])
    change(content)
    return rewritten(archive, editions=json.dumps(edition | {"content": json.dumps(content)}))


def block(content: dict[str, Any], kind: str) -> Any:
    return next(one for one in content["blocks"] if one["kind"] == kind)


async def archive_of(person: Person, nobody: httpx.AsyncClient, runtime: Runtime) -> ZipFile:
    await life(person, runtime)
    return await take_along(person, nobody, runtime)


UNFIT: dict[str, Change] = {
    "a control character": lambda content: content.update(title="Mon\x07 stage"),
    "a NUL": lambda content: block(content, "text").update(text="a\x00b"),
    "too much text": lambda content: block(content, "text").update(text="a" * 3_000_000),
    "an unknown field": lambda content: content.update(note="?"),
    "an unknown field within": lambda content: block(content, "experience").update(lat=47.4),
    "an unknown language": lambda content: content.update(language="xx"),
    "an address elsewhere": lambda content: content["cover"]["variants"][0].update(url="https://elsewhere.example/"),
    "an address of another": lambda content: content["cover"]["variants"][0].update(url=f"{{access}}/{uuid7()}/thumb"),
    "another number": lambda content: content.update(edition=7),
    "too many blocks": lambda content: content.update(blocks=content["blocks"] * 100),
}


@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT.keys())
async def test_a_story_that_could_not_be_written_here_stays_behind(
    alice: Person, bob: Person, nobody: httpx.AsyncClient, runtime: Runtime, change: Change
) -> None:
    done = await bring(bob, runtime, told(await archive_of(alice, nobody, runtime), change))
    assert done["result"]["left_out"] == {"unreadable_stories": 1}
    assert (done["result"]["experiences"], done["result"]["stories"]) == (2, 0)
    assert (await bob.ask("GET", "/v1/stories", 200))["items"] == []


@pytest.mark.parametrize(
    "said",
    [{"title": "Mon\x00 stage"}, {"edition": 2**63}, {"edition": 2}, {"language": "xx"}, {"journal_id": None}],
    ids=str,
)
async def test_a_row_of_a_story_is_believed_no_more_than_its_editions(
    alice: Person, bob: Person, nobody: httpx.AsyncClient, runtime: Runtime, said: dict[str, Any]
) -> None:
    archive = await archive_of(alice, nobody, runtime)
    [story] = rows(archive, "stories")
    done = await bring(bob, runtime, rewritten(archive, stories=json.dumps(story | said)))
    assert done["result"]["left_out"] == {"unreadable_stories": 1}


async def test_what_comes_twice_in_an_archive_comes_once(
    alice: Person, bob: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    archive = await archive_of(alice, nobody, runtime)
    tables = {name: rows(archive, name) for name in ("media", "experiences", "journals", "stories", "editions")}
    twice = {name: "\n".join(json.dumps(row) for row in found * 2) for name, found in tables.items()}
    twice["stories"] += "\n" + json.dumps(tables["stories"][0] | {"id": str(uuid7())})
    done = await bring(bob, runtime, rewritten(archive, **twice))
    counted = {f"unreadable_{name}": len(found) for name, found in tables.items() if name != "editions"}
    assert done["result"]["left_out"] == counted | {"unreadable_stories": 2}
    assert done["result"]["stories"] == 1


async def test_words_in_a_story_that_look_like_an_address_stay_words(
    alice: Person, bob: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    words = 'Voir\u202e {access}/1 et "url" : "{access}/2"'
    packed = told(await archive_of(alice, nobody, runtime), lambda content: block(content, "text").update(text=words))
    await bring(bob, runtime, packed)
    [story] = (await bob.ask("GET", "/v1/stories", 200))["items"]
    content = (await bob.ask("GET", f"/v1/stories/{story['id']}", 200))["content"]
    assert block(content, "text")["text"] == words.replace("\u202e", "")
    shown = await bob.client.get(content["cover"]["variants"][0]["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")


async def test_lines_that_no_export_writes_are_left_out(bob: Person, runtime: Runtime) -> None:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("manifest.json", '{"format": "day-tripper-export"}')
        for name in ("experience_media", "editions", "edition_media", "talents"):
            archive.writestr(f"data/{name}.jsonl", json.dumps({"id": str(uuid7()), "story_id": []}))
    done = await bring(bob, runtime, content.getvalue())
    names = ("edition_media", "editions", "experience_media", "talents")
    assert done["result"]["left_out"] == {f"unreadable_{name}": 1 for name in names}
