import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.adapters import postgres, seaweed
from app.core.logs import configure
from app.core.settings import JobSettings, Settings
from app.core.uow import Runtime
from app.main import create_app
from app.services import frameworks
from tests.counselling import counsellor
from tests.factories import ADULT, NOW, Person, Watch, sign_in, visit
from tests.live import Live, serving

SECRET = SecretStr("for tests only " * 4)


def pytest_configure() -> None:
    # A shell that runs us in the background has us ignore Ctrl-C, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-browser", action="store_true", help="fail where Chromium or Node is missing")


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """A real PostgreSQL and a real S3, thrown away afterwards."""
    configure(Settings())
    with (
        TemporaryDirectory(prefix="daytripper-") as name,
        postgres.embedded(Path(name) / "postgres", durable=False) as url,
        seaweed.embedded(Path(name) / "seaweed") as s3,
    ):
        postgres.migrate(url)
        jobs = JobSettings(in_process=False, attempts=3, first_delay=60, heartbeat=5)
        yield Settings(base_url="http://test", data_dir=Path(name), database_url=url, s3=s3, jobs=jobs, secret=SECRET)


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(autouse=True)
def _time_starts_anew(watch: Watch) -> None:
    watch.now = NOW


@pytest.fixture(scope="session")
async def app(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    app = create_app(settings, clock=watch)
    async with app.router.lifespan_context(app):
        await frameworks.prepare(app.state.runtime)
        yield app


@pytest.fixture
async def runtime(app: FastAPI) -> AsyncIterator[Runtime]:
    runtime: Runtime = app.state.runtime
    yield runtime
    app.state.runtime = runtime  # a test may have put another one there


@pytest.fixture
async def nobody(app: FastAPI, runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    async with visit(app) as client:
        yield client


@pytest.fixture
async def alice(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    """Old enough to publish."""
    person = await sign_in(app, "alice")
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "display_name": "Alice"})
    yield person
    await person.client.aclose()


@pytest.fixture
async def bob(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    person = await sign_in(app, "bob")
    yield person
    await person.client.aclose()


@pytest.fixture(scope="session")
def live(settings: Settings) -> Iterator[Live]:
    with serving(settings) as live:
        yield live


@pytest.fixture
async def rose(app: FastAPI, runtime: Runtime, watch: Watch) -> AsyncIterator[Person]:
    """She accompanies others, and may ask for access."""
    person = await counsellor(app, watch)
    yield person
    await person.client.aclose()
