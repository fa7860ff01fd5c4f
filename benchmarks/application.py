"""The application on a small phone: a processor six times slower, 400 kbit/s, 400 ms. Medians of five.

A journal of ten thousand moments is measured as fast as this machine is."""

import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from app.core.ids import uuid7
from app.core.security import digest
from app.models.sign_in_passes import PASS_PREFIX
from benchmarks.world import PORT, World

CHROMIUM = "/usr/bin/chromium"
PERSON, COLLECTOR = 7, 8
TIMES = 5
SLOWER = 6  # times, the processor
BYTES_A_SECOND, LATENCY = 50_000, 400  # 400 kbit/s; milliseconds
MOMENTS, MANY = 2_000, 10_000
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
COUNT = """async () => {
  const {name} = (await indexedDB.databases()).find(one => /^daytripper-[0-9a-f]{8}-/.test(one.name)) ?? {};
  if (!name) return 0;
  const base = await new Promise(done => { const a = indexedDB.open(name); a.onsuccess = () => done(a.result); });
  const count = await new Promise(done => {
    const asked = base.transaction("items").objectStore("items").index("type").count("experience");
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  return count;
}"""
KEYSTROKE = """async key => {
  const field = document.querySelector("#search");
  field.value += key;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(done => setTimeout(done, 500));
}"""
BACK = """async () => {
  const began = performance.now();
  document.querySelector('.bar a[href="/app/"]').click();
  while (!document.querySelector(".cards .card")) await new Promise(requestAnimationFrame);
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
    token, other_token = (_pass(here, number) for number in (PERSON, COLLECTOR))
    here.run("journal", person=COLLECTOR, count=MANY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield _line("cold, interactive", [_cold(browser) for _ in range(TIMES)], 6_000)
        with _signed_in(browser, token) as (context, page):
            yield _line("keeping words", _keeping(context, page), 300)
            yield _line("warm without network, interactive", _opening(context, page, INTERACTIVE), 1_500)
            yield _line("warm without network, first moment", _opening(context, page, CARD), 1_500)
            page.evaluate(FILL, MOMENTS)
            yield _line(f"journal of {MOMENTS:,} moments, first moment", _opening(context, page, CARD), 2_000)
        began = time.monotonic()
        with _signed_in(browser, other_token) as (context, page):
            while page.evaluate(COUNT) < MANY:
                page.wait_for_timeout(200)
            yield _line(f"first sync of {MANY:,} moments", [1000 * (time.monotonic() - began)], 20_000)
            yield from _large(context, page)
        browser.close()


def _large(context: BrowserContext, page: Page) -> Iterator[str]:
    of = f"{MANY:,} moments, as fast as this machine"
    yield _line(f"opening, first moment; {of}", _opening(context, page, CARD, slower=1), 300)
    page.wait_for_timeout(3_000)  # whoever types at once waits for the first letter
    yield _line(f"a letter of a search; {of}", _searching(context, page), 16)
    yield _line(f"keeping words; {of}", _keeping(context, page, slower=1), 60)
    page.goto(f"{URL}/")
    yield _line(f"back to the journal; {of}", [_back(page) for _ in range(TIMES)], 100)


def _searching(context: BrowserContext, page: Page) -> list[float]:
    """How long the thread of the page works, from each letter until what is found stands there."""
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def work() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return float(1000 * metrics["TaskDuration"])

    milliseconds = []
    for key in "niveau":
        began = work()
        page.evaluate(KEYSTROKE, key)
        milliseconds.append(work() - began)
    session.detach()
    return milliseconds


def _back(page: Page) -> float:
    page.click(".cards .card a")
    page.wait_for_selector("article.moment")
    answer: float = page.evaluate(BACK)
    return answer


def _pass(here: World, person: int) -> str:
    token = f"{PASS_PREFIX}{secrets.token_urlsafe(24)}"
    here.sql(PASS, uuid7(), here.person(person), digest(token))
    return token


def _line(name: str, milliseconds: list[float], limit: int) -> str:
    median = statistics.median(milliseconds)
    spread = f"{min(milliseconds):,.0f}–{max(milliseconds):,.0f}"
    verdict = "holds" if median <= limit else "BROKEN"
    return f"{name}: {median:,.0f} ms ({spread}; at most {limit:,}: {verdict}; load {os.getloadavg()[0]:.1f})"


def slow(context: BrowserContext, page: Page, *, network: bool = False, slower: int = SLOWER) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
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


def _keeping(context: BrowserContext, page: Page, *, slower: int = SLOWER) -> list[float]:
    def keep() -> float:
        page.goto(f"{URL}/capture")
        page.click(".ways > button.way:last-child")
        page.wait_for_selector("#text")
        answer: float = page.evaluate(KEPT)
        return answer

    return _slowly(context, page, keep, slower=slower)


def _opening(context: BrowserContext, page: Page, question: str, *, slower: int = SLOWER) -> list[float]:
    def open_journal() -> float:
        page.goto(f"{URL}/", wait_until="commit")
        return _until(page, question)

    context.set_offline(True)
    milliseconds = _slowly(context, page, open_journal, slower=slower)
    context.set_offline(False)
    return milliseconds


def _slowly(context: BrowserContext, page: Page, act: Callable[[], float], *, slower: int) -> list[float]:
    session = slow(context, page, slower=slower)
    milliseconds = [act() for _ in range(TIMES)]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return milliseconds
