"""Proposals: their authors, the team that decides, and whoever reads them."""

from collections.abc import Mapping
from uuid import UUID

from app.core.ids import uuid7
from tests.access.lines import BELONGING, MANAGER, OWNER, REFUSALS, TEAM, Cell, Line
from tests.access.lines_of_sharing import RECIPIENTS

ACTION = {"proposal_id": "action"}
PAPER_ID = UUID("01990000-0000-7000-8000-000000000001")
COUNTED = {"paper_count_id": str(PAPER_ID)}
GROWN = "update users set created_at = created_at - interval '8 days' where id = any($1)"
PAPER = """insert into paper_counts
    (id, mission_id, first_counter_id, second_counter_id, people, present, tally, counted_at)
    values ($1, $2, $3, $4, 1, 9, '{}', $5)"""


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


async def _grow(cell: Cell) -> None:
    """The counters have had their accounts for more than a week."""
    await cell.run(GROWN, [cell.settlement.people[name].id for name in ("peer", "facilitator")])


async def _count(cell: Cell) -> None:
    """Paper was counted by the peer and the facilitator, and waits for them."""
    counters = [cell.settlement.people[name].id for name in ("peer", "facilitator")]
    await cell.run(PAPER, PAPER_ID, UUID(cell.settlement.ids["live_vote"]), *counters, cell.runtime.clock())


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
    "add_paper_count": Line(MANAGER, at={"mission_id": "live_vote"}, body=_paper, before=_grow),
    "list_paper_counts": Line(BELONGING, at={"mission_id": "live_vote"}),
    "confirm_paper_count": Line(("peer", "facilitator"), at=COUNTED, before=_count),
    "withdraw_paper_count": Line(("peer", *TEAM), at=COUNTED, before=_count),
    "list_plan": Line(BELONGING, sees=BELONGING),
    "get_plan_as": Line(BELONGING, sees=BELONGING, at={"suffix": lambda _: "csv"}),
}
