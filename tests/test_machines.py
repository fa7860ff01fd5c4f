"""`make run` installs what it needs behind a proxy with an authority of its own, from a folder with blanks and accents,
with a home that cannot be written.

The registries are on this machine, and their packages are small; pip, uv, npm and the Makefile are the real ones.
"""

import base64
import hashlib
import io
import json
import shutil
import ssl
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.support.authorities import authority
from tests.support.programs import REPOSITORY

pytestmark = pytest.mark.slow
OF_PIP, OF_UV, OF_NPM = "tiny-1.0-py3-none-any.whl", "small-1.0-py3-none-any.whl", "tiny-1.0.0.tgz"
SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")
BUILD = 'import { mkdirSync, writeFileSync } from "node:fs"; mkdirSync("../app/web/client", { recursive: true });'


def wheel(name: str) -> bytes:
    metadata = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as file:
        file.writestr(f"{name}.py", "")
        file.writestr(f"{metadata}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        file.writestr(f"{metadata}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{metadata}/RECORD", "".join(f"{entry},,\n" for entry in file.namelist()))
    return buffer.getvalue()


def archive() -> bytes:
    content = json.dumps({"name": "tiny", "version": "1.0.0"}).encode()
    with tarfile.open(fileobj=(buffer := io.BytesIO()), mode="w:gz") as file:
        (entry := tarfile.TarInfo("package/package.json")).size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


@contextmanager
def registry(context: ssl.SSLContext, files: dict[str, bytes]) -> Iterator[str]:
    pages = {f"/{name}": content for name, content in files.items()}
    pages |= {f"/simple/{file.split('-')[0]}/": f'<a href="/{file}">{file}</a>'.encode() for file in (OF_PIP, OF_UV)}

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> bytes:
            content = pages.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            return content or b""

        def do_GET(self) -> None:
            self.wfile.write(self.do_HEAD())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()


def furnish(folder: Path, url: str, files: dict[str, bytes]) -> None:
    """The repository's Makefile, over packages that are small."""
    shutil.copy(REPOSITORY / "Makefile", folder)
    requirements = {"requirements-uv.txt": OF_PIP, "requirements.txt": OF_UV, "requirements-embedded.txt": OF_UV}
    for name, file in requirements.items():
        digest = hashlib.sha256(files[file]).hexdigest()
        (folder / name).write_text(f"{file.split('-')[0]}==1.0 --hash=sha256:{digest}\n")
    (client := folder / "client").mkdir()
    integrity = f"sha512-{base64.b64encode(hashlib.sha512(files[OF_NPM]).digest()).decode()}"
    package = {"version": "1.0.0", "resolved": f"{url}/{OF_NPM}", "integrity": integrity}
    root = {"name": "client", "version": "1.0.0", "dependencies": {"tiny": "1.0.0"}}
    lock = {"lockfileVersion": 3, "packages": {"": root, "node_modules/tiny": package}}
    (client / "package.json").write_text(json.dumps(root))
    (client / "package-lock.json").write_text(json.dumps(root | lock))
    (client / "build.mjs").write_text(f'{BUILD} writeFileSync("../app/web/client/version", "1");')


def in_the_system(known: Path) -> list[str]:
    """The command whose process, alone, finds that authority among the system's."""
    command = ["unshare", "--map-root-user", "--mount"]
    if not SYSTEM.exists() or subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("the system's certificates cannot be replaced for a process")
    return [*command, "sh", "-c", f'mount --bind "$0" {SYSTEM} && exec "$@"', str(known)]


@pytest.mark.parametrize("place", ["system", "variable"])
def test_all_is_installed_behind_a_proxy_with_an_authority_of_its_own(tmp_path: Path, place: str) -> None:
    (folder := tmp_path / "l’été à la mer").mkdir()
    known, context = authority(tmp_path)
    files = {OF_PIP: wheel("tiny"), OF_UV: wheel("small"), OF_NPM: archive()}
    with registry(context, files) as url:
        furnish(folder, url, files)
        environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/dev/null",  # in which even root writes nothing
            "PIP_INDEX_URL": f"{url}/simple",
            "UV_DEFAULT_INDEX": f"{url}/simple",
        }
        prefix = in_the_system(known) if place == "system" else []
        if place == "variable":
            environment["SSL_CERT_FILE"] = str(known)

        def make(target: str) -> None:
            command = [*prefix, "make", target, f"PYTHON={sys.executable}"]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr

        make(".venv/uv")
        shutil.copy(REPOSITORY / ".venv" / "bin" / "uv", folder / ".venv" / "bin")  # for which a tiny one stands
        make(".venv/run")
        make("client")
    assert (folder / ".venv" / "run").exists()
    assert (folder / "client" / "node_modules" / "tiny" / "package.json").exists()
    assert (folder / "app" / "web" / "client" / "version").exists()
    assert {path.name for path in (folder / "build" / "cache").iterdir()} >= {"uv", "npm"}
