"""What a scene shows of its mission: before it opens, nothing to anybody but the team."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.missions import BEFORE, MissionKind, MissionState
from app.models.rooms import ScenePhase
from tests.api.test_room_live import open_wall
from tests.support.communities import gather
from tests.support.missions import EVENT, PHOTO, SURVEY, write
from tests.support.people import NOW, Person, visit
from tests.support.proposals import PROPOSAL
from tests.support.rooms import come, open_up, show

OPENED = [state for state in MissionState if state not in BEFORE]
TITLE = "Personne ne lit cela"


def forms(ideas: Any) -> dict[MissionKind, dict[str, Any]]:
    return {
        MissionKind.EXPERIENCE: PHOTO,
        MissionKind.SURVEY: SURVEY,
        MissionKind.EVENT: EVENT,
        MissionKind.PROPOSAL: PROPOSAL,
        MissionKind.BALLOT: {"kind": "ballot", "ballot": {"of": [ideas["id"]]}},
    }


@pytest.mark.parametrize("kind", MissionKind)
async def test_a_scene_shows_a_mission_once_it_has_opened(
    alice: Person, runtime: Runtime, app: FastAPI, kind: MissionKind
) -> None:
    community_id = await gather(runtime, alice)
    ideas = await write(alice, community_id, **PROPOSAL)
    mission = await write(alice, community_id, **forms(ideas)[kind] | {"title": TITLE})
    room = await open_up(alice, community_id, missions=[mission["id"]])
    guest, wall = await come(app, room), visit(app)
    token = await open_wall(alice, room)
    path = f"/v1/rooms/{room['id']}"

    async def readers() -> set[str]:
        answers = {
            "team": str(await alice.ask("GET", f"{path}/live", 200)),
            "guest": str(await guest.ask("GET", f"{path}/live", 200)),
            "state": str(await guest.ask("GET", f"{path}/state", 200)),
            "wall": (await wall.get(f"/w/{token}/live")).text,
            "page": (await wall.get(f"/w/{token}")).text,
        }
        return {name for name, text in answers.items() if TITLE in text}

    for phase in ScenePhase:
        await show(alice, room, phase=phase, mission_id=mission["id"])
        assert await readers() == {"team"}, phase
    change = "update missions set state = $2, opens_at = $3 where id = $1::text::uuid"
    later = NOW + timedelta(hours=1)
    for state in MissionState:
        await runtime.database.writes.fetch(change, mission["id"], state, later)
        names = await readers()
        assert names >= ({"team", "guest", "state", "wall"} if state in OPENED else {"team"}), state
        assert state in OPENED or names == {"team"}, state
    await runtime.database.writes.fetch(change, mission["id"], MissionState.SCHEDULED, NOW)
    assert await readers() >= {"guest", "state", "wall"}  # the clock has opened it
