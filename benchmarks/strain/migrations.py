"""Each migration since 0.1.0 on a million experiences, while phones go on writing.

What they write is what 0.1.0 wrote: plain statements, which have to work all the way.
"""

import asyncio
import itertools
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import asyncpg
from alembic import command
from alembic.script import ScriptDirectory

from app.adapters import schema
from app.core.db import SETTINGS
from benchmarks.world import world

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
FIRST = "20261127_1110"  # the schema of 0.1.0
PER_SECOND, MOST_SECONDS = 20, 2.0
LINES = 12  # connections of the release before
REST = 2.0  # seconds of writes after each step, so that what it left behind is seen as well
PERSON = "('10000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
CAPTURE = f"""
with said as (select gen_random_uuid() as id, {PERSON.format("$1::int")} as owner_id),
e as (insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select id, owner_id, 'Samedi', 'Mur en parpaings', 'work', now(), 'minute', 60, now()::date, now(), now(), '{{}}',
    '{{bois}}', '{{}}', 'fr', 80, 1, now(), 'x' from said returning id, owner_id),
links as (insert into experience_media (experience_id, position, media_id)
  select e.id, 0, ('30000000-0000-7000-8000-' || lpad(to_hex($1::int), 12, '0'))::uuid from e),
bump as (update feeds set seq = seq + 1 from said where feeds.user_id = said.owner_id returning seq)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select e.owner_id, 'experience', e.id, bump.seq, 1, false, now() from e, bump
"""
DECLARE = f"""
insert into media (id, owner_id, kind, content_type, size, state, variants, born_as, version, created_at, updated_at)
values (gen_random_uuid(), {PERSON.format("$1::int")}, 'photo', 'image/jpeg', 1000, 'awaiting_upload', '[]', '', 1,
  now(), now())
"""
GRANT = f"""
insert into grants (id, owner_id, target_type, follow, audience_type, audience_id, purpose, label, rights, views,
  version, created_at, updated_at)
values (gen_random_uuid(), {PERSON.format("$1::int")}, 'talents', 'latest', 'user',
  {PERSON.format("($1::int + 1) % 10000")}, 'guidance', '', '{{view}}', 0, 1, now(), now())
"""
ACCESS = f"""
insert into access_events (id, owner_id, grant_id, reader_id, target_type, at)
select gen_random_uuid(), owner_id, id, audience_id, 'talents', now() from grants
where owner_id = {PERSON.format("$1::int")} limit 1
"""
ROTATE = f"""
update sessions set generation = generation + 1, rotated_at = now() where user_id = {PERSON.format("$1::int")}
"""
WRITES = [CAPTURE] * 6 + [DECLARE, GRANT, ACCESS, ROTATE]


@dataclass
class Phones:
    """`seconds` from when a write was due until it was on disk."""

    url: str
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    over: bool = False

    async def write(self) -> None:
        began, under_way = time.monotonic(), set[asyncio.Task[None]]()
        async with asyncpg.create_pool(self.url, min_size=LINES, max_size=LINES, server_settings=SETTINGS) as lines:
            for n in itertools.count():
                due = began + n / PER_SECOND
                await asyncio.sleep(max(0, due - time.monotonic()))
                if self.over:
                    break
                under_way.add(asyncio.create_task(self._once(lines, WRITES[n % len(WRITES)], due)))
                under_way = {item for item in under_way if not item.done()}
            await asyncio.gather(*under_way)

    async def _once(self, lines: asyncpg.Pool, statement: str, due: float) -> None:
        try:
            await lines.execute(statement, random.randrange(min(10_000, ROWS // 5)))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            self.failed.append(f"{type(error).__name__}: {error}")
        self.seconds.append(time.monotonic() - due)

    def take(self) -> tuple[list[float], list[str]]:
        """What came of the writes since the last look."""
        taken, self.seconds, self.failed = (self.seconds, self.failed), [], []
        return taken


def run() -> Iterator[str]:
    with world(migrated=False) as here:
        config = schema.migrations(here.url)
        command.upgrade(config, FIRST)
        began = time.monotonic()
        here.run("strain/million", rows=ROWS)
        yield f"  {ROWS} experiences in {time.monotonic() - began:.0f} s"
        steps = [
            revision.revision
            for revision in ScriptDirectory.from_config(config).walk_revisions()
            if revision.revision > FIRST
        ]
        yield asyncio.run(_climb(here.url, sorted(steps)))


async def _climb(url: str, steps: list[str]) -> str:
    phones, worst, failures, many = Phones(url), 0.0, 0, 0
    writing = asyncio.create_task(phones.write())
    await asyncio.sleep(REST)
    print(_step("before", 0, *phones.take()), flush=True)
    for step in steps:
        began = time.monotonic()
        await asyncio.to_thread(command.upgrade, schema.migrations(url), step)
        took = time.monotonic() - began
        await asyncio.sleep(REST)
        seconds, failed = phones.take()
        print(_step(step, took, seconds, failed), flush=True)
        worst, failures, many = max(worst, *seconds), failures + len(failed), many + len(seconds)
    phones.over = True
    await writing
    kept = worst <= MOST_SECONDS and not failures
    return (
        f"{len(steps)} migrations on {ROWS} experiences, {PER_SECOND} writes/s: {many} writes, {failures} failed, "
        f"longest {worst:.2f} s; must 0 and {MOST_SECONDS}: {'ok' if kept else 'ABOVE'}"
    )


def _step(name: str, took: float, seconds: list[float], failed: list[str]) -> str:
    said = f"  {name:<16} {took:6.1f} s; {len(seconds)} writes, {len(failed)} failed, longest {max(seconds):.2f} s"
    return said + "".join(f"\n      {item}" for item in sorted(set(failed))[:3])
