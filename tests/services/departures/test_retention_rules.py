"""Each time that the data map promises is kept, by a job that comes by itself, or lasts until somebody acts.

For each of them a row that is over, and one that is a day younger: the question finds the one, and the job ends it.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from sqlalchemy import Date, DateTime, Table, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.settings import Settings
from app.core.uow import Runtime
from app.policies.data_map import TABLES, Retention
from app.tasks import HANDLERS, SCHEDULE
from tests.support.canaries import plant
from tests.support.people import NOW, Watch, sign_in, work_off
from tests.support.terms import ACTS, TERMS, Term, Value, outlived
from tests.support.world import app_apart

OFF = text("set local session_replication_role = replica")  # rows are put there that nobody could make now
ROOMS = [table.name for table in reversed(Base.metadata.sorted_tables)]  # what refers to others comes first
LAST = ["erasures", "users"]  # with them the rest goes
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
IN_ORDER = sorted(TERMS, key=lambda term: (term.table in LAST, ROOMS.index(term.table)))
Rows = Mapping[str, dict[str, Any]]


class Probes(NamedTuple):
    runtime: Runtime
    old: Rows
    young: Rows


@pytest.fixture(scope="module")
async def world(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    async with app_apart(settings, watch) as app:
        yield app


@pytest.fixture(scope="module")
async def probes(world: FastAPI) -> Probes:
    """Two people with a row in each table, of which nothing is over."""
    runtime: Runtime = world.state.runtime
    people = [await sign_in(world, name) for name in ("old", "young")]
    async with runtime.database.sessions.begin() as session:
        await session.execute(OFF)
        rows = [
            await plant(session, person.id, f"{name}{person.id.hex}") for person, name in zip(people, "oy", strict=True)
        ]
        for name in {term.table for term in TERMS} - {"users"}:
            table = Base.metadata.tables[name]
            dates = {item.name: NOW + A_DAY for item in table.c if isinstance(item.type, DateTime)}
            days = {item.name: NOW.date() + A_DAY for item in table.c if isinstance(item.type, Date)}
            await session.execute(update(table).values(dates | days))
    return Probes(runtime, *rows)


COUNTED = {"tally_shares", "tally_changes"}  # a trigger notes that a response went; `CountResponses` then deletes them


def test_each_time_is_kept_by_a_job_on_the_schedule_or_by_an_act() -> None:
    """And each table whose rows end has a question of its own, or goes with rows that have one."""
    of_time = {term.retention for term in TERMS}
    assert of_time | set(ACTS) == set(Retention) == {entry.retention for entry in TABLES.values()}
    assert of_time.isdisjoint(ACTS)
    assert (len(of_time), len(ACTS), len(TERMS)) == (38, 5, 59)
    jobs = {kind for term in TERMS for kind in term.jobs}
    assert jobs <= set(HANDLERS)
    assert jobs <= {type(item.job) for item in SCHEDULE}
    assert len(jobs) == 20
    asked = {term.table: term.retention for term in TERMS}
    others = {name for name, entry in TABLES.items() if entry.retention in of_time} - set(asked) - COUNTED
    assert {
        name for name in others if not _goes_with(Base.metadata.tables[name], TABLES[name].retention, asked)
    } == set()


def _goes_with(table: Table, retention: Retention, asked: Mapping[str, Retention]) -> bool:
    parents = [
        key.column.table for key in table.foreign_keys if key.ondelete == "CASCADE" and key.column.table is not table
    ]
    return any(asked.get(item.name) is retention or _goes_with(item, retention, asked) for item in parents)


@pytest.mark.parametrize("term", IN_ORDER, ids=lambda term: term.column)
async def test_what_is_to_be_forgotten_is_forgotten(term: Term, probes: Probes) -> None:
    """And nothing a day before, nor by another question."""
    runtime, over = probes.runtime, NOW - term.life - A_MINUTE
    async with runtime.database.sessions.begin() as session:
        await session.execute(OFF)
        tables = (term.table, *term.without, "erased_accounts", *([term.beside.table] if term.beside else []))
        for name in tables:
            await session.execute(text(f"delete from {name}"))  # noqa: S608  our own words
        await _put(session, term, probes.young, probes.young, over + A_DAY)
    before = await outlived(runtime, NOW)
    async with runtime.database.sessions.begin() as session:
        await session.execute(OFF)
        key = await _put(session, term, probes.old, probes.young, over)
    assert await outlived(runtime, NOW) - before == {term.column} | term.also
    for kind in term.jobs:
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[kind](uow, kind())
        await work_off(runtime)
    assert await outlived(runtime, NOW) == before == set()
    async with runtime.database.sessions() as session:
        table = Base.metadata.tables[term.table]
        rows = (await session.execute(select(table))).mappings().all()
        younger = [row for row in rows if any(row[name] != value for name, value in key.items())]
        assert len(younger) == 1
        assert await outlived(runtime, NOW + A_DAY) >= {term.column}


async def _put(session: AsyncSession, term: Term, rows: Rows, others: Rows, since: datetime) -> dict[str, Any]:
    """Return the key of the row."""
    beside, series = term.beside, {"missions": {"series_id": others["missions"]["id"]}}
    values = rows[term.table] | series.get(term.table, {})
    if beside is None:
        values |= {term.instant: since}
    else:
        values_beside = rows[beside.table] | series.get(beside.table, {}) | _said(beside.values, since)
        values_beside |= {name: values[column] for name, column in beside.key.items()}
        await _insert(session, beside.table, values_beside | {beside.clock: since})
    return await _insert(session, term.table, values | _said(term.over, since))


def _said(values: Mapping[str, Value], since: datetime) -> dict[str, Any]:
    return {name: value(since) if callable(value) else value for name, value in values.items()}


async def _insert(session: AsyncSession, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    table = Base.metadata.tables[name]
    own = {
        column.name: values[column.name].date()
        if isinstance(column.type, Date) and isinstance(values[column.name], datetime)
        else values[column.name]
        for column in table.c
        if column.name in values and column.computed is None and column.identity is None
    }
    row = (await session.execute(insert(table).values(own).returning(*table.c))).mappings().one()
    return {column.name: row[column.name] for column in table.primary_key}
