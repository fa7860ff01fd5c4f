"""Coming into a room with a small phone, over a slow network: from the button to the first question, and the bytes."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator
from uuid import UUID

from playwright.sync_api import Browser, sync_playwright

from app.core.clock import utc_now
from app.core.security import Keys
from app.services.rooms import entrance
from benchmarks.application import CHROMIUM, SIZE, TIMES, slow
from benchmarks.room_world import CODE, ROOM, SURVEY, ask
from benchmarks.world import PORT, SECRET, World

SECONDS, KB = 3.0, 60


def measure(world: World) -> Iterator[str]:
    scene = {"phase": "ask", "mission_id": SURVEY}
    asyncio.run(ask(world, 1, "PUT", f"/v1/rooms/{ROOM}/scene", scene, **{"If-Match": "*"}))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        rows = [_enter(browser) for _ in range(TIMES)]
        browser.close()
    seconds, size = statistics.median(row[0] for row in rows), max(row[1] for row in rows)
    spread = f"{min(row[0] for row in rows):.2f}–{max(row[0] for row in rows):.2f}"
    said = "ok" if seconds <= SECONDS else "ABOVE"
    yield f"enter a room, slow 3G, 6 × CPU: {seconds:.2f} s ({spread}); must {SECONDS:.0f} s: {said}"
    said = "ok" if size <= KB else "ABOVE"
    yield f"all that it loads until the first question: {size:.1f} kB; must {KB}: {said}; load {os.getloadavg()[0]:.1f}"


def _enter(browser: Browser) -> tuple[float, float]:
    """Return the seconds from the button to the question, and the kB on the wire since the QR code was scanned."""
    proof = entrance.proof_of(Keys(SECRET.encode()), UUID(ROOM), b"\0", entrance.slot_at(utc_now()))
    context = browser.new_context(viewport=SIZE, locale="fr-FR")
    page, sizes = context.new_page(), list[float]()
    session = slow(context, page, network=True)
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{PORT}/r/{CODE}?p={proof}")
    page.check("input[value=adult]")
    start = time.perf_counter()
    page.click("form.answer button")
    page.wait_for_selector("#sheet")
    seconds = time.perf_counter() - start
    context.close()
    return seconds, sum(sizes) / 1000
