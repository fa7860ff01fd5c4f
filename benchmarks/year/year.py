"""Time passes from one instant to the next in which something happens: what people do, what is promised, what comes by
itself."""

import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import asyncpg
from fastapi import FastAPI
from pydantic import SecretStr

from app.adapters import postgres, schema
from app.core.settings import JobSettings, Settings
from app.core.uow import Runtime
from app.main import create_app
from app.services.talents import frameworks
from benchmarks.world import NOWHERE
from benchmarks.year.clock import Clock
from benchmarks.year.outbox import Bells, Outbox
from benchmarks.year.promises import Ledger, Probe
from benchmarks.year.worker import Shift
from tests.support.clocks import still_clocks
from tests.support.people import Person, sign_in
from tests.support.storage import MemoryStore
from tests.support.uploads import renew

SECRET = SecretStr("only for a year " * 4)
Deed = Callable[[], Awaitable[object]]
ZONES = {"Paris": "Europe/Paris", "Martinique": "America/Martinique", "Nouméa": "Pacific/Noumea"}
GOOD_FOR = timedelta(minutes=8)  # of an access token
SECOND = timedelta(seconds=1)


@dataclass
class Year:
    app: FastAPI
    runtime: Runtime
    clock: Clock
    shift: Shift
    ledger: Ledger
    mails: Outbox
    bells: Bells
    slots: int = 0
    faults: list[str] = field(default_factory=list)
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _renewed: dict[str, datetime] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def at(self, moment: datetime, deed: Deed) -> None:
        """Somebody does something then; if no server runs then, as soon as one does."""
        heapq.heappush(self._deeds, (moment, next(self._numbers), deed))

    def expect(self, what: str, zone: str, due: datetime, probe: Probe, **how: object) -> None:
        self.ledger.expect(what, zone, due, probe, **how)

    async def rows(self, query: str, *given: object) -> list[asyncpg.Record]:
        return await self.runtime.database.reads.fetch(query, *given)

    async def count(self, query: str, *given: object) -> int:
        return int((await self.rows(query, *given))[0][0])

    def counting(self, query: str, *given: object) -> Probe:
        return lambda: self.count(query, *given)

    def mailed(self, address: str, since: datetime, words: str = "") -> Probe:
        async def probe() -> int:
            return len(self.mails.to(address, since=since, words=words))

        return probe

    def rung(self, phone: str, since: datetime, words: str) -> Probe:
        async def probe() -> int:
            return self.bells.count(phone, words, since)

        return probe

    async def newcomer(self, name: str, zone: str, **said: object) -> Person:
        person = await sign_in(self.app, name)
        self._renewed[str(person.id)] = self.now
        about = {"display_name": name.capitalize(), "timezone": zone} | said
        await person.ask("PATCH", "/v1/me", 200, json=about)
        return person

    async def awake(self, *people: Person) -> None:
        """They take up their phones, whose access tokens may be old."""
        for person in people:
            if abs(self.now - self._renewed.get(str(person.id), self.now - 2 * GOOD_FOR)) > GOOD_FOR:
                await renew(person)
                self._renewed[str(person.id)] = self.now

    async def live(self, until: datetime) -> None:
        while (moment := await self._next_moment()) < until:
            await self.clock.set(max(moment, self.now))
            while self._deeds and self._deeds[0][0] <= self.now:
                self.shift.something_happened()
                await heapq.heappop(self._deeds)[2]()
            await self.shift.work()
            await self.ledger.check(self.now)
            self.slots += 1
        await self.clock.set(until)

    async def stop(self, length: timedelta) -> None:
        """No server, no worker."""
        begin, end = self.now, self.now + length
        self.ledger.stops.append((begin, end))
        await self.clock.set(end)
        await self.shift.work(whole=True)

    async def be_ahead(self, length: timedelta, meanwhile: Deed) -> None:
        """For a minute; a worker runs, and people do something."""
        right = self.now
        self.ledger.ahead.append((right, right + length + timedelta(hours=1)))
        await self.clock.set(right + length)
        await self.shift.work(whole=True)
        await meanwhile()
        await self.clock.set(right + length + timedelta(minutes=1))
        await self.shift.work(whole=True)
        await self._put_to(right + timedelta(minutes=1))

    async def be_put_back(self, length: timedelta) -> None:
        await self._put_to(self.now - length)

    async def _put_to(self, moment: datetime) -> None:
        """A worker looks at once: what it finds planned too late it plans anew, and comes at the next slot."""
        await self.clock.set(moment)
        self._renewed.clear()
        self.shift.put_back()
        await self.shift.work(whole=True)
        self.shift.put_back()

    async def _next_moment(self) -> datetime:
        moments = [await self.shift.next_moment(), self.ledger.next_moment()]
        if self._deeds:
            moments.append(self._deeds[0][0])
        return min(moment for moment in moments if moment is not None)


@asynccontextmanager
async def year(settings: Settings, begin: datetime) -> AsyncIterator[Year]:
    """In an empty database that is migrated, and becomes the simulation's."""
    async with AsyncExitStack() as stack:
        control = await asyncpg.connect(str(settings.database_url))
        stack.push_async_callback(control.close)
        clock = Clock(begin, control)
        await clock.install()
        stack.enter_context(still_clocks())  # theirs runs in real time: votes would go on for what it did not hear
        app = create_app(settings, clock=clock)
        await stack.enter_async_context(app.router.lifespan_context(app))
        mails, bells = Outbox(clock), Bells(clock)
        await frameworks.prepare(app.state.runtime)
        runtime = replace(app.state.runtime, mailer=mails, pusher=bells, objects=MemoryStore())
        app.state.runtime = runtime
        shift = Shift(runtime, control, clock)
        await shift.begin()
        yield Year(app, runtime, clock, shift, Ledger(), mails, bells)


@contextmanager
def world() -> Iterator[Settings]:
    """Thrown away afterwards; no bytes are kept but in memory."""
    jobs = JobSettings(in_process=False, attempts=3, first_delay=60, heartbeat=30)
    with (
        TemporaryDirectory(prefix="year-") as name,
        postgres.embedded(Path(name) / "postgres", durable=False) as url,
    ):
        schema.migrate(url)
        yield Settings(
            base_url="http://test", data_dir=Path(name), database_url=url, s3=NOWHERE, jobs=jobs, secret=SECRET
        )


def local(zone: str, *numbers: int, fold: int = 0) -> datetime:
    """What a clock on the wall shows there, in UTC."""
    return datetime(*numbers, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(UTC)
