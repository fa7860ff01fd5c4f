"""What most tests begin with. Whoever only hands out tests does without, and without importing the application."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core import passwords
from app.core.logs import configure
from app.core.settings import Settings
from app.core.uow import Runtime
from app.main import create_app
from tests.support.clocks import still_clocks
from tests.support.communities import grown_up
from tests.support.counsellors import counsellor
from tests.support.guardians import child
from tests.support.live import Live, serving
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, visit
from tests.support.servers import awaited, begun
from tests.support.spelling import FOUND, watched
from tests.support.world import furnished


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Yield settings with a real PostgreSQL and a real S3, thrown away afterwards."""
    configure(Settings())
    world_of_worker = getattr(request.config, "workerinput", {}).get("world")
    with ExitStack() as stack:
        servers = awaited(Path(world_of_worker) if world_of_worker else stack.enter_context(begun()))
        folder = stack.enter_context(TemporaryDirectory(prefix="daytripper-"))
        yield asyncio.run(furnished(servers)).model_copy(update={"data_dir": Path(folder), "app_url": "none"})


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="session", autouse=True)
def _hashing_is_cheap() -> Iterator[None]:
    """What a real hash costs stands in tests/core/test_passwords.py."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        patch.setattr(passwords, "hasher", lambda: cheap)
        yield


@pytest.fixture(autouse=True)
def _time_starts_anew(watch: Watch) -> None:
    watch.now = NOW


@pytest.fixture(autouse=True)
def _instants_are_spelled_alike() -> Iterator[None]:
    FOUND.clear()
    yield
    assert not FOUND, FOUND[:5]


@pytest.fixture(scope="session", autouse=True)
def _no_vote_ends_by_itself() -> Iterator[None]:
    """A test that closes a vote would find that the application is just closing it, a second after the last signal."""
    with still_clocks():
        yield


@pytest.fixture(scope="session")
async def app(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    app = watched(create_app(settings, clock=watch))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def runtime(app: FastAPI) -> AsyncIterator[Runtime]:
    runtime: Runtime = app.state.runtime
    yield runtime
    app.state.runtime = runtime  # a test may have put another one there


@pytest.fixture
async def guest(app: FastAPI, runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    async with visit(app) as client:
        yield client


@pytest.fixture
async def alice(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    """Yield a person old enough to publish."""
    person = await grown_up(app, "alice")
    yield person
    await person.client.aclose()


@pytest.fixture
async def bob(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    person = await sign_in(app, "bob", birth_year=ADULT)
    yield person
    await person.client.aclose()


@pytest.fixture
async def sami(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    """Yield a person of unknown age."""
    person = await sign_in(app, "sami")
    yield person
    await person.client.aclose()


@pytest.fixture
async def zoe(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    """Yield a person under 15."""
    person = await child(app)
    yield person
    await person.client.aclose()


@pytest.fixture(scope="session")
def live(settings: Settings) -> Iterator[Live]:
    with serving(settings) as live:
        yield live


@pytest.fixture
async def rose(app: FastAPI, runtime: Runtime, watch: Watch) -> AsyncIterator[Person]:
    """Yield a counsellor, who may ask for access."""
    person = await counsellor(app, watch)
    yield person
    await person.client.aclose()
