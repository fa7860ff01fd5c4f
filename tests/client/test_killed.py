"""A browser that is killed while it sends: what was sent is not sent again, and nobody has to sign in."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Request, Route, async_playwright

from tests.client.phones import WAIT, Phone, picture, somebody
from tests.support.live import Live
from tests.web.test_browser import CHROMIUM, FLAGS

pytestmark = pytest.mark.slow
SLICES_BEFORE = 3
LARGE = (2400, 1800)


async def _start(playwright: Any, folder: Path, live: Live) -> Phone:
    context: BrowserContext = await playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, viewport={"width": 390, "height": 844}, locale="fr-FR"
    )
    return await Phone.of(context, live)


def _kill(folder: Path) -> None:
    """Kill the browser that uses that folder, and its children, which name it, too."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
        except OSError:
            continue
        if str(folder) in command and "chromium" in command.partition("\0")[0]:
            os.kill(int(process.name), signal.SIGKILL)


async def test_a_browser_that_is_killed_goes_on_from_the_byte(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    async with async_playwright() as playwright:
        phone = await _start(playwright, folder, live)
        await phone.sign_in(somebody())
        await phone.context.close()  # a browser writes its cookies down at most 30 s later, and when it is closed
        phone = await _start(playwright, folder, live)
        reached = asyncio.Event()
        slices: list[Request] = []

        async def stop_at_the_fourth(route: Route) -> None:
            if route.request.method == "PATCH":
                slices.append(route.request)
            if len(slices) <= SLICES_BEFORE:
                await route.continue_()
                return
            reached.set()

        await phone.context.route("**/v1/uploads/**", stop_at_the_fourth)
        await phone.photograph(picture(LARGE))
        await asyncio.wait_for(reached.wait(), WAIT / 1000)
        _kill(folder)

        phone = await _start(playwright, folder, live)
        calls: list[tuple[str, str | None]] = []
        phone.context.on(
            "request",
            lambda one: (
                calls.append((one.method, one.headers.get("upload-offset"))) if "/uploads/" in one.url else None
            ),
        )
        await phone.open()
        await phone.page.wait_for_selector(".card img", timeout=WAIT)
        rows = await phone.everything_sent()
        await phone.context.close()
    assert [file["state"] for file in rows["files"]] == ["sent"]
    assert calls[0][0] == "HEAD"
    assert calls[1] == ("PATCH", str(SLICES_BEFORE * 256 * 1024))
