"""Ask a server as fast as it answers: with wrk, whose own cost is small, or without it."""

import asyncio
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS, SECONDS, ROUNDS = 16, 3, 5


@dataclass(frozen=True)
class Ratio:
    name: str
    ours: float
    limit: float
    lowest: float
    highest: float
    must: float
    aim: float

    @property
    def value(self) -> float:
        return self.ours / self.limit

    def __str__(self) -> str:
        verdict = "ok" if self.value >= self.must else "BELOW"
        return (
            f"{self.name:<44} {self.value:5.2f} of the limit ({self.lowest:.2f}–{self.highest:.2f}); "
            f"{self.ours:7.0f}/s of {self.limit:7.0f}/s; must {self.must}, aim {self.aim}: {verdict}"
        )


def compare(name: str, ours: Callable[[], float], limit: Callable[[], float], must: float, aim: float) -> Ratio:
    """Both in turn, several times; the first round warms up."""
    rates = [(limit(), ours()) for _ in range(ROUNDS + 1)][1:]
    ratios = sorted(mine / bare for bare, mine in rates)
    bare, mine = (statistics.median(column) for column in zip(*rates, strict=True))
    return Ratio(name, mine, bare, ratios[0], ratios[-1], must, aim)


def per_second(port: int, path: str, headers: dict[str, str], script: str | None = None) -> float:
    if not shutil.which("wrk"):
        if script:
            raise RuntimeError("wrk is needed for this one: apt-get install wrk")
        return asyncio.run(_own_client(port, path, headers))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        Path(file.name).write_text(script or "")
        given = [argument for name, value in headers.items() for argument in ("-H", f"{name}: {value}")]
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{SECONDS}",
            "--timeout=20",
            *given,
            *(["-s", file.name] if script else []),
        ]
        report = subprocess.run(
            [*command, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True
        ).stdout
    if "Non-2xx" in report or "Socket errors" in report:
        raise RuntimeError(report)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", report)[0])


async def _own_client(port: int, path: str, headers: dict[str, str]) -> float:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()
    until = time.monotonic() + SECONDS

    async def visitor() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.monotonic() < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head[:20], head
            await reader.readexactly(int(re.findall(rb"content-length: (\d+)", head)[0]))
            count += 1
        writer.close()
        return count

    return sum(await asyncio.gather(*(visitor() for _ in range(CONNECTIONS)))) / SECONDS


def verdict(what: str, seconds: float, must: float) -> str:
    measured = f"{seconds * 1000:.0f} ms" if must < 1 else f"{seconds:.2f} s"
    limit = f"{must * 1000:.0f} ms" if must < 1 else f"{must} s"
    return f"{what}: {measured}; must {limit}: {'ok' if seconds <= must else 'ABOVE'}"
