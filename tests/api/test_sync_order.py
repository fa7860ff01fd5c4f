"""What a phone did is in the order in which it was done: a photo may be cited before it is declared."""

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.api.test_sync_operations import put, send, statuses
from tests.support import missions
from tests.support.communities import gather
from tests.support.people import BARE, Person
from tests.support.uploads import declared


@pytest.mark.slow
async def test_what_a_batch_brings_may_be_cited_earlier_in_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await missions.send(runtime, alice, await gather(runtime, alice, bob))
    photos, experience = [str(uuid7()) for _ in range(2)], str(uuid7())
    batch = [
        put(BARE | {"media": photos}, experience),
        put({"experience_id": experience}, mission["id"], type="response"),
        *(put(declared(photo.encode()), photo, type="media") for photo in photos),
    ]
    results = await send(bob, *batch)
    assert statuses(results) == [201, 200, 201, 201]
    assert [medium["id"] for medium in results[0]["data"]["media"]] == photos
    assert results[1]["data"]["experience_id"] == experience
    assert statuses(await send(bob, *batch)) == [201, 200, 201, 201]


async def test_what_nothing_brings_is_refused_and_said_to_be_declared_first(alice: Person) -> None:
    refusal, kept = await send(alice, put(BARE | {"media": [str(uuid7())]}), put(BARE))
    assert (refusal["status"], kept["status"]) == (422, 201)
    [fault] = refusal["problem"]["errors"]
    assert (fault["pointer"], fault["code"]) == ("/data/media/0", "unknown_media")
    assert "PUT /v1/media/{id}" in fault["message"]
