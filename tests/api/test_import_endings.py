"""However it goes, an import ends, says how, and is forgotten with its file."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from app.adapters.queue import Worker
from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.imports import Import
from app.services.portability import imports
from app.tasks import GIVEN_UP, HANDLERS
from tests.api.test_import_sources import day_one
from tests.support.imports import preview, send
from tests.support.people import Person, Watch, work_off


async def file_of(runtime: Runtime, import_id: str) -> str | None:
    async with runtime.database.sessions() as session:
        findings = await session.get(Import, UUID(import_id))
        return None if findings is None else findings.object_key


async def work_in_vain(person: Person, runtime: Runtime, import_id: str) -> None:
    """Until its job is given up, at the first failure."""
    jobs = runtime.settings.jobs.model_copy(update={"attempts": 1})
    hasty = replace(runtime, settings=runtime.settings.model_copy(update={"jobs": jobs}))
    async with Worker(hasty, HANDLERS, given_up=GIVEN_UP).running(), asyncio.timeout(30):
        while (await person.ask("GET", f"/v1/imports/{import_id}", 200))["state"] in {"reading", "importing"}:
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_an_import_whose_job_is_given_up_says_so(bob: Person, runtime: Runtime) -> None:
    import_preview = await preview(bob, runtime, day_one())
    await bob.ask("PUT", f"/v1/imports/{import_preview['id']}/confirmation", 202)
    read = await send(bob, day_one())
    for item in (read, import_preview):
        key = await file_of(runtime, item["id"])
        await runtime.objects.delete([str(key)])
    for item in (read, import_preview):
        await work_in_vain(bob, runtime, item["id"])
        answer = await bob.ask("GET", f"/v1/imports/{item['id']}", 200)
        assert (answer["state"], answer["ended_at"] is None) == ("failed", False)
        assert await file_of(runtime, item["id"]) is None
    await runtime.database.writes.fetch("delete from jobs.pgqueuer where status = 'failed' returning id")


async def test_an_import_that_never_ends_is_forgotten_with_its_file(
    bob: Person, runtime: Runtime, watch: Watch
) -> None:
    import_preview = await preview(bob, runtime, day_one())
    await bob.ask("PUT", f"/v1/imports/{import_preview['id']}/confirmation", 202)
    await runtime.database.writes.fetch("delete from jobs.pgqueuer returning id")  # whatever became of its job
    key = str(await file_of(runtime, import_preview["id"]))
    watch.advance(days=7)
    async with runtime.work(SYSTEM) as uow:
        await imports.forget(uow)
    await work_off(runtime)
    assert await file_of(runtime, import_preview["id"]) is None
    assert [item async for item in runtime.objects.keys(key)] == []
