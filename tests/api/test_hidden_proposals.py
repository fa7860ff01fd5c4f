"""A proposal that the team hides after a report is nowhere shown any more: on no wall, in no vote, in no plan."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.communities import Visibility
from app.models.flags import FlagTarget
from app.models.portraits import Portrait
from app.models.responses import MissionResponse
from app.models.stories import Story
from tests.support import programmes
from tests.support.ballots import close, results, vote
from tests.support.communities import gather, grown_up
from tests.support.missions import leave, send
from tests.support.people import Person, Watch, erase
from tests.support.programme_reports import draft, edition, publish
from tests.support.proposals import PROPOSAL, choose, decide, listed, propose, read

BAD, GOOD = "Son numéro : 06 12 34 56 78", "Un stage par mois"
REASON = "On y lit un numéro."


@dataclass
class Scene:
    """Alice leads, bob writes, carol reports; the programme is public."""

    community_id: UUID
    mission: Any
    alice: Person
    bob: Person
    carol: Person

    async def idea(self, title: str) -> Any:
        proposal = await propose(self.bob, self.mission, title=title)
        await decide(self.alice, proposal, "approve")
        return proposal

    async def hide(self, proposal: Any) -> Any:
        flag = {"target": {"type": "proposal", "id": proposal["id"]}, "reason": "personal_data"}
        flag = await self.carol.ask("POST", "/v1/flags", 201, json=flag)
        decision = {"decision": "hide", "reason": REASON}
        return await self.alice.ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json=decision)

    async def ballot(self, runtime: Runtime, **form: Any) -> Any:
        body = {"title": "Le vote", "kind": "ballot", "ballot": {"of": [self.mission["id"]]} | form}
        return await send(runtime, self.alice, self.community_id, **body)


@pytest.fixture
async def scene(alice: Person, bob: Person, app: FastAPI, runtime: Runtime) -> Scene:
    carol = await grown_up(app, "carol")
    community_id = await gather(runtime, alice, bob, carol, visibility=Visibility.PUBLIC, k_min=3)
    programme = await programmes.write(alice, community_id, visibility="public")
    await programmes.move(alice, programme, "start")
    body = PROPOSAL | {"proposal": {"max_per_person": 9}, "programme_id": programme["id"]}
    mission = await send(runtime, alice, community_id, **body)
    return Scene(community_id, mission, alice, bob, carol)


async def test_an_idea_is_set_aside_and_leaves_the_vote(scene: Scene, runtime: Runtime) -> None:
    bad, good = await scene.idea(BAD), await scene.idea(GOOD)
    ballot = await scene.ballot(runtime)
    await vote(scene.carol, ballot, [good["id"]])
    await scene.hide(bad)
    assert (await read(scene.bob, bad))["state"] == "set_aside"
    assert (await read(scene.bob, bad))["reason"] == REASON
    assert [item["title"] for item in await listed(scene.carol, scene.mission)] == [GOOD]
    await vote(scene.carol, ballot, [bad["id"]], 422)
    [hiding] = (await scene.bob.ask("GET", "/v1/hidings", 200))["items"]
    assert hiding["reason"] == REASON
    await close(scene.alice, ballot)
    assert BAD not in str(await results(scene.carol, ballot))


async def test_an_idea_that_lost_is_not_read_in_the_results(scene: Scene, runtime: Runtime) -> None:
    bad, good = await scene.idea(BAD), await scene.idea(GOOD)
    ballot = await scene.ballot(runtime)
    await vote(scene.carol, ballot, [good["id"]])
    await close(scene.alice, ballot)
    assert BAD in str(await results(scene.carol, ballot))
    await scene.hide(bad)
    for path in ("", "/results"):
        page = await scene.carol.ask("GET", f"/v1/missions/{ballot['id']}{path}", 200)
        assert (BAD in str(page), GOOD in str(page)) == (False, True), path


async def test_an_action_leaves_the_plan_the_page_and_the_reports(scene: Scene, guest: httpx.AsyncClient) -> None:
    """The team, and who wrote or carries it, still read it."""
    bad, good = await scene.idea(BAD), await scene.idea(GOOD)
    for idea in (bad, good):
        await choose(scene.alice, idea)
    period = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    report = await draft(scene.alice, scene.community_id, sections=[{"kind": "plan"}], **period)
    await publish(scene.alice, report)
    plan, page = f"/v1/communities/{scene.community_id}/plan", f"/v1/communities/{scene.community_id}/page"

    async def texts() -> list[str]:
        public = await guest.get(f"/c/{scene.community_id}")
        sheet = await scene.carol.client.get(f"{plan}.csv")
        answers = [await scene.carol.ask("GET", path, 200) for path in (plan, page)]
        return [str(item) for item in (*answers, sheet.text, public.text, await edition(scene.alice, report))]

    assert [(BAD in text, GOOD in text) for text in await texts()] == [(True, True)] * 5
    await scene.hide(bad)
    assert [(BAD in text, GOOD in text) for text in await texts()] == [(False, True)] * 5
    await read(scene.carol, bad, 404)
    await read(scene.bob, bad)
    assert len((await scene.alice.ask("GET", plan, 200))["items"]) == 2


ENDINGS = ("leaving", "erasure")


async def end(scene: Scene, runtime: Runtime, watch: Watch, ending: str) -> None:
    """Take bob away: what he wrote has no author any more."""
    if ending == "leaving":
        await leave(scene.community_id, scene.bob)
    else:
        await erase(runtime, watch, scene.bob)


async def planned(scene: Scene) -> list[str]:
    """Return the titles of the actions that a member reads."""
    plan = await scene.carol.ask("GET", f"/v1/communities/{scene.community_id}/plan", 200)
    return [item["title"] for item in plan["items"]]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_action_without_an_author_is_reported_and_hidden(
    scene: Scene, runtime: Runtime, watch: Watch, ending: str
) -> None:
    bad = await scene.idea(BAD)
    await choose(scene.alice, bad)
    await end(scene, runtime, watch, ending)
    flag = await scene.hide(bad)
    assert flag["state"] == "hidden"
    listed_flags = await scene.alice.ask("GET", f"/v1/flags?community_id={scene.community_id}", 200)
    assert [item["id"] for item in listed_flags["items"]] == [flag["id"]]
    assert await planned(scene) == []
    await read(scene.carol, bad, 404)


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_hidden_action_stays_hidden_without_its_author(
    scene: Scene, runtime: Runtime, watch: Watch, ending: str
) -> None:
    bad = await scene.idea(BAD)
    await choose(scene.alice, bad)
    await scene.hide(bad)
    await end(scene, runtime, watch, ending)
    assert await planned(scene) == []
    await read(scene.carol, bad, 404)


def test_all_else_that_a_community_hides_goes_with_its_author() -> None:
    owners = {
        FlagTarget.STORY: Story.__table__.c.owner_id,
        FlagTarget.PORTRAIT: Portrait.__table__.c.owner_id,
        FlagTarget.RESPONSE: MissionResponse.__table__.c.user_id,
    }
    in_no_community = {FlagTarget.COMMENT, FlagTarget.COMMUNITY, FlagTarget.ENDORSEMENT}
    assert owners.keys() | in_no_community | {FlagTarget.PROPOSAL} == set(FlagTarget)
    for column in owners.values():
        assert not column.nullable
        assert [key.ondelete for key in column.foreign_keys] == ["CASCADE"]
