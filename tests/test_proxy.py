"""The proxy of docs/nginx.conf, as shipped but for its addresses, before two APIs that are killed and started anew."""

import os
import re
import shutil
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from app.core.ids import uuid7
from app.core.settings import Settings
from tests.support.leftovers import mark
from tests.support.world import furnished

pytestmark = pytest.mark.slow

CONFIGURATION = Path("docs/nginx.conf").read_text()
HOSTS = ("127.0.0.2", "127.0.0.3")
WITHIN = 60  # seconds: other tests run beside it
SECRETS = ("/s/{}", "/e/{}", "/g/{}", "/i/{}", "/m/{}/large", "/n/{}", "/p/{}", "/x/{}", "/sign-in/{}", "/v1/links/{}")
MAIN = """
daemon off; pid {folder}/pid; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{ client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/site.conf; }}
"""


class Names(socketserver.BaseRequestHandler):
    """Answers every question for an address with those of both APIs."""

    def handle(self) -> None:
        query, reply = self.request
        end = query.index(b"\0", 12) + 5
        answers = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(host) for host in HOSTS)
        reply.sendto(query[:2] + b"\x81\x80\0\1\0\2\0\0\0\0" + query[12:end] + answers, self.client_address)


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(type=kind) as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


class Api:
    """One process of ours at an address of its own."""

    def __init__(self, settings: Settings, host: str, port: int, folder: Path) -> None:
        assert settings.s3 is not None
        assert settings.s3.secret_access_key is not None
        assert settings.secret is not None
        headers = {
            "HOST": host, "PORT": str(port), "DATA_DIR": str(folder), "DATABASE_URL": str(settings.database_url),
            "S3_ENDPOINT_URL": str(settings.s3.endpoint_url), "S3_ACCESS_KEY_ID": str(settings.s3.access_key_id),
            "S3_SECRET_ACCESS_KEY": settings.s3.secret_access_key.get_secret_value(), "S3_BUCKET": settings.s3.bucket,
            "SECRET": settings.secret.get_secret_value(), "DATABASE_POOL": "2",
        }  # fmt: skip
        self._environment = {f"DAYTRIPPER_{name}": value for name, value in headers.items()}
        self._url = f"http://{host}:{port}/healthz"
        self.start()

    def start(self) -> None:
        path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
        self.process = subprocess.Popen([sys.executable, "-m", "app", "serve"], env=self._environment | path | mark())

    def await_health(self) -> None:
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            try:
                if httpx.get(self._url, timeout=1).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise TimeoutError

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(WITHIN)


@contextmanager
def naming() -> Iterator[int]:
    with socketserver.UDPServer(("127.0.0.1", 0), Names) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def proxying(program: str, folder: Path, names: int, apis: int) -> Iterator[str]:
    port, site = free_port(), CONFIGURATION
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "resolver 127.0.0.11 ": f"resolver 127.0.0.1:{names} ",
        "http://api:8000": f"http://api:{apis}",
        "/var/log/nginx": str(folder),
    }.items():
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(WITHIN)


class Front:
    """A proxy, and the APIs behind it."""

    def __init__(self, url: str, apis: list[Api], log: Path) -> None:
        self.url, self.apis, self.log = url, apis, log


@pytest.fixture
async def front(request: pytest.FixtureRequest, settings: Settings) -> "Iterator[Front]":  # type: ignore[misc]
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)("no nginx")
    home, port = await furnished(settings), free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="daytripper-")))
        apis = [Api(home, host, port, folder) for host in HOSTS]
        for api in apis:
            stack.callback(api.kill)
        for api in apis:
            api.await_health()
        names = stack.enter_context(naming())
        yield Front(stack.enter_context(proxying(program, folder, names, port)), apis, folder / "access.log")


@pytest.mark.begun_first
def test_nothing_fails_when_an_api_is_killed_and_nothing_secret_is_logged(front: Front) -> None:
    with httpx.Client(base_url=front.url, timeout=10) as reader:
        assert {reader.get("/healthz").status_code for _ in range(50)} == {200}
        _capture(reader, front.log.parent / "mail")
        front.apis[0].kill()
        assert {reader.get("/healthz").status_code for _ in range(200)} == {200}
        front.apis[1].kill()
        away = reader.get("/readyz")
        assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
        assert away.json()["status"] == 503
        assert int(away.headers["retry-after"]) > 0
        front.apis[0].start()
        front.apis[0].await_health()
        assert {reader.get("/healthz").status_code for _ in range(50)} == {200}
        _capture(reader, front.log.parent / "mail")
        assert reader.get("/metrics").status_code == 404
        secret = uuid7().hex
        for path in SECRETS:
            reader.get(path.format(secret), params={"key": secret})
    until = time.monotonic() + WITHIN
    while (log := front.log.read_text()).count("/- ") < len(SECRETS) and time.monotonic() < until:
        time.sleep(0.05)  # a line is written once its answer is out
    assert secret not in log
    assert "127.0.0.1 " not in log
    assert log.count("/- ") >= len(SECRETS)


def _capture(reader: httpx.Client, mails: Path) -> None:
    """Sign in by a mail, which a job sends, and capture a moment."""
    email, files_before = {"email": f"{uuid7().hex}@example.org"}, set(mails.glob("*.eml"))
    assert reader.post("/v1/sessions/codes", json=email).status_code == 202
    until = time.monotonic() + WITHIN
    while not (mails_of_sign_in := set(mails.glob("*.eml")) - files_before) and time.monotonic() < until:
        time.sleep(0.05)
    code = re.findall(r"\b\d{6}\b|\b\d{3} \d{3}\b", mails_of_sign_in.pop().read_text())[0]
    body = email | {"code": code, "device_name": "phone"}
    token = reader.post("/v1/sessions", json=body).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    moment = {"lived_at": "2026-03-03T14:10:00+02:00"}
    assert reader.put(f"/v1/experiences/{uuid7()}", json=moment, headers=headers).status_code == 201
    with reader.stream("GET", "/v1/notifications/stream", headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
