"""Every page, and each page of each PDF, as PNG: `python -m tests.support.screenshots`; then look at the sheets.

Words choose: `portrait`, `fr`, `390`, `dark`, `200`; each must be in what is shown. Addresses of a server that runs
(`make demo` prints some) are shown in place of the samples, each with its PDF. All is in build/screenshots.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any, Literal

import httpx
from PIL import Image, ImageDraw
from playwright.async_api import Browser, async_playwright

from tests.adapters.test_pdf import typeset
from tests.web import portrait_samples
from tests.web.markup import PAGES
from tests.web.serving import serving_pages
from tests.web.test_browser import CHROMIUM, FLAGS

FOLDER = Path("build/screenshots")
Scheme = Literal["light", "dark"]
LOCALES = ("fr", "en", "fr-x-simple")
WIDTHS = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES = (100, 200)
SHEET = (1536, 1000)  # pixels
COLUMN = {390: 256, 1280: 384}  # pixels of a sheet, by the width of the window
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
COMPLETE = """() => Promise.all([...document.images].map(one => {
  one.loading = "eager";
  return one.decode().catch(() => null);
}))"""
LARGER = "size => { document.documentElement.style.fontSize = `${size}%` }"


@dataclass(frozen=True)
class View:
    """A page in a language, as a window shows it."""

    name: str
    url: str
    locale: str
    width: int
    scheme: Scheme
    size: int  # of letters, in percent

    @property
    def tokens(self) -> set[str]:
        return {*self.name.split(), self.locale, str(self.width), self.scheme, str(self.size)}

    @property
    def series(self) -> str:
        return f"{self.locale}-{self.width}-{self.scheme}-{self.size}"

    @property
    def path(self) -> Path:
        return FOLDER / self.series / f"{self.name.replace(' ', '_')}.png"


def views(origin: str, addresses: Mapping[str, str], words: set[str]) -> Iterator[View]:
    for name, (locale, width, scheme, size) in product(addresses or PAGES, product(LOCALES, WIDTHS, SCHEMES, SIZES)):
        view = View(name, addresses.get(name) or f"{origin}/{name}/{locale}", locale, width, scheme, size)
        if words <= view.tokens:
            yield view


async def shoot(browser: Browser, view: View) -> None:
    context = await browser.new_context(
        viewport={"width": view.width, "height": 844}, locale=view.locale.partition("-x")[0], color_scheme=view.scheme
    )
    page = await context.new_page()
    await page.goto(view.url)
    await page.evaluate(UNFOLD)
    await page.evaluate(LARGER, view.size)
    await page.evaluate(COMPLETE)
    view.path.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=view.path, full_page=True)
    await context.close()


async def papers(addresses: Mapping[str, str]) -> dict[str, bytes]:
    if addresses:
        async with httpx.AsyncClient() as client:
            return {name: (await client.get(f"{url}.pdf")).content for name, url in addresses.items()}
    contents: dict[str, Any] = {
        f"{template} fr": portrait_samples.PORTRAIT | {"template": template} for template in portrait_samples.TEMPLATES
    }
    return {name: await typeset(content) for name, content in contents.items()}


def as_pictures(name: str, document: bytes) -> list[Path]:
    """Each page of a PDF, by `pdftoppm` (poppler-utils)."""
    stem = FOLDER / "paper" / name.replace(" ", "_")
    stem.parent.mkdir(parents=True, exist_ok=True)
    stem.with_suffix(".pdf").write_bytes(document)
    subprocess.run(["pdftoppm", "-r", "80", "-png", stem.with_suffix(".pdf"), stem], check=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))


def lay_out(series: str, pictures: list[Path], column: int) -> None:
    """Lay pictures out on sheets: in columns, each long picture in as many as it takes, one after the other."""
    strips: list[Image.Image] = []
    room = SHEET[1] - 16
    for path in pictures:
        with Image.open(path) as picture:
            small = picture.convert("RGB").resize((column - 8, ceil(picture.height * (column - 8) / picture.width)))
        for top in range(0, small.height, room):
            strip = Image.new("RGB", (column, SHEET[1]), "#888")
            strip.paste(small.crop((0, top, small.width, min(top + room, small.height))), (0, 16))
            ImageDraw.Draw(strip).text((2, 2), path.stem[: column // 7], fill="white")
            strips.append(strip)
    across = SHEET[0] // column
    (FOLDER / "sheets").mkdir(parents=True, exist_ok=True)
    for number in range(0, len(strips), across):
        sheet = Image.new("RGB", SHEET, "#888")
        for place, strip in enumerate(strips[number : number + across]):
            sheet.paste(strip, (place * column, 0))
        sheet.save(FOLDER / "sheets" / f"{series}-{number // across:02}.jpg", quality=85)


async def show(words: set[str], addresses: Mapping[str, str]) -> None:
    with serving_pages() as origin:
        chosen = list(views(origin, addresses, words))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for view in chosen:
                await shoot(browser, view)
            await browser.close()
    for series, width in {view.series: view.width for view in chosen}.items():
        lay_out(series, [view.path for view in chosen if view.series == series], COLUMN[width])
    if addresses or not words or "paper" in words:
        pages = [path for name, file in (await papers(addresses)).items() for path in as_pictures(name, file)]
        lay_out("paper", pages, SHEET[0] // 3)
    sys.stdout.write(f"{len(chosen)} pictures; look at {FOLDER / 'sheets'}\n")


if __name__ == "__main__":
    links = [argument for argument in sys.argv[1:] if argument.startswith("http")]
    asyncio.run(show(set(sys.argv[1:]) - set(links), {f"page {n}": url for n, url in enumerate(links, 1)}))
