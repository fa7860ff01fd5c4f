"""A proposal that the team hides after a report is nowhere shown any more: on no wall, in no vote, in no plan."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.communities import Visibility
from tests.support import programmes
from tests.support.ballots import close, results, vote
from tests.support.communities import gather, grown_up
from tests.support.missions import send
from tests.support.people import Person
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
