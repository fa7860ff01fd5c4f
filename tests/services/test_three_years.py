"""Three years of a service: nothing is older than what was promised, in any table, index or file, nor in storage."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Date, DateTime, delete, select, text, update

from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.settings import Settings
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.models.users import User
from app.policies.data_map import TABLES, Retention
from app.services.departures.remains import ClearRemains, RenewWordIndexes
from app.tasks import HANDLERS, SCHEDULE
from tests.api.test_erasures import marks_of, store, where, word_of
from tests.support.canaries import plant
from tests.support.files import Contents, Place, contents, keep_plain
from tests.support.logs import recorded
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.terms import outlived
from tests.support.world import app_apart

pytestmark = pytest.mark.slow

R = Retention
WORD_INDEXES = {
    "ix_experiences_found",
    "ix_experiences_organisation",
    "ix_media_search",
    "ix_memberships_tags",
}  # others hold three letters, or hashes
BEGIN = NOW - timedelta(days=3 * 365 + 1)
OFF = text("set local session_replication_role = replica")  # what PostgreSQL keeps is put back in time, too
IN_FILES = (ClearRemains, RenewWordIndexes)  # each takes its time, and once in the end is enough
SELDOM = [item for item in SCHEDULE if item.cron != "* * * * *" and not isinstance(item.job, IN_FILES)]
LONG = ("update experiences set text = $2 where owner_id = $1", "update editions set content = $2 where story_id = $1")
# Kept by somebody who uses their account: as long as they like, or until an act of theirs.
LASTING = {R.ACCOUNT, R.DELETION, R.OWN_WORD, R.SHOWN, R.LAST_MEMBER, R.MISSIONS, R.ANSWERS, R.ALWAYS, R.RECOGNITION}
LASTING |= {R.PROPOSALS}  # until they leave the community: tests/api/test_proposals.py
# Of these a row is over only in one of its states, which has a test of its own in `test_retention_rules.py`.
OVER: Mapping[str, Mapping[str, Any]] = {
    "consents": {"withdrawn_at": BEGIN},
    "memberships": {"barred_at": None, "state": "left"},
    "guardianships": {"state": "ended"},
    "grant_requests": {"state": "refused"},
    "second_factors": {"confirmed_at": None},
    "changes": {"deleted": True},
    "rooms": {"state": "closed"},  # nobody comes into one that never opened, and its tickets still let in
}


async def grown(runtime: Runtime, person: Person) -> dict[str, dict[str, Any]]:
    """A row of theirs in each table, three years ago."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(OFF)
        rows = await plant(session, person.id, word_of(person))
        for name, row in rows.items():
            table = Base.metadata.tables[name]
            if name in {"frameworks", "skills", "skill_names", "word_forms"} or not row:
                continue
            key = [column == row[column.name] for column in table.primary_key]
            old: dict[str, Any] = {item.name: BEGIN for item in table.c if isinstance(item.type, DateTime)}
            old |= {item.name: BEGIN.date() for item in table.c if isinstance(item.type, Date)}
            old = {column: value for column, value in old.items() if row[column] is not None}
            if values := old | dict(OVER.get(name, {})):
                await session.execute(update(table).where(*key).values(values))
            rows[name] = row | {column: value for column, value in old.items() if column in table.primary_key}
        await session.execute(delete(Erasure).where(Erasure.user_id == person.id))  # nobody has asked for it
    return rows


async def remaining(runtime: Runtime, rows: Mapping[str, Mapping[str, Any]]) -> set[str]:
    names = set()
    async with runtime.database.sessions() as session:
        for name, row in rows.items():
            if not row:  # of a table that only triggers fill
                continue
            table = Base.metadata.tables[name]
            key = [column == row[column.name] for column in table.primary_key]
            if (await session.execute(select(table).where(*key))).first() is not None:
                names.add(name)
    return names


@pytest.fixture
async def world(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    """A database of its own: other people's rows are as old as others want."""
    async with app_apart(settings, watch) as app:
        yield app


async def do(runtime: Runtime, *jobs: Job) -> None:
    for job in jobs:
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[type(job)](uow, job)


async def lengthen(runtime: Runtime, person: Person, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Too long for a page: PostgreSQL keeps it apart."""
    long = word_of(person) + " " * 2_000 + word_of(person)
    for statement, key in zip(LONG, (person.id, rows["editions"]["story_id"]), strict=True):
        await runtime.database.writes.fetch(statement, key, long)


async def stored(runtime: Runtime, rows: Mapping[str, Mapping[str, Any]], word: str) -> set[str]:
    """Put an object under each key of theirs, and return those that last as long as they like."""
    keys = await store(runtime, rows, word)
    async with runtime.database.sessions.begin() as session:
        for name in ("exports", "imports"):
            table = Base.metadata.tables[name]
            await session.execute(
                update(table).where(table.c.id == rows[name]["id"]).values(object_key=f"{word}-{name}")
            )
            await runtime.objects.put(f"{word}-{name}", b"bytes", "application/zip")
    return set(keys)


async def kept(runtime: Runtime, word: str) -> set[str]:
    return {key async for key in runtime.objects.keys(word)}


async def test_after_three_years_nothing_is_older_than_promised(world: FastAPI, watch: Watch) -> None:
    """Alice never comes back; Bob does, every other month."""
    runtime: Runtime = world.state.runtime
    await keep_plain(runtime.settings.direct_url)
    alice, bob = [await sign_in(world, email=f"canari{uuid7().hex[-10:]}@example.org") for _ in range(2)]
    rows_of_alice, rows_of_bob = await grown(runtime, alice), await grown(runtime, bob)
    for person, rows in ((alice, rows_of_alice), (bob, rows_of_bob)):
        await lengthen(runtime, person, rows)
    keys = [
        await stored(runtime, rows, word_of(person)) for person, rows in ((alice, rows_of_alice), (bob, rows_of_bob))
    ]
    assert [len(await kept(runtime, word_of(person))) for person in (alice, bob)] == [6, 6]
    marks = marks_of(alice, rows_of_alice)
    tables = {name for name, entry in TABLES.items() if entry.retention not in LASTING} - {"erasures"}
    assert len(tables) >= 25
    assert tables <= await remaining(runtime, rows_of_bob)
    assert len(await outlived(runtime, NOW)) >= 30
    files = Files(runtime, marks, word_of(bob))
    await files.expect_all()
    with recorded() as lines:
        await live(runtime, watch, bob)
    assert [line for line in lines.getvalue().splitlines() if word_of(alice) in line or word_of(bob) in line] == []
    assert await where(runtime, marks) == {"erased_accounts"}
    assert [await kept(runtime, word_of(person)) for person in (alice, bob)] == [set(), keys[1]]
    assert tables & await remaining(runtime, rows_of_bob) == set()
    assert await outlived(runtime, watch.now) == set()
    async with runtime.database.sessions() as session:
        assert await session.get(User, bob.id) is not None
    await files.expect_nothing_of_alice_and_of_bob_what_lasts(tables)


async def live(runtime: Runtime, watch: Watch, bob: Person) -> None:
    for month in range(0, 38, 2):
        watch.now = BEGIN + timedelta(days=30 * month)
        async with runtime.database.sessions.begin() as session:
            await session.execute(update(User).where(User.id == bob.id).values(last_active_on=watch.now.date()))
        await do(runtime, *(item.job for item in SELDOM))
        await work_off(runtime)


class Files:
    """Of the database: where the words and ids of Alice are in them, and the words of Bob."""

    def __init__(self, runtime: Runtime, marks: list[str], bob: str) -> None:
        self._runtime = runtime
        self._alice = [marks[0].encode(), *(UUID(mark).bytes for mark in marks if len(mark) == 36)]
        self._bob = bob.encode()

    async def expect_all(self) -> None:
        """The search finds them in tables and indexes of each kind, and in the samples that the planner keeps."""
        await do(self._runtime, ClearRemains())
        before = await self._read()
        for marks in (self._alice[:1], self._alice[1:], [self._bob]):
            assert {"heap", "btree"} <= {place.kind for place in before.of(*marks)}
        by_words = before.of(self._alice[0])
        assert {place.kind for place in by_words} == {"heap", "toast", "btree", "gin"}
        assert {place.name for place in by_words if place.kind == "gin"} == WORD_INDEXES
        assert "pg_statistic" in {place.name for place in by_words}
        assert len(before.places) > 300

    async def expect_nothing_of_alice_and_of_bob_what_lasts(self, tables: set[str]) -> None:
        await do(self._runtime, ClearRemains())
        after = await self._read()
        assert {place.kind for place in self._left_of_alice(after)} == {"gin"}  # PostgreSQL drops none of their words
        await do(self._runtime, RenewWordIndexes())
        after = await self._read()
        assert self._left_of_alice(after) == set()
        of_bob = after.of(self._bob)
        assert {place for place in of_bob if place.table in tables} == set()
        assert {"heap", "toast", "btree", "gin"} <= {place.kind for place in of_bob}

    def _left_of_alice(self, files: Contents) -> set[Place]:
        return {place for place in files.of(*self._alice) if place.table != "erased_accounts"}  # it keeps her id

    async def _read(self) -> Contents:
        findings = await contents(self._runtime.settings.direct_url, [*self._alice, self._bob])
        assert findings.files > 500
        assert findings.size > 15_000_000
        return findings
