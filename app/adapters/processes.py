"""Servers that come with the application: one run per folder, detached from the terminal, stopped in order."""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, STDOUT
from typing import Any

import psutil

from app.core.stopped import Stopped

User = tuple[int, int]  # uid and gid

logger = logging.getLogger(__name__)
LOG_BYTES = 1_000_000
START_SECONDS = 120.0  # a server may have to recover from a crash first
STOP_SECONDS = 30.0  # for an orderly stop, before the server is killed


class AlreadyRunning(Stopped):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another run of Day Tripper is using {folder}. Stop it first, or give this one another data folder."
        )


class DidNotStart(RuntimeError):
    def __init__(self, server: "Server") -> None:
        output = server.log.read_text(errors="replace")[-2000:]
        super().__init__(f"{server.name} did not start in {server.folder}. It said:\n{output}")


@dataclass(frozen=True)
class Server:
    """`mark` is the argument that identifies a server left behind in this folder."""

    command: tuple[str, ...]
    folder: Path
    log: Path
    mark: str
    stop: signal.Signals  # requests an orderly stop
    environment: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None  # None: the current user

    @property
    def name(self) -> str:
        return Path(self.command[0]).name


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Claim the folder. Raises AlreadyRunning. The system releases the claim when this process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, folder)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)  # closing is not enough when a forked child holds the lock, too
    finally:
        os.close(handle)


@contextmanager
def running(server: Server, ready: Callable[[psutil.Popen], bool]) -> Iterator[None]:
    """Run the server while the block runs, however it ends. Claim the folder first. Raises DidNotStart."""
    with _signals_unwind():
        process = _start(server)
        try:
            _wait(server, process, ready)
            yield
        finally:
            _end(process, server.stop)


def end_orphans(server: Server) -> None:
    """Stop servers that a killed run left behind. The claim guarantees that no other run needs them."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or [""]
        if Path(command[0]).name == server.name and server.mark in command:
            logger.warning("Stopping the %s that a killed run left behind in %s", server.name, server.folder)
            _end(process, server.stop)


def as_user(user: User | None) -> dict[str, Any]:
    """Return the arguments that start a process as that user."""
    return {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning(folder) from None


def _start(server: Server) -> psutil.Popen:
    if server.log.exists() and server.log.stat().st_size > LOG_BYTES:
        server.log.replace(server.log.with_suffix(".old"))
    with server.log.open("ab") as log:
        return psutil.Popen(
            server.command,
            stdin=DEVNULL,
            stdout=log,
            stderr=STDOUT,
            cwd=server.folder,
            env=dict(server.environment),
            start_new_session=True,  # Ctrl-C reaches the terminal's whole group; a server has to outlive this process
            umask=0o077,
            **as_user(server.user),
        )


def _wait(server: Server, process: psutil.Popen, ready: Callable[[psutil.Popen], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready(process):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStart(server)
        time.sleep(0.02)


def _end(process: psutil.Process, signal_number: signal.Signals) -> None:
    for step in (signal_number, signal.SIGKILL):
        if _is_dead(process):
            break
        with suppress(psutil.NoSuchProcess):
            process.send_signal(step)
        deadline = time.monotonic() + STOP_SECONDS
        while not _is_dead(process) and time.monotonic() < deadline:
            time.sleep(0.01)
    if isinstance(process, psutil.Popen):
        process.wait()


def _is_dead(process: psutil.Process) -> bool:
    """Tell whether the process ended; zombies count as ended, since a container's first process may never reap them."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextmanager
def _signals_unwind() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit unless they are handled: by default they end Python without `finally`."""
    main = threading.current_thread() is threading.main_thread()
    signals = [item for item in (signal.SIGTERM, signal.SIGHUP) if main and signal.getsignal(item) is signal.SIG_DFL]
    for item in signals:
        signal.signal(item, _leave)
    try:
        yield
    finally:
        for item in signals:
            signal.signal(item, signal.SIG_DFL)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
