"""What waits is sent after the tab is closed, by the service worker alone."""

import asyncio

import pytest

from tests.client.phones import WAIT, Phone, picture
from tests.support.live import Live


@pytest.mark.slow
async def test_the_worker_sends_what_waits_when_the_tab_is_closed(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.context.set_offline(True)
    await phone.photograph(picture((1600, 1200)))
    await phone.page.goto("about:blank")
    session = await phone.context.new_cdp_session(phone.page)
    registrations: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def note(event: dict[str, list[dict[str, str]]]) -> None:
        for registration in event["registrations"]:
            if not registrations.done():
                registrations.set_result(registration["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    await session.send("ServiceWorker.enable")
    event = {"origin": live.url, "registrationId": await registrations, "tag": "outbox", "lastChance": False}
    await phone.context.set_offline(False)
    await session.send("ServiceWorker.dispatchSyncEvent", event)
    for _ in range(WAIT // 100):
        page = asyncio.run_coroutine_threadsafe(owner.ask("GET", "/v1/media", 200), live.loop).result(20)
        if [medium["state"] for medium in page["items"]] in (["processing"], ["ready"]):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError(page)
    await phone.open()
    await phone.page.wait_for_selector(".card img", timeout=WAIT)
