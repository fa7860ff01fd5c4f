"""What was promised for which instant, and when it came."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

MINUTE = timedelta(minutes=1)
JUST_BEFORE = timedelta(seconds=1)
LOOKED_AGAIN = timedelta(hours=12)
Probe = Callable[[], Awaitable[int | bool]]


@dataclass
class Promise:
    """`probe`: how often it has come. `within`: how late it may be. `instead`: from then on something else came in its
    place, if no server ran until then. `once`: a second time would be one too many. `patience`: of quiet hours, when a
    stop ends in them."""

    what: str
    zone: str
    due: datetime
    probe: Probe
    within: timedelta = 2 * MINUTE
    instead: datetime | None = None
    once: bool = False
    patience: timedelta = timedelta(0)
    lost_ahead: bool = False  # a clock that is ahead may leave it out: by it, it is of no use any more
    looked: bool = False  # just before it was due
    tried: bool = False  # when it was due
    excused: str = ""
    came: datetime | None = None
    fault: str = ""

    @property
    def lateness(self) -> timedelta:
        assert self.came is not None
        return max(self.came - self.due, timedelta(0))

    def __str__(self) -> str:
        return f"{self.what} ({self.zone}, {self.due:%Y-%m-%d %H:%M} UTC): {self.fault}"


@dataclass
class Ledger:
    """Looks at each promise just before it is due, then until it has come, and later whether it came again."""

    open: list[Promise] = field(default_factory=list)
    over: list[Promise] = field(default_factory=list)
    stops: list[tuple[datetime, datetime]] = field(default_factory=list)
    ahead: list[tuple[datetime, datetime]] = field(default_factory=list)
    _told: int = 0

    def expect(self, what: str, zone: str, due: datetime, probe: Probe, **how: object) -> None:
        self.open.append(Promise(what, zone, due, probe, **how))

    def next_moment(self) -> datetime | None:
        return min((self._moment_of(item) for item in self.open), default=None)

    async def check(self, now: datetime) -> None:
        """Where something is still to come, at each moment of the simulation."""
        for item in [item for item in self.open if self._moment_of(item) <= now or (item.tried and not item.came)]:
            times = int(await item.probe())
            item.looked, item.tried = True, now >= item.due
            if item.came is not None:
                item.fault = "" if times == 1 else f"came {times} times"
            elif not item.tried:
                self._just_before(item, times)
            else:
                self._from_then_on(item, times, now)
            if (
                item.fault
                or item.excused == "instead"
                or (item.came and not (item.once and now < item.came + LOOKED_AGAIN))
            ):
                self.open.remove(item)
                self.over.append(item)

    def newly_broken(self) -> list[Promise]:
        """Since this was asked before."""
        since, self._told = self._told, len(self.over)
        return [item for item in self.over[since:] if item.fault]

    def _moment_of(self, one: Promise) -> datetime:
        """When it is to be looked at, whatever else happens."""
        if one.came is not None:
            return one.came + LOOKED_AGAIN
        if one.tried:
            return self._latest(one) + JUST_BEFORE
        return one.due if one.looked else one.due - JUST_BEFORE

    def _just_before(self, one: Promise, times: int) -> None:
        if not times:
            return
        if self._is_ahead(one.due):
            one.came, one.excused = one.due, "ahead"
        else:
            one.fault = "came too early"

    def _from_then_on(self, one: Promise, times: int, now: datetime) -> None:
        stop = self._stop_at(one.due)
        if times:
            one.came = now
            one.excused = "stop" if stop else ""
        if now > self._latest(one) and not times and one.lost_ahead and self._is_ahead(one.due):
            one.came, one.excused = one.due, "ahead"
        elif now > self._latest(one):
            one.fault = f"came {span(now - one.due)} late" if times else "did not come"
        elif not times and stop and one.instead is not None and one.instead <= stop[1]:
            one.excused = "instead"

    def _is_ahead(self, due: datetime) -> bool:
        return any(begin <= due <= end for begin, end in self.ahead)

    def _stop_at(self, due: datetime) -> tuple[datetime, datetime] | None:
        return next((stop for stop in self.stops if stop[0] <= due < stop[1]), None)

    def _latest(self, one: Promise) -> datetime:
        """A stop puts off what falls into it, and what was to be done within it."""
        latest = one.due + one.within
        for begin, end in self.stops:
            if begin <= latest and one.due < end:
                latest = max(latest, end + one.within + one.patience)
        return latest


def table(promises: Sequence[Promise]) -> list[tuple[str, ...]]:
    """One row for each kind of promise."""
    kinds: dict[str, list[Promise]] = {}
    for promise in promises:
        kinds.setdefault(promise.what, []).append(promise)
    rows = []
    for what, all_of_it in kinds.items():
        usual = [item.lateness for item in all_of_it if item.came and not item.excused and not item.fault]
        stopped = [item.lateness for item in all_of_it if item.came and item.excused == "stop"]
        rows.append(
            (
                what,
                " ".join(sorted({item.zone for item in all_of_it})),
                str(len(all_of_it)),
                f"{span(timedelta(seconds=median(item.total_seconds() for item in usual)))}" if usual else "–",
                span(max(usual)) if usual else "–",
                f"{len(stopped)} (≤ {span(max(stopped))})" if stopped else "–",
                str(sum(item.excused == "instead" for item in all_of_it) or "–"),
                str(sum(item.excused == "ahead" for item in all_of_it) or "–"),
                str(sum(bool(item.fault) for item in all_of_it)),
            )
        )
    return rows


def span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}" if seconds >= 10 * size else f"{seconds / size:.1f} {unit}"
    return f"{seconds} s"
