"""The pooler of docs/pgbouncer.ini, as it is shipped but for its addresses, between the application and PostgreSQL."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from app.adapters.database_checks import SettingsLost, expect_settings
from app.adapters.postgres import SYSTEM_USER
from app.core.ids import uuid7
from app.core.settings import Settings
from app.main import create_app
from tests.support.people import Person, Watch, capture, sign_in
from tests.support.world import furnished

pytestmark = pytest.mark.slow

CONFIGURATION = Path("docs/pgbouncer.ini").read_text()
MODES = ("transaction", "session")
WITHIN = 10  # seconds
CUT = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


@pytest.fixture(scope="module")
def pgbouncer(request: pytest.FixtureRequest) -> str:
    """Its program. Skips loudly where there is none; CI passes --require-browser and fails."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)("no PgBouncer")
    return program


@pytest.fixture
async def home(settings: Settings) -> Settings:
    return await furnished(settings)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pooling(program: str, home: Settings, folder: Path, mode: str, configuration: str = CONFIGURATION) -> Iterator[str]:
    """The address of the database through the pooler."""
    address, port = urlsplit(str(home.database_url)), free_port()
    [sockets] = parse_qs(address.query)["host"]
    folder.chmod(0o755)
    (folder / "userlist.txt").write_text('"postgres" ""\n')
    for old, new in {
        "host=postgres port=5432 dbname=daytripper": f"host={sockets} dbname={address.path[1:]} user=postgres",
        "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1\nunix_socket_dir =",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = trust",
        "/etc/pgbouncer/userlist.txt": str(folder / "userlist.txt"),
        "pool_mode = transaction": f"pool_mode = {mode}",
    }.items():
        assert old in configuration
        configuration = configuration.replace(old, new)
    (folder / "pgbouncer.ini").write_text(configuration)
    user = ["-u", SYSTEM_USER] if os.geteuid() == 0 else []
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, *user, folder / "pgbouncer.ini"], stderr=log)
        try:
            wait_for(port)
            yield f"postgresql://postgres@127.0.0.1:{port}/daytripper?sslmode=prefer&connect_timeout=3&application_name=t"
        finally:
            process.terminate()
            process.wait(WITHIN)


def wait_for(port: int) -> None:
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError


@pytest.mark.parametrize("mode", MODES)
async def test_all_of_it_works_behind_the_pooler(
    pgbouncer: str, home: Settings, tmp_path: Path, mode: str, watch: Watch
) -> None:
    """Captures, reads, a job; and once more after all connections to the database were cut."""
    with pooling(pgbouncer, home, tmp_path, mode) as url:
        await expect_settings(url)
        jobs = home.jobs.model_copy(update={"in_process": True})
        addresses = {"database_url": url, "database_direct_url": home.database_url, "data_dir": tmp_path}
        settings_of_pooler = home.model_copy(update=addresses | {"jobs": jobs})
        app = create_app(settings_of_pooler, clock=watch)
        async with app.router.lifespan_context(app):
            runtime = app.state.runtime
            person = await sign_in(app, "bob")
            for _ in range(2):
                await asyncio.gather(*(capture(person) for _ in range(30)))
                await see_a_job_done(person, tmp_path)
                page = await person.ask("GET", "/v1/experiences?limit=100", 200)
                assert len(page["items"]) % 30 == 0
                with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
                    await runtime.database.reads.fetch("delete from limits")
                await cut_all(str(home.database_url))
            assert len(page["items"]) == 60


async def see_a_job_done(person: Person, folder: Path) -> None:
    mails_before = mails_in(folder)
    await person.ask("POST", "/v1/sessions/codes", 202, json={"email": f"{uuid7()}@example.org"})
    async with asyncio.timeout(WITHIN):
        while mails_in(folder) == mails_before:
            await asyncio.sleep(0.05)


async def cut_all(url: str) -> None:
    """End every connection to that database, as a restart does."""
    connection = await asyncpg.connect(url)
    await connection.fetch(CUT)
    await connection.close()
    await asyncio.sleep(1.5)


def mails_in(folder: Path) -> int:
    return len(list((folder / "mail").glob("*.eml")))


@pytest.mark.parametrize(
    ("missing", "lost"),
    [
        (r" connect_query=.*", "statement_timeout"),
        (r"; set jit = off", "jit"),
        (r"track_extra_parameters.*", "default_transaction_read_only"),
    ],
)
async def test_a_pooler_that_loses_settings_is_refused(
    pgbouncer: str, home: Settings, tmp_path: Path, missing: str, lost: str
) -> None:
    configuration = re.sub(missing, "", CONFIGURATION)
    assert configuration != CONFIGURATION
    with (
        pooling(pgbouncer, home, tmp_path, "transaction", configuration) as url,
        pytest.raises(SettingsLost, match=lost),
    ):
        await expect_settings(url)
