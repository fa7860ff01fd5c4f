"""What was published elsewhere is no way round the age at which one publishes here."""

import httpx
import pytest

from app.core.uow import Runtime
from tests.api.test_exports import life, take_along
from tests.api.test_imports import packed
from tests.support.grants import asked, codes, share
from tests.support.guardians import AGREE, EVERYTHING, answer, ask_guardian
from tests.support.imports import import_file
from tests.support.people import Person
from tests.support.stories import publish


@pytest.mark.slow
async def test_under_15_what_was_published_comes_withdrawn_without_a_guardian(
    alice: Person, zoe: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(alice, runtime)
    await import_file(zoe, runtime, packed(await take_along(alice, guest, runtime)))
    [story] = (await zoe.ask("GET", "/v1/stories", 200))["items"]
    assert (story["edition"], story["withdrawn_at"]) == (1, "2026-03-03T13:10:00.000Z")
    await zoe.ask("GET", f"/v1/stories/{story['id']}/editions/1", 200)
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    problem = await zoe.ask("POST", "/v1/grants", 422, json=asked(story))
    assert codes(problem) == [("/target/id", "withdrawn")]
    await publish(zoe, f"/v1/journals/{story['journal_id']}")
    await share(zoe, story)


@pytest.mark.slow
async def test_with_a_guardian_who_agrees_it_comes_as_it_was(
    alice: Person, zoe: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(alice, runtime)
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, [*AGREE, ("act", "publish")])
    await import_file(zoe, runtime, packed(await take_along(alice, guest, runtime)))
    assert (await zoe.ask("GET", "/v1/stories", 200))["items"][0]["withdrawn_at"] is None
