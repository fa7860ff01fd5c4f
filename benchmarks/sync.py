"""A phone that was away hears of 10,000 changes."""

import json
import time
import urllib.request

from benchmarks.experiences import bearer
from benchmarks.world import PORT, World

PERSON, CHANGES, MUST = 13, 10_000, 5_000
MORE = """
with made as (
  insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select uuidv7(), owner_id, title, text, context, lived_at - n * interval '1 day', lived_precision, utc_offset,
    lived_on - n, captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as
  from experiences, generate_series(1, $2::int) n where owner_id = $1 returning id, owner_id)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select owner_id, 'experience', id, 100 + row_number() over (), 1, false, now() from made
"""


def prepare(world: World) -> None:
    multiply(world, PERSON, 100)


def multiply(world: World, number: int, times: int) -> None:
    """So many experiences for each that the person has of the seed, and the changes that phones hear of."""
    person = world.person(number)
    world.sql(MORE, person, times - 1)
    world.sql("update feeds set seq = 10000 where user_id = $1", person)
    world.sql("analyze")


def catch_up(world: World) -> str:
    rates = sorted(_once(world) for _ in range(4))[1:]
    rate = rates[len(rates) // 2]
    return f"GET /v1/sync of {CHANGES} changes: {rate:.0f} changes/s; must {MUST}: {'ok' if rate >= MUST else 'BELOW'}"


def _once(world: World) -> float:
    seen, cursor, began = 0, "", time.perf_counter()
    while True:
        path = f"http://127.0.0.1:{PORT}/v1/sync?limit=1000" + (f"&cursor={cursor}" if cursor else "")
        with urllib.request.urlopen(urllib.request.Request(path, headers=bearer(world, PERSON))) as answer:
            page = json.load(answer)
        seen, cursor = seen + len(page["changes"]), page["next_cursor"]
        if not page["has_more"]:
            break
    assert seen == CHANGES, seen
    return seen / (time.perf_counter() - began)
