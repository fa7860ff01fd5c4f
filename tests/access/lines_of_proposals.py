"""Proposals: their authors, the team that decides, and whoever reads them."""

from collections.abc import Mapping

from app.core.ids import uuid7
from tests.access.lines import BELONGING, MANAGER, OWNER, REFUSALS, TEAM, Cell, Line
from tests.access.lines_of_sharing import RECIPIENTS

ACTION = {"proposal_id": "action"}


def _proposal(cell: Cell) -> object:
    return {"mission_id": cell.settlement.ids["proposal_mission"], "title": "Un stage"}


def _peer(cell: Cell) -> object:
    return cell.settlement.people["peer"].id


async def _wish(cell: Cell) -> None:
    await cell.does(cell.caller.name, "PUT", f"/v1/proposals/{cell.settlement.ids['proposal']}/authorship")


async def _wish_of_peer(cell: Cell) -> None:
    await cell.does("peer", "PUT", f"/v1/proposals/{cell.settlement.ids['proposal']}/authorship")


def _vote(cell: Cell) -> object:
    return {"choices": [{"proposal_id": cell.settlement.ids["plain_idea"]}]}


def _paper(cell: Cell) -> object:
    counters = [str(cell.settlement.people[name].id) for name in ("peer", "facilitator")]
    counts = [{"proposal_id": cell.settlement.ids["plain_idea"], "points": 1}]
    return {"counted_by": counters, "counts": counts, "people": 1, "present": 9}


async def _framework(cell: Cell) -> None:
    domain = {"code": "D", "labels": {"fr": "Coopérer"}, "skills": []}
    body = {"title": {"fr": "Métier"}, "edition": "1", "domains": [domain]}
    path = f"/v1/communities/{cell.settlement.ids['community']}/frameworks/metier"
    await cell.does("manager", "PUT", path, body)


LINES: Mapping[str, Line] = {
    "put_proposal": Line(RECIPIENTS, sees=OWNER, at={"proposal_id": lambda _: uuid7()}, body=_proposal),
    "get_proposal": Line(BELONGING, sees=BELONGING),
    "patch_proposal": Line(OWNER, sees=OWNER, body={"text": "Un jour."}, at={"proposal_id": "sent_proposal"}),
    "withdraw_proposal": Line(OWNER),
    "review_proposal": Line(TEAM, sees=TEAM, body={"decision": "shortlist"}),
    "select_proposal": Line(MANAGER, sees=MANAGER, body={"owner": {"name": "Mission locale"}}),
    "add_proposal_skill": Line(
        MANAGER, sees=MANAGER, at=ACTION, body={"framework": "metier", "domain": "D"}, before=_framework
    ),
    "put_progress": Line((*TEAM, *OWNER), sees=(*TEAM, *OWNER), at=ACTION, body={"progress": 10}),
    "accept_action": Line(OWNER, sees=OWNER, at=ACTION),
    "hand_back_action": Line(OWNER, at=ACTION),
    "ask_authorship": Line(RECIPIENTS),
    "leave_authorship": Line(("peer", "facilitator"), before=_wish, refused=REFUSALS | {409}),
    "agree_author": Line(OWNER, sees=OWNER, at={"user_id": _peer}, before=_wish_of_peer),
    "list_proposals": Line(BELONGING, sees=BELONGING, at={"mission_id": "proposal_mission"}),
    "get_results:of a vote": Line(BELONGING, at={"mission_id": "live_vote"}),
    "put_response:a vote": Line(BELONGING, at={"mission_id": "live_vote"}, body=_vote, sees=OWNER),
    "add_paper_count": Line(MANAGER, at={"mission_id": "live_vote"}, body=_paper),
    "list_plan": Line(BELONGING, sees=BELONGING),
    "get_plan_as": Line(BELONGING, sees=BELONGING, at={"suffix": lambda _: "csv"}),
}
