"""What holds for every operation: HEAD answers like GET, a query means one thing, a refusal is short, and cursors are
good for one list alone."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from urllib.parse import quote
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app import services
from app.api.problems import LARGEST
from app.core.actor import Actor
from app.core.cursors import seal, unseal
from app.core.ids import uuid7
from app.core.projections import Projection
from tests.access.lines import Cell, Line, Operation, said
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import Answer, ask, undone
from tests.support.documents import whole_document
from tests.support.people import NOW

DOCUMENT = whole_document()
CHANGING = {"x-request-id", "date", "etag", "last-modified", "content-length"}  # of what is made anew at each read
GETS = sorted(name for name in LINES if OPERATIONS[operation_of(name)].method == "get")
HOSTILE_BODIES: tuple[object, ...] = (
    {f"field{n}": 1 for n in range(5_000)},
    {"é" * 50_000: 1},
    {"\u0001" * 5_000: 1, "~/" * 5_000: 1},
    [{}] * 5_000,
    {name: [{"x": n} for n in range(1_000)] for name in ("emails", "items", "media", "skills", "tags", "operations")},
)
DESCRIBED = {item["operationId"]: item for path in DOCUMENT["paths"].values() for item in path.values()}
WITH_BODY = {name for name, item in DESCRIBED.items() if "requestBody" in item} - {"create_import"}  # is read later
WITH_QUERY = {
    name for name, item in DESCRIBED.items() if any(each["in"] == "query" for each in item.get("parameters", ()))
}
MALFORMED = ("a=1&a=2", "a=%zz", "a=%", "a=%ff", "limit", "&", "a=1&&b=2")


async def answered(settlement: Settlement, name: str, change: Callable[[Operation], Operation]) -> Answer:
    """By somebody who may ask, as the line of the matrix says."""
    line, operation = LINES[name], change(OPERATIONS[operation_of(name)])
    caller = (*line.allowed, "owner")[0]
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people[caller], runtime)
        if line.before is not None and line.allowed:
            await line.before(cell)
        return await operation.asked(line, cell)


@pytest.mark.parametrize("name", GETS)
async def test_head_answers_like_get_without_a_body(settlement: Settlement, name: str) -> None:
    get = await answered(settlement, name, lambda operation: operation)
    head = await answered(settlement, name, lambda operation: replace(operation, method="head"))
    assert (head.status, head.body) == (get.status, b"")
    assert head.headers.keys() == get.headers.keys()
    names = get.headers.keys() - CHANGING
    assert {item: head.headers[item] for item in names} == {item: get.headers[item] for item in names}


def test_every_read_is_asked_by_head() -> None:
    assert {operation_of(name) for name in GETS} == {
        name for name, operation in OPERATIONS.items() if operation.method == "get"
    }
    assert len(GETS) >= 80


async def each(
    settlement: Settlement, step: int = 1
) -> AsyncIterator[tuple[str, Operation, Line, Cell, AsyncConnection]]:
    """Every operation, or one in `step`, asked by somebody who may."""
    async with settlement.engine.connect() as connection:
        for name, operation in islice(OPERATIONS.items(), 0, None, step):
            line = LINES[next(line for line in LINES if operation_of(line) == name)]
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people[(*line.allowed, "owner")[0]], runtime)
                if line.before is not None and line.allowed:
                    await line.before(cell)
                yield name, operation, line, cell, connection


@pytest.mark.slow
async def test_a_query_that_means_two_things_is_refused_by_every_operation(settlement: Settlement) -> None:
    wrong, total = {}, 0
    async for name, operation, line, cell, _ in each(settlement):
        for query in MALFORMED:
            answer = await operation.asked(replace(line, query=query), cell)
            kind = answer.json()["type"] if answer.body else "/problems/malformed-query"
            total += 1
            if (answer.status, kind) != (400, "/problems/malformed-query"):
                wrong[f"{name}?{query}"] = (answer.status, kind)
    assert wrong == {}
    assert total >= 187 * len(MALFORMED)


@pytest.mark.slow
async def test_no_refusal_is_long(settlement: Settlement, pytestconfig: pytest.Config) -> None:
    """One operation in three; each of them with `--whole-corpus` (`make fuzz`)."""
    lengths, names, step = {}, set(), 1 if pytestconfig.getoption("--whole-corpus") else 3
    async for name, operation, line, cell, connection in each(settlement, step):
        names.add(name)
        hostile = [replace(line, query=f"{'%C3%A9' * 4_000}=1&cursor={'x' * 9_000}")]
        if operation.method in {"post", "put", "patch"}:
            hostile += [replace(line, body=body) for body in HOSTILE_BODIES]
        for n, request in enumerate(hostile):
            async with connection.begin_nested() as point:
                answer = await operation.asked(request, cell)
                await point.rollback()
            if answer.status >= 400:
                lengths[name, n] = len(answer.body)
    assert {at: length for at, length in lengths.items() if length > LARGEST} == {}
    bodies = Counter(name for name, n in lengths if n > 0)
    assert bodies == dict.fromkeys(names & WITH_BODY, len(HOSTILE_BODIES))
    assert names & WITH_QUERY <= {name for name, n in lengths if n == 0}
    assert len(names) * step >= 187


async def test_a_long_address_is_not_told_back_whole(settlement: Settlement) -> None:
    answer = await ask(settlement.app, "GET", "/v1/" + quote("é" * 9_000), {})
    assert answer.status == 404
    assert len(answer.body) <= LARGEST


def projections() -> dict[str, Projection]:
    by_name = {}
    for module in pkgutil.walk_packages(services.__path__, "app.services."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Projection):
                by_name[f"{module.name.removeprefix('app.services.')}.{name}"] = value
    return by_name


def test_each_list_has_a_name_of_its_own() -> None:
    lists = {id(projection): projection for projection in projections().values()}
    names = Counter(item.name for item in lists.values())
    assert {name: count for name, count in names.items() if count > 1} == {}
    assert len(names) >= 68


def test_a_cursor_is_of_one_list_one_caller_and_one_choice() -> None:
    """Whatever is the same otherwise."""
    lists = {projection.name: projection for projection in projections().values()}.values()
    alice, bob = Actor(uuid7(), uuid7()), Actor(uuid7(), uuid7())
    owners = [
        item.owner(caller, filters)
        for item in lists
        for caller in (alice, bob)
        for filters in ({}, {"id": alice.id}, {"id": bob.id}, {"state": "open"})
    ]
    assert len(set(owners)) == len(owners) >= 68 * 8


def test_each_list_reads_its_own_cursors() -> None:
    for projection in projections().values():
        marks = [MARKS[kind] for kind in projection.kinds]
        assert unseal(seal("owner", marks), "owner", projection.kinds) == marks, projection.name


def is_paged(operation: Operation) -> bool:
    read = DOCUMENT["paths"][operation.path][operation.method]
    takes = {item["name"] for item in read.get("parameters", ())}
    return "cursor" in takes and "application/json" in read["responses"]["200"]["content"]


# A sheet of one has no pages.
LISTS = sorted(
    name for name in GETS if is_paged(OPERATIONS[operation_of(name)]) and "accept" not in LINES[name].headers
)
MARKS: dict[type, object] = {datetime: NOW, date: NOW.date(), str: "x", UUID: uuid7(), int: 1}


@pytest.mark.parametrize("name", LISTS)
async def test_each_list_refuses_the_cursors_of_all_others(
    settlement: Settlement, name: str, pytestconfig: pytest.Config
) -> None:
    """Of each list every fourth by default, another one to begin with, all of them with `--whole-corpus`."""
    step = 1 if pytestconfig.getoption("--whole-corpus") else 4
    line, operation, names = LINES[name], OPERATIONS[operation_of(name)], set()
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people[line.allowed[0]], runtime)
        if line.before is not None:
            await line.before(cell)
        filters = said(line.query, cell)
        for projection in list(projections().values())[LISTS.index(name) % step :: step]:
            cursor = seal(
                projection.owner(Actor(cell.caller.id, uuid7()), {}), [MARKS[kind] for kind in projection.kinds]
            )
            query = f"{filters}&cursor={quote(cursor)}" if filters else f"cursor={quote(cursor)}"
            answer = await operation.asked(replace(line, query=query), cell)
            if (answer.status, answer.json().get("type")) != (400, "/problems/invalid-cursor"):
                names.add(projection.name)
    assert len(names) <= 1  # its own, where it was asked for without any choice


def test_every_list_is_tried_with_cursors_of_others() -> None:
    assert len(LISTS) >= 35
