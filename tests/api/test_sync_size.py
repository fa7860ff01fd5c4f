"""A page of changes takes as long as it has rows, however much its person has and whichever plan PostgreSQL keeps."""

import gzip
import json
import random
import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.db import READ_ONLY, Statements
from app.core.uow import Runtime
from app.services.talents import meanings
from tests.support.communities import gather
from tests.support.people import Person

MOMENTS, MISSIONS = 2_000, 300
LIVED = """
insert into experiences (id, owner_id, title, context, lived_at, lived_precision, utc_offset, lived_on, captured_at,
    received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
select gen_random_uuid(), $1, 'Samedi ' || n, 'work', now(), 'minute', 60, now()::date, now(), now(), '{}', '{}', '{}',
    'fr', 80, 1, now(), '' from generate_series(1, $2::int) n
"""
ASKED = """
with made as (
    insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, responses_visible_to,
        state, opened_at, version, created_at, updated_at, born_as)
    select gen_random_uuid(), $2, $1, 'experience', 'Poste', '{}', '{"type":"all"}', '{}', 'managers', 'open', now(),
        1, now(), now(), '' from generate_series(1, $3::int) returning id)
insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at)
select gen_random_uuid(), id, $1, 'assigned', now(), 1, now() from made
"""
CHANGED = """
with things as (
    select 'experience' as type, id from experiences where owner_id = $1
    union all select 'mission', mission_id from responses where user_id = $1
    union all select 'response', id from responses where user_id = $1),
numbered as (
    insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
    select $1, type, id, 1000000 + row_number() over (order by md5(id::text)), 1, false, now() from things
    returning seq)
update feeds set seq = (select max(seq) from numbered) where user_id = $1
"""


@pytest.mark.parametrize("plan", ["force_generic_plan", "force_custom_plan", "auto"])
async def test_a_page_of_changes_costs_what_it_holds(app: FastAPI, alice: Person, runtime: Runtime, plan: str) -> None:
    community_id = await gather(runtime, alice)
    writes = runtime.database.writes
    await writes.fetch(LIVED, alice.id, MOMENTS)
    await writes.fetch(ASKED, alice.id, community_id, MISSIONS)
    await writes.fetch(CHANGED, alice.id)
    await writes.fetch("analyze changes")
    planned = Statements(str(runtime.settings.database_url), 1, READ_ONLY | {"plan_cache_mode": plan})
    app.state.runtime = replace(runtime, database=replace(runtime.database, reads=planned))
    try:
        seconds = {limit: await _seconds(alice, limit) for limit in (20, 200)}
        if plan == "auto":
            await _expect_one_plan(alice, planned)
    finally:
        await planned.close()
    assert seconds[200] < 0.5  # a plan that joins the page with all that a person has takes 5 to 20
    assert seconds[200] < 10 * seconds[20] + 0.1


async def _expect_one_plan(person: Person, reads: Statements) -> None:
    """Planning takes longer than reading: PostgreSQL tries five times, and keeps a plan for any person and cursor."""
    last_page: dict[str, Any] = {"next_cursor": "", "has_more": True}
    while last_page["has_more"]:
        cursor = f"&cursor={last_page['next_cursor']}" if last_page["next_cursor"] else ""
        last_page = await person.ask("GET", f"/v1/sync?limit=200{cursor}", 200)
    for _ in range(12):
        await person.ask("GET", f"/v1/sync?limit=100&cursor={last_page['next_cursor']}", 200)
    plans = await reads.fetch("select generic_plans, custom_plans from pg_prepared_statements where from_sql is false")
    sizes = [row["custom_plans"] for row in plans if row["generic_plans"] + row["custom_plans"] > 10]
    assert sizes
    assert max(sizes) <= 5


async def _seconds(person: Person, limit: int) -> float:
    """The best of three."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        page = await person.ask("GET", f"/v1/sync?limit={limit}", 200)
        taken.append(time.perf_counter() - began)
        assert len(page["changes"]) == limit
    return min(taken)


async def test_a_page_without_a_limit_goes_over_a_thin_network(alice: Person, runtime: Runtime) -> None:
    """Real words, which pack to a third: each page has at most 16 kB, and all together have everything once."""
    await runtime.database.writes.fetch(LIVED, alice.id, 300)
    await runtime.database.writes.fetch(CHANGED, alice.id)
    words = [word for text, _ in meanings.example_texts() for word in text.split()]
    draw = random.Random(5)  # noqa: S311  no secret
    for (experience_id,) in await runtime.database.writes.fetch("select id from experiences"):
        told = " ".join(draw.choices(words, k=draw.choice([0, 20, 60, 400])))
        await runtime.database.writes.fetch("update experiences set text = $2 where id = $1", experience_id, told)
    ids: list[str] = []
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        async with alice.client.stream("GET", f"/v1/sync?types=experience{cursor}") as answer:
            packed = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        assert len(packed) <= 16_000
        page = json.loads(gzip.decompress(packed))
        ids += [change["id"] for change in page["changes"]]
        cursor, pages = f"&cursor={page['next_cursor']}" if page["has_more"] else None, pages + 1
    assert len(ids) == len(set(ids)) == 300
    assert 5 <= pages <= 20
