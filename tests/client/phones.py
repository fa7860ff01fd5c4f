"""A phone: a browser of its own with the application, its network, and what it keeps."""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import BrowserContext, CDPSession, Page, Route

from app.core.ids import uuid7
from tests.support.live import Live
from tests.support.mails import received, text_of

WAIT = 15_000  # milliseconds
EVERYTHING = """async () => {
  const all = (await indexedDB.databases()).map(one => one.name);
  const names = all.filter(name => /^daytripper-[0-9a-f]{8}-/.test(name));
  const rows = {};
  for (const name of names) {
    const base = await new Promise((done, failed) => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); asked.onerror = failed;
    });
    for (const store of ["items", "files", "parts"]) rows[store] = await new Promise(done => {
      const asked = base.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result);
    });
    base.close();
  }
  for (const file of rows.files ?? []) file.size = file.blob.size, delete file.blob;
  for (const part of rows.parts ?? []) delete part.blob;
  return {names, ...rows};
}"""


def picture(size: tuple[int, int] = (640, 480)) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def do(live: Live, what: Coroutine[Any, Any, Any]) -> Any:
    """Let the product's own loop do it."""
    return asyncio.run_coroutine_threadsafe(what, live.loop).result(20)


@dataclass
class Phone:
    context: BrowserContext
    page: Page
    live: Live
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def of(cls, context: BrowserContext, live: Live) -> "Phone":
        phone = cls(context, await context.new_page(), live)
        phone.watch(phone.page)
        return phone

    @property
    def in_chromium(self) -> bool:
        browser = self.context.browser
        return browser is None or browser.browser_type.name == "chromium"

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if self._tells(message.text) else None)

    @staticmethod
    def _tells(text: str) -> bool:
        """Say whether it is a fault of ours: a network that is cut, and a status, are what tests bring about."""
        return "ERR_" not in text and "Failed to load resource" not in text

    async def open(self, path: str = "/") -> None:
        await self.page.goto(f"{self.live.url}/app{path}")

    async def prove(self, email: str) -> None:
        """Give the address, and the code that comes there."""
        await self.page.fill("#email", email)
        sent = len(received(self.live.app.state.runtime, email))
        await self.page.click(".sign-in button.button")
        await self.page.wait_for_selector("#code", timeout=WAIT)
        await self.page.fill("#code", await self.code(email, sent))
        await self.page.click(".sign-in button.button")

    async def sign_in(self, email: str, *, keeps_page: bool = False) -> None:
        if not keeps_page:
            await self.open()
        await self.prove(email)
        await self.page.wait_for_selector(".bar", timeout=WAIT)
        await self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await self.page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=WAIT)

    async def code(self, email: str, sent: int) -> str:
        for _ in range(WAIT // 100):
            for mail in received(self.live.app.state.runtime, email)[sent:]:  # others may come at the same time
                if code := re.search(r"\b\d{6}\b", text_of(mail)):
                    return code[0]
            await self.page.wait_for_timeout(100)
        raise AssertionError(f"no code came to {email}")

    async def write(self, text: str) -> None:
        """Capture words. They are kept when this returns."""
        await self.open("/capture")
        await self.page.click(".ways > button.way:last-child")
        await self.page.fill("#text", text)
        await self.page.click("form .button")
        await self.page.wait_for_selector(".kept", timeout=WAIT)

    async def photograph(self, body: bytes) -> None:
        await self.open("/capture")
        await self.page.set_input_files("input[type=file]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": body})
        await self.page.wait_for_selector(".kept", timeout=WAIT)

    async def keeps(self) -> dict[str, Any]:
        rows: dict[str, Any] = await self.page.evaluate(EVERYTHING)
        return rows

    async def experiences(self) -> list[dict[str, Any]]:
        return [item for item in (await self.keeps())["items"] if item["type"] == "experience"]

    async def everything_sent(self) -> dict[str, Any]:
        """Wait until nothing waits here any more, a field that was typed in neither."""
        await self.page.evaluate("dispatchEvent(new Event('pagehide'))")  # as a phone that is put away writes it
        for _ in range(WAIT // 100):
            rows = await self.keeps()
            states = {file["state"] for file in rows["files"]}
            if not any(item["dirty"] for item in rows["items"]) and states <= {"sent", "refused"}:
                return rows
            await self.page.wait_for_timeout(100)
        raise AssertionError(rows)

    async def fill(self, field: str, text: str) -> None:
        """Write in a field, and go on to something else: it is kept when this returns."""
        await self.page.fill(field, text)
        await self.leave_field()

    async def leave_field(self) -> None:
        await self.page.evaluate("document.activeElement?.blur()")

    async def worker(self) -> tuple[CDPSession, str]:
        """Name the registration of the worker, as the browser's tools know it."""
        session = await self.context.new_cdp_session(self.page)
        name: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def note(event: dict[str, list[dict[str, str]]]) -> None:
            for registration in event["registrations"]:
                if not name.done():
                    name.set_result(registration["registrationId"])

        session.on("ServiceWorker.workerRegistrationUpdated", note)
        await session.send("ServiceWorker.enable")
        return session, await name

    async def let_worker_send(self) -> None:
        """Raise the event by which a browser says that there is network again."""
        session, registration = await self.worker()
        event = {"origin": self.live.url, "registrationId": registration, "tag": "outbox", "lastChance": False}
        await session.send("ServiceWorker.dispatchSyncEvent", event)

    async def value_is(self, selector: str, value: str) -> None:
        """Wait until the screen shows what came there."""
        script = "([field, value]) => document.querySelector(field)?.value === value"
        await self.page.wait_for_function(script, arg=[selector, value], timeout=WAIT)

    async def lose_answers(self, pattern: str, count: int = 1) -> list[str]:
        """The server gets what is sent there, and its answers do not come: that many times."""
        addresses: list[str] = []

        async def lose(route: Route) -> None:
            if len(addresses) >= count:
                await route.continue_()
                return
            addresses.append(route.request.url)
            await route.fetch()
            await route.abort()

        await self.context.route(re.compile(pattern), lose)
        return addresses


def somebody() -> str:
    return f"{uuid7().hex[-12:]}@example.org"


BUILT = Path(__file__).parents[2] / "app/web/client/version"
