"""What clients of contract 1.0 sent is sent again: every member that they read is there, with its type.

`traffic.json` is the recording: who asked for what, and the shape of the answer, each in a world of its own. It is
added to, by `--record`, and never rewritten (docs/versioning.md).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.access import lines
from tests.access.lines import Cell, Line
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.traffic import ANYTHING, faults, shape, with_shown_texts
from tests.access.undoing import Answer, ask, undone
from tests.support.documents import whole_document

TRAFFIC = Path(__file__).with_name("traffic.json")
CLIENTS = {operation["operationId"] for item in whole_document()["paths"].values() for operation in item.values()}
ENDLESS = {"stream_notifications", "stream_room"}
SECRET = {"get_variant", "head_variant", "refresh_session"}  # what is sent is another secret in each world
KEPT_HEADERS = {
    "content-type",
    "if-match",
    "accept",
    "tus-resumable",
    "upload-offset",
    "upload-length",
    "upload-metadata",
}
Entry = dict[str, Any]


def named(text: str, cell: Cell) -> str:
    """Put a name in place of each id, which is another in each world."""
    for noun, value in sorted(cell.settlement.ids.items(), key=lambda item: -len(item[1])):
        text = text.replace(value, f"{{{{{noun}}}}}")
    return text


def filled(text: str, cell: Cell) -> str:
    for noun, value in cell.settlement.ids.items():
        text = text.replace(f"{{{{{noun}}}}}", value)
    return with_shown_texts(text)


def is_recordable(name: str, line: Line) -> bool:
    """Nothing has to be done beforehand, and nothing is made up for the one request."""
    is_of_clients = operation_of(name) in CLIENTS - ENDLESS - SECRET
    return is_of_clients and line.before is None and bool(line.allowed) and not isinstance(line.body, bytes)


async def record(settlement: Settlement, monkeypatch: pytest.MonkeyPatch, entries: list[Entry]) -> None:
    """Add what is not recorded."""
    names = {entry["line"] for entry in entries}
    async with settlement.engine.connect() as connection:
        for name, line in LINES.items():
            if name in names or not is_recordable(name, line):
                continue
            caller = settlement.people["owner" if "owner" in line.allowed else line.allowed[0]]
            if caller.name in {"anonymous", "link_holder"}:
                continue
            async with undone(settlement.app, connection) as runtime:
                cell, requests = Cell(settlement, caller, runtime), list[Entry]()

                async def listen(app: Any, method: str, path: str, headers: Any, body: bytes = b"") -> Answer:
                    kept = {key: value for key, value in headers.items() if key.lower() in KEPT_HEADERS}
                    requests.append({"method": method, "path": path, "headers": kept, "body": body.decode()})  # noqa: B023
                    return await ask(app, method, path, headers, body)

                with monkeypatch.context() as patch:
                    patch.setattr(lines, "ask", listen)
                    answer = await OPERATIONS[operation_of(name)].asked(line, cell)
                entry = {"line": name, "as": caller.name, **requests[-1], **read(answer)}
                if answer.status < 300:
                    entries.append(entry | {key: named(entry[key], cell) for key in ("path", "body")})


def read(answer: Answer) -> Entry:
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return {"status": answer.status, "shape": shape(answer.json()) if is_json and answer.body else None}


@pytest.mark.slow
async def test_what_was_sent_to_contract_1_is_answered_with_all_that_was_read(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    wrong, entries = {}, json.loads(TRAFFIC.read_text())
    if pytestconfig.getoption("--record"):
        await record(settlement, monkeypatch, entries)
        TRAFFIC.write_text("[\n" + ",\n".join(json.dumps(entry, sort_keys=True) for entry in entries) + "\n]\n")
    async with settlement.engine.connect() as connection:
        for entry in entries:
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people[entry["as"]], runtime)
                path, body = filled(entry["path"], cell), filled(entry["body"], cell).encode()
                answer = await ask(cell.app, entry["method"], path, cell.caller.headers | entry["headers"], body)
                after = read(answer)
                gone = faults(entry["shape"], after["shape"])
                if gone or after["status"] != entry["status"]:
                    wrong[entry["line"]] = (after["status"], gone)
    assert wrong == {}
    assert len(entries) >= 100


def test_what_goes_or_changes_is_found() -> None:
    before = {"id": "str", "items": [{"at": "str", "count": "int"}], "end": None}
    assert faults(before, {**before, "more": "str", "end": "str"}) == []
    changed = {"items": [{"at": "int"}], "end": None}
    assert shape([{"a": None}, {"a": "x", "b": 1}, {"b": "y"}]) == [{"a": "str", "b": ANYTHING}]
    assert sorted(faults(before, changed)) == ["/id", "/items/*/at: str became int", "/items/*/count"]
