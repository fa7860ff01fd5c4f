"""A test that starts what tests start, and does not end by itself: tests/test_terminated_runs.py ends it."""

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from tests.support.live import Live
from tests.test_serve import free_port
from tests.web.test_browser import CHROMIUM

FOLDER = "FOLDER_OF_THE_ENDLESS_TEST"


async def test_it_does_not_end(live: Live) -> None:
    folder = Path(os.environ[FOLDER])  # noqa: TID251  of the test that started this run
    environment = {"DAYTRIPPER_DATA_DIR": str(folder / "data"), "DAYTRIPPER_PORT": str(free_port())}
    async with async_playwright() as playwright:
        if CHROMIUM.exists():
            await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app", "serve"),
            env=os.environ | environment,  # noqa: TID251
            stdout=asyncio.subprocess.PIPE,
        )
        assert server.stdout is not None
        while b"is ready" not in await server.stdout.readline():
            assert server.returncode is None
        (folder / "pid").write_text(str(os.getpid()))
        await asyncio.Event().wait()
