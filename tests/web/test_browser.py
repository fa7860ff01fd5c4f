"""Every page in a real browser, as a phone shows it: one Chromium for all of them, strict headers, no network."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright

from app.web.accessibility import CRITERIA
from app.web.assets import asset, asset_at
from app.web.pages import story_page
from tests.web import portrait_samples
from tests.web.markup import PAGES
from tests.web.samples import BARE, SERVICE, STORY, photo, story
from tests.web.serving import serving_pages

pytestmark = pytest.mark.begun_first
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]
SIMPLE = [f"{name}/fr-x-simple" for name in ("privacy", "guardian asked", "invitation code", "place kept")]
HEAVIEST = 100_000
MOST_SHEETS = 6  # all is unfolded, and photos are never cut
LEVEL_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return {checked: found.passes.length,
          violations: found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(" | ")}`)};
}"""
# A letter, a word and a line further from the next, each as WCAG 1.4.12 says.
SPACED = """() => { for (const one of document.querySelectorAll("body, body *")) {
  one.style.lineHeight = "1.5"; one.style.letterSpacing = "0.12em"; one.style.wordSpacing = "0.16em";
  if (one.tagName === "P") one.style.marginBlockEnd = "2em";
}}"""
CLIPPED = """() => [...document.querySelectorAll("main *")].filter(one => {
  const style = getComputedStyle(one), hidden = style.overflowX !== "visible" || style.overflowY !== "visible";
  return hidden && one.clientWidth > 1 && one.innerText?.trim() && !one.matches("input, textarea")
    && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2);
}).map(one => one.outerHTML.slice(0, 120))"""
NUMBER_STOPS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, textarea, summary, audio, video")]
    .filter(one => one.type !== "hidden" && one.checkVisibility())
    .filter(one => one.type !== "radio" || one === one.form.querySelector(`[name="${one.name}"]`));  // of a group, one
  stops.forEach((one, at) => one.dataset.stop = at);
  return stops.length;
}"""
STOP = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const inside = one.matches("audio, video") || [...one.querySelectorAll("*")].some(
    part => getComputedStyle(part).outlineStyle !== "none");
  return [Number(one.dataset.stop ?? -1), style.outlineStyle !== "none" || inside];
}"""
UNSTYLED = """() => [document.body.innerText.replace(/\\s+/g, " "),
  [...document.querySelectorAll("h1, h2, h3, label, legend")].filter(one => one.checkVisibility())
    .map(one => one.innerText.replace(/\\s+/g, " ").trim())]"""
# The narrowest block in which words stand, in letters of their size.
NARROW = """() => [...document.querySelectorAll("main *")].map(one => {
  const words = [...one.childNodes].filter(part => part.nodeType === 3).map(part => part.data).join(" ").trim();
  if (words.length < 20 || !one.checkVisibility() || one.closest(".unseen, .enlarge")) return null;
  let block = one;
  while (/^inline/.test(getComputedStyle(block).display)) block = block.parentElement;
  const style = getComputedStyle(block);
  const room = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [room / parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 90)];
}).filter(Boolean).sort((one, other) => one[0] - other[0])[0]"""
# What matches a pattern and stands on two lines.
BROKEN = """pattern => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.parentElement.checkVisibility() || text.parentElement.closest(".unseen")) continue;
    for (const word of text.data.matchAll(new RegExp(pattern, "gu"))) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(one => Math.round(one.top))).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
# Addresses that stand on two lines.
PARTED = """() => [...document.querySelectorAll('main a[href^="mailto:"]')]
  .filter(one => new Set([...one.getClientRects()].map(line => line.top)).size > 1).map(one => one.textContent)"""
# Headings of the second level whose letters are larger than those of the first.
TALLER = """() => {
  const size = heading => parseFloat(getComputedStyle(heading).fontSize), title = size(document.querySelector("h1"));
  return [...document.querySelectorAll("h2")].filter(heading => size(heading) >= title).map(one => one.textContent);
}"""
LONGEST_WORD = 13  # the few of ours that are longer are parted between syllables, with a hyphen
WORDS = rf"(?<![\p{{L}}’@./-])[\p{{L}}’]{{2,{LONGEST_WORD}}}(?![\p{{L}}’@-]|\.\p{{L}})"
PARTS_OF_DATES = r"\d+(?=\s\p{L}{3,9}\s\d{4})|(?<=\d(er)?\s)\p{L}{3,9}(?=\s\d{4})|(?<=\p{L}\s)\d{4}"
LEAST_LETTERS = 5  # in heights of a letter: a word of nine stands on one line
WIDTHS = (320, 640, 768, 1280)


@dataclass
class Visit:
    """A page open in the browser, with all that it asked for and all that the browser complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def left(self, origin: str) -> list[str]:
        return [url for url in self.requests if not url.startswith((f"{origin}/", "data:"))]


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving_pages() as origin:
        yield origin


@pytest.fixture(scope="module")
def equipment(request: pytest.FixtureRequest) -> None:
    """Skips loudly where there is no browser; CI passes --require-browser and fails."""
    lacking = [
        *([] if CHROMIUM.exists() else [f"no {CHROMIUM}: apt-get install chromium"]),
        *([] if AXE.exists() else ["no axe-core: npm ci --prefix tests/web"]),
    ]
    if lacking:
        reason = "PAGES NOT CHECKED IN A BROWSER. " + "; ".join(lacking)
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)


@pytest.fixture(scope="module")
async def browser(equipment: None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    visit = Visit(await context.new_page())
    visit.watch()
    yield visit
    await context.close()


async def axe(page: Page, scheme: Literal["light", "dark"]) -> dict[str, Any]:
    await page.emulate_media(color_scheme=scheme)
    nodes: dict[str, Any] = await page.evaluate(RUN_AXE, LEVEL_AA)
    return nodes


PATHS = [*(f"{name}/fr" for name in PAGES), *SIMPLE]


# One page in six in `make test`, all of them in `make whole`.
LOOKED_AT = [pytest.param(path, marks=pytest.mark.slow) if n % 6 else path for n, path in enumerate(PATHS)]


@pytest.mark.parametrize("path", LOOKED_AT)
async def test_a_page_is_sound_on_a_phone(path: str, visit: Visit, origin: str) -> None:
    answer = await visit.page.goto(f"{origin}/{path}")
    assert answer is not None
    assert len(await answer.body()) + len(STYLE) < HEAVIEST
    await visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert await visit.page.evaluate(OVERFLOW) == 0
    assert await visit.page.evaluate(PARTED) == []
    await visit.page.set_viewport_size({"width": 320, "height": 640})  # WCAG 1.4.10
    assert await visit.page.evaluate(OVERFLOW) == 0
    await visit.page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        violations = await axe(visit.page, scheme)
        assert violations["violations"] == [], scheme
        assert violations["checked"] > 8
    assert len(visit.requests) >= 3  # itself, its style, its icon
    assert visit.left(origin) == []
    assert visit.complaints == []


@pytest.mark.slow
async def test_the_checks_catch_a_page_that_is_spoilt(visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/spoilt")
    await visit.page.evaluate(AXE.read_text())
    violations = await axe(visit.page, "light")
    assert [violation.partition(":")[0] for violation in violations["violations"]] == [
        "image-alt"
    ]  # the pale style was refused
    assert any("style-src" in complaint for complaint in visit.complaints)
    assert any("img-src" in complaint for complaint in visit.complaints)


async def test_each_rule_of_axe_that_the_audit_names_is_asked(visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/landing/fr")
    await visit.page.evaluate(AXE.read_text())
    nodes = await visit.page.evaluate("tags => axe.getRules(tags).map(one => one.ruleId)", LEVEL_AA)
    checks = {check for criterion in CRITERIA for check in criterion["checks"] if check.startswith("axe:")}
    assert len(checks) > 15
    assert {check.removeprefix("axe:") for check in checks} - set(nodes) == set()


async def test_a_story_is_read_whole_without_scripts(browser: Browser, origin: str) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{origin}/story/fr")
    assert await page.get_by_role("heading", level=1).inner_text() == "Un an en cuisine"
    transcript = page.get_by_text("Aujourd’hui, premier vrai service.").first
    assert not await transcript.is_visible()
    await page.get_by_text("Lire la transcription").first.click()
    assert await transcript.is_visible()
    await page.get_by_role("link", name="Premier coup de feu en cuisine").first.click()
    assert page.url.endswith("#moment-2")
    await context.close()


async def test_the_part_of_the_notice_that_a_link_names_unfolds(visit: Visit, origin: str) -> None:
    for part in ("", "#without-account"):
        await visit.page.goto(f"{origin}/privacy/fr{part}")
        assert await visit.page.locator("#without-account").is_visible() is bool(part)


@pytest.fixture
def pages(pytestconfig: pytest.Config) -> list[str]:
    """One page in four, each of them with `--whole-corpus` (`make fuzz`)."""
    return list(PAGES) if pytestconfig.getoption("--whole-corpus") else list(PAGES)[::4]


@pytest.mark.slow
async def test_letters_can_be_larger_and_further_apart(visit: Visit, origin: str, pages: list[str]) -> None:
    """Twice as large on a desk, and spaced as WCAG 1.4.12 has it on a phone: nothing is cut, nothing goes sideways."""
    for name in pages:
        await visit.page.set_viewport_size({"width": 390, "height": 844})
        await visit.page.goto(f"{origin}/{name}/fr")
        await visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        await visit.page.evaluate(SPACED)
        assert await visit.page.evaluate(OVERFLOW) == 0, name
        assert await visit.page.evaluate(CLIPPED) == [], name
        await visit.page.set_viewport_size({"width": 1280, "height": 844})
        await visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await visit.page.evaluate(OVERFLOW) == 0, name
        assert await visit.page.evaluate(CLIPPED) == [], name


PATHS_OF_WORDS = [*(f"{name}/{locale}" for locale in ("fr", "en") for name in PAGES), *SIMPLE]
FIRST_OF_WORDS = {f"programme report/{locale}" for locale in ("fr", "en")}  # in `make test`; all in `make whole`
ENLARGED = [pytest.param(path, marks=() if path in FIRST_OF_WORDS else pytest.mark.slow) for path in PATHS_OF_WORDS]


@pytest.mark.parametrize("path", ENLARGED)
async def test_no_word_is_cut_where_letters_are_twice_as_large_on_a_phone(visit: Visit, origin: str, path: str) -> None:
    """On each page, as narrow as a page must be (WCAG 1.4.10)."""
    await visit.page.goto(f"{origin}/{path}")
    await visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    await visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await visit.page.evaluate(CLIPPED) == []
    for width in (390, 320):
        await visit.page.set_viewport_size({"width": width, "height": 844})
        assert await visit.page.evaluate(OVERFLOW) == 0, width
        assert await visit.page.evaluate(BROKEN, WORDS) == [], width
        assert await visit.page.evaluate(BROKEN, PARTS_OF_DATES) == [], width
        assert await visit.page.evaluate(TALLER) == [], width


@pytest.mark.slow
@pytest.mark.parametrize("name", portrait_samples.TEMPLATES)
async def test_a_portrait_is_read_where_letters_are_twice_as_large(name: str, visit: Visit, origin: str) -> None:
    """At each width: nothing goes sideways, and no column is so narrow that it takes words apart."""
    await visit.page.goto(f"{origin}/{name} portrait/fr")
    await visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    await visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in WIDTHS:
        await visit.page.set_viewport_size({"width": width, "height": 844})
        assert await visit.page.evaluate(OVERFLOW) == 0, width
        letters, places = await visit.page.evaluate(NARROW)
        assert letters > LEAST_LETTERS, (width, letters, places)
        assert await visit.page.evaluate(BROKEN, WORDS) == [], width


@pytest.mark.slow
async def test_each_stop_of_the_keyboard_is_seen(visit: Visit, origin: str, pages: list[str]) -> None:
    """In the order of the page, without a trap."""
    for name in pages:
        await visit.page.goto(f"{origin}/{name}/fr")
        count = await visit.page.evaluate(NUMBER_STOPS)
        order: list[int] = []
        unseen: list[int] = []
        while len(set(order)) < count and len(order) < 6 * count:
            await visit.page.keyboard.press("Tab")
            stop, is_seen = await visit.page.evaluate(STOP)
            order += [stop] if stop >= 0 else []
            unseen += [] if is_seen or stop < 0 else [stop]
        assert sorted(set(order)) == list(range(count)), name
        assert sum(after < before for before, after in pairwise(order)) <= 1, name
        assert unseen == [], name


@pytest.mark.slow
async def test_pages_are_read_in_order_without_styles(visit: Visit, origin: str, pages: list[str]) -> None:
    for name in pages:
        await visit.page.goto(f"{origin}/{name}/fr")
        await visit.page.evaluate("for (const one of document.styleSheets) one.disabled = true")
        text, parts = await visit.page.evaluate(UNSTYLED)
        assert parts, name
        places = [text.find(part) for part in parts]
        assert -1 not in places, name
        assert text.index(parts[0]) <= text.index(parts[-1]), name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["notebook portrait", "poster portrait", "classic portrait"])
async def test_a_portrait_prints_on_few_sheets(name: str, visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/{name}/fr")
    document = await visit.page.pdf(format="A4")
    assert 1 < document.count(b"/Type /Page\n") <= MOST_SHEETS


@pytest.mark.slow
async def test_a_passcode_is_typed_and_sent_from_the_keyboard(visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/passcode/fr")
    await visit.page.get_by_label("Code d’accès").fill("soleil")
    async with visit.page.expect_request(lambda request: request.method == "POST") as event:
        await visit.page.keyboard.press("Enter")
    request = await event.value
    assert request.url == f"{origin}/s/tok_3n/unlock"
    assert request.post_data == "passcode=soleil"


@pytest.mark.slow
async def test_a_talent_is_confirmed_from_the_keyboard(visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/endorsement/fr")
    await visit.page.get_by_label("Rôle").fill("Tutrice")
    async with visit.page.expect_request(lambda request: request.method == "POST") as event:
        await visit.page.keyboard.press("Enter")
    request = await event.value
    assert request.url == f"{origin}/e/tok_3n/confirmation"
    assert request.post_data == "name=Karim+Benali&role=Tutrice&comment="


@pytest.mark.slow
async def test_a_form_with_nothing_to_fill_in_is_a_form(visit: Visit, origin: str) -> None:
    await visit.page.goto(f"{origin}/endorsement/fr")
    assert not await visit.page.get_by_role("button", name="Signaler").is_visible()
    await visit.page.get_by_text("Signaler cette demande").click()
    async with visit.page.expect_request(lambda request: request.method == "POST") as event:
        await visit.page.get_by_role("button", name="Signaler").click()
    request = await event.value
    assert request.url == f"{origin}/e/tok_3n/report"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_story_of_forty_photos_stays_light() -> None:
    many = SERVICE | {"media": [photo("Un four ouvert, une plaque de choux dedans")] * 5}
    page = story_page(story(STORY | {"blocks": [many, BARE] * 8}))
    assert page.count('class="photo"') == 41
    assert len(page.encode()) + len(STYLE) < HEAVIEST


STYLE = found.body if (found := asset_at(asset("site.css"))) else b""
