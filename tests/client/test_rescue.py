"""A start is never white: what stands where the application does not open, and what was not sent is saved there."""

import asyncio
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from playwright.async_api import Browser, Error, Route

from app.web import client_files
from tests.client.conftest import NewPhone
from tests.client.phones import BUILT, WAIT, Phone, picture, somebody
from tests.support.live import Live

pytestmark = pytest.mark.slow
TEXT = "Le moment qui n’est pas parti"
NEWER = """async () => {
  const all = (await indexedDB.databases()).map(({name}) => name).filter(name => name !== "daytripper-device");
  for (const name of all) await new Promise((done, fail) => {
    const asked = indexedDB.open(name, 9); asked.onerror = fail;
    asked.onsuccess = () => { asked.result.close(); done(); };
  });
}"""
REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
SEEN = "() => document.body.innerText"


async def _write_offline(phone: Phone) -> str:
    """Sign in, and keep a moment and a photo that are not sent."""
    email = somebody()
    await phone.sign_in(email)
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await phone.write(TEXT)
    await phone.photograph(picture((200, 100)))
    return email


async def _is_rescued(phone: Phone) -> None:
    await phone.page.wait_for_url("**/app/rescue", timeout=WAIT)
    await phone.page.wait_for_selector(f"li:has-text('{TEXT}')", timeout=WAIT)
    await phone.page.wait_for_selector("#save:visible", timeout=WAIT)


async def _saved(phone: Phone) -> bytes:
    async with phone.page.expect_download() as download:
        await phone.page.click("#save")
    return (await (await download.value).path()).read_bytes()


async def test_a_full_phone_opens_the_journal(phone: Phone) -> None:
    await _write_offline(phone)
    await phone.context.add_init_script(FULL)  # the browser's own quota lets small writes pass for a while
    for path in ("/", "/missions", "/"):
        await phone.open(path)
        await phone.page.wait_for_selector(".bar", timeout=WAIT)
        await phone.page.wait_for_selector("#frame", state="detached", timeout=WAIT)
    await phone.page.wait_for_selector(f"text={TEXT}", timeout=WAIT)
    await phone.open("/rescue")
    await _is_rescued(phone)
    assert TEXT.encode() in await _saved(phone)


async def test_a_browser_that_refuses_to_keep_anything_says_so(phone: Phone) -> None:
    await phone.context.add_init_script(REFUSED)
    await phone.open()
    await phone.page.wait_for_url("**/app/rescue", timeout=WAIT)
    await phone.page.wait_for_selector("#closed:visible", timeout=WAIT)
    assert "Ce navigateur ne laisse pas lire" in await phone.page.evaluate(SEEN)
    phone.complaints.clear()


async def test_what_a_newer_version_kept_is_saved(phone: Phone) -> None:
    await _write_offline(phone)
    await phone.open("/rescue")
    await phone.page.evaluate(NEWER)
    await phone.open()
    await _is_rescued(phone)
    assert TEXT.encode() in await _saved(phone)
    phone.complaints.clear()


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A version whose first script fails, at the same server."""
    folder = shutil.copytree(BUILT.parent, tmp_path / "client")
    old = BUILT.read_text()
    [address] = re.findall(r"/app/(assets/[\w.-]+\.js)", (folder / "index.html").read_text())
    opening = folder / address
    opening.write_text("throw new Error('broken');" + opening.read_text())
    for path in (folder / "sw.js", folder / "version"):
        path.write_text(path.read_text().replace(old, f"{old[:-1]}_"))

    def forget() -> None:
        client_files.client_files.cache_clear()
        client_files.client_version.cache_clear()

    monkeypatch.setattr(client_files, "FOLDER", folder)
    yield folder
    monkeypatch.undo()
    forget()


async def test_a_version_that_does_not_open_is_left_with_nothing_lost(
    phone: Phone, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_files, "FOLDER", BUILT.parent)
    await _write_offline(phone)
    monkeypatch.setattr(client_files, "FOLDER", broken)
    client_files.client_files.cache_clear()
    client_files.client_version.cache_clear()
    await phone.context.route("**/v1/**", lambda route: route.abort())  # there is network, and the API is away
    await phone.context.set_offline(False)
    with suppress(Error):  # the page opens anew
        await phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => 1)")
    for _ in range(WAIT // 500):
        with suppress(Error):
            await phone.open()
        await phone.page.wait_for_timeout(500)
        if phone.page.url.endswith("/app/rescue"):
            break
    await _is_rescued(phone)
    assert any("broken" in text for text in phone.complaints)
    monkeypatch.setattr(client_files, "FOLDER", BUILT.parent)
    client_files.client_files.cache_clear()
    client_files.client_version.cache_clear()
    await phone.page.click("#renew")
    await phone.page.wait_for_selector("#renewed:visible", timeout=WAIT)
    await phone.open()
    await phone.page.wait_for_selector(f"text={TEXT}", timeout=WAIT)
    phone.complaints.clear()


async def test_a_slow_network_shows_a_frame_first(browser: Browser, live: Live) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await context.route("**/app/assets/**", hold)
    page = await context.new_page()
    await page.goto(f"{live.url}/app/", wait_until="commit")
    await page.wait_for_function(PAINTED, timeout=WAIT)
    assert "L’application s’ouvre" in await page.evaluate(SEEN)
    await page.wait_for_selector("text=Sauver ce qui n’est pas envoyé", timeout=WAIT)  # it takes long
    held.set()
    await page.wait_for_selector("#email", timeout=WAIT)
    await page.wait_for_selector("#frame", state="detached", timeout=WAIT)
    await context.close()


async def test_a_script_that_does_not_come_is_said_at_once(browser: Browser, live: Live) -> None:
    context = await browser.new_context(locale="en-GB")
    await context.route("**/app/assets/*.js", lambda route: route.abort())
    page = await context.new_page()
    await page.goto(f"{live.url}/app/")
    await page.wait_for_selector("text=Try again", timeout=5_000)
    assert "What you kept is still here" in await page.evaluate(SEEN)
    assert "ouvre" not in await page.evaluate(SEEN)
    await context.close()


@pytest.mark.parametrize("path", ["/", "/capture", "/rescue", "/reset"])
async def test_a_page_without_javascript_says_so(browser: Browser, live: Live, path: str) -> None:
    context = await browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{live.url}/app{path}")
    text = await page.locator("body").inner_text()
    assert "a besoin de JavaScript" in text
    assert "s’ouvre…" not in text
    await context.close()


async def _bring(phone: Phone, file: bytes, answer: str) -> None:
    await phone.open("/me/leave")
    await phone.page.set_input_files("input[type=file]", {"name": "a.zip", "mimeType": "", "buffer": file})
    await phone.page.wait_for_selector(f"text={answer}", timeout=WAIT)


async def test_the_file_of_what_was_not_sent_comes_back_on_another_phone(new_phone: NewPhone) -> None:
    phone, other = await new_phone(), await new_phone()
    email = await _write_offline(phone)
    await phone.open("/capture")
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Un brouillon.")
    await phone.page.wait_for_timeout(1_000)
    await phone.open("/rescue")
    await _is_rescued(phone)
    file = await _saved(phone)
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert archive.testzip() is None
        [photo] = json.loads(archive.read("unsent.json"))["people"][0]["files"]
        assert archive.read(photo["name"])[:2] == b"\xff\xd8"
    await other.sign_in(email)
    await other.everything_sent()
    for _ in range(2):  # the second time, nothing is doubled
        await _bring(other, file, "est de retour")
        rows = await other.everything_sent()
    moments = [item["server"] for item in rows["items"] if item["type"] == "experience"]
    assert sorted(moment["text"] or "" for moment in moments) == ["", TEXT]
    assert [medium["id"] for moment in moments for medium in moment["media"]] == [photo["id"]]
    assert [kept["state"] for kept in rows["files"]] == ["sent"]
    await other.open("/capture")
    await other.value_is("#text", "Un brouillon.")


async def test_the_file_of_somebody_else_brings_nothing(new_phone: NewPhone) -> None:
    phone, other = await new_phone(), await new_phone()
    await _write_offline(phone)
    await phone.open("/rescue")
    await _is_rescued(phone)
    await other.sign_in(somebody())
    await _bring(other, await _saved(phone), "Ce fichier est à quelqu’un d’autre")
    assert await other.experiences() == []


async def test_resetting_forgets_the_files_of_the_application_alone(phone: Phone) -> None:
    await _write_offline(phone)
    await phone.context.route("**/v1/**", lambda route: route.abort())
    await phone.context.set_offline(False)
    await phone.open("/reset")
    await phone.page.wait_for_selector("#renewed:visible", timeout=WAIT)
    assert await phone.page.evaluate("caches.keys()") == []
    assert await phone.page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    await phone.page.wait_for_selector(f"li:has-text('{TEXT}')", timeout=WAIT)
    rows = await phone.keeps()
    assert sum(item["dirty"] for item in rows["items"]) == 2
    assert [file["state"] for file in rows["files"]] == ["waiting"]
    await phone.open()
    await phone.page.wait_for_selector(f"text={TEXT}", timeout=WAIT)
    assert [text for text in phone.complaints if "Clear-Site-Data" not in text] == []
    phone.complaints.clear()
