"""An id of somebody else's in a body is refused like one that never was: each field of each operation."""

import json
from typing import Any

import pytest

from app.core.ids import uuid7
from tests.access.citing import BODIES, EXCEPTIONS, MAKE, Own, Sent, filled
from tests.access.lines import Cell
from tests.access.references import BATCH, Body, fields
from tests.access.settlement import Settlement, canaries
from tests.access.undoing import Answer, ask, undone
from tests.support.documents import whole_document

IN_TEXT = {("read_notifications", "/up_to"), ("apply_operations", f"{BATCH}/up_to")}  # an id, or an instant
FIELDS = fields(whole_document()) | IN_TEXT
POINTERS = {(name, pointer) for name, several in BODIES.items() for case in several for pointer in case.names}
COUNTERS = {"limits"}  # tries are, however they end
CASES = [
    (f"{name}{pointer}", case, pointer)
    for name, several in BODIES.items()
    for case in several
    for pointer in case.names
]


def test_each_field_that_takes_an_id_is_tried_or_excepted() -> None:
    assert POINTERS | EXCEPTIONS.keys() == FIELDS
    assert not POINTERS & EXCEPTIONS.keys()
    assert len(FIELDS) >= 66
    assert len(POINTERS) >= 60


async def sent_with(cell: Cell, case: Sent, own: Own, part: Body) -> Answer:
    ids_by_name = own | {"new": str(uuid7())}
    body, path = filled(case.body, ids_by_name) | part, case.path.format(**ids_by_name)
    if case.kind:
        ids = {
            "response": ids_by_name.get("group_mission"),
            "talent": cell.settlement.ids["skill"],
            "membership": cell.settlement.ids["community"],
        }
        verb = "patch" if case.kind == "membership" else "put"
        body = {
            "operations": [
                {"op": verb, "type": case.kind, "id": ids.get(case.kind) or ids_by_name["new"], "data": body}
            ]
        }
    headers = cell.caller.headers | {"content-type": "application/json"}
    if case.method == "PATCH" or "{talent}" in case.path or case.path.endswith("/scene"):
        headers["if-match"] = f'"{cell.settlement.versions["other"] if case.path == "/v1/me" else 1}"'
    return await ask(cell.app, case.method, path, headers, json.dumps(body).encode())


def refusal(answer: Answer) -> tuple[Any, ...]:
    """What is told apart from it."""
    document = answer.json()
    status, problem = answer.status, document
    if "results" in document:
        status, problem = document["results"][0]["status"], document["results"][0]["problem"] or {}
    return status, problem.get("type"), [(item["pointer"], item["code"]) for item in problem.get("errors", ())]


def is_about(pointer: str, answer_parts: tuple[Any, ...]) -> bool:
    """Not refused for another reason."""
    status, _, errors = answer_parts
    field = pointer.removeprefix(BATCH).split("/")[1]
    return status == 404 or (status == 422 and [at.removeprefix("/data").split("/")[1] for at, _ in errors] == [field])


@pytest.mark.parametrize(("case", "pointer"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_what_is_somebody_elses_is_refused_like_what_is_not_there(
    settlement: Settlement, case: Sent, pointer: str
) -> None:
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell, own = Cell(settlement, settlement.people[case.caller], runtime), Own()
        for name in case.needs:
            await MAKE[name](cell, own)
        mark, rows_before = await marked(cell), await touched(cell)
        for reference in case.names[pointer]:
            answer = await sent_with(cell, case, own, reference.put(settlement.ids[reference.noun]))
            answer_without_thing = await sent_with(cell, case, own, reference.put(str(uuid7())))
            assert refusal(answer) == refusal(answer_without_thing), reference
            assert is_about(pointer, refusal(answer)), (reference, answer.text)
            assert not canaries(answer.text)
        tables = {table for table, rows in (await touched(cell)).items() if rows != rows_before.get(table)}
        assert {table for table in tables - COUNTERS if await stays(cell, table, mark)} == set()


async def marked(cell: Cell) -> int:
    """What is written from now on is written by transactions of a higher number."""
    await cell.run("create temporary table marks on commit drop as select 1 as one")
    [row] = await cell.run("select xmin::text::bigint as number from marks")
    return int(row["number"])


async def touched(cell: Cell) -> dict[str, int]:
    """How many rows of each table were written, be it taken back."""
    statement = "select relname, n_tup_ins + n_tup_upd as rows from pg_stat_xact_user_tables"
    return {row["relname"]: row["rows"] for row in await cell.run(statement)}


async def stays(cell: Cell, table: str, mark: int) -> int:
    """How many of them were not."""
    later = f"select count(*) as rows from {table} where xmin::text::bigint > $1"  # noqa: S608  a table’s name
    [row] = await cell.run(later, mark)
    return int(row["rows"])
