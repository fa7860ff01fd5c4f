import asyncio
import gc
import signal
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import hypothesis
import pytest
import uvloop
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core import passwords
from app.core.logs import configure
from app.core.settings import Settings
from app.core.uow import Runtime
from app.main import create_app
from tests.belonging import grown_up
from tests.counselling import counsellor
from tests.factories import NOW, Person, Watch, sign_in, visit
from tests.live import Live, serving
from tests.world import awaited, begun, furnished, world

WORLD = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs us in the background has us ignore Ctrl-C, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # from 3.12 on, while others run loops
        uvloop.install()  # as the server does
    gc.set_threshold(50_000, 20, 100)  # there is little garbage among much that stays
    hypothesis.settings.register_profile("patient", deadline=None)  # other tests run beside it
    hypothesis.settings.load_profile("patient")
    config.addinivalue_line("markers", "begun_first: takes long; what is begun last should be short")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("begun_first") is None)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Whoever hands out the tests starts the servers, once, for all who run them."""
    config = node.config
    if WORLD not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        config.stash[WORLD] = str(stack.enter_context(begun()))
    node.workerinput["world"] = config.stash[WORLD]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-browser", action="store_true", help="fail where Chromium or Node is missing")
    parser.addoption("--whole-corpus", action="store_true", help="send all that nobody should send, everywhere")


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A real PostgreSQL and a real S3, thrown away afterwards."""
    configure(Settings())
    shared = getattr(request.config, "workerinput", {}).get("world")
    with ExitStack() as stack:
        servers = awaited(Path(shared)) if shared else stack.enter_context(world())
        folder = stack.enter_context(TemporaryDirectory(prefix="daytripper-"))
        yield asyncio.run(furnished(servers)).model_copy(update={"data_dir": Path(folder)})


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


@pytest.fixture(scope="session")
async def app(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    app = create_app(settings, clock=watch)
    async with app.router.lifespan_context(app):
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
    person = await grown_up(app, "alice")
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
