"""What a person brings along: seen before it comes, the same twice, and believed in nothing."""

import io
import json
import re
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import httpx
import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.portability.import_bundles import derive_id
from tests.api.test_exports import life, rows, take_along
from tests.support.imports import import_file, preview, send
from tests.support.people import ADULT, FULL, Person, capture, work_off
from tests.support.stories import skill

IMPORTED = (
    "media",
    "experiences",
    "experience_media",
    "journals",
    "stories",
    "editions",
    "edition_media",
    "talents",
    "portraits",
)
OURS_ALONE = {"created_at", "updated_at", "version", "captured_at"}  # when this installation wrote it down
UUIDS = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def packed(archive: ZipFile) -> bytes:
    content = archive.fp
    assert isinstance(content, io.BytesIO)
    return content.getvalue()


def rewritten(archive: ZipFile, **fields: str) -> bytes:
    """With other lines in some of its tables."""
    content = io.BytesIO()
    with ZipFile(content, "w") as copy:
        for name in archive.namelist():
            table = name.removeprefix("data/").removesuffix(".jsonl")
            copy.writestr(name, fields[table] if table in fields else archive.read(name))
    return content.getvalue()


def facts(archive: ZipFile, owner: UUID, *, moved_to: UUID | None = None) -> dict[str, list[Any]]:
    """The rows of each table but for what is this installation's own; ids as they are after a move."""

    def renamed(tables: re.Match[str]) -> str:
        uuid = UUID(tables[0])
        return str(derive_id(moved_to, tables[0], uuid.int >> 80)) if moved_to and uuid in uuids else tables[0]

    ids = [row["id"] for name in IMPORTED for row in rows(archive, name) if "id" in row]
    uuids = {UUID(item) for item in ids}
    tables = {}
    for name in IMPORTED:
        lines = [UUIDS.sub(renamed, json.dumps(row, sort_keys=True)) for row in rows(archive, name)]
        rows_of_table = [
            {key: value for key, value in json.loads(line).items() if key not in OURS_ALONE} for line in lines
        ]
        tables[name] = sorted(
            (json.dumps(row, sort_keys=True).replace(str(owner), "person") for row in rows_of_table), key=str
        )
    return tables


async def full_life(person: Person, runtime: Runtime) -> None:
    await life(person, runtime)
    masonry = await skill(runtime, "COM.2")
    moment = await capture(person, FULL | {"skills": [masonry], "title": "Une compétence"})
    body = {"level": 2, "stance": "has", "evidence": [moment["id"]]}
    await person.ask("PUT", f"/v1/talents/{masonry}", 201, json=body)
    await person.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": '"1"'})
    portrait = {"name": "Pour le bâtiment", "headline": "Apprentie maçonne", "pinned_talents": [masonry]}
    await person.ask("PUT", f"/v1/portraits/{uuid7()}", 201, json=portrait)


@pytest.mark.slow
async def test_what_is_exported_imports_elsewhere_and_exports_again_alike(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await full_life(alice, runtime)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    first = await take_along(alice, guest, runtime)
    report = await import_file(bob, runtime, packed(first))
    assert report["source"] == "daytripper"
    assert report["result"]["left_out"] == {}
    assert (report["result"]["experiences"], report["result"]["stories"], report["result"]["talents"]) == (3, 1, 1)
    second = await take_along(bob, guest, runtime)
    before, after = facts(first, alice.id, moved_to=bob.id), facts(second, bob.id)
    for name in IMPORTED:
        assert after[name] == before[name], name
        assert after[name], name


@pytest.mark.slow
async def test_a_preview_says_what_will_come_and_nothing_has(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(alice, runtime)
    import_preview = await preview(bob, runtime, packed(await take_along(alice, guest, runtime)))
    counts = import_preview["preview"]
    assert (
        counts["experiences"],
        counts["media"],
        counts["journals"],
        counts["stories"],
    ) == (2, 1, 1, 1)
    assert (counts["from_day"], counts["to_day"], counts["already_here"]) == (
        "2025-06-01",
        "2026-03-03",
        0,
    )
    assert counts["titles"] == ["Mon premier mur droit", "L’an dernier"]
    assert (await bob.ask("GET", "/v1/experiences", 200))["items"] == []


@pytest.mark.slow
async def test_importing_again_doubles_nothing(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await full_life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    counts = []
    for person in (bob, bob, alice):
        counts.append((await import_file(person, runtime, packed(archive)))["result"]["already_here"])
        assert len((await person.ask("GET", "/v1/experiences", 200))["items"]) == 2
        assert len((await person.ask("GET", "/v1/stories", 200))["items"]) == 1
        assert len((await person.ask("GET", "/v1/media", 200))["items"]) == 1
    assert counts == [0, 8, 8]


@pytest.mark.slow
async def test_what_lies_in_an_archive_is_not_believed(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    moments = rows(archive, "experiences")
    lines = [
        moments[0] | {"id": str(uuid7()), "title": "x" * 300},
        moments[0] | {"id": str(uuid7()), "owner_id": str(alice.id), "lived_at": "9999-01-01T00:00:00.000Z"},
        moments[0] | {"id": str(uuid7()), "feeling": 12},
        {"id": str(uuid7())},
        moments[1],
    ]
    stolen = rows(archive, "editions")[0]
    stolen["content"] = stolen["content"].replace("{access}/", "https://elsewhere.example/")
    forged = rewritten(
        archive, experiences="\n".join(map(json.dumps, lines)), editions=json.dumps(stolen), experience_media=""
    )
    report = await import_file(bob, runtime, forged)
    assert report["result"]["left_out"] == {"unreadable_experiences": 4, "unreadable_stories": 1}
    assert [item["title"] for item in (await bob.ask("GET", "/v1/experiences", 200))["items"]] == ["L’an dernier"]
    assert (await bob.ask("GET", "/v1/stories", 200))["items"] == []


@pytest.mark.slow
async def test_a_file_that_is_not_what_it_says_is_rejected_like_any(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await life(alice, runtime)
    archive, content = await take_along(alice, guest, runtime), io.BytesIO()
    with ZipFile(content, "w") as other:
        for name in archive.namelist():
            other.writestr(name, b"<script>" if name == f"media/{photo}/original.jpg" else archive.read(name))
    await import_file(bob, runtime, content.getvalue())
    [media] = (await bob.ask("GET", "/v1/media", 200))["items"]
    assert media["state"] == "rejected"


@pytest.mark.slow
async def test_imports_are_limited_and_ones_own(bob: Person, alice: Person, runtime: Runtime) -> None:
    upload = await send(bob, b"{}")
    for path, method in ((f"/v1/imports/{upload['id']}", "GET"), (f"/v1/imports/{upload['id']}", "DELETE")):
        await alice.ask(method, path, 404)
    await alice.ask("PUT", f"/v1/imports/{upload['id']}/confirmation", 404)
    for _ in range(9):
        await send(bob, b"{}")
    assert (await bob.client.post("/v1/imports", content=b"{}")).status_code == 429
    await work_off(runtime)
