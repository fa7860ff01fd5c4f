"""What opens by itself: after another mission, at its time, with its programme, in a scene."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.api.test_programmes import group, opened
from tests.support import missions
from tests.support.people import NOW, Person, Watch, work_off
from tests.support.programmes import board, move, write
from tests.support.proposals import PROPOSAL, decide, propose
from tests.support.rooms import open_up

SOON = {"opens_at": (NOW + timedelta(hours=1)).isoformat()}
DAILY: dict[str, Any] = SOON | {"recurrence": "FREQ=DAILY"}


class Team:
    """A manager, a facilitator, and a running programme of the two whose ideas are closed to let a vote follow."""

    def __init__(self, runtime: Runtime, manager: Person, facilitator: Person) -> None:
        self.runtime, self.manager, self.facilitator = runtime, manager, facilitator

    async def gather(self, *, runs: bool = True) -> None:
        self.community_id = await group(self.runtime, self.manager, self.facilitator)
        self.programme = await write(self.manager, self.community_id, team=[str(self.facilitator.id)])
        if runs:
            await move(self.manager, self.programme, "start")
        self.ideas = await self.step(self.manager, position=0, **PROPOSAL)

    async def step(self, author: Person, *, id_: Any = None, status: Any = 201, **fields: Any) -> Any:
        body = missions.PHOTO | {"community_id": str(self.community_id), "programme_id": self.programme["id"]} | fields
        headers = missions.CONFIRMATION | ({"If-Match": "*"} if id_ else {})
        return await author.ask("PUT", f"/v1/missions/{id_ or uuid7()}", status, json=body, headers=headers)

    def ballot(self, **fields: Any) -> dict[str, Any]:
        return {"kind": "ballot", "title": "Le vote", "ballot": {"of": [self.ideas["id"]]}} | fields

    @property
    def after(self) -> dict[str, Any]:
        return {"opens_after": {"mission_id": self.ideas["id"], "minutes": 5}}

    async def propose(self) -> None:
        await opened(self.manager, self.ideas)
        await work_off(self.runtime)
        await decide(self.manager, await propose(self.facilitator, self.ideas), "approve")

    async def close_ideas(self) -> None:
        await self.manager.ask("PUT", f"/v1/missions/{self.ideas['id']}/closing", 200)
        await work_off(self.runtime)

    async def state(self, mission: Any) -> str:
        state: str = (await self.manager.ask("GET", f"/v1/missions/{mission['id']}", 200))["state"]
        return state


@pytest.fixture
async def team(runtime: Runtime, alice: Person, bob: Person) -> Team:
    return Team(runtime, alice, bob)


async def test_after_another_mission_a_vote_of_the_team_waits_for_a_manager(team: Team, watch: Watch) -> None:
    await team.gather()
    await team.propose()
    photo = await team.step(team.facilitator, position=1, **team.after)
    of_team = await team.step(team.facilitator, position=2, **team.ballot(), **team.after)
    of_manager = await team.step(team.manager, position=3, **team.ballot(), **team.after)
    fields: Any = {"position": 4} | team.after
    rewritten = await team.step(team.manager, **team.ballot(), **fields)
    await team.step(team.facilitator, id_=rewritten["id"], status=200, **team.ballot(title="Non"), **fields)
    await team.close_ideas()
    steps = (photo, of_team, of_manager, rewritten)
    assert [await team.state(item) for item in steps] == ["scheduled", "draft", "scheduled", "draft"]
    tasks = [item["next"] for item in await board(team.manager, team.programme)]
    assert tasks[1:] == ["wait", "open", "wait", "open"]
    await missions.go_to(team.runtime, watch, NOW + timedelta(minutes=10), team.manager, team.facilitator)
    assert [await team.state(item) for item in steps] == ["open", "draft", "open", "draft"]
    ballot = await team.step(team.facilitator, **team.ballot(), **team.after)
    assert ballot["state"] == "draft"
    ballot = await team.step(team.manager, id_=ballot["id"], status=200, **team.ballot(title="Oui"), **team.after)
    assert ballot["state"] == "open"


async def test_at_its_time_a_vote_of_the_team_waits_for_a_manager(team: Team, watch: Watch) -> None:
    await team.gather()
    await team.propose()
    of_team = await team.step(team.facilitator, **team.ballot(**SOON))
    rewritten = await team.step(team.manager, **team.ballot(**SOON))
    assert (of_team["state"], rewritten["state"]) == ("draft", "scheduled")
    await team.step(team.facilitator, id_=rewritten["id"], status=200, **team.ballot(title="Non", **SOON))
    await missions.go_to(team.runtime, watch, NOW + timedelta(hours=2), team.manager, team.facilitator)
    assert [await team.state(item) for item in (of_team, rewritten)] == ["draft", "draft"]
    await team.facilitator.ask("PUT", f"/v1/missions/{of_team['id']}/opening", 403, headers=missions.CONFIRMATION)
    await opened(team.manager, of_team)


async def test_who_starts_a_programme_agrees_to_its_votes(team: Team, watch: Watch) -> None:
    await team.gather(runs=False)
    of_team = await team.step(team.facilitator, **team.ballot(), **team.after)
    timed = await team.step(team.facilitator, **team.ballot(**SOON))
    await move(team.manager, team.programme, "start")
    await team.propose()
    await team.close_ideas()
    assert [await team.state(item) for item in (of_team, timed)] == ["scheduled", "scheduled"]
    await missions.go_to(team.runtime, watch, NOW + timedelta(hours=2), team.manager, team.facilitator)
    assert [await team.state(item) for item in (of_team, timed)] == ["open", "open"]


async def test_a_scene_opens_no_vote_that_no_manager_wrote(team: Team) -> None:
    await team.gather()
    await team.propose()
    room = await open_up(team.facilitator, team.community_id)
    audience: Any = {"audience": {"type": "room", "room_id": room["id"]}}
    of_team = await team.step(team.facilitator, **team.ballot(), **audience)
    of_manager = await team.step(team.manager, **team.ballot(), **audience)
    path, headers = f"/v1/rooms/{room['id']}", {"If-Match": "*"}
    fields = {"missions": [of_team["id"], of_manager["id"]]}
    await team.facilitator.ask("PATCH", path, 200, json=fields, headers=headers)
    scene = {"phase": "vote", "mission_id": of_team["id"], "seconds": 60}
    problem = await team.facilitator.ask("PUT", f"{path}/scene", 403, json=scene, headers=headers)
    assert problem["type"] == "/problems/managers-only"
    assert await team.state(of_team) == "draft"
    next_scene = scene | {"mission_id": of_manager["id"]}
    await team.facilitator.ask("PUT", f"{path}/scene", 200, json=next_scene, headers=headers)
    await team.manager.ask("PUT", f"{path}/scene", 200, json=scene, headers=headers)
    assert [await team.state(item) for item in (of_team, of_manager)] == ["open", "open"]


async def test_a_series_comes_once_its_programme_runs(team: Team, watch: Watch) -> None:
    await team.gather(runs=False)
    series = await team.step(team.facilitator, **DAILY)
    assert series["state"] == "draft"
    await missions.go_to(team.runtime, watch, NOW + timedelta(days=1, hours=2), team.manager, team.facilitator)
    assert (await team.state(series), await occurrences(team, series)) == ("draft", 0)
    await move(team.manager, team.programme, "start")
    await work_off(team.runtime)
    assert (await team.state(series), await occurrences(team, series)) == ("open", 1)
    await missions.go_to(team.runtime, watch, NOW + timedelta(days=2, hours=2), team.manager, team.facilitator)
    assert await occurrences(team, series) == 2


async def occurrences(team: Team, series: Any) -> int:
    query = "select 1 from missions where series_id = $1"
    return len(await team.runtime.database.reads.fetch(query, UUID(series["id"])))
