"""A world to measure in: embedded PostgreSQL and S3, and many people who lived many things."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from app.adapters import postgres, schema, seaweed
from app.core.actor import SYSTEM, Actor
from app.core.db import NEW_ID_SQL
from app.core.security import Keys
from app.core.settings import S3Settings, Settings
from app.main import open_runtime
from app.services.communities import tree_counts
from app.services.missions import tallies
from tests.support.databases import create_database, drop_database

SECRET = "only for measuring " * 3
PEOPLE, EXPERIENCES = 2_000, 200_000
PORT = int(os.environ.get("BENCH_PORT", "18731"))  # and the one after it
HERE = Path(__file__).parent
UUIDV7 = f"""
do $do$ begin
  if to_regproc('pg_catalog.uuidv7') is null then
    create function public.uuidv7() returns uuid language sql as $$ select {NEW_ID_SQL} $$;
  end if;
end $do$
"""  # PostgreSQL has it since 18
NOWHERE = S3Settings.model_validate(
    {"endpoint_url": "http://127.0.0.1:9", "access_key_id": "none", "secret_access_key": "none"}
)


class World:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = str(settings.database_url)

    def sql(self, statement: str, *args: object) -> list[asyncpg.Record]:
        async def run() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.url)
            try:
                rows: list[asyncpg.Record] = await connection.fetch(statement, *args)
                return rows
            finally:
                await connection.close()

        return asyncio.run(run())

    def seed(self, first: int, last: int) -> None:
        """People `first`..`last`, 100 experiences each, with 2 media and 3 skills."""
        self.run("seed", first=first, last=last)

    def run(self, name: str, **numbers: int) -> None:
        """A script of this folder, with its `:name`s replaced."""
        script = HERE.joinpath(f"{name}.sql").read_text()
        for mark, number in numbers.items():
            script = script.replace(f":{mark}", str(number))

        async def run() -> None:
            connection = await asyncpg.connect(self.url)
            await connection.execute(script)
            await connection.close()

        asyncio.run(run())

    def count(self) -> str:
        """What a worker does each minute; rows of ours were made without triggers."""

        async def run() -> None:
            async with open_runtime(self.settings) as runtime, runtime.work(SYSTEM) as uow:
                while await tree_counts.count(uow) or await tallies.count(uow):
                    pass

        began = time.monotonic()
        asyncio.run(run())
        return f"trees of all communities, and answers, counted in {time.monotonic() - began:.1f} s"

    def token(self, number: int) -> str:
        """An access token of person `number`, whose session is `seed.sql`'s."""
        actor = Actor(self.person(number), UUID(_id("2", number)))
        return Keys(SECRET.encode()).access_token(actor, datetime.now(UTC))

    def person(self, number: int) -> UUID:
        return UUID(_id("1", number))

    def environment(self, port: int) -> dict[str, str]:
        s3 = self.settings.s3
        assert s3 is not None
        assert s3.secret_access_key is not None
        return os.environ | {
            "DAYTRIPPER_PORT": str(port),
            "DAYTRIPPER_DATABASE_URL": self.url,
            "DAYTRIPPER_DATA_DIR": str(self.settings.data_dir),
            "DAYTRIPPER_SECRET": SECRET,
            "DAYTRIPPER_JOBS_IN_PROCESS": "false",
            "DAYTRIPPER_S3_ENDPOINT_URL": str(s3.endpoint_url),
            "DAYTRIPPER_S3_BUCKET": s3.bucket,
            "DAYTRIPPER_S3_ACCESS_KEY_ID": str(s3.access_key_id),
            "DAYTRIPPER_S3_SECRET_ACCESS_KEY": s3.secret_access_key.get_secret_value(),
        }

    @contextmanager
    def serving(self, port: int, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """`python -m <command>` on this world, once it answers; ours when no command is given."""
        server = subprocess.Popen([sys.executable, "-m", *(command or ("app", "serve"))], env=self.environment(port))
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield server
        finally:
            server.terminate()
            server.wait(30)

    @contextmanager
    def working(self, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process beside the API."""
        environment = self.environment(PORT) | settings
        worker = subprocess.Popen([sys.executable, "-m", "app", "worker"], env=environment)
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(120)  # it finishes what it compares


def wait_for(url: str, seconds: float = 240) -> float:
    """Seconds until the first answer that is not an error."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return time.monotonic() - began
        except (OSError, urllib.error.URLError):
            time.sleep(0.02)
    raise TimeoutError(url)


def _id(kind: str, number: int) -> str:
    return f"{kind}0000000-0000-7000-8000-{number:012x}"


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """An embedded one; or a new one on the server of `BENCH_DATABASE_URL`, on this machine."""
    server = os.environ.get("BENCH_DATABASE_URL")
    if server is None:
        with postgres.embedded(folder) as url:
            yield url
        return
    asyncio.run(drop_database(server, "bench"))
    try:
        yield asyncio.run(create_database(server, "bench"))
    finally:
        asyncio.run(drop_database(server, "bench"))


@contextmanager
def world(*, storage: bool = True, migrated: bool = True) -> Iterator[World]:
    """Without storage where no bytes are written or read."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        _database(Path(folder) / "postgres") as url,
        seaweed.embedded(Path(folder) / "seaweed") if storage else nullcontext(NOWHERE) as s3,
    ):
        if migrated:
            schema.migrate(url)
        here = World(Settings(database_url=url, s3=s3, data_dir=Path(folder)))
        here.sql(UUIDV7)
        yield here
