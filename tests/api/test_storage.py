"""What a person may keep in all."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.compiled import Compiled
from app.core.ids import uuid7
from app.core.settings import UploadSettings
from app.core.uow import Runtime
from app.services.media.storage import used_by
from tests.support.people import Person
from tests.support.stories import medium
from tests.support.uploads import TUS, declare, declared

ROOM = 1_000


@pytest.fixture(autouse=True)
def _little_room(app: FastAPI, runtime: Runtime) -> None:
    uploads = UploadSettings(person=ROOM)
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"uploads": uploads}))


async def storage(person: Person) -> tuple[int, int]:
    shown_storage = (await person.ask("GET", "/v1/me", 200))["storage"]
    return shown_storage["used"], shown_storage["limit"]


async def test_a_person_sees_what_they_use_of_what_they_may(alice: Person, bob: Person) -> None:
    await declare(alice, declared(b"1" * 300))
    await declare(alice, declared(b"2" * 400))
    assert await storage(alice) == (700, ROOM)
    assert await storage(bob) == (0, ROOM)


async def test_a_file_for_which_there_is_no_room_is_refused_and_leaves_nothing(alice: Person) -> None:
    first = await declare(alice, declared(b"1" * 700))
    problem = await declare(alice, declared(b"2" * 301), 413)
    assert (problem["type"], problem["used"], problem["limit"]) == (
        "/problems/storage-full",
        700,
        ROOM,
    )
    assert problem["detail"] == "You have 0 MB of 0 left, and this file takes 1."
    assert [item["id"] for item in (await alice.ask("GET", "/v1/media", 200))["items"]] == [first["id"]]
    await declare(alice, declared(b"3" * 300))


async def test_what_was_declared_may_be_declared_again_though_it_is_full_now(alice: Person) -> None:
    body = declared(b"1" * ROOM)
    new_medium = await declare(alice, body)
    await alice.ask("PUT", f"/v1/media/{new_medium['id']}", 200, json=body)


async def test_what_goes_makes_room(alice: Person, runtime: Runtime) -> None:
    new_medium = await declare(alice, declared(b"1" * ROOM))
    await declare(alice, declared(b"2"), 413)
    await alice.ask("DELETE", f"/v1/media/{new_medium['id']}", 204, headers={"If-Match": '"1"'})
    await medium(runtime, alice, size=ROOM, state="rejected")
    assert await storage(alice) == (0, ROOM)
    await declare(alice, declared(b"2" * ROOM))


async def test_of_many_at_once_as_many_come_in_as_there_is_room_for(alice: Person) -> None:
    bodies = [declared(bytes([n]) * 400) for n in range(8)]
    answers = await asyncio.gather(*(alice.client.put(f"/v1/media/{uuid7()}", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [413] * 6
    assert await storage(alice) == (800, ROOM)


OTHER_INDEXES = """
    select indexrelid::regclass::text from pg_index where indrelid = 'media'::regclass
    and not indisunique and indexrelid <> 'ix_media_kept'::regclass"""


async def test_it_is_counted_from_an_index(alice: Person, runtime: Runtime) -> None:
    """The index has all that is counted. Which index is cheapest depends on what others left: the rest is set aside."""
    connection = await asyncpg.connect(runtime.settings.database_url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        for row in await connection.fetch(OTHER_INDEXES):
            await connection.execute(f"drop index {row[0]}")
        await connection.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        query = Compiled(select(used_by(alice.id)))
        plan = await connection.fetch(f"explain {query.query}", *query.values({}))
    finally:
        await transaction.rollback()
        await connection.close()
    assert "Index Only Scan using ix_media_kept" in "".join(row[0] for row in plan)


async def test_other_ways_in_are_as_narrow(alice: Person) -> None:
    headers = {"Upload-Length": str(ROOM + 1), "Upload-Metadata": "filetype aW1hZ2UvanBlZw=="}
    answer = await alice.client.post("/v1/media", headers=TUS | headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/storage-full")
    operation = {"op": "put", "type": "media", "id": str(uuid7()), "data": declared(b"1" * (ROOM + 1))}
    [result] = (await alice.ask("POST", "/v1/sync", 200, json={"operations": [operation]}))["results"]
    assert (result["status"], result["problem"]["type"]) == (413, "/problems/storage-full")
