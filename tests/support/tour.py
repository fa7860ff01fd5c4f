"""`python -m tests.support.tour`: docs/tour.md, a film strip of the application, of a `make run` with `make demo`.

Inès, Karima and Rose sign in by their mails in var/mail; each scene is a screen as it looks at 390 pixels.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pyotp
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from tests.web.test_browser import CHROMIUM, FLAGS

ORIGIN = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
MAILS, FACTORS, FOLDER, PAGE = Path("var/mail"), Path("var/demo"), Path("docs/tour"), Path("docs/tour.md")
SIZE = {"width": 390, "height": 780}
WAIT = 20_000  # milliseconds
HEAD = """# The application in one minute

What a newcomer sees at `/app` after `make run` and `make demo`, at 390 pixels. `python -m tests.support.tour` makes it.
"""


@dataclass(frozen=True)
class Scene:
    """A screen: where it is, what is pressed there, and what it shows."""

    name: str
    path: str
    caption: str
    press: tuple[str, ...] = ()


INES = (
    Scene(
        "journal",
        "/",
        "**Mon journal.** Inès, 17, learns to build walls. Photos, sounds, words, by day; all of it on the phone.",
    ),
    Scene(
        "capture",
        "/capture",
        "**Capturer une expérience.** Two taps: a voice, a photo or words. Kept at once, with or without network.",
    ),
    Scene(
        "moment",
        "/",
        "**One moment.** Nothing more is needed; each thing that is added is saved as it is typed.",
        (".card a",),
    ),
    Scene("missions", "/missions", "**Missions.** What her communities ask, first things first."),
    Scene(
        "mission",
        "/missions",
        "**One mission.** Read aloud if she likes; answered by voice, photo or words.",
        ("main .card a, main li a",),
    ),
    Scene("talents", "/talents", "**Mes talents.** They grow from moments; somebody else can confirm them."),
    Scene(
        "portrait",
        "/portrait",
        "**Mon Portrait.** It composes itself from what is there, and says where each line comes from.",
    ),
    Scene("journals", "/journals", "**Mes carnets.** Moments in an order of her own become a story."),
    Scene("stories", "/stories", "**Mes stories.** What she published, as readers see it."),
    Scene(
        "shares",
        "/shares",
        "**Partage.** Who sees what, until when, how often it was opened; one tap cuts it.",
    ),
    Scene("notifications", "/notifications", "**Notifications.** By day, read without network."),
    Scene("me", "/me", "**Moi.** Language, easy-to-read French, letters, this phone, one’s rights."),
)
KARIMA = (
    Scene(
        "manage",
        "/manage",
        "**Karima leads the community**: what waits for her, missions, people.",
        (".lines a, main li a",),
    ),
)
ROSE = (
    Scene(
        "guide",
        "/guide",
        "**Rose accompanies people.** She reads what was granted, while it is; each of them sees what she read.",
    ),
    Scene("guided", "/guide", "**What Inès granted**, and nothing else.", ("a.row:has-text('Inès')",)),
)

CAST = {"ines@example.org": INES, "karima@example.org": KARIMA, "rose@example.org": ROSE}


def code_for(address: str, since: float) -> str:
    """Return the code of the latest mail to the address. Raises TimeoutError after 20 seconds."""
    for _ in range(100):
        for path in sorted(MAILS.glob("*.eml"), reverse=True)[:20]:
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            is_new = path.stat().st_mtime >= since and address in str(message["to"])
            if is_new and body and (code := re.search(r"\b\d{6}\b", body.get_content())):
                return code[0]
        time.sleep(0.2)
    raise TimeoutError(address)


async def sign_in(browser: Browser, address: str) -> Page:
    context = await browser.new_context(viewport=SIZE, locale="fr-FR", device_scale_factor=1)  # type: ignore[arg-type]
    page, since = await context.new_page(), time.time() - 1
    await page.goto(f"{ORIGIN}/app/")
    await page.fill("#email", address, timeout=WAIT)
    await page.click("form button[type=submit]")
    await page.wait_for_selector("#code", timeout=WAIT)
    await page.fill("#code", await asyncio.to_thread(code_for, address, since))
    await page.click("form button[type=submit]")
    await page.wait_for_selector(".bar", timeout=WAIT)
    await page.wait_for_timeout(3_000)  # until the first run has brought everything
    return page


async def prove(page: Page, name: str) -> None:
    """Enter the code of the second factor, where a screen asks for it."""
    await page.wait_for_timeout(1_500)
    if await page.locator("#app-code").count():
        secret = json.loads(await asyncio.to_thread((FACTORS / f"{name}.json").read_text))["secret"]
        await page.fill("#app-code", pyotp.TOTP(secret).now())
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#app-code", state="detached", timeout=WAIT)


async def show(page: Page, scene: Scene, name: str) -> None:
    await page.goto(f"{ORIGIN}/app{scene.path}")
    await prove(page, name)
    for selector in scene.press:
        await page.locator(selector).first.click(timeout=WAIT)
    await page.wait_for_selector("main h1", timeout=WAIT)
    await page.wait_for_timeout(1_500)
    image = Image.open(BytesIO(await page.screenshot()))
    image.convert("RGB").save(FOLDER / f"{scene.name}.webp", quality=70, method=6)


async def walk() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for address, scenes in CAST.items():
            page = await sign_in(browser, address)
            for scene in scenes:
                await show(page, scene, address.partition("@")[0])
        await browser.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(walk())
    every = [scene for scenes in CAST.values() for scene in scenes]
    cells = [f"| ![{scene.name}](tour/{scene.name}.webp) | {scene.caption} |" for scene in every]
    PAGE.write_text("\n".join([HEAD, "| | |", "|---|---|", *cells]) + "\n")


if __name__ == "__main__":
    main()
