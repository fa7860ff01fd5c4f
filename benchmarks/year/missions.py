"""What a community asks of its members all year: series on the clock of the wall, dates, reminders, ends."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.models.missions import ARCHIVE_DELAY
from benchmarks.year.cast import Cast
from benchmarks.year.year import Year
from tests.support.missions import write

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OCCURRED = "select count(*) from missions where series_id = $1 and slot = $2 and state = 'open'"
TOLD = "select count(*) from notifications where user_id = $1 and type = $2 and subject_id = $3 and created_at >= $4"
IN_STATE = "select count(*) from missions where id = $1 and state = $2"
QUIET = timedelta(hours=11)
BEGIN_OF_SERIES = date(2026, 9, 7)  # a Monday


async def plan(year: Year, cast: Cast, until: datetime) -> None:
    await _weekly(year, cast, until)
    await _monthly(year, cast, until)
    for first in (date(2026, 10, 22), date(2027, 3, 25)):
        await _nightly(year, cast, first)
    for month in range(10, 22):
        day = date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 2)
        year.at(_wall(cast, day - DAY, time(15)), lambda day=day: _dated(year, cast, day))
        year.at(_wall(cast, day, time(14, 59)), lambda day=day: _late_evening(year, cast, day))


async def _weekly(year: Year, cast: Cast, until: datetime) -> None:
    slots = [_wall(cast, day, time(8)) for day in _days(BEGIN_OF_SERIES, 7, until)]
    series = await _series(cast, "Hebdo", slots[0], "FREQ=WEEKLY", due_at=(slots[0] + 2 * DAY).isoformat())
    for slot, following in _pairs(slots):
        year.expect(
            "a weekly mission opens at 8:00 on the wall",
            cast.name,
            slot,
            year.counting(OCCURRED, series, slot),
            once=True,
            instead=following,
        )
        rings = year.rung(cast.phone, slot - HOUR, "Hebdo")
        how = {"once": True, "instead": following, "patience": QUIET}
        year.expect("its push comes, after quiet hours", cast.name, slot, rings, **how)
        mails = year.mailed(cast.noe.email, slot - HOUR, "Hebdo")
        year.expect("its mail comes", cast.name, slot, mails, once=True, instead=following)


async def _monthly(year: Year, cast: Cast, until: datetime) -> None:
    """From the 31st: the last day of each month."""
    days = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(8, 24)]
    lasts = [day.replace(day=monthrange(day.year, day.month)[1]) for day in days if day >= date(2026, 10, 1)]
    slots = [slot for last in lasts if (slot := _wall(cast, last, time(18))) < until]
    series = await _series(cast, "Mensuel", slots[0], "FREQ=MONTHLY")
    for slot, following in _pairs(slots):
        probe = year.counting(OCCURRED, series, slot)
        year.expect(
            "a monthly mission of the 31st opens on the last day", cast.name, slot, probe, once=True, instead=following
        )


async def _nightly(year: Year, cast: Cast, first: date) -> None:
    """Seven nights at 2:30, over the change of the clock in Paris."""
    slots = [_wall(cast, first + n * DAY, time(2, 30)) for n in range(7)]
    series = await _series(cast, "Nuit", slots[0], "FREQ=DAILY;COUNT=7")
    for slot, following in _pairs(slots):
        probe = year.counting(OCCURRED, series, slot)
        year.expect("seven nights at 2:30, over a change of the clock", cast.name, slot, probe, instead=following)


async def _dated(year: Year, cast: Cast, day: date) -> None:
    """It opens, reminds twice, closes, and is put away."""
    await year.awake(cast.lead)
    opens, due, closes = (_wall(cast, day + n * DAY, time(12)) for n in (0, 3, 5))
    said = {"opens_at": opens.isoformat(), "due_at": due.isoformat(), "closes_at": closes.isoformat()}
    mission = (await write(cast.lead, cast.community, title="Une date", reminders=[1440, 60], **said))["id"]
    told = (TOLD, cast.mia.id)
    year.expect("a dated mission opens", cast.name, opens, year.counting(IN_STATE, mission, "open"))
    year.expect("who it is for is told", cast.name, opens, year.counting(*told, "mission", mission, opens - HOUR))
    for minutes in (1440, 60):
        moment = due - minutes * MINUTE
        mails = year.mailed(cast.noe.email, moment, "Une date")
        year.expect("a reminder comes before the end", cast.name, moment, mails, instead=due, lost_ahead=True)
    year.expect("it closes", cast.name, closes, year.counting(IN_STATE, mission, "closed"))
    away = year.counting(IN_STATE, mission, "archived")
    year.expect("it is put away 90 days later", cast.name, closes + ARCHIVE_DELAY, away, within=10 * MINUTE)


async def _late_evening(year: Year, cast: Cast, day: date) -> None:
    """Sent at 22:30: the phone of who wants quiet rings at 8:00, the mail of who does not comes at once."""
    await year.awake(cast.lead)
    opens, morning = _wall(cast, day, time(22, 30)), _wall(cast, day + DAY, time(8))
    await write(cast.lead, cast.community, title="Le soir", opens_at=opens.isoformat())
    rings = year.rung(cast.phone, opens, "Le soir")
    year.expect("what is sent at 22:30 rings at 8:00, after quiet hours", cast.name, morning, rings, once=True)
    mails = year.mailed(cast.noe.email, opens, "Le soir")
    year.expect("without quiet hours its mail comes at once", cast.name, opens, mails, once=True)


async def _series(cast: Cast, title: str, first: datetime, rule: str, **given: object) -> str:
    said = {"title": title, "opens_at": first.isoformat(), "recurrence": rule} | given
    return str((await write(cast.lead, cast.community, **said))["id"])


def _wall(cast: Cast, day: date, hour: time) -> datetime:
    """An hour that the clock leaves out is the one after it; of one that comes twice, it is the first."""
    return datetime.combine(day, hour, ZoneInfo(cast.zone)).astimezone(UTC)


def _days(first: date, step: int, until: datetime) -> Iterator[date]:
    day = first
    while datetime.combine(day, time(23), UTC) < until:
        yield day
        day += step * DAY


def _pairs(slots: Iterable[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Each with the one that comes after it."""
    known = list(slots)
    return zip(known, [*known[1:], known[-1] + 400 * DAY], strict=True)
