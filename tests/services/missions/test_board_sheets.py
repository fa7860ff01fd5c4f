"""A sheet begins at once, and is never held whole, however many were asked."""

import gc
import json
import time
import tracemalloc
from typing import Any
from uuid import UUID

import pytest

from app.core.ids import LEAST_ID
from app.core.projections import asked_by
from app.core.uow import Reading, Runtime
from app.schemas.responses import BoardQuery
from app.services.missions import board
from tests.api.test_lists_at_any_size import nodes, read
from tests.support.communities import gather
from tests.support.missions import send
from tests.support.people import Person
from tests.support.uploads import actor_of

MEMBERS, AT_ONCE = 20_000, 1_000  # one statement for all of them takes seconds
PAGE = 21
CROWD = """
with people as (
    insert into users (id, email, display_name, locale, timezone, simple_language, version, created_at, updated_at)
    select gen_random_uuid(), gen_random_uuid() || '@example.org', 'Personne ' || n, 'fr', 'Europe/Paris', false, 1,
        now(), now() from generate_series(1, $3::int) n returning id),
members as (
    insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, created_at,
        updated_at)
    select $2, id, 'member', 'active', '{}', false, now(), 1, now(), now() from people)
insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at)
select gen_random_uuid(), $1, id, 'assigned', now(), 1, now() from people
"""


async def fill(runtime: Runtime, mission: Any, community_id: UUID, members: int) -> None:
    """Add members who are asked, as many as PostgreSQL then knows of (autovacuum tells it within a minute)."""
    for _ in range(0, members, AT_ONCE):
        await runtime.database.writes.fetch(CROWD, mission["id"], community_id, min(members, AT_ONCE))
    await runtime.database.writes.fetch("analyze users, memberships, responses")


async def test_a_page_looks_up_the_memberships_of_its_people_alone(alice: Person, runtime: Runtime) -> None:
    """Not those of the service: there, one page took a tenth of a second for 130,000."""
    community_id = await gather(runtime, alice)
    mission = await send(runtime, alice, community_id)
    await fill(runtime, mission, community_id, 500)
    statement, reading = board._rows(()), Reading(actor_of(alice, runtime), runtime)
    values = statement.values(asked_by(reading, {"id": mission["id"], "after": LEAST_ID, "rows": PAGE}))
    explain = f"explain (analyze, format json) {statement.query}"
    [plan] = await runtime.database.reads.fetch(explain, *values)
    root = json.loads(plan[0])[0]["Plan"]
    assert root["Actual Rows"] == PAGE
    assert sum(read(node) for node in nodes(root) if node.get("Alias") == "authors") == PAGE


@pytest.mark.slow
async def test_a_sheet_of_many_begins_at_once_and_is_never_held_whole(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    mission = await send(runtime, alice, community_id)
    await fill(runtime, mission, community_id, MEMBERS)
    reading, query = Reading(actor_of(alice, runtime), runtime), BoardQuery.model_validate({})
    firsts = []
    for _ in range(3):
        began = time.perf_counter()
        sheet = await board.as_csv(reading, mission["id"], query)
        await anext(sheet)
        firsts.append(time.perf_counter() - began)
    began = time.perf_counter()
    async for _ in await board.as_csv(reading, mission["id"], query):
        pass
    assert min(firsts) < (time.perf_counter() - began) / 4  # counting all first takes as long as there are people
    gc.collect()
    tracemalloc.start()
    lines, longest = 0, 0
    async for part in await board.as_csv(reading, mission["id"], query):
        lines, longest = lines + part.count(b"\n"), max(longest, len(part))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == MEMBERS + 1
    assert peak < 10_000_000  # whole, it takes over 20; what else the process does is counted, too
    assert longest < 200_000
