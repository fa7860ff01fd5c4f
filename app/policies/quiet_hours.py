"""When a person wants to be left alone. By their own clocks, which skip an hour in spring and repeat one in autumn."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MORNING = time(8)  # when a digest is read


class Quiet(NamedTuple):
    """A person's time zone, and the hours in which nothing rings there, if there are any."""

    timezone: str
    start: time | None
    end: time | None

    def free_at(self, now: datetime) -> datetime:
        """Now, or when these quiet hours are over. An hour that comes twice is quiet both times."""
        if self.start is None or self.end is None or self.start == self.end:
            return now
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        for day in (today - DAY, today):
            last = day if self.start < self.end else day + DAY
            end = max(_readings(last, self.end, zone))
            if min(_readings(day, self.start, zone)) <= now < end:
                return end
        return now

    def next_morning(self, now: datetime, *, on_monday: bool = False) -> datetime:
        """The next one for a digest, after quiet hours that reach into it."""
        zone = ZoneInfo(self.timezone)
        day = now.astimezone(zone).date()
        if datetime.combine(day, MORNING, zone) <= now:
            day += DAY
        if on_monday:
            day += timedelta(days=-day.weekday() % 7)
        return self.free_at(datetime.combine(day, MORNING, zone).astimezone(UTC))


def _readings(day: date, hour: time, zone: ZoneInfo) -> list[datetime]:
    """The instants that a clock can mean by it."""
    return [datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
