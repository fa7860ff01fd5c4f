"""Each list walks an index in its order: nobody waits for what others, or later pages, have."""

import json
from typing import Any

import asyncpg
import pytest

from app.core.compiled import Compiled
from app.core.projections import Projection
from app.core.uow import Runtime
from app.services.accounts import devices, sessions
from app.services.communities import communities, feed, invitations, kept_places, memberships
from app.services.journal import calendar, experience_cards, experience_reads, journals
from app.services.media import media
from app.services.missions import board, reads
from app.services.notifications import notification_lists
from app.services.portraits import portraits
from app.services.shared import blocked_people, security_log
from app.services.sharing import accesses, beneficiaries, comments, grant_requests, grants
from app.services.stories import stories
from app.services.talents import endorsements, talents

LISTS: dict[str, Projection] = {
    "experiences": experience_reads.EXPERIENCES,
    "the bin": experience_reads.EXPERIENCES_IN_BIN,
    "cards": experience_cards.CARDS,
    "cards of the bin": experience_cards.CARDS_IN_BIN,
    "on this day": calendar.ON_THIS_DAY,
    "media": media.LIST,
    "journals": journals.JOURNALS,
    "stories": stories.STORIES_OF_OWNER,
    "portraits": portraits.PORTRAITS,
    "grants": grants.GRANTS,
    "sessions": sessions.SESSIONS,
    "what happened to an account": security_log.EVENTS,
    "readings": accesses.ACCESSES_OF_OWNER,
    "requests received": grant_requests.REQUESTS_TO_CALLER,
    "requests sent": grant_requests.REQUESTS_BY_CALLER,
    "comments received": comments.COMMENTS_TO_OWNER,
    "comments written": comments.COMMENTS_BY_AUTHOR,
    "talents": talents.TALENTS,
    "devices": devices.DEVICES,
    "notifications": notification_lists.NOTIFICATIONS,
    "endorsements": endorsements.ENDORSEMENTS,
    "communities": communities.COMMUNITIES,
    "memberships": memberships.MEMBERSHIPS,
    "missions of mine": reads.MISSIONS_OF_CALLER,
    "missions of a community": reads.OF_COMMUNITY,
    "board": board.BOARD,
    "invitations": invitations.INVITATIONS,
    "blocked people": blocked_people.BLOCKED_PEOPLE,
    "kept places": kept_places.KEPT_PLACES,
}


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in nodes(inner))]


@pytest.mark.parametrize("after", [False, True], ids=["first page", "later page"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_page_sorts_nothing_and_scans_no_table(runtime: Runtime, name: str, *, after: bool) -> None:
    plan = await planned(runtime, LISTS[name].explain(after=after))
    page = next(node for node in plan if node["Node Type"] == "Limit")
    nodes = walk(page)
    assert [node["Node Type"] for node in nodes if "Sort" in node["Node Type"] or node["Node Type"] == "Seq Scan"] == []
    assert any("Index" in node["Node Type"] for node in nodes)


@pytest.mark.parametrize("after", [False, True], ids=["first page", "later page"])
@pytest.mark.parametrize("names", [(), ("community_id",)], ids=["all", "one community"])
async def test_a_feed_walks_the_index_of_each_community(
    runtime: Runtime, names: tuple[str, ...], *, after: bool
) -> None:
    plan = await planned(runtime, feed.FEED.explain(*names, after=after))
    walks = [walk(node) for node in plan if node["Node Type"] == "Limit"]
    heads = [walk for walk in walks if any(node.get("Index Name") == "ix_feed_items_newest" for node in walk[:3])]
    assert len(heads) == 1
    assert [node["Node Type"] for head in heads for node in head if "Sort" in node["Node Type"]] == []
    assert [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"] == []


async def test_a_counsellor_s_list_walks_what_was_given_to_them(runtime: Runtime) -> None:
    plan = await planned(runtime, beneficiaries.BENEFICIARIES.explain(), sorts=True)
    indexes = [node["Index Name"] for node in plan if node.get("Relation Name") == "grants"]
    assert indexes[0] == "ix_grants_given"  # who gave; then what those of the page gave
    assert len(indexes) == 4  # two of them for the avatars of the page
    assert [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"] == []


async def planned(runtime: Runtime, statement: Compiled, *, sorts: bool = False) -> list[dict[str, Any]]:
    """The plan that is kept for whatever values come."""
    connection = await asyncpg.connect(runtime.settings.database_url)
    try:
        # Tables of a test are small enough to be read whole: the planner has to be told that they will not be.
        await connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")
        await connection.execute(f"set enable_sort = {'on' if sorts else 'off'}")
        await connection.execute("set plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare asked as {statement.query}")
        anything = ", ".join(["null"] * len(statement.names))
        plan = await connection.fetchval(f"explain (format json) execute asked ({anything})")
    finally:
        await connection.close()
    return nodes(json.loads(plan)[0]["Plan"])


def walk(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in nodes(page) if node.get("Parent Relationship") == "Outer"]
