from dataclasses import replace
from uuid import UUID

import pytest

from app.core.actor import SYSTEM
from app.core.ports import ObjectNotFound
from app.core.uow import Runtime
from app.models.media import Upload
from app.services.media import objects, uploads
from app.services.media.objects import SweepObjects
from app.services.media.uploads import ForgetUploads
from app.tasks.media import sweep_objects
from tests.support.media import jpeg
from tests.support.people import Person, Watch, work_off
from tests.support.storage import MemoryStore, is_there, keys_of, sweep
from tests.support.uploads import append, declare, declared, medium, renew


@pytest.mark.slow
async def test_what_is_deleted_goes_from_storage_and_what_is_shared_stays(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    first = await medium(runtime, alice, file)
    second = await declare(alice, declared(file))
    keys = await keys_of(runtime, UUID(first["id"]))
    assert await keys_of(runtime, UUID(second["id"])) == keys
    for photo, left in ((first, True), (second, False)):
        path = f"/v1/media/{photo['id']}"
        await alice.ask("DELETE", path, 204, headers={"If-Match": f'"{photo["version"]}"'})
        await work_off(runtime)
        assert await is_there(runtime, keys) == {left}


async def test_bytes_that_never_became_a_file_are_forgotten(runtime: Runtime, alice: Person, watch: Watch) -> None:
    file = jpeg()
    upload = await declare(alice, declared(file))
    await append(alice, upload["id"], 0, file[:100])
    async with runtime.database.sessions() as session:
        pieces = [piece["key"] for piece in (await session.get_one(Upload, UUID(upload["id"]))).pieces]
    assert await is_there(runtime, pieces) == {True}
    watch.advance(days=14)
    async with runtime.work(SYSTEM) as uow:
        await uploads.forget_unfinished(uow)
    await sweep(runtime)
    assert await is_there(runtime, pieces) == {False}
    await renew(alice)
    answer = await alice.ask("GET", f"/v1/media/{upload['id']}", 200)
    assert (answer["state"], answer["received"]) == ("awaiting_upload", 0)


async def test_a_multipart_upload_that_is_given_up_is_aborted(runtime: Runtime, alice: Person) -> None:
    key = objects.new_key()
    multipart_id = await runtime.objects.start_multipart(key, "video/mp4")
    await runtime.objects.put_part(key, multipart_id, 1, b"123")
    async with runtime.work(SYSTEM) as uow:
        await objects.release(uow, [key], (key, multipart_id))
    await sweep(runtime)
    with pytest.raises(ObjectNotFound):
        await runtime.objects.put_part(key, multipart_id, 2, b"123")


async def test_what_was_swept_is_not_shown_any_more(runtime: Runtime, watch: Watch) -> None:
    async with runtime.work(SYSTEM) as uow:
        await objects.reserve(uow, ["kept", "swept"])
        await objects.keep(uow, ["kept"])
    watch.advance(days=2)
    await sweep(runtime)
    with pytest.raises(ObjectNotFound):
        async with runtime.work(SYSTEM) as uow:
            await objects.keep(uow, ["swept"])


async def test_sweeping_and_forgetting_are_jobs(runtime: Runtime, alice: Person, watch: Watch) -> None:
    upload = await declare(alice, declared(jpeg()))
    await append(alice, upload["id"], 0, b"123")
    async with runtime.database.sessions() as session:
        pieces = [piece["key"] for piece in (await session.get_one(Upload, UUID(upload["id"]))).pieces]
    watch.advance(days=14)
    async with runtime.work(SYSTEM) as uow:
        uow.enqueue(ForgetUploads())
    await work_off(runtime)
    assert await is_there(runtime, pieces) == {False}


async def test_a_sweep_waits_for_storage_that_is_away(runtime: Runtime) -> None:
    store = MemoryStore(failures=2)
    store.objects["old"] = (b"", "")
    away = replace(runtime, objects=store)
    async with away.work(SYSTEM) as uow:
        await objects.release(uow, ["old"])
    async with away.work(SYSTEM) as uow:
        await sweep_objects(uow, SweepObjects())
    store.failures = 0
    await sweep(away)
    assert store.objects == {}
