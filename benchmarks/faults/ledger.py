"""What was asked, what was answered, and which promises that breaks."""

import asyncio
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field

NO_ANSWER = "no answer"
LATER = "503"
VERDICTS = ("lost", "doubled", "never acknowledged", "with other content")
SHOWN = 12  # of the broken promises of a part, the first ones


@dataclass(frozen=True, slots=True)
class Answer:
    began: float
    ended: float
    operation: str
    status: str

    @property
    def acknowledged(self) -> bool:
        return self.status.startswith("2")


@dataclass
class Ledger:
    """Of one part."""

    answers: list[Answer] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    crashes: int = 0
    acknowledged: int = 0  # writes
    verdicts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(VERDICTS, 0)))

    def note(self, operation: str, began: float, status: str) -> None:
        self.answers.append(Answer(began, time.monotonic(), operation, status))

    def promise(self, kept: object, otherwise: str) -> None:
        if not kept:
            self.break_promise(otherwise)

    def break_promise(self, what: str) -> None:
        self.broken.append(what)

    def between(self, operation: str, began: float, ended: float) -> list[Answer]:
        """Asked after the one and answered before the other."""
        return [
            answer
            for answer in self.answers
            if answer.operation == operation and began <= answer.began and answer.ended <= ended
        ]

    async def recover(self, since: float, operations: frozenset[str], within: float = 120) -> None:
        """Wait until something is done that was asked later, and note how long that took."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if (ended := self._done(since, operations)) is not None:
                self.recoveries.append(ended - since)
                return
            await asyncio.sleep(0.02)
        self.break_promise(f"nothing was done for {within:.0f} s after a fault was over")

    def _done(self, since: float, operations: frozenset[str]) -> float | None:
        later = (answer for answer in self.answers if answer.began >= since)
        return next((item.ended for item in later if item.acknowledged and item.operation in operations), None)

    def statuses(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for answer in self.answers:
            found.setdefault(answer.operation, Counter())[answer.status] += 1
        return found

    def rows(self) -> list[tuple[str, str]]:
        rows = [
            (name, ", ".join(f"{n} × {status}" for status, n in sorted(counted.items())))
            for name, counted in sorted(self.statuses().items())
        ]
        rows += self.facts.items()
        if self.recoveries:
            rows.append((f"recovery, {len(self.recoveries)} times", spread(self.recoveries)))
        return [*rows, ("promises broken", str(len(self.broken))), *(("", item) for item in self.broken[:SHOWN])]


def spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered):.2f} s, p95 {p95:.2f} s, most {ordered[-1]:.2f} s"
