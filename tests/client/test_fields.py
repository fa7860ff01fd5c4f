"""A text field is one component: it owns its text, and what is typed is written to the phone under somebody's eyes."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.phones import BUILT
from tests.client.places import PLACES, fields, routes

CLIENT = Path(__file__).parents[2] / "client"
SOURCES = CLIENT / "src"
HOME = "parts/field.tsx"
TICKS = {"checkbox", "radio", "file"}  # kinds of inputs without letters
ENTRY = re.compile(r"<(input|textarea)\b(.*?)(?<![=>])>", re.DOTALL)
KIND = re.compile(r"""\btype=(?:"(\w+)"|\{\w+ \? "(\w+)" : "(\w+)"\})""")
OLD_WRITES = """
import { change } from "SOURCES/nouns/experiences";
import { keepDraft } from "SOURCES/core/drafts";
const save = (title: string) => void change("1", { title });
const drop = async () => { await change("1", { title: null }); };
export const Old = () => <button type="button" onClick={drop} onBlur={() => save("x")} />;
export const draft = (text: string) => { keepDraft("a", text); };
"""


def entries(text: str) -> Iterator[str]:
    """Yield each element of a source that letters are typed in."""
    for tag, attributes in ENTRY.findall(text):
        kinds = {kind for names in KIND.findall(attributes) for kind in names if kind}
        if tag == "textarea" or not kinds or kinds - TICKS:
            yield f"<{tag}{attributes}>"
    yield from re.findall(r"contentEditable|document\.designMode", text)


def test_letters_are_typed_in_one_component_alone() -> None:
    """An input of a screen's own would be bound to what the phone keeps, which comes later than the next key."""
    faults = {
        path.relative_to(SOURCES).as_posix(): list(entries(path.read_text()))
        for path in SOURCES.rglob("*.tsx")
        if path.relative_to(SOURCES).as_posix() != HOME
    }
    assert {name: texts for name, texts in faults.items() if texts} == {}
    field = (SOURCES / HOME).read_text()
    assert len(list(entries(field))) == 2
    assert not re.search(r"\bvalue[=,}]", "".join(entries(field)))  # it writes into its element by `useTyping` alone


def test_an_input_of_a_screen_is_found() -> None:
    """The old binding, put back."""
    old = '<input id="title" value={local.title ?? ""} onInput={(event) => void save(event.currentTarget.value)} />'
    assert list(entries(old)) == [old]
    assert list(entries("<textarea value={text}>")) == ["<textarea value={text}>"]
    assert list(entries('<input type="checkbox" checked={isOn} onChange={() => flip()} />')) == []


def test_each_text_field_is_typed_in_by_a_test() -> None:
    assert {name: tuple(ids) for name, ids in fields().items()} == {
        name: tuple(ids.split()) for name, (ids, _) in PLACES.items()
    }
    for _, place in PLACES.values():
        assert place in routes() or Path(__file__).with_name(f"{place}.py").exists(), place


def test_photos_and_sounds_are_written_as_durably_as_what_cites_them() -> None:
    careless = re.compile(r"""\.(?:put|add)\("(?:files|parts)"|transaction\([^;]*"(?:files|parts)"[^;]*"readwrite"\)""")
    folders = ("core", "nouns", "parts", "screens", "worker")
    faults = {
        path.name: careless.findall(path.read_text())
        for folder in folders
        for path in (SOURCES / folder).rglob("*.ts*")
        if ".test." not in path.name
    }
    assert {name: texts for name, texts in faults.items() if texts} == {}
    assert careless.search('await current().put("files", file);')


@pytest.fixture(scope="module")
def compiler(request: pytest.FixtureRequest) -> None:
    if not shutil.which("node") or not (CLIENT / "node_modules/typescript").exists():
        reason = "THE APPLICATION'S WRITES WERE NOT JUDGED: npm ci --prefix client"
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)
    assert BUILT.exists()


def judgement(*paths: Path) -> str:
    command = ["node", "saves.mjs", *map(str, paths)]
    return subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, check=False).stderr


def test_no_write_is_left_to_itself(compiler: None) -> None:
    assert judgement() == ""


@pytest.mark.slow
def test_a_write_that_is_left_to_itself_is_found(compiler: None) -> None:
    """The old ways, put back: by `void`, by a button that does not wait, and without `await`."""
    old = CLIENT / "build/unwatched.tsx"  # beside the libraries that it imports; not in the repository
    old.parent.mkdir(exist_ok=True)
    old.write_text(OLD_WRITES.replace("SOURCES", str(SOURCES)))
    try:
        faults = [line.partition(": ")[2] for line in judgement(old).splitlines()[1:]]
    finally:
        old.unlink()
    assert faults == ['change("1", { title })', "drop", 'keepDraft("a", text)']
