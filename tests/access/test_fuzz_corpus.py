"""Every place of the document, given what nobody should send: never a failure of ours, always a problem that says so.

The suite tries some of it at each place; `make fuzz` all of it.
"""

import json
import re
import zlib
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.faults import UNKNOWN
from tests.access.hostile import HostileRequest, hostile_requests
from tests.access.lines import Cell
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS
from tests.access.undoing import Answer, undone
from tests.support.documents import whole_document
from tests.support.spelling import FOUND

pytestmark = pytest.mark.slow

DOCUMENT = whole_document()
HOSTILE = [line for line in Path("tests/access/hostile_json.txt").read_text().splitlines() if line.startswith('"')]
SAMPLE = 1
LEAST = {False: 880, True: 35_000}  # requests
FIRST = 500
POINTER = re.compile(r"(/[A-Za-z0-9_-]+)*")  # names of fields and headers, and places in lists: nothing of how we look
PROBLEM = {"application/problem+json", "text/html; charset=utf-8"}


def chosen(name: str, variants: list[HostileRequest], *, whole: bool) -> list[HostileRequest]:
    """All, or some that differ from place to place."""
    if whole:
        return variants
    first = zlib.crc32(f"{name} {variants[0].place}".encode())
    return [variants[(first + n * 7) % len(variants)] for n in range(SAMPLE)]


def fault(answer: Answer) -> str | None:
    is_problem = answer.status < FIRST and answer.headers.get("content-type") in PROBLEM
    is_specific = UNKNOWN.en not in answer.text and UNKNOWN.fr not in answer.text
    if answer.status < 400 or (is_problem and is_specific and all(map(POINTER.fullmatch, pointers(answer)))):
        return None
    return f"{answer.status} {answer.headers.get('content-type')} {answer.text[:300]}"


def pointers(answer: Answer) -> list[str]:
    """Where each fault is, but for fields that do not exist: those bear the names that they were sent under."""
    if answer.headers.get("content-type") != "application/problem+json" or not answer.body:  # of HEAD
        return []
    faults = json.loads(answer.body).get("errors", [])
    return [fault["pointer"] for fault in faults if fault["code"] != "unknown_field"]


async def tried(
    settlement: Settlement, connection: AsyncConnection, name: str, *, whole: bool
) -> tuple[int, dict[str, str]]:
    """How many requests, and those that were not answered well."""
    operation, line, wrong, many = OPERATIONS[name], LINES[name], dict[str, str](), 0
    document = DOCUMENT["paths"][operation.path][operation.method]
    caller = settlement.people["owner" if "owner" in line.allowed else (*line.allowed, "owner")[0]]
    async with undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, caller, runtime)
        if line.before is not None:
            await line.before(cell)
        for variants in hostile_requests(document, line, cell, DOCUMENT["components"]["schemas"]):
            for item in chosen(name, variants, whole=whole):
                async with connection.begin_nested() as point:
                    problem = fault(await operation.asked(item.line, cell))
                    await point.rollback()
                many += 1
                if problem is not None:
                    wrong[f"{name} {item.place}"] = problem
    return many, wrong


async def test_whatever_is_sent_is_answered(settlement: Settlement, pytestconfig: pytest.Config) -> None:
    whole, total, wrong = pytestconfig.getoption("--whole-corpus"), 0, dict[str, str]()
    async with settlement.engine.connect() as connection:
        for name in OPERATIONS:
            many, problems = await tried(settlement, connection, name, whole=whole)
            total, wrong = total + many, wrong | problems
    assert wrong == {}
    assert total >= LEAST[whole]
    FOUND[:] = [answer for answer in FOUND if not any(text in answer for text in HOSTILE)]  # words of a person
