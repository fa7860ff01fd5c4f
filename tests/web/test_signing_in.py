"""Signing in from a page of the server, in a real browser."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Error, Page, async_playwright

from tests.support.live import Live
from tests.web.test_browser import CHROMIUM, FLAGS

pytestmark = pytest.mark.slow
ASK = """async ([method, path, headers, body]) => {
  const sent = {method, headers: {"content-type": "application/json", ...headers}, body: body && JSON.stringify(body)};
  const answer = await fetch(path, sent);
  const text = await answer.text();
  return {status: answer.status, json: text ? JSON.parse(text) : null};
}"""
KEEP = {"X-Keep-Refresh": "cookie"}
REFRESH, CURRENT = "/v1/sessions/refresh", "/v1/sessions/current"


@pytest.fixture
async def page(live: Live, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A page of the server, by the name that browsers trust without TLS."""
    if not CHROMIUM.exists():
        reason = f"no {CHROMIUM}: apt-get install chromium"
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(bypass_csp=True)
        page = await context.new_page()
        await page.goto(live.url.replace("127.0.0.1", "localhost"))
        yield page
        await browser.close()


async def ask(page: Page, method: str, path: str, body: object = None, **headers: str) -> Any:
    return await page.evaluate(ASK, [method, path, KEEP | headers, body])


async def test_a_browser_keeps_the_cookie_where_no_script_reads_it(live: Live, page: Page) -> None:
    person = live.sign_in()
    bearer, path = person.client.headers["authorization"], f"{page.url}v1/sessions"
    secret = {"email": person.email, "password": "quatre mots sans rapport"}
    fixed = await ask(page, "PUT", "/v1/me/password", {"password": secret["password"]}, Authorization=bearer)
    assert fixed["status"] == 204
    assert (await ask(page, "POST", REFRESH))["status"] == 401
    opened = await ask(page, "POST", "/v1/sessions", secret)
    assert (opened["status"], opened["json"]["refresh_token"]) == (201, None)
    [first] = await page.context.cookies(path)
    renewed = await ask(page, "POST", REFRESH)
    assert (renewed["status"], renewed["json"]["refresh_token"]) == (200, None)
    [cookie] = await page.context.cookies(path)
    assert (cookie["value"] != first["value"], cookie["path"]) == (True, "/v1/sessions")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert await page.context.cookies(page.url) == []
    assert await page.evaluate("document.cookie") == ""
    access = renewed["json"]["access_token"]
    assert (await ask(page, "GET", "/v1/me", Authorization=f"Bearer {access}"))["status"] == 200
    assert (await ask(page, "GET", "/v1/me"))["status"] == 401

    await _ask_from_elsewhere(page, live.url)
    assert [item["value"] for item in await page.context.cookies(path)] == [cookie["value"]]

    assert (await ask(page, "DELETE", CURRENT))["status"] == 204
    assert await page.context.cookies(path) == []
    assert (await ask(page, "POST", REFRESH))["status"] == 401
    assert (await ask(page, "GET", "/v1/me", Authorization=f"Bearer {access}"))["status"] == 401


async def _ask_from_elsewhere(page: Page, url: str) -> None:
    """Another site, an IP address beside a name, asks with all that it can."""
    elsewhere = await page.context.new_page()
    await elsewhere.goto(url)
    with pytest.raises(Error, match="Failed to fetch"):
        await elsewhere.evaluate(
            "url => fetch(url, {method: 'POST', credentials: 'include', headers: {'X-Keep-Refresh': 'cookie'}})",
            f"{page.url}v1/sessions/refresh",
        )
