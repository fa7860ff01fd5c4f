"""The time of a simulated world: what Python's clock says there, and what `now()` says in its database."""

from datetime import datetime, timedelta

import asyncpg

from tests.support.people import Watch

LEEWAY = timedelta(milliseconds=1)
SIMULATED = """
create schema simulated;
create table simulated.clock (at timestamptz not null);
create function simulated.now() returns timestamptz stable language sql as 'select at from simulated.clock';
"""
# `now()` is PostgreSQL's own wherever it was written into a table before.
DEFAULTS = """
select format('alter table %s alter column %I set default now()', attrelid::regclass, attname) as again
from pg_attrdef join pg_attribute on attrelid = adrelid and attnum = adnum
where pg_get_expr(adbin, adrelid) ilike '%now()%'
"""


class Clock(Watch):
    """Moves both. The application's connections must be made after `install`."""

    def __init__(self, now: datetime, connection: asyncpg.Connection) -> None:
        self.now = now
        self._connection = connection

    async def install(self) -> None:
        await self._connection.execute(SIMULATED)
        await self._connection.execute("insert into simulated.clock values ($1)", self.now)
        name = await self._connection.fetchval("select current_database()")
        await self._connection.execute(f'alter database "{name}" set search_path = simulated, pg_catalog, public')
        await self._connection.execute("set search_path = simulated, pg_catalog, public")
        for row in await self._connection.fetch(DEFAULTS):
            await self._connection.execute(row["again"])

    async def set(self, moment: datetime) -> None:
        self.now = moment
        await self._connection.execute("update simulated.clock set at = $1", moment)

    async def nudge(self) -> None:
        """What was enqueued at this instant is due."""
        await self.set(self.now + LEEWAY)
