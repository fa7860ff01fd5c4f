"""Each list walks an index in its order: nobody waits for what others, or later pages, have."""

import json
from typing import Any

import asyncpg
import pytest

from app.core.compiled import Compiled
from app.core.projections import Projection
from app.core.uow import Runtime
from app.services import (
    beneficiaries,
    calendar,
    comments,
    communities,
    devices,
    endorsements,
    experiences,
    feed,
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
    first = {"sessions": alice.id, "devices": alice.id, "board": alice.id, "notifications": 1}.get(name, NOW)
    plan = await planned(runtime, alice, LISTS[name].explain(after=after), after_0=first)
    page = next(node for node in plan if node["Node Type"] == "Limit")
    walked = walk(page)
    assert [
        node["Node Type"] for node in walked if "Sort" in node["Node Type"] or node["Node Type"] == "Seq Scan"
    ] == []
    assert any("Index" in node["Node Type"] for node in walked)


@pytest.mark.parametrize("after", [False, True], ids=["first page", "later page"])
async def test_a_feed_walks_the_index_of_each_community(runtime: Runtime, alice: Person, *, after: bool) -> None:
    plan = await planned(runtime, alice, feed.FEED.explain("once", after=after), once=True)
    heads = [walk(node) for node in plan if node["Node Type"] == "Limit"]
    [head] = [one for one in heads if one[0].get("Index Name") == "ix_feed_items_newest"]
    assert [node["Node Type"] for node in head if "Sort" in node["Node Type"]] == []
    assert [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"] == []


async def test_a_counsellor_s_list_walks_what_was_given_to_them(runtime: Runtime, alice: Person) -> None:
    plan = await planned(runtime, alice, beneficiaries.BENEFICIARIES.explain(), sorts=True)
    [given] = [node for node in plan if node.get("Relation Name") == "grants"]
    assert given["Index Name"] == "ix_grants_audience"
    assert [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"] == []


async def planned(
    runtime: Runtime, person: Person, asked: Compiled, *, sorts: bool = False, **more: object
) -> list[dict[str, Any]]:
    values = {"me": person.id, "session": person.id, "base": "", "rows": 21, "now": NOW, "day": NOW.date()}
    values |= dict.fromkeys(("community_id", "community", "id", "after_1"), person.id)
    values |= {"words": "{}", "after_0": NOW} | more
    connection = await asyncpg.connect(runtime.settings.database_url)
    try:
        # Tables of a test are small enough to be read whole: the planner has to be told that they will not be.
        await connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")
        await connection.execute(f"set enable_sort = {'on' if sorts else 'off'}")
        said = await connection.fetchval(f"explain (format json) {asked.query}", *asked.values(values))
    finally:
        await connection.close()
    return nodes(json.loads(said)[0]["Plan"])


def walk(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in nodes(page) if node.get("Parent Relationship") == "Outer"]
