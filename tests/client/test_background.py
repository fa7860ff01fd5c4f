"""What waits is sent after the tab is closed, by the service worker alone."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from app.web import client_files
from tests.client.phones import WAIT, Phone, do, picture, somebody
from tests.support.live import Live

pytestmark = pytest.mark.slow
Wake = Callable[[Phone], Any]


async def _push(phone: Phone) -> None:
    session, registration = await phone.worker()
    message = {"origin": phone.live.url, "registrationId": registration, "data": "{}"}
    await session.send("ServiceWorker.deliverPushMessage", message)


async def _stop_worker(phone: Phone) -> None:
    """Stop it as a browser does that has nothing for it to do. What it has loaded by then is what it has."""
    session, _ = await phone.worker()
    is_stopped = asyncio.Event()

    def note(event: dict[str, list[dict[str, str]]]) -> None:
        if event["versions"] and all(version["runningStatus"] == "stopped" for version in event["versions"]):
            is_stopped.set()

    session.on("ServiceWorker.workerVersionUpdated", note)
    await session.send("Network.clearBrowserCache")
    await session.send("ServiceWorker.stopAllWorkers")
    await asyncio.wait_for(is_stopped.wait(), WAIT / 1000)


async def _has_engine(phone: Phone, browser: Browser) -> bool:
    """Say whether the worker has run the engine. Playwright itself does not speak to one that was started again."""
    session = await browser.new_browser_cdp_session()
    targets = (await session.send("Target.getTargets"))["targetInfos"]
    [target] = [one for one in targets if one["url"] == f"{phone.live.url}/app/sw.js"]
    answers: asyncio.Queue[str] = asyncio.Queue()
    session.on("Target.receivedMessageFromTarget", lambda event: answers.put_nowait(event["message"]))
    attached = await session.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": False})
    message = {"id": 1, "method": "Runtime.evaluate", "params": {"expression": "'engine' in self"}}
    await session.send("Target.sendMessageToTarget", attached | {"message": json.dumps(message)})
    while True:
        answer = json.loads(await asyncio.wait_for(answers.get(), WAIT / 1000))
        if answer.get("id") == 1:
            await session.detach()
            return bool(answer["result"]["result"]["value"])


@pytest.fixture
def take_files_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The server has the application no more: neither the shell, nor the worker, nor what it imports."""

    def take() -> None:
        monkeypatch.setattr(client_files, "FOLDER", tmp_path)
        monkeypatch.setattr(client_files, "client_files", client_files.client_files.__wrapped__)

    return take


async def test_the_worker_sends_what_waits_when_the_tab_is_closed(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.context.set_offline(True)
    await phone.photograph(picture((1600, 1200)))
    await phone.page.goto("about:blank")
    await phone.context.set_offline(False)
    await phone.let_worker_send()
    for _ in range(WAIT // 100):
        page = do(live, owner.ask("GET", "/v1/media", 200))
        if [medium["state"] for medium in page["items"]] in (["processing"], ["ready"]):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError(page)
    await phone.open()
    await phone.page.wait_for_selector(".card img", timeout=WAIT)


@pytest.mark.parametrize("wake", [Phone.let_worker_send, _push], ids=["sync", "push"])
async def test_a_worker_that_was_stopped_sends_without_fetching_a_script(
    phone: Phone, live: Live, take_files_away: Callable[[], None], wake: Wake
) -> None:
    owner = live.sign_in()
    await phone.context.grant_permissions(["notifications"], origin=live.url)
    await phone.sign_in(owner.email)
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await phone.write("Écrit sans réseau.")
    await phone.page.goto("about:blank")
    await phone.context.set_offline(False)
    await _stop_worker(phone)
    take_files_away()
    await wake(phone)
    for _ in range(WAIT // 100):
        page = do(live, owner.ask("GET", "/v1/experiences", 200))
        if page["items"]:
            break
        await asyncio.sleep(0.1)
    assert [experience["text"] for experience in page["items"]] == ["Écrit sans réseau."]


async def test_a_worker_that_opens_the_application_does_not_run_the_engine(
    phone: Phone, live: Live, browser: Browser
) -> None:
    await phone.context.grant_permissions(["notifications"], origin=live.url)
    await phone.sign_in(somebody())
    await phone.everything_sent()
    assert await _has_engine(phone, browser)  # it was installed with it
    await phone.page.goto("about:blank")
    await phone.context.set_offline(True)
    await _stop_worker(phone)
    await phone.open()
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    assert not await _has_engine(phone, browser)
    await _push(phone)  # a browser without network raises no other event
    for _ in range(WAIT // 100):
        if await _has_engine(phone, browser):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("something is to be sent, and it does not run")
