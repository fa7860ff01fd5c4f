"""The whole year: who lives in it, and what goes wrong with its servers and its clock."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.core.settings import Settings
from benchmarks.year import accesses, accounts, missions, rights, rooms
from benchmarks.year.cast import Cast, gathered
from benchmarks.year.leftovers import Leftovers
from benchmarks.year.promises import Promise
from benchmarks.year.year import ZONES, Year, year
from tests.support.missions import write

BEGIN, END = datetime(2026, 9, 1, 6, tzinfo=UTC), datetime(2027, 10, 1, 6, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STOPS = (datetime(2026, 11, 13, 9, 30, tzinfo=UTC), datetime(2027, 3, 5, 14, tzinfo=UTC))
STOPPED = 3 * DAY
AWAY, BACK = datetime(2027, 1, 20, 9, tzinfo=UTC), datetime(2027, 1, 20, 15, tzinfo=UTC)
AHEAD = datetime(2027, 5, 5, 10, tzinfo=UTC)
PUT_BACK = datetime(2027, 6, 16, 12, tzinfo=UTC)
READY = "/readyz"


@dataclass
class Outcome:
    promises: list[Promise]
    leftovers: Leftovers
    faults: list[str]
    moments: int
    jobs: Counter[str]
    length: timedelta

    @property
    def broken(self) -> list[str]:
        told = [str(promise) for promise in self.promises if promise.fault]
        left = [f"{many} left of {name}" for name, many in self.leftovers.found.items()]
        return [*told, *left, *self.faults]


async def live(
    settings: Settings, until: datetime, say: Callable[[str], None], zones: Mapping[str, str] = ZONES
) -> Outcome:
    leftovers, faults = Leftovers(), []
    async with year(settings, BEGIN) as run:
        casts = [await gathered(run, name, zone) for name, zone in zones.items()]
        for cast in casts:
            for part in (missions, accesses, accounts, rights, rooms):
                await part.plan(run, cast, END)
            await accesses.plan_counsellor(run, cast, END)
        _plan_faults(run, casts)
        day = BEGIN
        while day < until:
            day = min(day + 7 * DAY, until)
            await run.live(day)
            await leftovers.check(run)
            for item in run.ledger.newly_broken():
                say(f"BROKEN {item}")
            if day.day <= 7:
                say(f"{day:%d %B %Y}: {len(run.ledger.over)} promises, {run.slots} moments")
        faults += [f"held: {item}" for item in run.shift.held] + run.faults
        return Outcome(run.ledger.over, leftovers, faults, run.slots, run.shift.done, until - BEGIN)


def _plan_faults(run: Year, casts: list[Cast]) -> None:
    for moment in STOPS:
        run.at(moment, lambda: run.stop(STOPPED))
    run.at(AWAY, lambda: _mail_server(run, away=True))
    for cast in casts:
        run.at(AWAY + HOUR, lambda cast=cast: _mail_meanwhile(run, cast))
        run.at(PUT_BACK - MINUTE, lambda cast=cast: _before(run, cast))
    run.at(BACK, lambda: _mail_server(run, away=False))
    run.at(AHEAD, lambda: run.be_ahead(DAY, lambda: _meanwhile(run, casts)))
    run.at(AHEAD + 5 * MINUTE, lambda: _is_ready(run))
    run.at(PUT_BACK, lambda: _put_back(run, casts))


async def _mail_server(run: Year, *, away: bool) -> None:
    run.mails.away = away


async def _mail_meanwhile(run: Year, cast: Cast) -> None:
    await run.awake(cast.lead)
    await write(cast.lead, cast.community, title="Sans courrier", opens_at=run.now.isoformat())
    mails = run.mailed(cast.noe.email, run.now, "Sans courrier")
    run.expect("a mail that waited for the mail server comes", cast.name, BACK, mails, within=2 * MINUTE, once=True)


async def _meanwhile(run: Year, casts: list[Cast]) -> None:
    """While the clock is a day ahead: what is begun then comes when it was said."""
    right = run.now - DAY
    for cast in casts:
        await accesses.give_later(run, cast, right + 3 * DAY)
        opens = right + 2 * DAY
        await write(cast.lead, cast.community, title="En avance", opens_at=opens.isoformat())
        mails = run.mailed(cast.noe.email, right, "En avance")
        run.expect("a mission planned by a clock ahead opens on its day", cast.name, opens, mails, once=True)


async def _is_ready(run: Year) -> None:
    from app.services.operators import health  # noqa: PLC0415

    state = await health.schedules(run.runtime)
    if state != "ready":
        run.faults.append(f"/readyz says of schedules, five minutes after the clock was ahead: {state}")


async def _before(run: Year, cast: Cast) -> None:
    """A minute before the clock is put back, much is under way."""
    await accounts.mailed_code(run, cast)


async def _put_back(run: Year, casts: list[Cast]) -> None:
    await run.be_put_back(HOUR)
    for cast in casts:
        await accounts.mailed_code(run, cast, "a mailed code comes at once, the clock put back")
