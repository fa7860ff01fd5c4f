import pytest

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.departures import retention
from tests.api.test_sync_operations import LATER, put, send, statuses
from tests.support.people import FULL, Person, Watch
from tests.support.uploads import renew


@pytest.mark.parametrize("away", [{"hours": 49}, {"days": 179}])
async def test_what_was_acknowledged_is_so_when_it_is_sent_again_after_long(
    alice: Person, runtime: Runtime, watch: Watch, away: dict[str, float]
) -> None:
    id_ = uuid7()
    batch = [put(FULL, id_), put(LATER, id_, if_match=1)]
    assert statuses(await send(alice, *batch)) == [201, 200]
    watch.advance(**away)
    await renew(alice)
    async with runtime.work(SYSTEM) as uow:
        await retention.forget_expired(uow)
    assert statuses(await send(alice, *batch)) == [201, 200]
