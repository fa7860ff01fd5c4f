"""To refuse costs no more than to answer: neither of the processor, nor of bytes."""

import json
import time
from typing import Any

import pytest

from app.api.body import IN_ALL, MEMBERS, parse
from app.api.problems import LARGEST
from app.core.errors import TooLarge
from app.core.ids import uuid7
from app.core.statuses import STATUS
from tests.api.test_sync_operations import put
from tests.support.people import Person

WARM, ROUNDS = 10, 5  # of small requests; the cheapest round counts: other work on the machine only adds
TRIES = 5  # where it looks dear, as beside other work it may
TEXT = {"kind": "text", "text": "x" * 20_000}
MOMENT = {"title": "Marché", "text": "On a vendu des pommes. " * 40, "feeling": 4}
UNKNOWN = {f"unknown_{n}": 0 for n in range(MEMBERS)}
SOME_UNKNOWN = dict(list(UNKNOWN.items())[: MEMBERS // 2])
JSON = {"Content-Type": "application/json"}
NOBODY = "018f2a3c-0000-7000-8000-000000000000"
EXPERIENCES = "/v1/experiences"
ADDRESS = {"email": "ines@example.org", "code": "123456"}  # which a guest alone may give
SMALL: dict[str, tuple[int, dict[str, Any]]] = {
    "a query of thousands": (
        400,
        {"url": f"{EXPERIENCES}?" + "&".join(f"a{n}=" for n in range(4000)), "method": "GET"},
    ),
    "a token of nobody": (401, {"method": "GET", "headers": {"Authorization": "Bearer x"}}),
    "not allowed": (403, {"url": "/v1/me/address", "method": "PUT", "json": ADDRESS}),
    "not there": (404, {"url": f"{EXPERIENCES}/{NOBODY}", "method": "GET"}),
    "another method": (405, {"method": "PUT"}),
    "another type": (415, {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
    "unknown members": (422, {"json": UNKNOWN}),
    "items that do not fit": (422, {"json": {"tags": [0] * 20, "media": ["x"] * 20, "skills": ["y"] * 20}}),
}
LARGE: dict[str, tuple[int, dict[str, Any]]] = {
    "not JSON": (400, {"content": b"{" * 900_000}),
    "too many bytes": (413, {"content": b"[" + b"0," * 600_000}),
    "60,000 members": (413, {"json": {f"{n}": 0 for n in range(60_000)}}),
    "too many members in all": (413, {"json": {"media": [UNKNOWN] * (IN_ALL // MEMBERS + 1)}}),
    "unknown members of each item": (422, {"json": {"media": [UNKNOWN] * (IN_ALL // MEMBERS - 1)}}),
    "too many items": (422, {"json": {"tags": [0] * 300_000}}),
    "a text that is too long": (422, {"json": {"text": "x" * 900_000}}),
}
ELSEWHERE = dict.fromkeys((409, 410, 412, 416, 426, 428, 429, 431, 460, 503))  # what a single request does not meet


def test_each_status_of_a_refusal_is_measured_or_played_elsewhere() -> None:
    measured = {status for status, _ in (SMALL | LARGE).values()}
    assert sorted(measured | ELSEWHERE.keys()) == sorted(STATUS.values())


@pytest.mark.slow
async def test_a_refusal_costs_no_more_than_an_ordinary_change(alice: Person) -> None:
    """A processor changes its speed: each refusal is compared with a change of the same moment."""
    for name, (status, options) in SMALL.items():
        for _ in range(TRIES):
            ordinary = await _cost(alice, 200, method="PATCH", url="/v1/me", json={"display_name": "Alice"})
            refusal = await _cost(alice, status, **options)
            if refusal[0] <= ordinary[0]:
                break
        _compare(name, refusal, ordinary)


@pytest.mark.slow
async def test_a_refusal_of_much_costs_no_more_than_a_journal_of_that_size(alice: Person) -> None:
    journal = {"title": "Long", "language": "fr", "blocks": [TEXT] * 45}
    ordinary = await _cost(alice, 201, ROUNDS, url="/v1/journals", json=journal)
    for name, (status, options) in LARGE.items():
        _compare(name, await _cost(alice, status, ROUNDS, **options), ordinary)


@pytest.mark.slow
@pytest.mark.parametrize("fields", [MOMENT | SOME_UNKNOWN, {"media": [SOME_UNKNOWN] * 9}])
async def test_a_batch_that_is_refused_costs_no_more_than_one_that_is_done(
    alice: Person, fields: dict[str, Any]
) -> None:
    """0.66 MB of unknown members were answered with 6.3 MB."""
    batches = [{"operations": [put(body, str(uuid7())) for _ in range(100)]} for body in (MOMENT, fields)]
    done, refused = [await _cost(alice, 200, ROUNDS, url="/v1/sync", json=batch) for batch in batches]
    _compare("batch", refused, done)


def test_an_object_has_so_many_members_and_a_body_too() -> None:
    assert parse(json.dumps(UNKNOWN).encode()) == UNKNOWN
    whole = [UNKNOWN] * (IN_ALL // MEMBERS)
    assert parse(json.dumps(whole).encode()) == whole
    for body in (UNKNOWN | {"one": 1}, [*whole, {"one": 1}]):
        with pytest.raises(TooLarge):
            parse(json.dumps(body).encode())


async def test_a_refusal_says_what_is_wrong_with_some_fields_and_not_with_all(alice: Person) -> None:
    problem = await alice.ask("POST", EXPERIENCES, 422, json=UNKNOWN)
    assert 20 < len(problem["errors"]) <= 50
    operations = [put(MOMENT | SOME_UNKNOWN, str(uuid7())) for _ in range(3)]
    results = (await alice.ask("POST", "/v1/sync", 200, json={"operations": operations}))["results"]
    assert [len(result["problem"]["errors"]) for result in results] == [8] * 3


def _compare(name: str, refusal: tuple[float, int], ordinary: tuple[float, int]) -> None:
    assert refusal[0] <= ordinary[0], f"{name}: {refusal[0]:.4f} s of processor, {ordinary[0]:.4f} for an answer"
    assert refusal[1] <= max(LARGEST, ordinary[1]), f"{name}: {refusal[1]} bytes"


async def _cost(person: Person, status: int, rounds: int = WARM + ROUNDS, **options: Any) -> tuple[float, int]:
    """Return the least processor time, in seconds, and the bytes of the answer.

    httpx reads each letter of an address twice: what a phone pays for its request does not count.
    """
    arguments = {"method": "POST", "url": EXPERIENCES} | options
    if "json" in arguments:
        arguments["content"] = json.dumps(arguments.pop("json")).encode()
    arguments["headers"] = JSON | {"Accept-Language": "fr"} | arguments.get("headers", {})
    times = list[float]()
    for _ in range(rounds):
        request = person.client.build_request(**arguments)
        before = time.process_time()
        answer = await person.client.send(request)
        times.append(time.process_time() - before)
        assert answer.status_code == status, answer.text[:500]
    return min(times), len(answer.content)
