"""What a person is proud of goes along: each page reads from a folder, and the index lists what is there."""

import io
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from playwright.async_api import Page, async_playwright

from app.core.actor import SYSTEM
from app.core.ports import TypesettingFailed
from app.core.uow import Runtime
from app.models.media import Media
from app.services.portability import export_portraits, exports
from tests.api.test_comments import say
from tests.support.communities import gather
from tests.support.grants import open_to, revoke, share, told
from tests.support.media import jpeg
from tests.support.missions import answer, send
from tests.support.people import ADULT, FULL, Person, capture, work_off
from tests.support.portraits import draw, endorse, publish, talent
from tests.support.portraits import share as share_portrait
from tests.support.stories import begin, of, showing, text
from tests.support.stories import publish as publish_story
from tests.support.uploads import declare, declared
from tests.web.test_browser import AXE, CHROMIUM, FLAGS, LEVEL_AA, OVERFLOW, RUN_AXE, equipment

__all__ = ["equipment"]
BROKEN_PICTURES = """() => Promise.all([...document.images].map(one => {
  one.loading = "eager";
  return one.decode().then(() => null, () => one.getAttribute("src"));
})).then(all => all.filter(Boolean))"""


async def upload(person: Person, runtime: Runtime) -> str:
    content = jpeg(400, 300)
    photo: str = (await declare(person, declared(content, alt="Un mur")))["id"]
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
    await draw_three(alice, story)
    await answer_mission(alice, bob, runtime, photo)
    await give_and_receive(alice, bob, story)


async def draw_three(alice: Person, story: dict[str, Any]) -> None:
    both = {
        "headline": "Apprentie maçonne",
        "languages": ["fr", "en"],
        "pinned_stories": [story["id"]],
        "show_contact": True,
    }
    whole = await draw(alice, name="Pour mon stage", translations={"en": {"headline": "Apprentice mason"}}, **both)
    await publish(alice, whole)
    await share_portrait(alice, whole, label="Patronne")
    withdrawn = await draw(alice, name="Celui d’avant", headline="Élève")
    await publish(alice, withdrawn)
    await alice.ask("DELETE", f"{withdrawn}/publication", 204)
    await draw(alice, name="Pas fini")


async def answer_mission(alice: Person, bob: Person, runtime: Runtime, photo: str) -> None:
    mission = await send(runtime, bob, await gather(runtime, bob, alice), title="Une photo de ton poste")
    moment = FULL | {"title": "Mon poste", "media": [photo]}
    response = await answer(alice, mission, moment=moment, note="C’était la première fois.")
    review = {"decision": "return", "comment": "Plus près."}
    await bob.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=review)


async def give_and_receive(alice: Person, bob: Person, story: dict[str, Any]) -> None:
    target = {"type": "story", "id": story["id"]}
    await open_to(alice, bob, target, rights=["view", "comment"])
    await say(bob, target, text="Bravo <script>.")
    await revoke(alice, await share(alice, story, label="Oncle"))
    for title, rights in (("Ma forge", ["view", "download"]), ("Secret de Bob", ["view"])):
        theirs = {"type": "story", "id": (await told(bob, title=title))["id"]}
        await open_to(bob, alice, theirs, rights=rights)


async def export(person: Person, runtime: Runtime) -> ZipFile:
    asked = await person.ask("POST", "/v1/exports", 202)
    await work_off(runtime)
    ready = await person.ask("GET", f"/v1/exports/{asked['id']}", 200)
    assert ready["state"] == "ready"
    return ZipFile(io.BytesIO((await person.client.get(ready["url"])).content))


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
    "fr": ["2 moments", "2 reconnaissances", "1 commentaire", "1 réponse", "3 donnés, 2 reçus"],
    "en": ["2 moments", "2 endorsements", "1 comment", "1 answer", "3 given, 2 received"],
}
ARTICLES = {"endorsements.html": 2, "comments.html": 1, "answers.html": 1, "accesses.html": 5}


@pytest.mark.begun_first
@pytest.mark.usefixtures("equipment")
@pytest.mark.slow
@pytest.mark.parametrize("locale", ["fr", "en"])
async def test_all_that_one_is_proud_of_is_read_from_a_folder(
    alice: Person, bob: Person, runtime: Runtime, tmp_path: Path, locale: str
) -> None:
    await proud_life(alice, bob, runtime, locale)
    archive = await export(alice, runtime)
    pages = sorted(name for name in archive.namelist() if name.endswith(".html"))
    _index_is_exact(archive, pages, locale)
    _others_are_named_as_shown(archive, pages)
    archive.extractall(tmp_path)
    await _read_offline(tmp_path, pages)


def _index_is_exact(archive: ZipFile, pages: list[str], locale: str) -> None:
    """It lists each page and document, and nothing else; each link of each page leads to a file."""
    names = set(archive.namelist())
    assert {link for name in pages for link in links_of(archive, name)} - names == set()
    documents = {name for name in names if name.endswith(".pdf")}
    assert set(links_of(archive, "index.html")) == {"style.css", *pages, *documents} - {"index.html"}
    assert [archive.read(name)[:4] for name in documents] == [b"%PDF"] * 3
    index = plain(archive, "index.html")
    assert [words for words in SECTIONS[locale] if words not in index] == []
    for name, count in ARTICLES.items():
        assert archive.read(name).count(b"<article") == count, name
    assert "<code>copies/" not in archive.read("index.html").decode()  # all that is shown is in media/


def _others_are_named_as_shown(archive: ZipFile, pages: list[str]) -> None:
    """With their words to the person, and no word of what they only showed."""
    assert "Karim" in plain(archive, "endorsements.html")
    assert "Bob &lt;b&gt;" in plain(archive, "comments.html")
    accesses, answers = plain(archive, "accesses.html"), plain(archive, "answers.html")
    assert all(name in accesses for name in ("Patronne", "Oncle", "Ma forge", "Bob"))
    assert all(words in answers for words in ("Plus près.", "C’était la première fois.", "Mon poste"))
    assert "Secret de Bob" not in "".join(archive.read(name).decode() for name in pages)


async def _read_offline(folder: Path, pages: list[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
        page = await context.new_page()
        failures: list[str] = []
        requests: list[str] = []
        pictures = 0
        page.on("requestfailed", lambda request: failures.append(request.url))
        page.on("request", lambda request: requests.append(request.url))
        for name in pages:
            await page.goto((folder / name).as_uri())
            assert await page.evaluate(BROKEN_PICTURES) == [], name
            pictures += await page.evaluate("document.images.length")
            assert failures == [], name
            await _is_sound(page, name)
            await page.set_viewport_size({"width": 320, "height": 640})
            await page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert await page.evaluate(OVERFLOW) == 0, name
            await page.set_viewport_size({"width": 390, "height": 844})
            failures.clear()  # axe reads styles again, which pages from a folder may not
        assert pictures >= 3  # of the journal, the story and the portrait
        assert [url for url in requests if not url.startswith((f"file://{folder}/", "data:"))] == []
        await browser.close()


async def _is_sound(page: Page, name: str) -> None:
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert await page.evaluate(OVERFLOW) == 0, name
    await page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        violations = await page.evaluate(RUN_AXE, LEVEL_AA)
        assert violations["violations"] == [], (name, scheme)


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


async def three_portraits(alice: Person, runtime: Runtime) -> None:
    """Each in two editions, of a moment whose photo storage has lost."""
    await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "locale": "fr"})
    photo = await upload(alice, runtime)
    await capture(alice, FULL | {"media": [photo]})
    for number in range(3):
        path = await draw(alice, name=f"Portrait {number}", headline="Avant")
        await publish(alice, path)
        version = (await alice.ask("GET", path, 200))["version"]
        headers = {"If-Match": f'"{version}"'}
        await alice.ask("PATCH", path, 200, json={"headline": f"Maçonne {number}"}, headers=headers)
        await publish(alice, path)
    async with runtime.database.sessions() as session:
        variants = (await session.get_one(Media, UUID(photo))).variants
    await runtime.objects.delete([item["object_key"] for item in variants if item["name"] == "large"])


@pytest.mark.slow
async def test_an_export_of_many_portraits_is_bounded_and_survives_a_worker_that_is_killed(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest edition of each, PAPER_LIMIT documents, and no link to a file that storage has lost."""
    await three_portraits(alice, runtime)
    monkeypatch.setattr(export_portraits, "PAPER_LIMIT", 2)
    export_id = UUID((await alice.ask("POST", "/v1/exports", 202))["id"])
    with pytest.raises(KilledError):
        async with replace(runtime, typesetter=HeldTypesetter(runtime, stop_at=2)).work(SYSTEM) as uow:
            await exports.build(uow, export_id)
    assert (await alice.ask("GET", f"/v1/exports/{export_id}", 200))["state"] == "preparing"
    typesetter = HeldTypesetter(runtime, stop_at=99)
    async with replace(runtime, typesetter=typesetter).work(SYSTEM) as uow:
        await exports.build(uow, export_id)
    ready = await alice.ask("GET", f"/v1/exports/{export_id}", 200)
    archive = ZipFile(io.BytesIO((await alice.client.get(ready["url"])).content))
    names = archive.namelist()
    assert (typesetter.documents, sum(name.startswith("portraits/") for name in names)) == (2, 5)
    assert "Une version à imprimer n’est pas ici" in plain(archive, "index.html")
    headlines = [re.findall("Maçonne [0-9]|Avant", plain(archive, f"portraits/{number}.html")) for number in (1, 2, 3)]
    assert headlines == [["Maçonne 2"], ["Maçonne 1"], ["Maçonne 0"]]
    assert {link for name in names if name.endswith(".html") for link in links_of(archive, name)} <= set(names)
    assert [name for name in names if archive.getinfo(name).file_size == 0 and not name.endswith(".jsonl")] == []
    async with replace(runtime, typesetter=HeldTypesetter(runtime)).work(SYSTEM) as uow:
        whole = b"".join([chunk async for chunk in exports.stream_for(uow, alice.id)])
    archive = ZipFile(io.BytesIO(whole))
    assert [name for name in archive.namelist() if name.endswith(".pdf")] == []
    assert "3 versions à imprimer ne sont pas ici" in plain(archive, "index.html")
