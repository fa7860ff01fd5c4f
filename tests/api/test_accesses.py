"""Every read of another person's things by a user leaves exactly one AccessEvent, in the transaction of that read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.grants import DepartedReader
from app.models.users import User
from app.services.access import access_events
from app.services.portability import export_pages
from app.services.portability.export_files import Files
from tests.support.grants import open_to, told
from tests.support.grants import read as read_link
from tests.support.people import FULL, NOW, Person, Watch, capture, erase, sign_in
from tests.support.portraits import draw, share
from tests.support.portraits import publish as publish_portrait
from tests.support.talents import claim

TAKE = ["view", "download"]
READS = {
    "a story": "/v1/stories/{story}",
    "its edition": "/v1/stories/{story}/editions/1",
    "a portrait": "/v1/portraits/{portrait}",
    "its edition, to take along": "/v1/portraits/{portrait}/editions/1.json",
    "a moment": "/v1/experiences/{moment}",
    "moments": "/v1/experiences?user_id={person}",
    "moments that are searched": "/v1/experiences?user_id={person}&context=work",
    "talents": "/v1/talents?user_id={person}",
    "an extract": "/v1/beneficiaries/{person}/extract",
}
UNREAD = ("/v1/beneficiaries", "/v1/beneficiaries/{person}", "/v1/stories?scope=granted", "/v1/portraits?scope=granted")


async def opened(alice: Person, bob: Person) -> dict[str, str]:
    """All that Alice has, granted to Bob; by what addresses name it."""
    moment, story = await capture(alice, FULL), await told(alice)
    await claim(alice, "COM.1", evidence=[moment["id"]])
    path = await draw(alice, headline="Maçonne")
    await publish_portrait(alice, path)
    ids = {"moment": moment["id"], "story": story["id"], "portrait": path.rpartition("/")[2], "person": str(alice.id)}
    for target in (
        *({"type": kind, "id": ids[kind]} for kind in ("story", "portrait")),
        *({"type": kind} for kind in ("talents", "experiences")),
    ):
        await open_to(alice, bob, target, rights=TAKE)
    return ids


async def ways_on(reader: Person, ids: dict[str, str], path: str) -> list[tuple[str, tuple[str, str, str]]]:
    """The addresses in a portrait that was opened which lead on, and what is read there."""
    content = (await reader.ask("GET", path, 200))["content"]
    [story] = next(section["stories"] for section in content["sections"] if section["kind"] == "stories")
    return [
        (story["url"], ("story", ids["pinned"], "view")),
        (content["pdf"]["url"], ("portrait", ids["portrait"], "download")),
    ]


async def readings_of(alice: Person) -> list[Any]:
    return list((await alice.ask("GET", "/v1/me/accesses", 200, params={"limit": 100}))["items"])


@asynccontextmanager
async def no_reading_can_be_logged(runtime: Runtime, reader: Person) -> AsyncIterator[None]:
    body = "begin raise exception 'full' using errcode = '53100'; end"
    when = f"for each row when (new.reader_id = '{reader.id}') execute function refuse_reading()"
    await _run(
        runtime,
        f"create function refuse_reading() returns trigger language plpgsql as $${body}$$",
        f"create trigger refuse_reading before insert on access_events {when}",
    )
    try:
        yield
    finally:
        await _run(runtime, "drop function refuse_reading cascade")


async def _run(runtime: Runtime, *statements: str, **fields: object) -> None:
    async with runtime.database.sessions.begin() as session:
        for statement in statements:
            await session.execute(text(statement), fields)


async def index_of(runtime: Runtime, person: Person) -> str:
    """The page that opens their export."""
    async with runtime.database.sessions() as session:
        row, contents = await session.get_one(User, person.id), export_pages.Contents()
        async for _, page in export_pages.write(session, row, Files(), contents):
            assert [item async for item in page]
        pages = export_pages.write_index(row, Files(), contents, NOW)
        whole = [(path, b"".join([item async for item in page])) async for path, page in pages]
    return dict(whole)["index.html"].decode()


async def forget(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await access_events.forget(uow)


@pytest.mark.slow
async def test_each_way_to_read_is_logged_once(alice: Person, bob: Person) -> None:
    ids = await opened(alice, bob)
    for expected, (name, path) in enumerate(READS.items(), 1):
        await bob.ask("GET", path.format(**ids), 200)
        readings = await readings_of(alice)
        assert len(readings) == expected, name
        assert {reading["reader"]["id"] for reading in readings} == {str(bob.id)}
        await alice.client.get(path.format(**ids))
        assert len(await readings_of(alice)) == expected, f"{name}, by its owner"


@pytest.mark.slow
async def test_the_list_of_grants_says_how_often_and_when_each_was_read(alice: Person, bob: Person) -> None:
    ids = await opened(alice, bob)
    grants = (await alice.ask("GET", "/v1/grants", 200))["items"]
    assert {(grant["views"], grant["last_opened_at"]) for grant in grants} == {(0, None)}
    for path in READS.values():
        await bob.ask("GET", path.format(**ids), 200)
    grants = (await alice.ask("GET", "/v1/grants", 200))["items"]
    for grant in grants:
        read = await alice.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
        assert (grant["views"], grant["last_opened_at"]) == (read["total"], read["last_opened_at"])
        assert grant["last_opened_at"] == read["events"][0]["created_at"]
    assert sum(grant["views"] for grant in grants) == len(READS)


@pytest.mark.slow
async def test_readings_are_counted_once_before_and_after_a_job_counted_them(
    runtime: Runtime, watch: Watch, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_events, "MANY", 2)
    monkeypatch.setattr(access_events, "COMMIT_MARGIN", timedelta(minutes=1))
    ids = await opened(alice, bob)
    path = READS["a story"].format(**ids)
    views = []
    for reads, minutes in ((3, 0), (0, 2), (1, 0), (0, 2), (2, 2), (0, 0)):
        for _ in range(reads):
            await bob.ask("GET", path, 200)
        watch.advance(minutes=minutes)
        async with runtime.work(SYSTEM) as uow:
            await access_events.count_reads(uow)
        grants = (await alice.ask("GET", "/v1/grants", 200))["items"]
        views.append(sum(grant["views"] for grant in grants))
    assert views == [3, 3, 4, 4, 6, 6]
    [row] = await runtime.database.reads.fetch("select sum(views) from grants where owner_id = $1", alice.id)
    assert row["sum"] == 6


@pytest.mark.slow
async def test_what_only_says_that_something_was_granted_leaves_none(alice: Person, bob: Person) -> None:
    ids = await opened(alice, bob)
    for path in UNREAD:
        await bob.ask("GET", path.format(**ids), 200)
    assert await readings_of(alice) == []


@pytest.mark.slow
async def test_who_may_not_read_leaves_none(app: FastAPI, alice: Person, bob: Person) -> None:
    ids, carol = await opened(alice, bob), await sign_in(app)
    for path in READS.values():
        answer = await carol.client.get(path.format(**ids))
        assert answer.status_code == 404 or answer.json()["items"] == [], path
    assert await readings_of(alice) == []


@pytest.mark.slow
async def test_without_its_log_entry_nothing_is_read(alice: Person, bob: Person, runtime: Runtime) -> None:
    ids = await opened(alice, bob)
    async with no_reading_can_be_logged(runtime, bob):
        answers = [await bob.client.get(path.format(**ids)) for path in READS.values()]
    assert {(answer.status_code, answer.json()["type"]) for answer in answers} == {(503, "/problems/unavailable")}
    assert await readings_of(alice) == []


@pytest.mark.slow
async def test_what_a_portrait_leads_to_is_logged_for_who_is_signed_in(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    ids, story = await opened(alice, bob), await told(alice)
    path = await draw(alice, headline="Maçonne", pinned_stories=[story["id"]])
    await publish_portrait(alice, path)
    ids |= {"pinned": story["id"], "portrait": path.rpartition("/")[2]}
    target = {"type": "portrait", "id": ids["portrait"]}
    grant = await open_to(alice, bob, target, rights=TAKE)
    for url, read in await ways_on(bob, ids, path):
        before = await readings_of(alice)
        assert (await guest.get(url)).status_code == 200
        reading, *other_readings = await readings_of(alice)
        assert (reading["target"]["type"], reading["target"]["id"], reading["right"]) == read
        assert (reading["reader"]["id"], reading["grant_id"], other_readings) == (str(bob.id), grant["id"], before)
        async with no_reading_can_be_logged(runtime, bob):
            assert (await guest.get(url)).status_code == 503
    known_readings = await readings_of(alice)
    link = await share(alice, path, rights=TAKE)
    document = (await read_link(guest, link)).json()
    for url in [url for url, _ in await ways_on(alice, ids, f"{path}/editions/1")] + [
        document["content"]["pdf"]["url"]
    ]:
        assert (await guest.get(url)).status_code == 200
    assert await readings_of(alice) == known_readings


@pytest.mark.slow
async def test_what_is_taken_along_is_said_to_be(alice: Person, bob: Person) -> None:
    ids = await opened(alice, bob)
    for suffix, right in (("/editions/1", "view"), ("/editions/1.html", "view"), ("/editions/1.pdf", "download")):
        assert (await bob.client.get(f"/v1/portraits/{ids['portrait']}{suffix}")).status_code == 200
        assert (await readings_of(alice))[0]["right"] == right


@pytest.mark.slow
async def test_who_read_is_named_as_they_were_then_for_twelve_months_after_they_left(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    ids = await opened(alice, bob)
    await bob.ask("GET", READS["a story"].format(**ids), 200)
    [before] = await readings_of(alice)
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Robert"})
    assert await readings_of(alice) == [before]
    assert before["reader"] == {"id": str(bob.id), "display_name": "Bob", "avatar": None}
    assert "que c’était toi" not in await index_of(runtime, alice)
    assert "pendant 12 mois que c’était toi" in await index_of(runtime, bob)
    await erase(runtime, watch, bob)
    assert await readings_of(alice) == [before]
    through = await alice.ask("GET", f"/v1/grants/{before['grant_id']}/accesses", 200)
    assert (through["total"], through["events"]) == (1, [before])
    await forget(runtime)
    assert await readings_of(alice) == [before]
    back = "update departed_readers set left_at = left_at - interval '380 days' where user_id = :id"
    await _run(runtime, back, id=bob.id)  # PostgreSQL forgets by its own clock
    await forget(runtime)
    assert await readings_of(alice) == [before | {"reader": None}]
    async with runtime.database.sessions() as session:
        assert await session.get(DepartedReader, bob.id) is None


@pytest.mark.slow
async def test_nobody_changes_who_read_what(alice: Person, bob: Person, runtime: Runtime) -> None:
    ids = await opened(alice, bob)
    await bob.ask("GET", READS["a story"].format(**ids), 200)
    before = await readings_of(alice)
    for forbidden in (
        "delete from access_events where owner_id = :me",
        "update access_events set reader_id = null, reader_name = null where owner_id = :me",
        "update access_events set reader_name = 'Karim' where owner_id = :me",
        "update access_events set grant_id = null where owner_id = :me",
        "update access_events set at = at - interval '3 years' where owner_id = :me",
        "truncate access_events",
    ):
        with pytest.raises(DBAPIError, match="neither changed nor deleted"):
            await _run(runtime, forbidden, me=alice.id)
    assert await readings_of(alice) == before


@pytest.mark.slow
async def test_a_reading_stays_when_the_access_it_was_through_is_forgotten(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    ids = await opened(alice, bob)
    await bob.ask("GET", READS["a story"].format(**ids), 200)
    [before] = await readings_of(alice)
    await _run(runtime, "delete from grants where id = :id", id=before["grant_id"])
    assert await readings_of(alice) == [before | {"grant_id": None}]
