"""Notifications: heard of while one looks, read without network, and the server hears of it."""

import pytest

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.client.test_missions_and_shares import ask
from tests.support.live import Live

pytestmark = pytest.mark.slow


async def test_notifications_are_read_without_network(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.page.wait_for_selector(".bell em", timeout=WAIT)
    assert await phone.page.inner_text(".bell .unseen") == "1 notification à lire"
    await phone.context.set_offline(True)
    await phone.page.click(".bell")
    await phone.page.wait_for_selector(".notices .new", timeout=WAIT)
    assert "Le geste de la semaine" in await phone.page.inner_text(".notices")
    await phone.open("/")
    await phone.page.wait_for_selector(".bell", timeout=WAIT)
    await phone.page.wait_for_timeout(500)
    assert await phone.page.locator(".bell em").count() == 0
    assert do(live, member.ask("GET", "/v1/notifications", 200))["unread"] == 1
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    rows = await phone.everything_sent()
    assert [item for item in rows["items"] if item["type"] == "reading"] == []
    assert do(live, member.ask("GET", "/v1/notifications", 200))["unread"] == 0
    await phone.open("/notifications")
    await phone.page.click(".notices a", timeout=WAIT)
    await phone.page.wait_for_selector("h1 >> text=Le geste de la semaine", timeout=WAIT)
    assert phone.page.url.endswith(f"/app/missions/{mission['id']}")


async def test_news_come_while_one_looks(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    await phone.sign_in(member.email)
    async with phone.page.expect_response("**/v1/notifications/stream"):
        await phone.open("/notifications")
    await phone.page.wait_for_selector("text=Tout est lu.", timeout=WAIT)
    do(live, ask(manager, member))
    await phone.page.wait_for_selector(".notices .new", timeout=WAIT)
    await phone.everything_sent()
    assert do(live, member.ask("GET", "/v1/notifications", 200))["unread"] == 0
    assert await faults(phone, "/notifications") == []


async def test_screens_without_notifications_have_no_fault(phone: Phone) -> None:
    await phone.sign_in(somebody())
    assert [fault for path in ("/notifications", "/") for fault in await faults(phone, path)] == []
