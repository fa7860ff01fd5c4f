"""The small script of a room’s page, in a browser: it keeps what is typed, sends it later, and follows the room."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, async_playwright

from app.core.i18n import Locale
from app.web.assets import asset_at
from app.web.rooms import HEADERS
from tests.web.room_samples import ID, entry, now

CHROMIUM = Path("/usr/bin/chromium")
ADDRESS = "http://test/r/K7QM2X"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}")]


class Room:
    """A server of one room: it asks, then thanks, and may be out of reach."""

    def __init__(self) -> None:
        self.version, self.failures, self.is_over = 1, 0, False
        self.posts: list[str] = []

    async def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://test").partition("?")[0]
        if path.startswith("/static/") and (file := asset_at(path)):
            await route.fulfill(body=file.body, content_type=file.content_type)
        elif path.startswith("/v1/"):
            await self._state(route)
        elif route.request.method == "POST" and self.failures:
            self.failures -= 1
            await route.abort()
        else:
            await route.fulfill(body=self._page(route), content_type="text/html; charset=utf-8", headers=HEADERS)

    async def _state(self, route: Route) -> None:
        tag = f'"{self.version}"'
        if route.request.headers.get("if-none-match") == tag:
            await route.fulfill(status=304, headers={"etag": tag})
            return
        body = {"state": "open", "mission": None if self.is_over else {"id": str(ID)}}
        await route.fulfill(headers={"etag": tag}, content_type="application/json", body=json.dumps(body))

    def _page(self, route: Route) -> str:
        if route.request.method == "GET":
            return entry(Locale.FR)
        self.posts.append(route.request.post_data or "")
        if self.is_over:
            return now(Locale.FR, phase="thanks", state=None)
        is_sent = any("act=answer" in body for body in self.posts)
        return now(Locale.FR, state="submitted" if is_sent else "assigned")


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield await browser.new_page(viewport={"width": 390, "height": 844})
        await browser.close()


async def test_what_is_typed_outlives_a_cut_and_the_page_follows_the_room(phone: Page) -> None:
    room = Room()
    await phone.route("**/*", room.serve)
    await phone.goto(f"{ADDRESS}?p=x")
    await phone.check("input[value=minor]")
    await phone.click("form.answer button")
    await phone.fill("textarea", "mon texte")
    await phone.check('input[name="q-clarte"][value="4"]')
    await phone.goto(ADDRESS)  # closed, and opened again
    await phone.wait_for_selector("#sheet")
    assert await phone.input_value("textarea") == "mon texte"
    assert await phone.is_checked('input[name="q-clarte"][value="4"]')
    room.failures = 1
    await phone.click("#sheet button")
    await phone.wait_for_selector("#offline")
    await phone.wait_for_selector("text=Merci, c’est envoyé")
    assert sum("act=answer" in body for body in room.posts) == 1
    assert "captured_at=2" in room.posts[-1]
    await phone.wait_for_timeout(2_500)
    room.version, room.is_over = 2, True
    await phone.wait_for_selector("text=Garder ce que j’ai fait")
    assert await phone.evaluate("Object.keys(localStorage)") == ["room-K7QM2X"]
