import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
import pytest

from app.adapters.objects import S3Objects
from app.adapters.processes import AlreadyRunning
from app.adapters.s3 import LocalS3
from app.adapters.seaweed import embedded
from app.core.ports import StorageUnavailable
from app.core.settings import Settings
from tests.support.programs import program

pytestmark = [pytest.mark.begun_first, pytest.mark.slow]
RUN = """
import sys, time
from pathlib import Path
from app.adapters.seaweed import embedded
from app.core.settings import Settings
with embedded(Path(sys.argv[1])) as s3:
    print(s3.model_dump_json(exclude={"secret_access_key"}), flush=True)
    print(s3.secret_access_key.get_secret_value(), flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="daytripper-") as path:
        yield Path(path) / "seaweed"


@pytest.fixture
def running(settings: Settings) -> LocalS3:
    """The one that the whole suite uses."""
    assert isinstance(settings.s3, LocalS3)
    return settings.s3


@contextmanager
def another_run(folder: Path) -> Iterator[tuple[subprocess.Popen[str], LocalS3]]:
    with program(RUN, folder) as (run, output):
        s3 = LocalS3.model_validate_json(output.readline())
        yield run, LocalS3.model_validate(s3.model_dump() | {"secret_access_key": output.readline().strip()})


async def put(s3: LocalS3, bodies: dict[str, bytes]) -> None:
    objects = S3Objects(s3)
    await asyncio.gather(*(objects.put(key, body, "x/y") for key, body in bodies.items()))
    objects.close()


async def got(s3: LocalS3, keys: list[str]) -> dict[str, bytes]:
    objects = S3Objects(s3)
    bodies = await asyncio.gather(*(objects.get(key) for key in keys))
    objects.close()
    return dict(zip(keys, bodies, strict=True))


async def got_in_time(s3: LocalS3, keys: list[str]) -> dict[str, bytes]:
    """After a crash it may say for a moment that it is to be asked again."""
    async with asyncio.timeout(30):
        while True:
            with suppress(StorageUnavailable):
                return await got(s3, keys)
            await asyncio.sleep(0.1)


def server_of(folder: Path) -> psutil.Process | None:
    mark = f"-dir={folder / 'data'}"
    processes = [item for item in psutil.process_iter(["cmdline"]) if mark in (item.info["cmdline"] or ())]
    return processes[0] if processes else None


def left_in_tmp(s3: LocalS3) -> list[Path]:
    return list(Path("/tmp").glob(f"seaweedfs-*-{str(s3.endpoint_url).rpartition(':')[2]}.sock"))  # noqa: S108


async def test_objects_and_keys_outlive_the_run(folder: Path) -> None:
    with embedded(folder) as first:
        await put(first, {"kept": b"hello"})
    with embedded(folder) as second:
        assert second == first
        assert await got(second, ["kept"]) == {"kept": b"hello"}
    assert server_of(folder) is None
    assert not left_in_tmp(second)


async def test_nothing_that_was_acknowledged_is_lost_when_all_is_killed(folder: Path) -> None:
    bodies = {f"photo{n}": os.urandom(n * 500) for n in range(200)}
    with another_run(folder) as (run, s3):
        await put(s3, bodies)
        server = server_of(folder)
        assert server
        server.kill()
        run.kill()
    with embedded(folder) as s3:
        assert await got_in_time(s3, list(bodies)) == bodies


def test_the_server_of_a_killed_run_is_replaced(folder: Path) -> None:
    with another_run(folder) as (run, _):
        orphan = server_of(folder)
        run.kill()
    with embedded(folder):
        server = server_of(folder)
        assert server
        assert orphan != server


def test_a_second_run_on_the_same_folder_is_refused(running: LocalS3) -> None:
    folder = running.data.parent
    with pytest.raises(AlreadyRunning, match=str(folder)), embedded(folder):
        pass


def test_ctrl_c_stops_the_server_in_order(folder: Path) -> None:
    with another_run(folder) as (run, s3):
        os.killpg(run.pid, signal.SIGINT)  # a terminal tells the whole group
        run.wait(20)
    assert server_of(folder) is None
    assert not left_in_tmp(s3)
    assert (folder / "server.log").read_text().splitlines()[-1].startswith("  Volume       stopped")


async def test_a_port_that_is_taken_meanwhile_is_replaced(folder: Path) -> None:
    port = json.loads((folder / "kept.json").read_text())["ports"]["s3.port"]
    with socket.socket() as blocker:
        blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        blocker.bind(("127.0.0.1", port))
        blocker.listen()
        with embedded(folder) as server:
            assert server.endpoint_url != f"http://127.0.0.1:{port}"
            assert await got(server, ["kept"]) == {"kept": b"hello"}


async def test_nobody_else_on_the_machine_gets_at_the_objects(running: LocalS3) -> None:
    folder = running.data.parent
    await put(running, {"private": b"hello"})
    server = server_of(folder)
    assert server
    listening = [
        connection.laddr for connection in server.net_connections("inet") if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 8
    assert {address.ip for address in listening} == {"127.0.0.1"}
    async with httpx.AsyncClient(timeout=2) as stranger:
        for address in listening:
            for path in ("/daytripper/private", "/buckets/daytripper/private", "/col/delete?collection=daytripper"):
                assert await answer(stranger, f"http://127.0.0.1:{address.port}{path}") in {401, 403, 404, None}
    assert await got(running, ["private"]) == {"private": b"hello"}
    for secret in (".", "kept.json", "key.pem"):
        assert os.stat(folder / secret).st_mode & 0o077 == 0  # noqa: PTH116  nobody waits for us here


async def answer(client: httpx.AsyncClient, address: str) -> int | None:
    """None: it speaks gRPC, to those who show its certificate."""
    try:
        return (await client.get(address)).status_code
    except httpx.TransportError:
        return None
