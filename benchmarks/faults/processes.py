"""Processes that are to be ended without warning, and started again as they were."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import psutil

from app.adapters.processes import as_user

PATIENCE = 120.0


class Ours:
    """`python -m app …`, for as long as the block lasts; whatever it started goes with it."""

    def __init__(self, command: str, environment: dict[str, str], log: Path) -> None:
        self._command = (sys.executable, "-m", "app", command)
        self._environment, self._log = environment, log
        self._process: psutil.Popen | None = None
        self._orphans: list[psutil.Process] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for orphan in self._orphans:
            with suppress(psutil.NoSuchProcess):
                orphan.kill()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = psutil.Popen(self._command, env=self._environment, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self._process is not None
        with suppress(psutil.NoSuchProcess):
            self._orphans += self._process.children(recursive=True)  # which live on, as they would
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """In order."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except psutil.TimeoutExpired:
            self.kill()


class Theirs:
    """PostgreSQL or SeaweedFS, a child of this process that somebody else started and will stop."""

    def __init__(self, name: str, last: signal.Signals) -> None:
        """`last` stops it in order."""
        mine = psutil.Process().children()
        self._process = next(item for item in mine if item.is_running() and item.name() == name)
        self._again = {
            "args": self._process.cmdline(),
            "cwd": self._process.cwd(),
            "env": self._process.environ(),
            **as_user((self._process.uids().real, self._process.gids().real) if os.geteuid() == 0 else None),
        }
        self._last, self._log = last, Path(self._process.cwd()) / "server.log"
        self._restarted: subprocess.Popen[bytes] | None = None

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        until = time.monotonic() + PATIENCE
        while not self._is_dead() and time.monotonic() < until:
            time.sleep(0.01)
        if not self._is_dead():
            raise TimeoutError(f"{self._again['args'][0]} lives on")
        if self._restarted is not None:
            self._restarted.wait()

    def start(self) -> None:
        with self._log.open("ab") as log:
            options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "start_new_session": True}
            self._restarted = subprocess.Popen(**self._again, **options, umask=0o077)
        self._process = psutil.Process(self._restarted.pid)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, and never answers."""
        self._process.suspend()
        try:
            yield
        finally:
            self._process.resume()

    def close(self) -> None:
        """What was started again is not theirs to stop."""
        if self._restarted is not None and self._restarted.poll() is None:
            self.end(self._last)

    def _is_dead(self) -> bool:
        with suppress(psutil.NoSuchProcess):
            return bool(self._process.status() == psutil.STATUS_ZOMBIE)
        return True
