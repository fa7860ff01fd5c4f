"""A new version reaches every phone, and what waits there is sent by it: nobody is stranded with an old one."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Error, Route

from app.web import client_files
from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, somebody
from tests.client.test_build import CLIENT

pytestmark = pytest.mark.slow
VERSIONS = ("first", "second", "third", "fourth")
Serve = Callable[[str], str]
INSTALLATION = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const worker = registration.installing;
  while (worker.state === "installing") await new Promise(done => worker.addEventListener("statechange", done));
  return worker.state;
}"""


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Four builds, each with another word on the journal, whose files all have other names."""
    root = tmp_path_factory.mktemp("builds")
    shutil.copytree(CLIENT, root / "client", ignore=shutil.ignore_patterns("build", "node_modules"))
    (root / "client/node_modules").symlink_to((CLIENT / "node_modules").resolve())
    words = root / "client/src/words/fr.ts"
    french = words.read_text()
    folders = {}
    for name in VERSIONS:
        words.write_text(french.replace('journal: "Mon journal"', f'journal: "Mon journal, {name}"'))
        (root / "app/web").mkdir(parents=True, exist_ok=True)
        subprocess.run(["node", "build.mjs"], cwd=root / "client", check=True)
        folders[name] = root / name
        (root / "app/web/client").rename(folders[name])
    return folders


@pytest.fixture
def serve(builds: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    def forget() -> None:
        client_files.client_files.cache_clear()
        client_files.client_version.cache_clear()

    def change(name: str) -> str:
        monkeypatch.setattr(client_files, "FOLDER", builds[name])
        forget()
        return (builds[name] / "version").read_text()

    yield change
    monkeypatch.undo()
    forget()


async def _shells(phone: Phone) -> list[str]:
    names: list[str] = await phone.page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("shell-")]


async def _until_only(phone: Phone, version: str) -> None:
    names: list[str] = []
    for _ in range(WAIT // 100):
        with suppress(Error):  # the page opens anew
            names = await _shells(phone)
        if names == [f"shell-{version}"]:
            return
        await phone.page.wait_for_timeout(100)
    raise AssertionError(names)


async def test_each_of_three_old_versions_becomes_the_new_one_with_what_waits(
    new_phone: NewPhone, serve: Serve
) -> None:
    phones: dict[str, Phone] = {}
    for name in VERSIONS[:-1]:
        version, phone = serve(name), await new_phone()
        phones[name] = phone
        await phone.sign_in(somebody())
        await phone.open()
        assert await phone.page.inner_text("h1") == f"Mon journal, {name}"
        assert await _shells(phone) == [f"shell-{version}"]
        await phone.context.set_offline(True)
        await phone.write(f"Écrit dans la version {name}.")
    newest = serve("fourth")
    for name, phone in phones.items():
        await phone.context.set_offline(False)
        await phone.open()
        await _until_only(phone, newest)
        await phone.open()
        assert await phone.page.inner_text("h1", timeout=WAIT) == "Mon journal, fourth"
        rows = await phone.everything_sent()
        texts = [item["server"]["text"] for item in rows["items"] if item["type"] == "experience"]
        assert texts == [f"Écrit dans la version {name}."]


async def test_a_page_whose_files_are_gone_opens_the_screen_in_the_new_version(phone: Phone, serve: Serve) -> None:
    """Somebody writes when the new version comes: their page stays, and its next screen is one of the new version."""
    serve("first")
    await phone.sign_in(somebody())
    await phone.open("/capture")
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.focus("#text")
    newest = serve("second")
    await phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => true)")
    await _until_only(phone, newest)
    assert await phone.page.locator("#text").is_visible()  # it was not taken away while somebody wrote
    await phone.page.wait_for_timeout(10_000)  # a page that is younger does not open again
    await phone.page.evaluate("document.querySelector('.bar a[href$=\"/missions\"]').click()")
    await phone.page.wait_for_selector("h1:text('Missions')", timeout=WAIT)
    await phone.open()
    assert await phone.page.inner_text("h1", timeout=WAIT) == "Mon journal, second"


async def test_a_worker_keeps_no_file_of_another_version(
    phone: Phone, serve: Serve, builds: dict[str, Path], tmp_path: Path
) -> None:
    """The third version comes while the worker of the second is installed, which keeps nothing of it."""
    first = serve("first")
    await phone.sign_in(somebody())
    builds["mixed"] = shutil.copytree(builds["third"], tmp_path / "mixed")
    shutil.copy(builds["second"] / "sw.js", builds["mixed"])
    serve("mixed")
    assert await phone.page.evaluate(INSTALLATION) == "redundant"
    assert await _shells(phone) == [f"shell-{first}"]
    newest = serve("third")
    await phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => true)")
    await _until_only(phone, newest)
    await phone.context.set_offline(True)
    await phone.open()
    assert await phone.page.inner_text("h1", timeout=WAIT) == "Mon journal, third"


async def test_a_version_that_the_server_takes_no_more_is_replaced(phone: Phone, serve: Serve) -> None:
    """It opens anew by itself once; where that does not help, it says so, and what is written waits."""
    serve("first")
    await phone.sign_in(somebody())
    versions: list[str] = []

    async def refuse(route: Route) -> None:
        versions.append(route.request.headers["client-version"])
        await route.fulfill(status=426, json={"title": "Cette version est trop ancienne", "status": 426})

    await phone.context.route("**/v1/sync**", refuse)
    await phone.open()
    await phone.page.wait_for_selector(".banner:has-text('Mets à jour') button", timeout=WAIT)
    await phone.page.wait_for_timeout(2_000)
    await phone.write("Écrit avant la mise à jour.")
    assert [one["dirty"] for one in await phone.experiences()] == [1]
    newest = serve("second")
    await phone.page.click(".banner button")
    await _until_only(phone, newest)
    await phone.context.unroute("**/v1/sync**")  # not before: with the first answer that is taken, the button is gone
    rows = await phone.everything_sent()
    assert [one["server"]["text"] for one in rows["items"] if one["type"] == "experience"] == [
        "Écrit avant la mise à jour."
    ]
    assert {version.split("/")[0] for version in versions} == {"web"}
