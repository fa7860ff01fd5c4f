"""What reached people from outside, and when by the clock of the simulation."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core.ports import OutgoingMail, Push
from benchmarks.year.clock import Clock
from tests.support.notifications import Phones


@dataclass
class Outbox:
    """A mail server that may be away."""

    clock: Clock
    away: bool = False
    sent: list[tuple[datetime, OutgoingMail]] = field(default_factory=list)

    async def send(self, mail: OutgoingMail) -> None:
        if self.away:
            raise ConnectionError("away")
        self.sent.append((self.clock.now, mail))

    def to(self, address: str, *, since: datetime, words: str = "") -> list[tuple[datetime, OutgoingMail]]:
        return [
            (at, one) for at, one in self.sent if at >= since and one.to == address and words in one.subject + one.text
        ]

    def last(self, address: str) -> OutgoingMail:
        return self.to(address, since=datetime.min.replace(tzinfo=self.clock.now.tzinfo))[-1][1]


class Bells(Phones):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.times: list[tuple[datetime, str, str]] = []

    async def send(self, push: Push) -> None:
        await super().send(push)
        endpoint, said = self.rang[-1]
        self.times.append((self._clock.now, endpoint, f"{said['title']}"))

    def count(self, endpoint: str, words: str, since: datetime) -> int:
        return sum(at >= since and rung == endpoint and words in title for at, rung, title in self.times)
