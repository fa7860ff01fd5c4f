"""The small script of a room’s page, in a browser: it keeps what is typed, sends it later, and follows the room."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, async_playwright

from app.core.i18n import Locale
from app.web.assets import asset_at
from app.web.rooms import HEADERS
from tests.web.room_samples import ID, OPTION_IDS, ballot, counts, entry, now

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


class Booth(Room):
    """A server of one vote: it takes it, then counts."""

    def __init__(self, method: str) -> None:
        super().__init__()
        self.method = method

    async def _state(self, route: Route) -> None:
        state = "closed" if self.is_over else "open"
        mission = {"id": str(ID), "state": state, "open_ballot": {"version": 1}}
        headers = {"etag": f'"{self.version}"'}
        await route.fulfill(json={"state": "open", "mission": mission}, headers=headers)

    def _page(self, route: Route) -> str:
        if route.request.method == "GET":
            return entry(Locale.FR)
        self.posts.append(route.request.post_data or "")
        if self.is_over:
            return ballot(Locale.FR, self.method, is_open=False, results=counts(self.method))
        is_sent = any("act=vote" in body for body in self.posts)
        return ballot(Locale.FR, self.method, state="submitted" if is_sent else "assigned")


@pytest.mark.parametrize("method", ["approval", "points"])
async def test_a_vote_says_what_is_left_and_stays(phone: Page, method: str) -> None:  # noqa: PLR0915  one vote
    booth = Booth(method)
    await phone.route("**/*", booth.serve)
    await phone.goto(f"{ADDRESS}?p=x")
    await phone.check("input[value=minor]")
    await phone.click("form.answer button")
    await phone.wait_for_selector("#sheet")
    first, second, third = OPTION_IDS
    if method == "approval":
        await phone.check(f'input[value="{first}"]')
        await phone.check(f'input[value="{second}"]')
        assert await phone.is_disabled(f'input[value="{third}"]')
    else:
        await phone.fill(f'input[name="q-points-{first}"]', "3")
    left = {"approval": "2 sur 2", "points": "2 sur 5"}[method]
    await phone.wait_for_selector(f"#tally:text-matches('{left.replace(' ', '.*')}')")
    await phone.wait_for_selector("#end:text-matches('4[0-4]')")
    booth.version = 2  # somebody came in
    await phone.wait_for_timeout(2_500)
    assert len(booth.posts) == 1
    booth.failures = 1
    await phone.click("#sheet button")
    await phone.wait_for_selector("#offline:text-matches('ne compte pas')")
    await phone.wait_for_selector("text=Changer mon vote")
    assert sum("act=vote" in body for body in booth.posts) == 1
    assert await phone.evaluate("Object.keys(localStorage)") == ["room-K7QM2X"]  # nothing of the vote
    booth.version, booth.is_over = 3, True
    await phone.wait_for_selector("text=retenue")
