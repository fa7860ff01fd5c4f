"""Three years of a service: nothing is older than what was promised, in any table or in storage."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Date, DateTime, delete, select, text, update

from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.ids import uuid7
from app.core.ports import ObjectNotFound
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.models.users import User
from app.policies.data_map import TABLES, Retention
from app.tasks import HANDLERS, SCHEDULE
from tests.api.test_erasures import marks_of, store, where, word_of
from tests.support.canaries import plant
from tests.support.people import NOW, Person, Watch, sign_in, work_off

R = Retention
BEGIN = NOW - timedelta(days=3 * 365 + 1)
OFF = text("set local session_replication_role = replica")  # what PostgreSQL keeps is put back in time, too
SELDOM = [item for item in SCHEDULE if item.cron != "* * * * *"]
# Kept by somebody who uses their account: as long as they like, or until an act of theirs.
LASTING = {R.ACCOUNT, R.DELETION, R.OWN_WORD, R.SHOWN, R.LAST_MEMBER, R.MISSIONS, R.ANSWERS, R.ALWAYS, R.RECOGNITION}
# Of these a row is over only in one of its states, which has a test of its own in `test_retention_rules.py`.
OVER: Mapping[str, Mapping[str, Any]] = {
    "consents": {"withdrawn_at": BEGIN},
    "memberships": {"barred_at": None, "state": "left"},
    "guardianships": {"state": "ended"},
    "grant_requests": {"state": "refused"},
    "changes": {"deleted": True},
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
            table = Base.metadata.tables[name]
            key = [column == row[column.name] for column in table.primary_key]
            if (await session.execute(select(table).where(*key))).first() is not None:
                names.add(name)
    return names


async def test_after_three_years_nothing_is_older_than_promised(
    app: FastAPI, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """Alice never comes back; Bob does, every other month."""
    alice = await sign_in(app, email=f"canari{uuid7().hex[-10:]}@example.org")
    rows_of_alice, rows_of_bob = await grown(runtime, alice), await grown(runtime, bob)
    async with runtime.database.sessions.begin() as session:
        rest = User.id.not_in([alice.id, bob.id])
        await session.execute(update(User).where(rest).values(last_active_on=date(2099, 1, 1)))
    keys = await store(runtime, rows_of_alice, word_of(alice))
    marks = marks_of(alice, rows_of_alice)
    tables = {name for name, entry in TABLES.items() if entry.retention not in LASTING}
    assert len(tables) >= 25
    tables -= {"erasures"}
    assert tables <= await remaining(runtime, rows_of_bob)
    for month in range(0, 38, 2):
        watch.now = BEGIN + timedelta(days=30 * month)
        async with runtime.database.sessions.begin() as session:
            await session.execute(update(User).where(User.id == bob.id).values(last_active_on=watch.now.date()))
        for item in SELDOM:
            async with runtime.work(SYSTEM) as uow:
                await HANDLERS[type(item.job)](uow, item.job)
        await work_off(runtime)
    assert await where(runtime, marks) == {"erased_accounts"}
    for key in keys:
        with pytest.raises(ObjectNotFound):
            await runtime.objects.head(key)
    assert tables & await remaining(runtime, rows_of_bob) == set()
    async with runtime.database.sessions() as session:
        assert await session.get(User, bob.id) is not None
