"""What a person takes along: it reads without us, and nothing is missing."""

import hashlib
import io
import json
import re
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import httpx
import jsonschema_rs
import pytest
from sqlalchemy import delete

from app.core.actor import ANONYMOUS, SYSTEM
from app.core.uow import Runtime, UnitOfWork
from app.models.exports import Export
from app.models.users import User
from app.services.portability import export_rows, exports
from tests.support.counsellors import with_second_factor
from tests.support.media import jpeg
from tests.support.people import ADULT, FULL, Person, Watch, capture, work_off
from tests.support.stories import begin, of, publish, showing, skill, text
from tests.support.uploads import declare, declared


async def life(person: Person, runtime: Runtime) -> str:
    """A photo, two moments, a story. The id of the photo."""
    content = jpeg(400, 300)
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    photo: str = (await declare(person, declared(content, alt="Un mur", caption="Rang six")))["id"]
    await person.ask("PUT", f"/v1/media/{photo}/content", 200, content=content, headers={"Content-Type": "image/jpeg"})
    await work_off(runtime)
    moment = await capture(person, FULL | {"media": [photo]})
    await capture(
        person, FULL | {"title": "L’an dernier", "lived_at": "2025-06-01T10:00:00+02:00", "lived_until": None}
    )
    journal = await begin(person, text(), of(moment), showing(photo), cover_media_id=photo)
    await publish(person, journal)
    return photo


async def take_along(person: Person, guest: httpx.AsyncClient, runtime: Runtime) -> ZipFile:
    answer = await person.ask("POST", "/v1/exports", 202)
    assert (answer["state"], answer["url"], answer["size"]) == ("preparing", None, None)
    assert (await person.ask("POST", "/v1/exports", 202))["id"] == answer["id"]
    await work_off(runtime)
    ready = await person.ask("GET", f"/v1/exports/{answer['id']}", 200)
    assert ready["state"] == "ready"
    [export] = (await person.ask("GET", "/v1/exports", 200))["items"]
    assert export == ready
    response = await guest.get(ready["url"])
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith("attachment")
    assert len(response.content) == ready["size"]
    part = await guest.get(ready["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, response.content[10:20])
    return ZipFile(io.BytesIO(response.content))


def rows(archive: ZipFile, table: str) -> list[Any]:
    return [json.loads(line) for line in archive.read(f"data/{table}.jsonl").splitlines()]


@pytest.mark.slow
async def test_an_export_has_everything_and_says_so(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    photo = await life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["files"]) | {"manifest.json"} == set(archive.namelist())
    for name, said in manifest["files"].items():
        body = archive.read(name)
        assert (len(body), hashlib.sha256(body).hexdigest()) == (said["size"], said["sha256"]), name
    assert f"media/{photo}/original.jpg" in manifest["files"]
    assert [row["title"] for row in rows(archive, "experiences")] == ["Mon premier mur droit", "L’an dernier"]
    assert rows(archive, "users")[0]["email"] == alice.email
    assert len(rows(archive, "editions")) == 1


@pytest.mark.slow
async def test_each_row_is_as_the_schema_says(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    await life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    schema, checked = json.loads(archive.read("data/schema.json")), 0
    names = {table.name for table in export_rows.tables()}
    assert {f"data/{name}.jsonl" for name in names} <= set(archive.namelist())
    assert len(names) > 25
    for name in names:
        for row in rows(archive, name):
            jsonschema_rs.validate(schema["$defs"][name], row)
            checked += 1
    assert checked > 10


@pytest.mark.slow
async def test_its_pages_read_without_us(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    await life(alice, runtime)
    await capture(alice, FULL)
    archive = await take_along(alice, guest, runtime)
    names, looked_at = set(archive.namelist()), 0
    for name in (name for name in names if name.endswith(".html")):
        page = archive.read(name).decode()
        for link in re.findall(r'(?:src|href|poster)="([^"]+)"', page):
            looked_at += 1
            assert "://" not in link
            assert link.removeprefix("../") in names, (name, link)
    assert looked_at > 10
    assert {"index.html", "journal-2026.html", "journal-2025.html", "stories/1.html"} <= names
    assert "Rang six" in archive.read("stories/1.html").decode()
    index = archive.read("index.html").decode()
    assert re.findall(r'>(\d{4})</a> <span class="soft">(.*?)<', index) == [("2026", "2 moments"), ("2025", "1 moment")]
    told, technical = index.split("<details>")
    assert ("JSON" in told, "JSON" in technical) == (False, True)


@pytest.mark.slow
async def test_its_pages_say_what_was_published_as_it_was_shown(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    fields = {"text": "J’ai **tenu**.", "organisation": "BTP & Co", "skills": [await skill(runtime, "COM.2")]}
    moment = await capture(alice, FULL | fields)
    bare = await capture(alice, FULL | {"reflection": None, "tags": [], "text": "<b>nu</b>"})
    await publish(alice, await begin(alice, text("## Dire stop"), of(moment), of(bare)))
    archive = await take_along(alice, guest, runtime)
    [edition] = rows(archive, "editions")
    _, block, _ = json.loads(edition["content"])["blocks"]
    [shown_skill] = block["skills"]
    story, year = (archive.read(name).decode() for name in ("stories/1.html", "journal-2026.html"))
    assert "<h2>Dire stop</h2>" in story
    for page in (story, year):
        assert "J’ai <strong>tenu</strong>." in page
        assert "<b>nu" not in page
        assert page.count('<dt>Ce que j’ai appris</dt><dd class="words">La patience</dd>') == 1
        assert page.count("<li>maçonnerie</li>") == 1
    assert [page.count("Tours · BTP &amp; Co") for page in (year, story)] == [1, 1]
    assert story.count(f"<li>{shown_skill['labels']['fr']}</li>") == 1


@pytest.mark.slow
async def test_nothing_of_anybody_else_is_in_it(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(bob, runtime)
    archive = await take_along(alice, guest, runtime)
    content = b"".join(archive.read(name) for name in archive.namelist())
    assert str(bob.id).encode() not in content
    assert bob.email.encode() not in content
    assert "password_hash" not in archive.read("data/schema.json").decode()


async def test_after_a_day_it_is_forgotten(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    await take_along(alice, guest, runtime)
    [ready] = (await alice.ask("GET", "/v1/exports", 200))["items"]
    await bob.ask("GET", f"/v1/exports/{ready['id']}", 404)
    watch.advance(hours=24)
    assert (await guest.get(ready["url"])).status_code == 404
    async with runtime.work(SYSTEM) as uow:
        await exports.forget(uow)
    await work_off(runtime)
    watch.advance(hours=-24)
    assert (await alice.ask("GET", "/v1/exports", 200))["items"] == []


@pytest.mark.slow
async def test_exports_are_limited(bob: Person, runtime: Runtime) -> None:
    for _ in range(5):
        await bob.ask("POST", "/v1/exports", 202)
        await work_off(runtime)
    await bob.ask("POST", "/v1/exports", 429)


@pytest.mark.parametrize("token", ["dtx_unknown", "dts_unknown", "x" * 80])
async def test_an_address_that_was_never_given_opens_nothing(guest: httpx.AsyncClient, token: str) -> None:
    assert (await guest.get(f"/x/{token}")).status_code in {404, 422}


async def test_a_browser_is_led_to_a_page_when_it_is_forgotten(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/x/dtx_unknown", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "http://test/x")
    response = await guest.get(answer.headers["location"], headers={"Accept-Language": "fr"})
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Demande un nouvel export" in response.text


async def test_each_download_is_shown_to_its_owner(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    await take_along(alice, guest, runtime)  # whole, then a part of it: one download
    [ready] = (await alice.ask("GET", "/v1/exports", 200))["items"]
    watch.advance(minutes=2)
    await guest.get(ready["url"])
    readings = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert [(item["target"]["type"], item["target"]["id"], item["right"], item["reader"]) for item in readings] == [
        ("export", ready["id"], "download", None)
    ] * 2


async def test_it_can_be_forgotten_before_it_is_ready(alice: Person, bob: Person, runtime: Runtime) -> None:
    answer = await alice.ask("POST", "/v1/exports", 202)
    await bob.ask("DELETE", f"/v1/exports/{answer['id']}", 404)
    await alice.ask("DELETE", f"/v1/exports/{answer['id']}", 204)
    await work_off(runtime)
    assert (await alice.ask("GET", "/v1/exports", 200))["items"] == []


@pytest.mark.parametrize("is_erased", [True, False])
async def test_it_can_be_forgotten_while_it_is_written(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, *, is_erased: bool
) -> None:
    export_id = UUID((await alice.ask("POST", "/v1/exports", 202))["id"])
    write = exports._write

    async def interrupted(uow: UnitOfWork, user_id: UUID) -> tuple[str, int]:
        if not is_erased:
            written = await write(uow, user_id)
            await alice.ask("DELETE", f"/v1/exports/{export_id}", 204)
            return written
        async with runtime.work(ANONYMOUS) as other:
            await other.session.execute(delete(User).where(User.id == user_id))
        return await write(uow, user_id)

    monkeypatch.setattr(exports, "_write", interrupted)
    async with runtime.work(ANONYMOUS) as uow:
        await exports.build(uow, export_id)
    async with runtime.work(ANONYMOUS) as uow:
        assert await uow.session.get(Export, export_id) is None


async def test_a_new_second_factor_ends_its_address(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    await take_along(alice, guest, runtime)
    [ready] = (await alice.ask("GET", "/v1/exports", 200))["items"]
    await with_second_factor(alice, watch)
    assert (await guest.get(ready["url"])).status_code == 404
    assert (await alice.ask("GET", "/v1/exports", 200))["items"] == []
