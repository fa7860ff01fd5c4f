"""The application on a small phone: a processor six times slower, 400 kbit/s, 400 ms. Medians of five."""

import os
import secrets
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from app.core.ids import uuid7
from app.core.security import digest
from app.models.sign_in_passes import PASS_PREFIX
from benchmarks.world import PORT, World

CHROMIUM = "/usr/bin/chromium"
PERSON = 7
TIMES = 5
SLOWER = 6  # times, the processor
BYTES_A_SECOND, LATENCY = 50_000, 400  # 400 kbit/s; milliseconds
MOMENTS = 2_000
URL = f"http://127.0.0.1:{PORT}/app"
SIZE: ViewportSize = {"width": 390, "height": 844}
PASS = """insert into sign_in_passes (id, user_id, maker_id, digest, created_at, expires_at)
values ($1, $2, $2, $3, now(), now() + interval '1 day')"""
INTERACTIVE = "() => performance.getEntriesByName('interactive')[0]?.startTime"
CARD = "() => document.querySelector('.card') && performance.now()"
KEPT = """async () => {
  document.querySelector("#text").value = "Un mur d’aplomb.";
  document.querySelector("#text").dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(requestAnimationFrame);
  const began = performance.now();
  document.querySelector("form .button").click();
  while (!document.querySelector(".kept")) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
FILL = """async count => {
  const {name} = (await indexedDB.databases()).find(one => /^daytripper-[0-9a-f]{8}-/.test(one.name));
  const base = await new Promise(done => { const a = indexedDB.open(name); a.onsuccess = () => done(a.result); });
  const transaction = base.transaction("items", "readwrite");
  for (let n = 0; n < count; n++) {
    const id = `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
    const lived_at = new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString();
    const data = {id, version: 1, title: `Moment ${n}`, text: "Mur en parpaings, 6 m. Chaque rang au niveau.", lived_at,
      utc_offset: 60, lived_precision: "minute", media: [], tags: ["bois"], people: [], skills: [], trashed_at: null};
    transaction.objectStore("items").put({key: `experience:${id}`, type: "experience", id, server: data, base: data,
      local: data, dirty: 0, deleted: 0, touched_at: n});
  }
  await new Promise(done => { transaction.oncomplete = done; });
  base.close();
}"""


def measure(here: World) -> Iterator[str]:
    """Yield a line for each budget."""
    token = f"{PASS_PREFIX}{secrets.token_urlsafe(24)}"
    here.sql(PASS, uuid7(), here.person(PERSON), digest(token))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield _line("cold, interactive", [_cold(browser) for _ in range(TIMES)], 6_000)
        with _signed_in(browser, token) as (context, page):
            yield _line("keeping words", _keeping(context, page), 300)
            yield _line("warm without network, interactive", _opening(context, page, INTERACTIVE), 1_500)
            yield _line("warm without network, first moment", _opening(context, page, CARD), 1_500)
            page.evaluate(FILL, MOMENTS)
            yield _line(f"journal of {MOMENTS:,} moments, first moment", _opening(context, page, CARD), 2_000)
        browser.close()


def _line(name: str, milliseconds: list[float], limit: int) -> str:
    median = statistics.median(milliseconds)
    spread = f"{min(milliseconds):,.0f}–{max(milliseconds):,.0f}"
    verdict = "holds" if median <= limit else "BROKEN"
    return f"{name}: {median:,.0f} ms ({spread}; at most {limit:,}: {verdict}; load {os.getloadavg()[0]:.1f})"


def slow(context: BrowserContext, page: Page, *, network: bool = False) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if network:
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **speed})
    return session


def _cold(browser: Browser) -> float:
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    slow(context, page, network=True)
    page.goto(f"{URL}/", wait_until="commit")
    milliseconds = _until(page, INTERACTIVE)
    context.close()
    return milliseconds


def _until(page: Page, question: str) -> float:
    answer: float = page.wait_for_function(question, timeout=60_000).json_value()
    return answer


@contextmanager
def _signed_in(browser: Browser, token: str) -> Iterator[tuple[BrowserContext, Page]]:
    context = browser.new_context(viewport=SIZE, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{URL}/sign-in/{token}")
    page.click(".sign-in button.button")
    page.wait_for_selector(".bar")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(f"{URL}/")
    page.wait_for_selector(".card")
    yield context, page
    context.close()


def _keeping(context: BrowserContext, page: Page) -> list[float]:
    def keep() -> float:
        page.goto(f"{URL}/capture")
        page.click(".ways > button.way:last-child")
        page.wait_for_selector("#text")
        answer: float = page.evaluate(KEPT)
        return answer

    return _slowly(context, page, keep)


def _opening(context: BrowserContext, page: Page, question: str) -> list[float]:
    def open_journal() -> float:
        page.goto(f"{URL}/", wait_until="commit")
        return _until(page, question)

    context.set_offline(True)
    milliseconds = _slowly(context, page, open_journal)
    context.set_offline(False)
    return milliseconds


def _slowly(context: BrowserContext, page: Page, act: Callable[[], float]) -> list[float]:
    session = slow(context, page)
    milliseconds = [act() for _ in range(TIMES)]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return milliseconds
