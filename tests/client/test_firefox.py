"""What people do most on a phone, in Firefox, too: the promises are those of the modules in which they stand."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, async_playwright

from tests.client import test_offline, test_reach, test_rescue, test_typing
from tests.client.conftest import NewPhone
from tests.client.phones import Phone
from tests.support.firefox import FIREFOX, firefox

pytestmark = pytest.mark.slow
Promise = Callable[[Phone], Awaitable[None]]
PROMISES: list[Promise] = [
    test_offline.test_a_moment_is_kept_without_network_and_sent_once,
    test_offline.test_a_deep_link_opens_without_network,
    test_offline.test_two_tabs_send_once,
    test_offline.test_what_the_server_refuses_stays_here_with_its_reason,
    test_reach.test_what_another_application_shares_becomes_a_moment_without_network,
    test_rescue.test_a_browser_that_refuses_to_keep_anything_says_so,
    test_rescue.test_a_full_phone_opens_the_journal,
    test_rescue.test_what_a_newer_version_kept_is_saved,
    test_rescue.test_resetting_forgets_the_files_of_the_application_alone,
    test_typing.test_a_moment_among_two_thousand_takes_each_letter_at_each_speed,
    test_typing.test_a_full_phone_says_what_is_not_kept_and_holds_it,
    test_typing.test_letters_of_the_last_moment_are_kept_when_the_page_goes_away,
]


@pytest.fixture
async def browser(equipment: None, request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    """New for each test: where Playwright routes requests, all later phones of a Firefox have no worker."""
    with firefox() as program:
        if program is None:
            reason = f"THE APPLICATION WAS NOT TRIED IN FIREFOX. no {FIREFOX}: apt-get install {FIREFOX}"
            (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)
        async with async_playwright() as playwright:
            browser = await playwright.firefox.launch(channel="moz-firefox", executable_path=program)
            yield browser
            await browser.close()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__.removeprefix("test_"))
async def test_a_promise_is_kept_in_firefox(new_phone: NewPhone, promise: Promise) -> None:
    await promise(await new_phone())
