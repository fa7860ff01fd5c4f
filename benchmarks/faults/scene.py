"""The world that faults happen in: its processes, and its people with their phones."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from app.core.actor import ANONYMOUS
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.main import open_runtime
from app.services.accounts import sessions
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.phones import Phone
from benchmarks.faults.processes import Ours, Theirs
from benchmarks.world import SECRET, World, wait_for

PORT = 18_741
AUDIT_SECONDS = 45
URL = f"http://127.0.0.1:{PORT}"
# Short, so that the jobs of a killed worker are taken over within the minutes there are; parts small, to have many.
QUICKER = {"DAYTRIPPER_JOBS_HEARTBEAT": "4", "DAYTRIPPER_UPLOADS_PART": str(5 * 1024**2)}


@dataclass(frozen=True)
class Person:
    token: str
    phone: Phone
    url: str = URL


@dataclass
class Scene:
    """`rng` decides what happens when; `quick` is a third of it."""

    world: World
    postgres: Theirs
    storage: Theirs
    ledger: Ledger
    rng: random.Random
    quick: bool
    deadline: float

    def times(self, many: int, quickly: int) -> Iterator[int]:
        """So often, unless this machine is too slow today: there has to be time to look at what came of it."""
        for number in range(quickly if self.quick else many):
            if time.monotonic() > self.deadline - AUDIT_SECONDS:
                return
            yield number

    @property
    def folder(self) -> Path:
        return self.world.settings.data_dir

    def api(self) -> Ours:
        return Ours("serve", self.world.environment(PORT) | QUICKER, self.folder / "api.log")

    def worker(self, **more: str) -> Ours:
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        environment = self.world.environment(PORT) | QUICKER | {"TMPDIR": str(scratch)} | more
        return Ours("worker", environment, self.folder / "worker.log")

    @asynccontextmanager
    async def people(self, many: int) -> AsyncIterator[list[Person]]:
        tokens = await self._sign_in(many)
        people = [Person(token, Phone(URL, token, self.ledger, random.Random(self.rng.random()))) for token in tokens]
        try:
            yield people
        finally:
            for person in people:
                await person.phone.close()

    @asynccontextmanager
    async def living(self, people: list[Person], doings: dict[str, int]) -> AsyncIterator[None]:
        """They live while the block lasts; at its end each finishes what is under way."""
        over = asyncio.Event()
        lives = [asyncio.create_task(person.phone.live(over, doings)) for person in people]
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(*lives)

    async def _sign_in(self, many: int) -> list[str]:
        settings = self.world.settings.model_copy(update={"secret": SecretStr(SECRET)})
        tokens = []
        async with open_runtime(settings) as runtime:
            for _ in range(many):
                async with runtime.work(ANONYMOUS) as uow:
                    opened = await sessions.open_for(uow, f"{uuid7()}@example.org", Locale.FR, "phone")
                    tokens.append(opened.access_token)
        return tokens


async def ready() -> float:
    """Return the seconds until the API answers at all. A slow start is no broken promise."""
    return await asyncio.to_thread(wait_for, f"{URL}/healthz")


async def all_reachable(seconds: float = 240) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(int(seconds * 4)):
            try:
                if (await client.get(f"{URL}/readyz")).status_code == 200:
                    return True
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.25)
    return False
