"""What a read gives can be sent back as it is: it is accepted, and changes nothing."""

from dataclasses import replace
from typing import Any

from app.schemas.responses import ResponseWrite
from app.schemas.returns import READS
from app.services.sync.sync_operations import VERBS
from tests.access.lines import Cell, said
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS
from tests.access.undoing import Answer, undone
from tests.support.documents import whole_document

DOCUMENT = whole_document()
JSON = "application/json"
# What a patch cannot change: said again, it is refused rather than ignored.
FIXED = {
    "patch_medium": {"kind", "content_type", "size", "sha256"},
    "patch_grant": {"target", "audience", "follow", "edition", "state"},
    "patch_me": {"email"},
}
OF_THE_TIME = {"version", "updated_at"}


# A proposal is rewritten where one was sent: its line in the matrix makes a new one each time.
KEPT_LINES = LINES | {"put_proposal": LINES["patch_proposal"]}


def pairs() -> dict[str, str]:
    """Name the read of each body that replaces or patches what is at the same address."""
    by_write = {}
    for item in DOCUMENT["paths"].values():
        read = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        for method in item.keys() & {"put", "patch"}:
            if JSON in read and JSON in item[method].get("requestBody", {}).get("content", {}):
                by_write[item[method]["operationId"]] = item["get"]["operationId"]
    return by_write


async def test_what_a_read_gives_is_accepted_and_changes_nothing(settlement: Settlement) -> None:
    wrong = {}
    async with settlement.engine.connect() as connection:
        for write, read in pairs().items():
            line = KEPT_LINES[write]
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people[(*line.allowed, "owner")[0]], runtime)
                if line.before is not None:
                    await line.before(cell)
                fault = await fault_of(write, read, cell)
            if fault is not None:
                wrong[write] = fault
    assert wrong == {}
    assert len(pairs()) >= 28


async def fault_of(write: str, read: str, cell: Cell) -> str | None:
    """Send back what the read gives. A member that nobody knows is refused still."""

    async def asked(name: str, body: object = None) -> Answer:
        return await OPERATIONS[name].asked(replace(KEPT_LINES[write], body=body), cell)

    before = await asked(read)
    if before.status == 404 or before.json().get("state") == "none":  # nothing is there yet
        await asked(write, said(KEPT_LINES[write].body, cell))
        before = await asked(read)
    body = {name: value for name, value in before.json().items() if name not in FIXED.get(write, ())}
    for name in ("colour", *FIXED.get(write, ())):
        stranger = await asked(write, body | {name: 1})
        if [(item["pointer"], item["code"]) for item in stranger.json()["errors"]] != [(f"/{name}", "unknown_field")]:
            return f"{name}: {stranger.text}"
    answer = await asked(write, body)
    after = await asked(read)
    is_same = lasting(after.json()) == lasting(before.json())
    return None if answer.status == 200 and is_same else f"{answer.text}, {before.text} became {after.text}"


def lasting(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name not in OF_THE_TIME}


async def test_a_batch_takes_what_it_gives(settlement: Settlement) -> None:
    things = {"experience": "experience", "journal": "journal", "portrait": "portrait", "media": "upload"}
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people["owner"], runtime)
        changes = (await cell.does("owner", "GET", "/v1/sync?limit=1000"))["changes"]
        by_id = {item["id"]: item for item in changes if item["data"] is not None}
        rows = [by_id[settlement.ids[noun]] for noun in things.values()]
        operations = [
            {"op": "put", "type": item["type"], "id": item["id"], "if_match": item["version"], "data": item["data"]}
            for item in rows
        ]
        answer = await cell.does("owner", "POST", "/v1/sync", {"operations": operations})
    assert [item["status"] for item in answer["results"]] == [200] * len(things), answer
    assert {item["type"] for item in rows} == things.keys()
    assert [lasting(item["data"]) for item in answer["results"]] == [lasting(item["data"]) for item in rows]


def test_each_kind_of_a_batch_takes_what_was_read() -> None:
    assert {*(verbs.write for verbs in VERBS.values()), ResponseWrite} <= READS.keys()


def test_the_document_marks_what_is_ignored() -> None:
    schemas, count = DOCUMENT["components"]["schemas"], 0
    for write in READS:
        if write.__name__ in schemas:
            members = schemas[write.__name__]["properties"]
            assert {name for name, member in members.items() if member.get("readOnly")} == write.read_only
            count += bool(write.read_only)
    assert count >= 20
