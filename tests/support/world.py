"""One PostgreSQL and one S3 for every process of the suite. Each of them works in databases of its own, copied from
one that was migrated once."""

import asyncio
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from pydantic import SecretStr

from app.adapters import postgres, schema, seaweed
from app.core.ids import uuid7
from app.core.settings import JobSettings, Settings
from app.main import create_app, open_runtime
from app.services.programmes import templates
from app.services.talents import frameworks
from tests.support.databases import create_database
from tests.support.people import Watch
from tests.support.spelling import watched

SECRET = SecretStr("for tests only " * 4)
MODEL = "model"


@contextmanager
def world() -> Iterator[Settings]:
    """Begin servers that are thrown away afterwards. Their settings name no database to work in."""
    with (
        TemporaryDirectory(prefix="daytripper-") as name,
        postgres.embedded(Path(name) / "postgres", durable=False) as url,
        seaweed.embedded(Path(name) / "seaweed") as s3,
    ):
        jobs = JobSettings(in_process=False, attempts=3, first_delay=60, heartbeat=5)
        settings = Settings(
            base_url="http://test", data_dir=Path(name), database_url=url, s3=s3, jobs=jobs, secret=SECRET
        )
        asyncio.run(_make_model(settings))
        yield settings


async def furnished(settings: Settings) -> Settings:
    """Create a database in which nobody lives yet."""
    url = await create_database(str(settings.database_url), f"of_{uuid7().hex}", MODEL)
    return settings.model_copy(update={"database_url": url})


@asynccontextmanager
async def app_apart(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    """Yield an application over a database of its own, for tests of what all have in common."""
    app = watched(create_app(await furnished(settings), clock=watch))
    async with app.router.lifespan_context(app):
        yield app


async def _make_model(settings: Settings) -> None:
    url = await create_database(str(settings.database_url), MODEL)
    await asyncio.to_thread(schema.migrate, url)
    async with open_runtime(settings.model_copy(update={"database_url": url})) as runtime:
        await frameworks.prepare(runtime)
        await templates.prepare(runtime)


def _keep(file: Path) -> None:
    """Run the servers until a signal. The file says where they are, or what went wrong."""
    try:
        with world() as settings:
            _write(file, settings)
            signal.pause()
    except Exception as error:  # noqa: BLE001  the processes that await them raise it
        _write(file, error)


def _write(file: Path, result: Settings | Exception) -> None:
    half = file.with_suffix(".half")
    half.write_bytes(pickle.dumps(result))
    half.rename(file)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
