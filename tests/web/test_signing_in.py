"""Signing in from a page of the server, in a real browser."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import CDPSession, Error, Page, async_playwright

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
    change = await ask(page, "PUT", "/v1/me/password", {"password": secret["password"]}, Authorization=bearer)
    assert change["status"] == 204
    assert (await ask(page, "POST", REFRESH))["status"] == 401
    entry = await ask(page, "POST", "/v1/sessions", secret)
    assert (entry["status"], entry["json"]["refresh_token"]) == (201, None)
    [first] = await page.context.cookies(path)
    renewal = await ask(page, "POST", REFRESH)
    assert (renewal["status"], renewal["json"]["refresh_token"]) == (200, None)
    [cookie] = await page.context.cookies(path)
    assert (cookie["value"], cookie["path"]) == (first["value"], "/v1/sessions")  # it stays for a minute
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert await page.context.cookies(page.url) == []
    assert await page.evaluate("document.cookie") == ""
    access = renewal["json"]["access_token"]
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


CREATE = """async options => (await navigator.credentials.create(
  {publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})).toJSON()"""
GET = """async options => (await navigator.credentials.get(
  {publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON()"""
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def test_a_browser_adds_a_passkey_and_signs_in_by_it_without_an_address(live: Live, page: Page) -> None:
    person = live.sign_in()
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    phone = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    bearer = {"Authorization": person.client.headers["authorization"]}
    offer = await ask(page, "GET", "/v1/me/passkeys/creation-challenge", None, **bearer)
    body = {"name": "téléphone", "credential": await page.evaluate(CREATE, offer["json"]["public_key"])}
    addition = await ask(page, "POST", "/v1/me/passkeys", body, **bearer)
    assert (addition["status"], addition["json"]["is_second_factor"]) == (201, True)

    challenge = await ask(page, "GET", "/v1/sessions/passkey-challenge")
    passkey = await page.evaluate(GET, challenge["json"]["public_key"])
    entry = await ask(page, "POST", "/v1/sessions", {"passkey": passkey})
    assert (entry["status"], entry["json"]["user"]["id"]) == (201, str(person.id))
    access = {"Authorization": f"Bearer {entry['json']['access_token']}"}
    factor = await ask(page, "GET", "/v1/me/second-factor", **access)
    assert (factor["json"]["passkeys"], factor["json"]["verified_until"] is not None) == (1, True)

    await _verify_by_the_phone(page, devtools, phone["authenticatorId"], access)


async def _verify_by_the_phone(page: Page, devtools: CDPSession, phone: str, access: dict[str, str]) -> None:
    repetition = await ask(page, "GET", "/v1/me/passkeys/creation-challenge", None, **access)
    with pytest.raises(Error, match="InvalidStateError"):  # the phone knows that it has one
        await page.evaluate(CREATE, repetition["json"]["public_key"])
    checks = {"authenticatorId": phone, "isUserVerified": False}
    await devtools.send("WebAuthn.setUserVerified", checks)
    step_up = await ask(page, "GET", "/v1/me/passkeys/verification-challenge", **access)
    with pytest.raises(Error, match="NotAllowedError"):
        await page.evaluate(GET, step_up["json"]["public_key"])
    await devtools.send("WebAuthn.setUserVerified", checks | {"isUserVerified": True})
    use = {"credential": await page.evaluate(GET, step_up["json"]["public_key"])}
    assert (await ask(page, "PUT", "/v1/me/passkeys/verification", use, **access))["status"] == 200
