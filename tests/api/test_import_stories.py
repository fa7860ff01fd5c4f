"""What was published comes as it was, within the bounds of what is written here; or that story stays behind."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.portability import import_readers
from tests.api.test_exports import life, rows, take_along
from tests.api.test_imports import packed, rewritten
from tests.support.imports import import_file
from tests.support.people import Person

Change = Callable[[dict[str, Any]], object]


def told(archive: ZipFile, change: Change) -> bytes:
    """The archive, with another edition in it."""
    [edition] = rows(archive, "editions")
    content = json.loads(edition["content"])
    change(content)
    return rewritten(archive, editions=json.dumps(edition | {"content": json.dumps(content)}))


def block(content: dict[str, Any], kind: str) -> Any:
    return next(block for block in content["blocks"] if block["kind"] == kind)


MADE: list[bytes] = []


@pytest.fixture
async def archive(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> ZipFile:
    """What somebody took along; made once for all tests, since it takes a second."""
    if not MADE:
        await life(alice, runtime)
        MADE.append(packed(await take_along(alice, guest, runtime)))
    return ZipFile(io.BytesIO(MADE[0]))


def counted(content: bytes, folder: Path) -> dict[str, Any]:
    """Of what would come."""
    path = folder / "import"
    path.write_bytes(content)
    return import_readers.read(path, uuid7(), set()).counts(0)


UNFIT: dict[str, Change] = {
    "a control character": lambda content: content.update(title="Mon\x07 stage"),
    "a NUL": lambda content: block(content, "text").update(text="a\x00b"),
    "too much text": lambda content: block(content, "text").update(text="a" * 3_000_000),
    "an unknown field": lambda content: content.update(note="?"),
    "an unknown field within": lambda content: block(content, "experience").update(lat=47.4),
    "an unknown language": lambda content: content.update(language="français"),
    "an address elsewhere": lambda content: content["cover"]["variants"][0].update(url="https://elsewhere.example/"),
    "an address of another": lambda content: content["cover"]["variants"][0].update(url=f"{{access}}/{uuid7()}/thumb"),
    "another number": lambda content: content.update(edition=7),
    "too many blocks": lambda content: content.update(blocks=content["blocks"] * 100),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT.keys())
def test_a_story_that_could_not_be_written_here_stays_behind(archive: ZipFile, tmp_path: Path, change: Change) -> None:
    counts = counted(told(archive, change), tmp_path)
    assert counts["left_out"] == {"unreadable_stories": 1}
    assert (counts["experiences"], counts["stories"]) == (2, 0)


@pytest.mark.slow
async def test_the_rest_comes_without_it(bob: Person, archive: ZipFile, runtime: Runtime) -> None:
    report = await import_file(bob, runtime, told(archive, UNFIT["a NUL"]))
    assert report["result"]["left_out"] == {"unreadable_stories": 1}
    assert (report["result"]["experiences"], report["result"]["stories"]) == (2, 0)
    assert (await bob.ask("GET", "/v1/stories", 200))["items"] == []


@pytest.mark.parametrize(
    "fields",
    [{"title": "Mon\x00 stage"}, {"edition": 2**63}, {"edition": 2}, {"language": "français"}, {"journal_id": None}],
    ids=str,
)
def test_a_row_of_a_story_is_believed_no_more_than_its_editions(
    archive: ZipFile, tmp_path: Path, fields: dict[str, Any]
) -> None:
    [story] = rows(archive, "stories")
    counts = counted(rewritten(archive, stories=json.dumps(story | fields)), tmp_path)
    assert counts["left_out"] == {"unreadable_stories": 1}


@pytest.mark.slow
async def test_what_comes_twice_in_an_archive_comes_once(bob: Person, archive: ZipFile, runtime: Runtime) -> None:
    tables = {name: rows(archive, name) for name in ("media", "experiences", "journals", "stories", "editions")}
    twice = {name: "\n".join(json.dumps(row) for row in table_rows * 2) for name, table_rows in tables.items()}
    twice["stories"] += "\n" + json.dumps(tables["stories"][0] | {"id": str(uuid7())})
    report = await import_file(bob, runtime, rewritten(archive, **twice))
    left_out = {f"unreadable_{name}": len(table_rows) for name, table_rows in tables.items() if name != "editions"}
    assert report["result"]["left_out"] == left_out | {"unreadable_stories": 2}
    assert report["result"]["stories"] == 1


@pytest.mark.slow
async def test_words_in_a_story_that_look_like_an_address_stay_words(
    bob: Person, archive: ZipFile, runtime: Runtime
) -> None:
    words = 'Voir\u202e {access}/1 et "url" : "{access}/2"'
    await import_file(bob, runtime, told(archive, lambda content: block(content, "text").update(text=words)))
    [story] = (await bob.ask("GET", "/v1/stories", 200))["items"]
    content = (await bob.ask("GET", f"/v1/stories/{story['id']}", 200))["content"]
    assert block(content, "text")["text"] == words.replace("\u202e", "")
    answer = await bob.client.get(content["cover"]["variants"][0]["url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")


async def test_lines_that_no_export_writes_are_left_out(bob: Person, runtime: Runtime) -> None:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("manifest.json", '{"format": "day-tripper-export"}')
        for name in ("experience_media", "editions", "edition_media", "talents"):
            archive.writestr(f"data/{name}.jsonl", json.dumps({"id": str(uuid7()), "story_id": []}))
    report = await import_file(bob, runtime, content.getvalue())
    names = ("edition_media", "editions", "experience_media", "talents")
    assert report["result"]["left_out"] == {f"unreadable_{name}": 1 for name in names}
