"""What a person is proud of goes along: each page reads from a folder, and the index lists what is there."""

import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from playwright.async_api import Page, async_playwright

from app.core.actor import SYSTEM
from app.core.ports import ObjectNotFound, PaperForm, TypesettingFailed
from app.core.uow import Runtime
from app.models.media import LooseObject
from app.services.portability import export_portraits, exports
from tests.api.test_comments import say
from tests.support.communities import gather
from tests.support.grants import open_to, revoke, share, told
from tests.support.media import jpeg
from tests.support.missions import answer, send
from tests.support.people import ADULT, FULL, Person, Watch, capture, work_off
from tests.support.portraits import draw, endorse, publish, talent
from tests.support.portraits import share as share_portrait
from tests.support.stories import begin, of, showing, text
from tests.support.stories import publish as publish_story
from tests.support.uploads import declare, declared
from tests.web.test_browser import AXE, CHROMIUM, FLAGS, LEVEL_AA, OVERFLOW, RUN_AXE, equipment

__all__ = ["equipment"]
LINKS = """() => [...document.querySelectorAll("[href], [src], [poster]")].map(
  one => one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("poster"))"""
BROKEN_PICTURES = """() => Promise.all([...document.images].map(one => {
  one.loading = "eager";
  return one.decode().then(() => null, () => one.getAttribute("src"));
})).then(all => all.filter(Boolean))"""


async def upload(person: Person, runtime: Runtime, **fields: object) -> str:
    content = jpeg(400, 300)
    photo: str = (await declare(person, declared(content, alt="Un mur", **fields)))["id"]
    await person.ask("PUT", f"/v1/media/{photo}/content", 200, content=content, headers={"Content-Type": "image/jpeg"})
    await work_off(runtime)
    return photo


async def proud_life(alice: Person, bob: Person, runtime: Runtime, locale: str) -> None:
    """A portrait in two languages, a withdrawn one and a draft; a story, words of others, an answer, accesses."""
    await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "locale": locale})
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob <b>"})
    photo = await upload(alice, runtime)
    moment = await capture(alice, FULL | {"media": [photo], "context": "work", "text": "Six **rangs**, tous droits."})
    story = await publish_story(alice, await begin(alice, text(), of(moment), showing(photo), title="Mon stage"))
    skill = await talent(runtime, alice, "LEARN.1", moment)
    await endorse(runtime, alice, skill)
    await endorse(runtime, alice, skill, endorser_name="Lucie", comment=None, hidden=True)
    both = {"headline": "Apprentie maçonne", "languages": ["fr", "en"], "pinned_stories": [story["id"]]}
    whole = await draw(alice, name="Pour mon stage", translations={"headline": "Apprentice mason"}, **both)
    await publish(alice, whole)
    withdrawn = await draw(alice, name="Celui d’avant", headline="Élève")
    await publish(alice, withdrawn)
    await alice.ask("DELETE", f"{withdrawn}/publication", 204)
    await draw(alice, name="Pas fini")
    community = await gather(runtime, bob, alice)
    mission = await send(runtime, bob, community, title="Une photo de ton poste")
    given = FULL | {"title": "Mon poste", "media": [photo]}
    response = await answer(alice, mission, moment=given, note="C’était la première fois.")
    await bob.ask(
        "PUT", f"/v1/responses/{response['id']}/review", 200, json={"decision": "return", "comment": "Plus près."}
    )
    target = {"type": "story", "id": story["id"]}
    await open_to(alice, bob, target, rights=["view", "comment"])
    await say(bob, target, text="Bravo <script>.")
    await share_portrait(alice, whole, label="Patronne")
    await revoke(alice, await share(alice, story, label="Oncle"))
    theirs = {"type": "story", "id": (await told(bob, title="Ma forge"))["id"]}
    await open_to(bob, alice, theirs, rights=["view", "download"])
    kept = {"type": "story", "id": (await told(bob, title="Secret de Bob"))["id"]}
    await open_to(bob, alice, kept)


async def export(person: Person, guest: httpx.AsyncClient, runtime: Runtime) -> ZipFile:
    asked = await person.ask("POST", "/v1/exports", 202)
    await work_off(runtime)
    ready = await person.ask("GET", f"/v1/exports/{asked['id']}", 200)
    assert ready["state"] == "ready"
    return ZipFile(io.BytesIO((await guest.get(ready["url"])).content))


def links_of(archive: ZipFile, name: str) -> list[str]:
    """The files to which a page leads, from the top of the archive."""
    page = archive.read(name).decode()
    links = re.findall(r'(?:src|href|poster)="([^"#]+)"', page)
    folder = PurePosixPath(name).parent
    return [link[3:] if link.startswith("../") else str(folder / link) for link in links]


def plain(archive: ZipFile, name: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", archive.read(name).decode()))


SECTIONS = {
    "fr": ["1 moment", "2 reconnaissances", "1 commentaire", "1 réponse", "3 donnés, 2 reçus"],
    "en": ["1 moment", "2 endorsements", "1 comment", "1 answer", "3 given, 2 received"],
}
ARTICLES = {"endorsements.html": 2, "comments.html": 1, "answers.html": 1, "accesses.html": 5}


@pytest.mark.begun_first
@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_all_that_one_is_proud_of_is_read_from_a_folder(  # noqa: PLR0913  people, and a browser
    alice: Person,
    bob: Person,
    guest: httpx.AsyncClient,
    runtime: Runtime,
    equipment: None,  # noqa: F811
    tmp_path: Path,
    locale: str,
) -> None:
    await proud_life(alice, bob, runtime, locale)
    archive = await export(alice, guest, runtime)
    names = set(archive.namelist())
    pages = sorted(name for name in names if name.endswith(".html"))
    # The index lists each page and document, and nothing else; each link of each page leads to a file.
    led_to = {link for name in pages for link in links_of(archive, name)}
    assert led_to - names == set()
    readable = {name for name in names if name.endswith((".html", ".pdf"))} - {"index.html"}
    listed = set(links_of(archive, "index.html")) - {"style.css"}
    assert listed == readable
    assert {name for name in readable if name.endswith(".pdf")} == {
        "portraits/1.pdf",
        "portraits/2.pdf",
        "portraits/2-en.pdf",
    } or {name for name in readable if name.endswith(".pdf")} == {
        "portraits/1.pdf",
        "portraits/1-en.pdf",
        "portraits/2.pdf",
    }
    assert all(archive.read(name).startswith(b"%PDF") for name in readable if name.endswith(".pdf"))
    index = plain(archive, "index.html")
    for words in SECTIONS[locale]:
        assert words in index, words
    for name, count in ARTICLES.items():
        assert archive.read(name).count(b"<article") == count, name
    words = Counter({name: len(re.findall(r"<article", archive.read(name).decode())) for name in pages})
    assert sum(words.values()) > 12
    # Others: by the names that are shown, their words to the person, and no word of what they only showed.
    assert "Karim" in plain(archive, "endorsements.html")
    assert "Bob &lt;b&gt;" in plain(archive, "comments.html")
    accesses = plain(archive, "accesses.html")
    assert all(name in accesses for name in ("Patronne", "Oncle", "Ma forge", "Bob"))
    assert "Secret de Bob" not in "".join(archive.read(name).decode() for name in pages)
    assert ("Plus près." in (answers := plain(archive, "answers.html"))) and "C’était la première fois." in answers
    archive.extractall(tmp_path)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
        page = await context.new_page()
        failures: list[str] = []
        requests: list[str] = []
        page.on("requestfailed", lambda request: failures.append(request.url))
        page.on("request", lambda request: requests.append(request.url))
        for name in pages:
            await _is_sound(page, tmp_path / name)
        assert failures == []
        assert [url for url in requests if not url.startswith((f"file://{tmp_path}/", "data:"))] == []
        await browser.close()


async def _is_sound(page: Page, path: Path) -> None:
    await page.goto(path.as_uri())
    assert await page.evaluate(BROKEN_PICTURES) == [], path
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert await page.evaluate(OVERFLOW) == 0, path
    await page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = await page.evaluate(RUN_AXE, LEVEL_AA)
        assert violations["violations"] == [], (path, scheme)


class HeldTypesetter:
    """A typesetter that stops at a document, as a worker that is killed, or fails for all."""

    def __init__(self, runtime: Runtime, *, stop_at: int | None = None) -> None:
        self._typesetter, self._stop_at, self.documents = runtime.typesetter, stop_at, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._typesetter, name)

    async def typeset(self, *arguments: Any, **options: Any) -> bytes:
        self.documents += 1
        if self._stop_at is None:
            raise TypesettingFailed("took too long")
        if self.documents == self._stop_at:
            raise KilledError
        return b"%PDF-1.7"


class KilledError(BaseException):
    """The worker stops here."""


async def test_an_export_of_many_portraits_is_bounded_and_survives_a_worker_that_is_killed(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"locale": "fr"})
    await capture(alice, FULL)
    for number in range(3):
        path = await draw(alice, name=f"Portrait {number}", headline="Maçonne")
        for edition in range(3):
            await alice.ask("PATCH", path, 200, json={"headline": f"Maçonne {edition}"})
            await publish(alice, path)
    monkeypatch.setattr(export_portraits, "PAPER_LIMIT", 2)
    asked = await alice.ask("POST", "/v1/exports", 202)
