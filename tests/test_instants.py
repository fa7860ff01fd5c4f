"""An instant has one spelling in all that leaves: `2026-11-28T23:01:17.237Z`. Answers of all tests are looked at by
tests/support/spelling.py.
"""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, bindparam, select

from app.core.clock import is_alike, on_the_wire
from app.core.projections import build
from app.core.uow import Runtime
from app.schemas.experiences import ExperienceWrite
from tests.support.documents import PARTS, published
from tests.support.people import FULL, Person, Watch, capture
from tests.support.spelling import FOUND, misspelled

EDGES = (
    datetime(2026, 11, 28, 23, 1, 17, 237_000, UTC),
    datetime(2026, 11, 28, 23, 1, 17, tzinfo=UTC),
    datetime(2026, 11, 28, 23, 59, 59, 999_600, UTC),
    datetime(1900, 1, 1, 0, 0, 0, 500, UTC),
    datetime(2199, 12, 31, 23, 59, 59, 999_999, UTC),
)
# An example of what a phone sends, which may keep the offset of where a moment was lived.
SENT_WITH_OFFSET = "2026-03-03T14:10:00+01:00"
# Each place that spells a day or an instant by itself, with what it writes.
OTHER_SPELLINGS = {
    ("app/api/client_versions.py", "isoformat"): (2, "days"),
    ("app/core/clock.py", "isoformat"): (1, "the one spelling"),
    ("app/core/dates.py", "isoformat"): (1, "`datetime` of HTML: a local time, without seconds"),
    ("app/core/dates.py", "strftime"): (1, "`datetime` of HTML"),
    ("app/schemas/types.py", "strftime"): (2, "digests of 1.0; an hour of the day"),
    ("app/services/media/renditions.py", "isoformat"): (1, "`suggested`: a local time, as the file says it"),
    ("app/services/portability/import_bundles.py", "isoformat"): (2, "days"),
    ("app/services/portability/import_memos.py", "isoformat"): (1, "part of a key that never leaves"),
    ("app/services/portraits/lines.py", "isoformat"): (1, "days"),
    ("app/services/programme_reports/editions.py", "isoformat"): (2, "days"),
    ("app/services/programme_reports/plan.py", "isoformat"): (2, "days"),
    ("app/services/programmes/copying.py", "isoformat"): (1, "days"),
    ("app/services/proposals/reminders.py", "isoformat"): (1, "days"),
    ("app/services/shared/calendar_files.py", "strftime"): (1, "iCalendar (RFC 5545)"),
    ("app/services/shared/spreadsheets.py", "isoformat"): (2, "days, in CSV and OpenDocument"),
}


async def test_python_and_the_database_agree_digit_for_digit(runtime: Runtime) -> None:
    statement = select(build({"at": bindparam("at", type_=DateTime(timezone=True))}))
    many = (EDGES[0] + timedelta(microseconds=n * 997) for n in range(200))
    async with runtime.database.sessions() as session:
        for at in (*EDGES, *many):
            assert (await session.scalar(statement, {"at": at}))["at"] == on_the_wire(at)


@given(st.integers(0, 299 * 365 * 86_400 * 1_000_000), st.integers(-14 * 60, 14 * 60))
def test_an_instant_is_cut_to_the_millisecond_wherever_it_was(microseconds: int, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    at = (datetime(1900, 1, 2, tzinfo=UTC) + timedelta(microseconds=microseconds)).astimezone(zone)
    text = on_the_wire(at)
    assert not list(misspelled(f'"{text}"'.encode()))
    assert timedelta() <= at - datetime.fromisoformat(text) < timedelta(milliseconds=1)
    assert is_alike(at, datetime.fromisoformat(text))


@pytest.mark.parametrize(
    "text",
    ["2026-11-28T23:01:17Z", "2026-11-28T23:01:17.5Z", "2026-11-28T23:01:17.237+00:00", "2026-11-28 23:01:17.237Z"],
)
def test_other_spellings_are_found(text: str) -> None:
    assert list(misspelled(json.dumps({"at": text}).encode()))
    assert list(misspelled(json.dumps({"all": [text]}, separators=(",", ":")).encode()))


async def test_each_answer_of_a_test_is_looked_at(alice: Person, guest: httpx.AsyncClient) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"display_name": "2026-11-28T23:01:17Z"})
    found, FOUND[:] = FOUND[:], []
    assert found == ['PATCH /v1/me: "display_name" : "2026-11-28T23:01:17Z"']


@pytest.mark.parametrize("part", PARTS)
def test_examples_of_the_document_have_that_spelling(part: str) -> None:
    faults = [
        f"{place}: {fault}"
        for place, example in _examples(published(part), part)
        for fault in misspelled(json.dumps(example).encode())
        if SENT_WITH_OFFSET not in fault
    ]
    assert not faults


def _examples(node: Any, place: str) -> Iterator[tuple[str, Any]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, inner in items:
        if name in {"example", "examples", "default"}:
            yield f"{place}/{name}", inner
        else:
            yield from _examples(inner, f"{place}/{name}")


def test_nothing_else_spells_an_instant() -> None:
    """The seed is a client, and sends what clients send."""
    found = Counter[tuple[str, str]]()
    for file in sorted(Path("app").rglob("*.py")):
        if file.is_relative_to("app/seed"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"isoformat", "strftime"}:
                found[str(file), node.attr] += 1
    assert found == {place: count for place, (count, _) in OTHER_SPELLINGS.items()}


def test_what_1_0_took_down_of_a_body_is_the_same_now() -> None:
    """A phone that lost the answer sends its moment again, after the server was upgraded."""
    body = ExperienceWrite.model_validate(FULL | {"captured_at": "2026-03-03T17:00:00.123456Z"})
    assert body.digest() == "ecb587ae6407a83994b8b32bb4fe3e8855573d132b899c3737bd8b036cf92121"


async def test_what_is_sent_as_it_was_read_is_what_was_stored(alice: Person, runtime: Runtime, watch: Watch) -> None:
    watch.advance(microseconds=237_999)
    moment = await capture(alice, {"lived_at": watch.now.isoformat()})
    path = f"/v1/experiences/{moment['id']}"
    assert moment["lived_at"] == "2026-03-03T13:10:00.237Z"
    same = await alice.ask(
        "PATCH", path, 200, json={"lived_at": moment["lived_at"], "title": "Le mur"}, headers={"If-Match": '"1"'}
    )
    assert (same["lived_at"], same["title"]) == (moment["lived_at"], "Le mur")
    query = "select lived_at from experiences where id = $1"
    row = await runtime.database.writes.fetchrow(query, moment["id"])
    assert row is not None
    assert row["lived_at"] == watch.now
