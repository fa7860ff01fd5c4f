"""The application's sources: types, layers, sizes, words, and a build that is the same anywhere."""

import gzip
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.phones import BUILT

CLIENT = Path(__file__).parents[2] / "client"
SOURCES = CLIENT / "src"
FILES = sorted(path for path in SOURCES.rglob("*") if path.suffix in {".ts", ".tsx"})
LAYERS = ("core", "sync", "nouns", "parts", "screens")  # each may use those before it
MOST_LINES = 150
MOST_OPENING_BYTES = 35_000  # of scripts, packed, with which the application opens
MOST_WORKER_BYTES = 6_000  # of all that the worker alone loads
MOST_STYLE_BYTES = 8_000
MOST_SCREEN_BYTES = 15_000
MOST_RESCUE_BYTES = 2_300  # of the script that saves what was not sent
PAGES = {"index.html": "start.js", "rescue.html": "rescue.js", "share.html": "share.js"}
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
# Who alone may use them.
OWNERS = {
    r"\bfetch\(": {"core/session.ts", "worker/sw.ts"},
    r"\bindexedDB\b|\bopenDB\(": {"core/db.ts", "rescue/rescue.ts"},
    r"\"readwrite\"": {"core/db.ts"},  # all of a write, or nothing; and its fault is told once
    r"\blocalStorage\b|\bsessionStorage\b|document\.cookie": set(),
    r"innerHTML|dangerouslySetInnerHTML|\beval\(": set(),
}
WORDS = re.compile(r"^  (\w+):", re.MULTILINE)


def name_of(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def is_test(path: Path) -> bool:
    return ".test." in path.name or path.parent.name == "faults"


def imports(path: Path) -> Iterator[str]:
    for target in IMPORT.findall(path.read_text()):
        yield (path.parent / target).resolve().relative_to(SOURCES.resolve()).as_posix()


def test_no_file_is_long() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES and "words/" not in name} == {}
    assert len(FILES) > 30


def test_layers_use_those_below_them() -> None:
    count = 0
    for path in FILES:
        layer = name_of(path).split("/")[0]
        for target in imports(path):
            below = target.split("/")[0]
            if layer in LAYERS and below in LAYERS:
                count += 1
                assert LAYERS.index(below) <= LAYERS.index(layer), f"{name_of(path)} uses {target}"
    assert count > 50


def test_the_network_and_the_database_are_reached_in_one_place() -> None:
    for pattern, owners in OWNERS.items():
        users = {name_of(path) for path in FILES if re.search(pattern, path.read_text()) and not is_test(path)}
        assert users <= owners, pattern


def test_each_word_is_said_in_each_language() -> None:
    """The compiler holds English to it; simple French only says what it says otherwise."""
    used = {word for path in FILES if "words/" not in str(path) for word in re.findall(r"\w+", path.read_text())}
    areas = [SOURCES / "words", *(path for path in (SOURCES / "words").iterdir() if path.is_dir())]
    for area in areas:
        french, english, simple = (
            set(WORDS.findall((area / f"{name}.ts").read_text())) for name in ("fr", "en", "simple")
        )
        assert french == english
        assert simple <= french
        assert french - used == set()


@pytest.fixture(scope="module")
def tools(request: pytest.FixtureRequest) -> None:
    if not shutil.which("node") or not (CLIENT / "node_modules/vitest").exists():
        reason = "THE APPLICATION'S TYPES WERE NOT CHECKED: npm ci --prefix client"
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)


def run(*command: str) -> str:
    answer = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_types_are_those_of_the_contract(tools: None) -> None:
    run("npm", "run", "--silent", "check")


def test_style(tools: None) -> None:
    run("npx", "biome", "ci", "--colors=off")


def test_units(tools: None) -> None:
    assert "passed" in run("npx", "vitest", "run", "--reporter=dot")


@pytest.mark.slow
def test_a_build_is_the_same_anywhere(tools: None, tmp_path: Path) -> None:
    shutil.copytree(CLIENT, tmp_path / "client", ignore=shutil.ignore_patterns("build", "node_modules"))
    (tmp_path / "client/node_modules").symlink_to(CLIENT / "node_modules")
    (tmp_path / "app/web").mkdir(parents=True)
    subprocess.run(["node", "build.mjs"], cwd=tmp_path / "client", check=True)
    folder, copy = BUILT.parent, tmp_path / "app/web/client"
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(copy) for path in copy.rglob("*") if path.is_file())
    assert [name for name in names if (folder / name).read_bytes() != (copy / name).read_bytes()] == []


def test_what_a_phone_loads_is_small(tools: None) -> None:
    """Packed: the scripts of the opening (all that the shell imports at once), each screen, the engine, the worker."""
    folder = BUILT.parent
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in folder.rglob("*.js")}
    opening = _opening(folder)
    screens = set(sizes) - opening - {"sw.js"}
    assert sum(sizes[name] for name in opening) <= MOST_OPENING_BYTES
    assert max(sizes[name] for name in screens) <= MOST_SCREEN_BYTES
    assert sum(len(gzip.compress((folder / name).read_bytes(), 9)) for name in _of_worker(folder)) <= MOST_WORKER_BYTES
    [styles] = folder.glob("assets/*.css")  # one for all screens: none looks otherwise after another was opened
    assert len(gzip.compress(styles.read_bytes(), 9)) <= MOST_STYLE_BYTES
    assert len(opening) <= 2  # each is a round trip on a slow network
    assert len(screens) > 5


def _opening(folder: Path) -> set[str]:
    return _closure(folder, re.findall(r"/app/assets/([\w.-]+\.js)", (folder / "index.html").read_text()))


def _closure(folder: Path, names: list[str]) -> set[str]:
    findings, waiting = set(names), list(names)
    while waiting:
        text = (folder / "assets" / waiting.pop()).read_text()
        imported_names = (
            set(re.findall(r"""(?:from|import)\s*["'](?:\.|/app/assets)/([\w.-]+\.js)["']""", text)) - findings
        )
        findings |= imported_names
        waiting += imported_names
    return findings


def _of_worker(folder: Path) -> set[str]:
    """Name the worker, and what no file of the page names: whatever that is, it is there for the worker."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"version"}
    findings, waiting = set(PAGES), list(PAGES)
    while waiting:
        text = (folder / waiting.pop()).read_text(errors="replace")
        named = {name for name in names if Path(name).name in text} - findings - {"sw.js"}
        findings |= named
        waiting += named
    assert len(findings) > 100
    return names - findings


def test_what_stands_when_nothing_else_does_stands_alone(tools: None) -> None:
    """The frame is painted, and what was not sent is saved, by files that need no other script."""
    folder = BUILT.parent
    for page, script in PAGES.items():
        text = (folder / page).read_text()
        before, _, after = text.partition("</body>")[0].partition("<body")
        assert re.findall(r'<link rel="stylesheet"[^>]*href="([^"]*)"', before) == ["/app/frame.css"]
        assert f'<script src="/app/{script}" defer' in before
        assert "<noscript>" in after
        assert not re.search(r"\bimport\b|importScripts|\brequire\(", (folder / script).read_text())
        assert len(gzip.compress((folder / script).read_bytes(), 9)) <= MOST_RESCUE_BYTES
    outside = {target for path in (SOURCES / "rescue").iterdir() for target in imports(path)}
    assert {target.split("/")[0] for target in outside} <= {"rescue"}


def test_photos_are_chosen_several_at_once() -> None:
    """An input that opens the camera offers an iPhone no other way: beside it stands one that chooses."""
    inputs = {
        (name_of(path), text)
        for path in FILES
        for text in re.findall(r"<input(?:[^>]|=>)*/>", path.read_text())
        if re.search(r'accept="image/\*,video|\.\.\.shared\} (capture|multiple)', text)
    }
    assert len(inputs) == 4, [name for name, _ in inputs]
    assert {name for name, text in inputs if "capture=" in text} == {"parts/picture_ways.tsx"}
    assert {name for name, text in inputs if "multiple" not in text} == {"parts/picture_ways.tsx"}


def test_nothing_is_written_before_the_first_screen(tools: None) -> None:
    """A full phone refuses each write: before the frame gives way, the application only reads."""
    start, _, _ = (SOURCES / "main.tsx").read_text().partition("render(<App")
    [recall] = re.findall(r"export async function recall\(.*?\n}", (SOURCES / "core/i18n.ts").read_text(), re.DOTALL)
    [come_back] = re.findall(r"export async function comeBack\(.*?\n}", (SOURCES / "arrival.ts").read_text(), re.DOTALL)
    for text in (start, recall, come_back):
        assert not re.search(r"\b(keep\w*|choose|put|recover\w*)\(", text)


def test_the_engine_is_there_once(tools: None) -> None:
    """The page and the worker run one file; who is signed in is not in it."""
    folder = BUILT.parent
    texts = {path.name: path.read_text() for path in folder.rglob("*.js")}
    [engine] = [name for name, text in texts.items() if "offset+octet-stream" in text]
    assert f"importScripts(`/app/assets/{engine}`)" in texts["sw.js"]
    assert "Authorization" not in texts[engine]
    assert {name for name, text in texts.items() if "Authorization" in text} == {"sw.js", *_opening(folder)}


def test_each_class_has_one_home() -> None:
    """One stylesheet has all of them: a class that two files define would look like the later one."""
    homes: dict[str, set[str]] = {}
    for path in SOURCES.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/|\([^)]*\)", "", path.read_text(), flags=re.DOTALL)
        for selectors in re.findall(r"([^{}]+)\{", text):
            for name in re.findall(r"(?:^|,)\s*\.([\w-]+)\s*(?=,|$)", selectors.strip()):
                homes.setdefault(name, set()).add(name_of(path))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
    assert len(homes) > 60


def test_colours_are_those_of_the_pages() -> None:
    _, _, tokens = (SOURCES / "styles/tokens.css").read_text().partition(":root")
    assert len(tokens) > 1_000
    assert tokens.rstrip() in (CLIENT.parent / "app/web/static/site.css").read_text()
