"""A POST that is sent again under its key is done once, and a key serves one request."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.core.ids import uuid7
from tests.access.lines import Cell, Line, Operation
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import Answer, ask, undone
from tests.support.documents import whole_document

DOCUMENT = whole_document()
KEY = "idempotency-key"
REUSED = "/problems/idempotency-key-reused"
# It stands for PATCH, whose offset tells whether it was done.
OVERRIDE = "override_upload_method"
CHALLENGES = {"get_sign_in_challenge", "get_passkey_creation_challenge", "get_passkey_verification_challenge"}
NEVER_TWICE_THE_SAME = {"stream_notifications", "stream_room", "list_admin_acts", *CHALLENGES}


def posts() -> Iterator[str]:
    for item in DOCUMENT["paths"].values():
        if "post" in item and item["post"].get("security") != []:
            yield item["post"]["operationId"]


def lines() -> dict[str, Line]:
    names = set(posts()) - {OVERRIDE}
    return {name: line for name, line in LINES.items() if operation_of(name) in names}


async def asked(operation: Operation, line: Line, cell: Cell, key: str) -> Answer:
    return await operation.asked(replace(line, headers={**line.headers, KEY: key}), cell)


async def fault_of(operation: Operation, line: Line, cell: Cell) -> str | None:
    """Return what is wrong: another answer to the same request, or an answer to a request under another one's key."""
    if line.before is not None:
        await line.before(cell)
    fixed = replace(line, body=line.body(cell) if callable(line.body) else line.body)
    key = f"k-{uuid7()}"
    first, second = [await asked(operation, fixed, cell, key) for _ in range(2)]
    is_same = first.body == second.body and first.headers.get("location") == second.headers.get("location")
    if not (first.status in {200, 201, 202, 204} and second.status < 300 and is_same):
        return f"{first.status} {first.text[:300]}, then {second.status} {second.text[:300]}"
    other = f"k-{uuid7()}"
    headers = {**cell.caller.headers, KEY: other}
    if operation.name == "create_person_code":
        await ask(cell.app, "POST", "/v1/me/erasure", headers)
    else:
        await ask(cell.app, "POST", "/v1/me/codes", headers)
    third = await asked(operation, fixed, cell, other)
    return None if third.status == 422 and third.json()["type"] == REUSED else f"{third.status} {third.text[:300]}"


@pytest.mark.slow
async def test_each_post_of_a_signed_in_caller_is_done_once_under_its_key(settlement: Settlement) -> None:
    wrong = {}
    async with settlement.engine.connect() as connection:
        for name, line in lines().items():
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people[(*line.allowed, "owner")[0]], runtime)
                fault = await fault_of(OPERATIONS[operation_of(name)], line, cell)
            if fault is not None:
                wrong[name] = fault
    assert wrong == {}
    assert len(lines()) >= 20


def test_each_says_so() -> None:
    for name in set(posts()) - {OVERRIDE}:
        operation = next(
            item["post"] for item in DOCUMENT["paths"].values() if item.get("post", {}).get("operationId") == name
        )
        assert KEY in {parameter["name"] for parameter in operation["parameters"]}, name
        assert REUSED in operation["responses"]["422"]["x-problem-types"], name


@pytest.mark.slow
async def test_words_of_ours_say_their_language(settlement: Settlement) -> None:
    """Each read is asked in two languages: where the answers differ, each says its own."""
    silent, spoken = {}, set[str]()
    async with settlement.engine.connect() as connection:
        for name, line in LINES.items():
            operation = OPERATIONS[operation_of(name)]
            if operation.method != "get" or not line.allowed or name in NEVER_TWICE_THE_SAME:
                continue
            async with undone(settlement.app, connection) as runtime:
                name_of_caller = "owner" if "owner" in line.allowed else line.allowed[0]
                cell = Cell(settlement, settlement.people[name_of_caller], runtime)
                if line.before is not None:
                    await line.before(cell)
                answers = {
                    language: await operation.asked(
                        replace(line, headers={**line.headers, "accept-language": language}), cell
                    )
                    for language in ("fr", "en")
                }
            tags = {language: answer.headers.get("content-language") for language, answer in answers.items()}
            if answers["fr"].body != answers["en"].body and operation.path.startswith("/v1/"):
                spoken.add(name)
                if tags != {"fr": "fr", "en": "en"}:
                    silent[name] = tags
            assert "Accept-Language" in answers["fr"].headers["vary"], name
    assert silent == {}
    assert spoken >= {"list_notifications", "get_readiness"}


async def test_a_problem_says_its_language(settlement: Settlement) -> None:
    for asked_language, tag in (("en", "en"), ("fr-CH", "fr"), ("fr-x-simple", "fr-x-simple"), ("de", "fr")):
        answer = await ask(settlement.app, "GET", "/v1/me", {"accept-language": asked_language})
        assert (answer.status, answer.headers["content-language"]) == (401, tag)
