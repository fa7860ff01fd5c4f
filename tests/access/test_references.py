"""An id of somebody else's in a body is refused like one that never was: each field of each operation."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.ids import uuid7
from tests.access.citing import EXCEPTED, MAKE, SENT, Own, Sent, filled
from tests.access.lines import Cell
from tests.access.references import BATCH, Body, fields
from tests.access.settlement import Settlement, canaries
from tests.access.undoing import Answer, ask, undone

FIELDS = fields(json.loads(Path("openapi/openapi.json").read_text()))
NAMED = {(name, pointer) for name, several in SENT.items() for sent in several for pointer in sent.names}
COUNTED = {"limits"}  # tries are, however they end
CASES = [
    (f"{name}{pointer}", sent, pointer) for name, several in SENT.items() for sent in several for pointer in sent.names
]


def test_each_field_that_takes_an_id_is_tried_or_excepted() -> None:
    assert NAMED | EXCEPTED.keys() == FIELDS
    assert not NAMED & EXCEPTED.keys()
    assert len(FIELDS) >= 66
    assert len(NAMED) >= 59


async def sent_with(cell: Cell, sent: Sent, own: Own, part: Body) -> Answer:
    made = own | {"new": str(uuid7())}
    body, path = filled(sent.body, made) | part, sent.path.format(**made)
    if sent.kind:
        ids = {"response": made.get("group_mission"), "talent": cell.here.ids["skill"]}
        body = {"operations": [{"op": "put", "type": sent.kind, "id": ids.get(sent.kind) or made["new"], "data": body}]}
    headers = cell.who.headers | {"content-type": "application/json"}
    if sent.method == "PATCH" or "{talent}" in sent.path:
        headers["if-match"] = f'"{cell.here.versions["other"] if sent.path == "/v1/me" else 1}"'
    return await ask(cell.app, sent.method, path, headers, json.dumps(body).encode())


def refusal(answer: Answer) -> tuple[Any, ...]:
    """What is told apart from it."""
    document = answer.json()
    status, problem = answer.status, document
    if "results" in document:
        status, problem = document["results"][0]["status"], document["results"][0]["problem"] or {}
    return status, problem.get("type"), [(item["pointer"], item["code"]) for item in problem.get("errors", ())]


def is_about(pointer: str, refused: tuple[Any, ...]) -> bool:
    """Not refused for another reason."""
    status, _, errors = refused
    field = pointer.removeprefix(BATCH).split("/")[1]
    return status == 404 or (status == 422 and [at.split("/")[1] for at, _ in errors] == [field])


@pytest.mark.parametrize(("sent", "pointer"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_what_is_somebody_elses_is_refused_like_what_is_not_there(
    here: Settlement, sent: Sent, pointer: str
) -> None:
    async with here.engine.connect() as connection, undone(here.app, connection) as runtime:
        cell, own = Cell(here, here.people[sent.who], runtime), Own()
        for name in sent.needs:
            await MAKE[name](cell, own)
        mark, known = await marked(cell), await touched(cell)
        for named in sent.names[pointer]:
            hers = await sent_with(cell, sent, own, named.put(here.ids[named.noun]))
            nobodys = await sent_with(cell, sent, own, named.put(str(uuid7())))
            assert refusal(hers) == refusal(nobodys), named
            assert is_about(pointer, refusal(hers)), (named, hers.text)
            assert not canaries(hers.text)
        tried = {table for table, rows in (await touched(cell)).items() if rows != known.get(table)}
        assert {table for table in tried - COUNTED if await stays(cell, table, mark)} == set()


async def marked(cell: Cell) -> int:
    """What is written from now on is written by transactions of a higher number."""
    await cell.run("create temporary table marks on commit drop as select 1 as one")
    [row] = await cell.run("select xmin::text::bigint as number from marks")
    return int(row["number"])


async def touched(cell: Cell) -> dict[str, int]:
    """How many rows of each table were written, be it taken back."""
    written = "select relname, n_tup_ins + n_tup_upd as rows from pg_stat_xact_user_tables"
    return {row["relname"]: row["rows"] for row in await cell.run(written)}


async def stays(cell: Cell, table: str, mark: int) -> int:
    """How many of them were not."""
    later = f"select count(*) as rows from {table} where xmin::text::bigint > $1"  # noqa: S608  a table’s name
    [row] = await cell.run(later, mark)
    return int(row["rows"])
