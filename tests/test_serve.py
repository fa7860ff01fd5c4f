"""`python -m app serve`, as `make run` starts it, with nothing else installed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

pytestmark = [pytest.mark.begun_first, pytest.mark.slow]
FRAMEWORK = min((Path(__file__).parent.parent / "app" / "data" / "frameworks").glob("*.json"))
STARTS_WITHIN, ENDS_WITHIN, STREAMS_END_WITHIN = 240, 120, 60  # seconds, on a machine that does much besides


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def start(folder: Path, port: int, **settings: str) -> subprocess.Popen[str]:
    environment = {"DAYTRIPPER_DATA_DIR": str(folder), "DAYTRIPPER_PORT": str(port)} | settings
    command = [sys.executable, "-m", "app", "serve"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=os.environ | environment, stdout=pipe, stderr=pipe, text=True)  # noqa: TID251


@contextmanager
def serving(folder: Path, how_it_ends: signal.Signals) -> Iterator[tuple[str, int]]:
    port = free_port()
    server = start(folder, port, DAYTRIPPER_TRANSCRIPTION_MODEL=str(folder / "no model"))
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not listens(port):
            assert server.poll() is None, server.communicate()
            assert time.monotonic() < until
            time.sleep(0.1)
        assert httpx.get(f"{url}/readyz").status_code == 200
        yield url, port
    finally:
        server.send_signal(how_it_ends)
        output, errors = server.communicate(timeout=ENDS_WITHIN)
    assert "Day Tripper is ready" in output
    assert "what_is_said_is_not_written_down" in output + errors
    assert "Traceback" not in errors


def listens(port: int) -> bool:
    """It does once it is ready."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def sign_in(url: str, folder: Path, email: str) -> str:
    """With the code of the latest mail."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        mails = sorted((folder / "mail").glob("*.eml"))
        codes = re.findall(r"^Subject: (\d{6})", mails[-1].read_text(), re.MULTILINE) if mails else []
        body = {"email": email, "code": codes[-1] if codes else "000000", "device_name": "phone"}
        answer = httpx.post(f"{url}/v1/sessions", json=body)
        if answer.status_code == 201:
            return str(answer.json()["access_token"])
        assert time.monotonic() < until, answer.text
        time.sleep(0.5)


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="daytripper-") as name:
        yield Path(name)


@pytest.fixture
def folder_with_blanks() -> Iterator[Path]:
    with TemporaryDirectory(prefix="l’été à la mer ") as name:
        yield Path(name)


def test_a_second_server_and_an_import_work_beside_the_first_in_a_folder_with_blanks(folder_with_blanks: Path) -> None:
    folder, code = folder_with_blanks, {"email": "ines@example.org"}
    with serving(folder, signal.SIGINT) as (url, _), serving(folder, signal.SIGINT) as (second_url, _):
        assert httpx.post(f"{url}/v1/sessions/codes", json=code).status_code == 202
        token = sign_in(second_url, folder, **code)
        me = httpx.get(f"{url}/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert me.status_code == 200
        command = [sys.executable, "-m", "app", "import-framework", str(FRAMEWORK)]
        environment = os.environ | {"DAYTRIPPER_DATA_DIR": str(folder)}  # noqa: TID251
        imported = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert "skills and groups, 0 new or changed" in imported.stderr, imported.stderr


def test_it_starts_stops_and_goes_on_with_the_same_data(folder: Path) -> None:
    code = {"email": "ines@example.org"}
    with serving(folder, signal.SIGINT) as (url, port):
        assert httpx.post(f"{url}/v1/sessions/codes", json=code).status_code == 202
        second_process = start(folder, port)
        assert f"Port {port} is taken" in second_process.communicate(timeout=ENDS_WITHIN)[1]
        assert second_process.returncode == 1
    with ExitStack() as streams:
        with serving(folder, signal.SIGTERM) as (url, _):
            statuses = [httpx.post(f"{url}/v1/sessions/codes", json=code).status_code for _ in range(5)]
            assert statuses == [202, 202, 202, 202, 429]  # it remembers the first one
            headers = {"Authorization": f"Bearer {sign_in(url, folder, **code)}"}
            stream = streams.enter_context(httpx.stream("GET", f"{url}/v1/notifications/stream", headers=headers))
            lines = stream.iter_lines()
            assert next(lines) == ": open"
            start_time = time.monotonic()
        assert time.monotonic() - start_time < STREAMS_END_WITHIN
        assert list(lines)[-1] == ""  # it came to an end, and was not cut
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert [line for line in left.splitlines() if str(folder) in line] == []


def test_a_database_that_is_not_there_is_said_in_one_line(folder: Path) -> None:
    server = start(folder, free_port(), DAYTRIPPER_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:9/nowhere")
    _, errors = server.communicate(timeout=STARTS_WITHIN)
    assert server.returncode == 1
    [line] = [line for line in errors.splitlines() if "Letting PostgreSQL's user" not in line]
    assert line.startswith("The database of DAYTRIPPER_DATABASE_URL cannot be reached")
    assert "secret" not in line


def test_a_setting_that_is_not_valid_is_said_in_one_line(folder: Path) -> None:
    server = start(folder, free_port(), DAYTRIPPER_PORT="eighty")
    _, errors = server.communicate(timeout=STARTS_WITHIN)
    assert server.returncode == 1
    assert len(errors.splitlines()) == 1
    assert errors.startswith("Invalid settings. DAYTRIPPER_PORT: ")
