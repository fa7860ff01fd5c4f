"""Each list walks an index in its order: nobody waits for what others, or later pages, have."""

import json
from typing import Any

import asyncpg
import pytest

from app.core.projections import Projection
from app.core.uow import Runtime
from app.services import (
    calendar,
    comments,
    communities,
    devices,
    endorsements,
    experiences,
    grant_requests,
    grants,
    invitations,
    journals,
    media,
    memberships,
    mission_board,
    mission_reads,
    notification_lists,
    portraits,
    sessions,
    stories,
    talents,
)
from tests.factories import NOW, Person

LISTS: dict[str, Projection] = {
    "experiences": experiences.KEPT,
    "the bin": experiences.TRASHED,
    "on this day": calendar.ON_THIS_DAY,
    "media": media.LIST,
    "journals": journals.JOURNALS,
    "stories": stories.MINE,
    "portraits": portraits.PORTRAITS,
    "grants": grants.GRANTS,
    "sessions": sessions.SESSIONS,
    "requests received": grant_requests.RECEIVED,
    "requests sent": grant_requests.SENT,
    "comments received": comments.RECEIVED,
    "comments written": comments.WRITTEN,
    "talents": talents.TALENTS,
    "devices": devices.DEVICES,
    "notifications": notification_lists.NOTIFICATIONS,
    "endorsement requests": endorsements.REQUESTS,
    "endorsements": endorsements.GIVEN,
    "communities": communities.COMMUNITIES,
    "memberships": memberships.MEMBERSHIPS,
    "missions of mine": mission_reads.MINE,
    "missions of a community": mission_reads.OF_COMMUNITY,
    "board": mission_board.BOARD,
    "invitations": invitations.INVITATIONS,
}


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in nodes(inner))]


@pytest.mark.parametrize("after", [False, True], ids=["first page", "later page"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_page_sorts_nothing_and_scans_no_table(
    runtime: Runtime, alice: Person, name: str, *, after: bool
) -> None:
    asked = LISTS[name].explain(after=after)
    values = {"me": alice.id, "session": alice.id, "base": "", "rows": 21, "now": NOW, "day": NOW.date(), "words": "{}"}
    first = {"sessions": alice.id, "devices": alice.id, "board": alice.id, "notifications": 1}.get(name, NOW)
    values |= dict.fromkeys(("community_id", "community", "id"), alice.id)
    marks = {"after_0": first, "after_1": alice.id}
    connection = await asyncpg.connect(runtime.settings.database_url)
    try:
        # Tables of a test are small enough to be read whole: the planner has to be told that they will not be.
        await connection.execute("set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off")
        said = await connection.fetchval(f"explain (format json) {asked.query}", *asked.values(values | marks))
    finally:
        await connection.close()
    plan = nodes(json.loads(said)[0]["Plan"])
    page = next(node for node in plan if node["Node Type"] == "Limit")
    walked = [node for node in nodes(page) if node.get("Parent Relationship") == "Outer"]
    assert [
        node["Node Type"] for node in walked if "Sort" in node["Node Type"] or node["Node Type"] == "Seq Scan"
    ] == []
    assert any("Index" in node["Node Type"] for node in walked)
