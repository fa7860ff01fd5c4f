import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import psutil
import pytest

from app.adapters.postgres import SETTINGS, embedded
from app.adapters.processes import AlreadyRunning, DidNotStart
from app.core.settings import Settings
from tests.support.databases import create_database, drop_database
from tests.support.programs import program

pytestmark = pytest.mark.begun_first
RUN = """
import sys, time
from pathlib import Path
from app.adapters.postgres import embedded
with embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One for all: making the data takes ten times as long as starting on it again."""
    with TemporaryDirectory(prefix="daytripper-") as path:
        yield Path(path) / "postgres"


@pytest.fixture
def new_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="daytripper-") as path:
        yield Path(path) / "postgres"


@pytest.fixture(scope="module")
def url(settings: Settings) -> str:
    """Of the one that the whole suite uses."""
    return str(settings.database_url)


@contextmanager
def another_run(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with program(RUN, folder) as (run, output):
        yield run, output.readline().strip()


async def execute(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def server_of(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))


def is_dead(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.slow
async def test_data_outlives_the_run(folder: Path) -> None:
    with embedded(folder) as url:
        await execute(url, "create table outlives as select 1 as one")
    with embedded(folder) as url:
        assert await execute(url, "select one from outlives") == 1


@pytest.mark.slow
async def test_what_is_acknowledged_is_on_disk_unless_tests_ask_for_speed(folder: Path, url: str) -> None:
    with embedded(folder) as durable:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert await execute(durable, f"show {setting}") == "on"
    assert await execute(url, "show fsync") == "off"


async def test_letters_are_letters_on_every_machine(url: str) -> None:
    assert await execute(url, "select lower('ÉLÈVE')") == "élève"
    assert await execute(url, "select to_tsvector('french', 'Établis')::text") == "'établ':1"


def test_the_api_and_its_worker_find_all_the_connections_that_they_may_open() -> None:
    assert int(SETTINGS["max_connections"]) >= 2 * 5 * Settings().database_pool + 20


def test_only_a_socket_that_is_ours_alone_leads_to_it(folder: Path) -> None:
    with embedded(folder, durable=False):
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0
        assert server_of(folder).net_connections("inet") == []
        assert server_of(folder).uids().real != 0


def test_a_second_run_on_the_same_folder_is_refused_in_plain_words(folder: Path) -> None:
    with embedded(folder, durable=False):
        with pytest.raises(AlreadyRunning, match=f"using {folder}. Stop it first"), embedded(folder):
            pass
        assert server_of(folder).is_running()


async def test_a_killed_run_loses_nothing_and_its_server_is_replaced(folder: Path) -> None:
    with another_run(folder) as (run, url):
        await execute(url, "create table killed as select 1 as one")
        orphan = server_of(folder)
        run.kill()
    assert orphan.is_running()
    with embedded(folder) as url:
        assert is_dead(orphan)
        assert await execute(url, "select one from killed") == 1


async def test_after_a_crash_of_everything_it_starts_although_its_number_is_taken(folder: Path) -> None:
    with another_run(folder) as (run, url):
        await execute(url, "create table crashed as select 1 as one")
        run.kill()
        server_of(folder).kill()
    stale = folder / "data" / "postmaster.pid"
    stale.write_text("\n".join([str(os.getppid()), *stale.read_text().splitlines()[1:]]))
    with embedded(folder) as url:
        assert await execute(url, "select one from crashed") == 1


@pytest.mark.parametrize("signal_of_end", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_or_a_polite_kill_stops_the_server_in_order(folder: Path, signal_of_end: signal.Signals) -> None:
    with another_run(folder) as (run, _):
        server = server_of(folder)
        os.killpg(run.pid, signal_of_end)  # a terminal tells the whole group
        run.wait(20)
    assert is_dead(server)
    assert not (folder / "data" / "postmaster.pid").exists()
    assert (folder / "server.log").read_text().endswith("database system is shut down\n")


def test_a_server_that_died_does_not_spoil_the_end_of_the_run(folder: Path) -> None:
    with embedded(folder, durable=False):
        server_of(folder).kill()


@pytest.mark.slow
def test_a_deep_folder_has_its_socket_elsewhere(new_folder: Path) -> None:
    with embedded(new_folder / ("x" * 120) / "postgres", durable=False) as url:
        assert asyncio.run(execute(url, "select 1")) == 1
        sockets = Path(url.partition("host=")[2])
        assert sockets.stat().st_mode & 0o077 == 0
    assert not sockets.exists()


@pytest.mark.slow
async def test_a_first_start_that_was_cut_off_is_done_again(new_folder: Path) -> None:
    half = new_folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded(new_folder, durable=False) as url:
        assert await execute(url, "select 1") == 1
    assert not half.exists()


@pytest.mark.slow
def test_a_server_that_cannot_start_says_why(new_folder: Path) -> None:
    with embedded(new_folder, durable=False):
        pass
    (new_folder / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(DidNotStart, match="initialized by PostgreSQL version 12"), embedded(new_folder):
        pass


def test_its_log_stays_small(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "server.log").write_bytes(b"x" * 2_000_000)
    with embedded(folder, durable=False):
        assert (folder / "server.log").stat().st_size < 10_000
    assert (folder / "server.old").exists()


async def test_what_fails_leaves_no_word_of_a_person_in_the_log(folder: Path) -> None:
    with embedded(folder, durable=False) as url, pytest.raises(asyncpg.InvalidTextRepresentationError):
        await execute(url, "select 'a secret'::int")
    assert "a secret" not in (folder / "server.log").read_text()


async def test_a_database_is_copied_from_a_template_and_dropped_though_in_use(url: str) -> None:
    master = await create_database(url, "master")
    await execute(master, "create table kept as select 1 as one")
    copy = await create_database(url, 'a "copy"', "master")
    connection = await asyncpg.connect(copy)
    assert await connection.fetchval("select one from kept") == 1
    await drop_database(url, 'a "copy"')
    assert await execute(url, "select count(*) from pg_database where datname like 'a %'") == 0
    connection.terminate()


def test_the_end_of_the_run_leaves_only_data_and_log(folder: Path) -> None:
    with embedded(folder, durable=False):
        server = server_of(folder)
    assert is_dead(server)
    assert {path.name for path in folder.iterdir()} - {"server.old"} == {"data", "server.log"}
