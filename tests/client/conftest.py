"""A real product on a socket, and browsers that are phones."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright

from app.core.settings import Settings
from tests.client.phones import BUILT, Phone
from tests.support.live import Live, serving
from tests.web.test_browser import CHROMIUM, FLAGS

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
NewPhone = Callable[[], Awaitable[Phone]]


@pytest.fixture(scope="module")
def equipment(request: pytest.FixtureRequest) -> None:
    """Skips loudly where there is no browser or no application; CI passes --require-browser and fails."""
    lacking = [
        *([] if CHROMIUM.exists() else [f"no {CHROMIUM}: apt-get install chromium"]),
        *([] if BUILT.exists() else ["no application: make client"]),
    ]
    if lacking:
        reason = "THE APPLICATION WAS NOT TRIED. " + "; ".join(lacking)
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)


@pytest.fixture(scope="module")
def live(equipment: None, settings: Settings, app: FastAPI) -> Iterator[Live]:
    with serving(settings.model_copy(update={"app_url": None})) as live:
        yield live


@pytest.fixture(scope="module")
async def browser(equipment: None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE])
        yield browser
        await browser.close()


@pytest.fixture
async def new_phone(browser: Browser, live: Live) -> AsyncIterator[NewPhone]:
    contexts: list[BrowserContext] = []
    phones: list[Phone] = []

    async def make() -> Phone:
        size: ViewportSize = {"width": 390, "height": 844}
        permissions = ["microphone"] if browser.browser_type.name == "chromium" else None  # Firefox has no such name
        context = await browser.new_context(viewport=size, locale="fr-FR", permissions=permissions)
        contexts.append(context)
        phones.append(await Phone.of(context, live))
        return phones[-1]

    yield make
    for each in contexts:
        await each.close()
    assert [text for phone in phones for text in phone.complaints] == []


@pytest.fixture
async def phone(new_phone: NewPhone) -> Phone:
    return await new_phone()
