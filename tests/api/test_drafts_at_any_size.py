"""A portrait chooses in the time of what it shows: of many moments it looks at the latest, and at those that prove."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.core.uow import Runtime
from app.services.portraits.candidates import MOMENTS, STORIES, TALENTS
from app.services.portraits.facts import FACTS
from tests.api.test_lists_at_any_size import nodes, read
from tests.support.people import FULL, Person, Watch, capture
from tests.support.portraits import draw, talent

MANY = 4 * MOMENTS
COPIES = """
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select gen_random_uuid(), owner_id, 'Jour ' || n, text, case when n % 2 = 0 then 'work' end,
    lived_at + n * interval '1 hour', lived_precision, utc_offset, lived_on, captured_at, received_at, '{}', '{}',
    skills, language, 30, 1, updated_at, born_as
  from experiences, generate_series(1, $2::int) n where id = $1
"""
CLAIMS = """
with known as (
  insert into skills (id, framework_id, code, position, labels, keywords)
    select gen_random_uuid(), framework_id, 'MANY.' || $4::text || n, 900000, '{"fr": "Savoir", "en": "Know"}', '{}'
    from skills, generate_series(1, $3::int) n where skills.id = $2 returning id)
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
  select $1, id, 3, 'has', (select array_agg(id) from (select id from experiences
      where owner_id = $1 and title like 'Jour %' order by lived_at limit 3) as first), 1, now(), now() from known
"""

FORGET = (
    "delete from talents where skill_id in (select id from skills where code like 'MANY.%')",
    "delete from skills where code like 'MANY.%'",
)


@pytest.fixture(autouse=True)
async def framework_as_it_was(runtime: Runtime) -> AsyncIterator[None]:
    yield
    for statement in FORGET:
        await runtime.database.writes.fetch(statement)


async def _grow(runtime: Runtime, person: Person, moment_id: str, skill_id: str) -> None:
    write = runtime.database.writes.fetch
    await write(COPIES, UUID(moment_id), MANY)
    await write(CLAIMS, person.id, UUID(skill_id), 3 * TALENTS, person.id.hex)
    await write("vacuum analyze experiences, talents")


async def test_of_much_a_draft_shows_what_is_named_what_proves_and_the_latest(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    old = {"lived_at": "2019-03-03T10:00:00.000Z", "lived_until": None}
    named, proof, plain = [await capture(alice, FULL | old | {"title": item}) for item in ("Nommé", "Preuve", "Ancien")]
    template = await capture(alice, FULL | {"title": "Modèle", "lived_until": None})
    skill_id = await talent(runtime, alice, "LEARN.1", proof, level=1)
    await _grow(runtime, alice, template["id"], skill_id)
    sections = [
        {"kind": "talents"},
        {"kind": "work", "only": [named["id"]]},
        {"kind": "work", "most": 30},
        {"kind": "other"},
    ]
    draft = await alice.ask("GET", f"{await draw(alice, pinned_talents=[skill_id], sections=sections)}/draft", 200)
    talents, first, work, other = draft["content"]["sections"]
    assert len(talents["talents"]) == 12
    assert talents["talents"][0]["key"] == skill_id  # pinned: though it is the lightest
    assert [item["title"] for item in first["moments"]] == ["Nommé"]
    titles = [item["title"] for item in work["moments"]]
    assert "Preuve" in titles
    assert "Ancien" not in titles
    assert f"Jour {MANY}" in titles
    assert (work["count"], other["count"]) == (30, 6)
    assert plain["id"] not in str(draft)


async def test_a_draft_reads_what_it_chooses_among_and_no_more(alice: Person, runtime: Runtime, watch: Watch) -> None:
    """Whichever plan PostgreSQL keeps."""
    template = await capture(alice, FULL | {"title": "Modèle"})
    await _grow(runtime, alice, template["id"], await talent(runtime, alice, "LEARN.1", template))
    portrait_id = (await draw(alice)).rpartition("/")[2]
    steps = await _rows_read(runtime, alice, portrait_id, watch)
    assert max(rows for table, rows in steps if table == "experiences") <= 3 * MOMENTS
    assert max(rows for table, rows in steps if table == "talents") <= 3 * TALENTS + 1
    assert max(rows for table, rows in steps if table == "stories") <= STORIES


async def _rows_read(runtime: Runtime, person: Person, portrait_id: str, watch: Watch) -> list[tuple[str, int]]:
    """The rows that each step of the plan reads, with their table."""
    [session] = await runtime.database.reads.fetch("select id from sessions where user_id = $1", person.id)
    fields: dict[str, Any] = {"me": person.id, "session": session["id"], "base": "", "now": watch.now}
    connection = await asyncpg.connect(str(runtime.settings.database_url))
    await connection.execute("set plan_cache_mode = force_generic_plan")
    await connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")  # there are few, for these
    values = FACTS.explain.values(fields | {"id": UUID(portrait_id)})
    plan = json.loads(await connection.fetchval(f"explain (analyze, format json) {FACTS.explain.query}", *values))
    await connection.close()
    return [(node.get("Relation Name", ""), read(node)) for node in nodes(plan[0]["Plan"])]
