"""Running the service. A counsellor of hers has the role for once: it shows them nothing of hers."""

from collections.abc import Mapping
from uuid import UUID

from app.core.ids import uuid7
from tests.access.lines import WITH, Cell, Line, claim_year
from tests.support.people import ADULT

FAILED_JOB = """
    insert into jobs.pgqueuer (priority, heartbeat, status, entrypoint, payload)
    values (0, now(), 'failed', 'Dig', '{}') returning id
"""
ESCALATION = """
    insert into flags (id, owner_id, target_type, target_id, reason, text, state, version, created_at)
    values ($1, $2, 'story', $3, 'other', 'canary', 'open', 1, now())
"""


APPEAL = "update hidings set appeal = 'canary', appealed_at = now() where id = $1 returning community_id"
ALONE = "update memberships set role = 'member' where community_id = $1 and role <> 'member'"


async def _operating(cell: Cell) -> None:
    await cell.run("insert into operators (user_id, granted_at) values ($1, now())", cell.caller.id)


async def _with_held(cell: Cell) -> None:
    await _operating(cell)
    [row] = await cell.run(FAILED_JOB)
    cell.settlement.things["job"] = row["id"]


async def _with_flag(cell: Cell) -> None:
    await _operating(cell)
    cell.settlement.things["for_operators"] = uuid7()
    await cell.run(ESCALATION, cell.settlement.things["for_operators"], cell.settlement.person("owner").id, uuid7())


async def _with_appeal(cell: Cell) -> None:
    await _operating(cell)
    [row] = await cell.run(APPEAL, UUID(cell.settlement.ids["hiding"]))
    await cell.run(ALONE, row["community_id"])


async def _with_claim(cell: Cell) -> None:
    await _operating(cell)
    await claim_year(cell)


def _may(**fields: object) -> Line:
    return Line(WITH, **{"before": _operating} | fields)  # type: ignore[arg-type]


READS = ("get_admin_health", "list_admin_jobs", "get_admin_flags", "get_admin_imports", "get_admin_statistics")
LINES: Mapping[str, Line] = {
    **dict.fromkeys((*READS, "list_admin_acts", "list_unverified_communities"), _may()),
    "requeue_job": _may(before=_with_held, at={"job_id": lambda cell: cell.settlement.things.get("job", 1)}),
    "dismiss_flag": _may(
        before=_with_flag,
        at={"flag_id": lambda cell: cell.settlement.things.get("for_operators", uuid7())},
        body={"reason": "No."},
    ),
    "review_left_hiding": _may(before=_with_appeal, body={"decision": "lift", "answer": "D’accord."}),
    "verify_community": _may(tells=WITH),
    "doubt_community": _may(tells=WITH),
    "confirm_birth_year": _may(before=_with_claim, body={"birth_year": ADULT}),
}
