"""The guide and the reference of the API: what they say is there, and a phone reads it."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from playwright.async_api import Page, async_playwright

from app.web.reference import Reference
from tests.support.documents import published
from tests.support.live import Live
from tests.web.test_browser import AXE, CHROMIUM, FLAGS, LEVEL_AA, OVERFLOW, RUN_AXE

DOCUMENT = published()
GUIDES = {locale: Path(f"app/web/templates/guide.{locale}.html").read_text() for locale in ("fr", "en")}
CALL = re.compile(r"(GET|PUT|POST|PATCH|DELETE) (/v1/[\w/{}-]*)")
CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
CURL = re.compile(r"(?:-X (\w+) )?\$SERVER(/v1/\S+).*?--json '(\{.*?\})'$", re.DOTALL | re.MULTILINE)
TAGS = {"p", "em", "code", "h2", "ul", "ol", "li", "pre", "a", "table", "thead", "tbody", "tr", "th", "td", "div"}
FAMILIAR = re.compile(r"\b(?:tu|ton|ta|tes|toi|Envoie|Redemande|Réponds|Montre|Lis|relis|dis)\b")
BLANK = re.compile(r"'\$(\w+)'")
VALUES = {"SIZE": "482113"}
ID = "0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10"
VIEWED = ("experiences", "sessions", "sync", "media")


def test_both_guides_have_the_same_parts_and_the_same_code() -> None:
    parts = {
        locale: [re.findall(r"<(\w+)", text), re.findall(r' (?:id|href)="([^"]*)"', text), CODE.findall(text)]
        for locale, text in GUIDES.items()
    }
    assert parts["fr"][0] == parts["en"][0]
    assert parts["fr"][1] == parts["en"][1]
    assert sorted(parts["fr"][2]) == sorted(parts["en"][2])


@pytest.mark.parametrize("locale", GUIDES)
def test_code_of_the_guide_is_text_and_no_markup(locale: str) -> None:
    assert set(re.findall(r"<(\w+)", GUIDES[locale])) <= TAGS


def test_the_french_guide_says_vous_to_its_readers() -> None:
    prose = re.sub(r"(?s)<code>.*?</code>", "", GUIDES["fr"])
    assert FAMILIAR.findall(prose) == []


def test_what_the_guide_calls_is_in_the_document() -> None:
    calls = {(method.lower(), path) for method, path in CALL.findall(GUIDES["fr"])}
    assert [(method, path) for method, path in calls if method not in DOCUMENT["paths"].get(path, {})] == []
    assert len(calls) > 25
    slugs = set(re.findall(r"[1-5]\d\d <code>([a-z-]+)</code>", GUIDES["fr"]))
    assert [slug for slug in slugs if f'"/problems/{slug}"' not in json.dumps(DOCUMENT["paths"])] == []
    assert len(slugs) >= 3


def test_what_the_guide_sends_is_accepted_by_the_document() -> None:
    text = GUIDES["fr"].replace("{% raw %}", "").replace("{% endraw %}", "")
    commands = [command for code in CODE.findall(text) for command in re.sub(r"(?m)^#.*$", "", code).split("curl ")]
    bodies = [match.groups() for match in map(CURL.match, commands) if match]
    for method, path, body in bodies:
        content = json.loads(BLANK.sub(lambda match: VALUES.get(match[1], ID), body))
        operation = DOCUMENT["paths"][template_of(path.partition("?")[0])][(method or "POST").lower()]
        schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = schema | {"components": DOCUMENT["components"]}
        assert list(jsonschema_rs.Draft202012Validator(whole).iter_errors(content)) == [], path
    assert len(bodies) == 12


def template_of(path: str) -> str:
    """Return the path of the document that this one is of."""
    parts = path.split("/")
    names: list[str] = sorted(DOCUMENT["paths"], key=lambda name: name.count("{"))
    templates = (name for name in names if name.count("/") == len(parts) - 1)
    return next(
        name
        for name in templates
        if all(part == own or own.startswith("{") for part, own in zip(parts, name.split("/"), strict=True))
    )


async def test_the_reference_has_each_operation_once(guest: httpx.AsyncClient) -> None:
    reference = Reference()
    groups = reference.groups()
    names = [one.name for group in groups for one in reference.operations(group.name)]
    assert sorted(names) == sorted(item["operationId"] for path in DOCUMENT["paths"].values() for item in path.values())
    assert sum(group.size for group in groups) == len(names)
    guide = await guest.get("/docs?lang=en")
    for group in groups:
        assert f'href="/docs/{group.name}' in guide.text
    page = await guest.get("/docs/experiences")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert '<p class="call" dir="ltr"><code>PUT /v1/experiences/{experience_id}</code></p>' in page.text
    assert "http" not in re.sub(r"(?s)<pre.*?</pre>|<meta[^>]*>|<textarea.*?</textarea>", "", page.text)
    assert (await guest.get("/docs/nothing")).status_code == 404


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    if not CHROMIUM.exists() or not AXE.exists():
        pytest.skip("THE DOCUMENTATION WAS NOT CHECKED IN A BROWSER")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="fr-FR")
        yield page
        await browser.close()


@pytest.mark.slow
async def test_a_phone_reads_it_and_tries_it(live: Live, phone: Page) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    for path in ("/docs", "/docs?lang=en", *(f"/docs/{name}" for name in VIEWED)):
        await phone.goto(live.url + path)
        await phone.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        await phone.evaluate(AXE.read_text())
        for scheme in ("light", "dark"):
            await phone.emulate_media(color_scheme=scheme)
            violations = (await phone.evaluate(RUN_AXE, LEVEL_AA))["violations"]
            assert violations == [], path
        assert await phone.evaluate(OVERFLOW) == 0, path
    assert complaints == []
    person = live.sign_in()
    await phone.goto(f"{live.url}/docs/experiences")
    await phone.get_by_label("Jeton d’accès").fill(person.client.headers["Authorization"].removeprefix("Bearer "))
    section = phone.locator("#create_experience")
    await section.get_by_text("Essayer").click()
    await section.get_by_role("button", name="Envoyer").click()
    await section.get_by_role("status").get_by_text("201").first.wait_for()
    await phone.goto(f"{live.url}/docs/me")
    section = phone.locator("#get_me")
    await section.get_by_text("Essayer").click()
    await section.get_by_role("button", name="Envoyer").click()
    await section.get_by_role("status").get_by_text("Léa").first.wait_for()
