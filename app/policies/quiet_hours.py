"""A person's quiet hours, by local clocks, which skip an hour in spring and repeat an hour in autumn."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MORNING = time(8)  # when digests are sent


class Quiet(NamedTuple):
    """A person's time zone and quiet hours, if any."""

    timezone: str
    start: time | None
    end: time | None

    def free_at(self, now: datetime) -> datetime:
        """Return now, or the end of the current quiet hours. A repeated hour is quiet both times."""
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
        """Return the next time for a digest, after quiet hours that overlap it."""
        zone = ZoneInfo(self.timezone)
        day = now.astimezone(zone).date()
        if datetime.combine(day, MORNING, zone) <= now:
            day += DAY
        if on_monday:
            day += timedelta(days=-day.weekday() % 7)
        return self.free_at(datetime.combine(day, MORNING, zone).astimezone(UTC))


def _readings(day: date, hour: time, zone: ZoneInfo) -> list[datetime]:
    """Return the instants that a clock reading can mean."""
    return [datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
