"""A laptop: the same application in a wide window, for those who lead and accompany."""

import re
from typing import Any

import pyotp

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone
from tests.web.test_browser import AXE, LEVEL_AA, OVERFLOW, RUN_AXE

WIDE = {"width": 1280, "height": 844}


async def widen(phone: Phone) -> None:
    await phone.page.set_viewport_size({"width": 1280, "height": 844})


async def prove(phone: Phone) -> None:
    """Add a code application where the screen asks for it, and note the recovery codes."""
    page = phone.page
    await page.click(".proof .button.plain", timeout=WAIT)
    secret = await page.inner_text(".proof .address", timeout=WAIT)
    await page.fill("#app-code", pyotp.TOTP(secret).now())
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".codes", timeout=WAIT)
    await page.click(".proof .button")


async def faults_at_both(phone: Phone, path: str, ready: str = "main h1") -> list[str]:
    """Name what is wrong with a screen on a phone and on a laptop."""
    await phone.open(path)
    await phone.page.wait_for_selector(ready, timeout=WAIT)
    found = await faults(phone, path)
    await phone.page.evaluate("document.documentElement.style.fontSize = '100%'")
    await widen(phone)
    for scheme in ("light", "dark"):
        await phone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await phone.page.wait_for_selector(ready, timeout=WAIT)
        await phone.page.evaluate(AXE.read_text())
        report = await phone.page.evaluate(RUN_AXE, LEVEL_AA)
        found += [f"{path} wide {scheme} {violation}" for violation in report["violations"]]
    if await phone.page.evaluate(OVERFLOW):
        found.append(f"{path} does not fit a laptop")
    await phone.page.emulate_media(color_scheme="light")
    return found


async def text_comes(phone: Phone, pattern: str) -> str:
    """Wait until the screen says it, and return all that it says."""
    words = ""
    for _ in range(WAIT // 100):
        words = (await phone.page.inner_text("main")).replace("\N{NO-BREAK SPACE}", " ")
        if re.search(pattern, words):
            return words
        await phone.page.wait_for_timeout(100)
    raise AssertionError(words)


async def holds(phone: Phone) -> str:
    """Return all that the browser keeps by itself of the application: its databases and its caches, as text."""
    kept: Any = await phone.page.evaluate(
        """async () => {
          const texts = [];
          for (const {name} of await indexedDB.databases()) {
            const base = await new Promise((done, failed) => {
              const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); asked.onerror = failed;
            });
            for (const store of base.objectStoreNames) texts.push(JSON.stringify(await new Promise(done => {
              const asked = base.transaction(store).objectStore(store).getAll();
              asked.onsuccess = () => done(asked.result);
            })));
            base.close();
          }
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              texts.push(request.url);
              if (!request.url.includes("/app/")) texts.push(await (await cache.match(request)).text());
            }
          }
          return texts.join("\\n");
        }"""
    )
    return str(kept)
