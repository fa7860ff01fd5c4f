"""Votes of rooms end on the server's clock, in whatever process is left."""

import asyncio

from app.core.streams import streaming
from app.core.uow import Runtime
from app.services.rooms.clock import BREATH, RoomClock
from tests.support.communities import gather
from tests.support.missions import SURVEY
from tests.support.missions import write as write_mission
from tests.support.people import Person, Watch
from tests.support.rooms import open_up, show

PATIENCE = 30  # seconds on a machine that does much; without a signal a clock sleeps for a minute


async def test_a_vote_is_closed_on_time_and_once_though_a_process_is_killed(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice)
    survey = await write_mission(alice, community_id, **SURVEY)
    rooms = [await open_up(alice, community_id, missions=[survey["id"]]) for _ in range(2)]
    clocks = [RoomClock(runtime) for _ in range(3)]
    url = runtime.settings.direct_url
    async with asyncio.timeout(2 * PATIENCE), streaming(url, clocks[0]), streaming(url, clocks[1]):
        async with streaming(url, clocks[2]):
            votes = [await show(alice, room, phase="vote", mission_id=survey["id"], seconds=5) for room in rooms]
        watch.advance(seconds=4.9)  # and a tenth of a second of real time, after which the clocks look again
        for clock in clocks:
            clock.hear("")
        await asyncio.sleep(BREATH + 0.2)
        assert {(await read(alice, room))["scene"]["phase"] for room in rooms} == {"vote"}
        watch.advance(seconds=0.1)
        async with asyncio.timeout(PATIENCE):
            while {(await read(alice, room))["scene"]["phase"] for room in rooms} != {"results"}:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # for more than there should be
        assert [(await read(alice, room))["version"] for room in rooms] == [vote["version"] + 1 for vote in votes]


async def read(person: Person, room: dict[str, str]) -> dict[str, dict[str, str]]:
    answer: dict[str, dict[str, str]] = await person.ask("GET", f"/v1/rooms/{room['id']}", 200)
    return answer
