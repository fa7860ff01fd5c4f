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
SLICE = 256 * 1024
LARGE = (2400, 1800)


async def _start(playwright: Any, folder: Path, live: Live) -> Phone:
    context: BrowserContext = await playwright.chromium.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=FLAGS, viewport={"width": 390, "height": 844}, locale="fr-FR"
    )
    return await Phone.of(context, live)


def kill(folder: Path) -> None:
    """Kill the browser that uses that folder, and its children, which name it, too."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
        except OSError:
            continue
        if str(folder) in command and "chromium" in command.partition("\0")[0]:
            os.kill(int(process.name), signal.SIGKILL)


def _uploads(phone: Phone) -> list[tuple[str, str | None]]:
    """Note the calls that send files, each with the byte from which it sends."""
    calls: list[tuple[str, str | None]] = []

    def note(request: Request) -> None:
        if "/v1/uploads/" in request.url:
            calls.append((request.method, request.headers.get("upload-offset")))

    phone.context.on("request", note)
    return calls


async def _stop_after(phone: Phone, slices: int) -> asyncio.Event:
    """Let that many slices of a file through, and no other."""
    is_there = asyncio.Event()
    routes: list[Route] = []

    async def let_through(route: Route) -> None:
        if route.request.method == "PATCH":
            routes.append(route)
        if len(routes) <= slices:
            await route.continue_()
            return
        is_there.set()

    await phone.context.route("**/v1/uploads/**", let_through)
    return is_there


async def test_a_browser_that_is_killed_goes_on_from_the_byte(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    async with async_playwright() as playwright:
        phone = await _start(playwright, folder, live)
        await phone.sign_in(somebody())
        await phone.context.close()  # a browser writes its cookies down at most 30 s later, and when it is closed
        phone = await _start(playwright, folder, live)
        is_there = await _stop_after(phone, SLICES_BEFORE)
        await phone.photograph(picture(LARGE))
        await asyncio.wait_for(is_there.wait(), WAIT / 1000)
        kill(folder)

        phone = await _start(playwright, folder, live)
        calls = _uploads(phone)
        await phone.open()
        await phone.page.wait_for_selector(".card img", timeout=WAIT)
        rows = await phone.everything_sent()
        await phone.context.close()
    assert [file["state"] for file in rows["files"]] == ["sent"]
    offsets = [int(offset or 0) for method, offset in calls if method == "PATCH"]
    assert offsets[0] in {SLICES_BEFORE * SLICE, (SLICES_BEFORE + 1) * SLICE}, calls  # one may be on its way
    assert offsets == sorted(set(offsets)), calls
