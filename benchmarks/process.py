"""What one machine needs: memory when idle, and time to start."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import psutil

from benchmarks.world import wait_for

PORT, API_MB, ALL_MB, START_SECONDS = 18_739, 165, 650, 5


def start_and_rest() -> list[str]:
    """`python -m app serve` in a new folder, then again: as `make run` starts it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        first, _, _ = _once(folder)
        again, api, everything = _once(folder)
    return [
        f"start: {first:.1f} s the first time, {again:.1f} s again; must {START_SECONDS}: "
        + ("ok" if again <= START_SECONDS else "ABOVE"),
        f"memory when idle: API {api:.0f} MB of {API_MB}, everything {everything:.0f} MB of {ALL_MB} (PSS): "
        + ("ok" if api <= API_MB and everything <= ALL_MB else "ABOVE"),
    ]


def _once(folder: str) -> tuple[float, float, float]:
    environment = os.environ | {"DAYTRIPPER_DATA_DIR": folder, "DAYTRIPPER_PORT": str(PORT)}
    began = time.monotonic()
    server = subprocess.Popen([sys.executable, "-m", "app", "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{PORT}/readyz")
        seconds = time.monotonic() - began
        time.sleep(5)
        api = psutil.Process(server.pid)
        family = [api, *api.children(recursive=True)]
        sizes = [item.memory_full_info().pss / 1e6 for item in family]
        return seconds, sizes[0], sum(sizes)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
