import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from app.core.cursors import InvalidCursor, owner_of, seal, unseal
from app.core.ids import uuid7

OWNER = owner_of(b"somebody", [])
KINDS = (datetime, UUID, int)
WHEN, ID, NUMBER = datetime(2026, 3, 3, 13, 10, tzinfo=UTC), uuid7(), 7
NOT_TEXT: tuple[object, ...] = (None, True, 5, 10**400, 0.5, float("nan"), float("inf"), [], [str(ID)], {}, {"a": "b"})
NOT_ITS_OWN = ("", "a", "\ud800", "\0", "NaN", "9" * 5000, "1e9")
NO_MOMENT = ("2026-03-03T13:10:00", "2026-03-03", "0000-01-01T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "\ud800" * 25)
OUT_OF_TIME = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
OUT_OF_RANGE = (str(2**63), str(-(2**63)), "9" * 300)
WRONG: list[tuple[int, object]] = [
    *((place, value) for place in range(len(KINDS) + 1) for value in NOT_TEXT),
    *((place, value) for place in range(len(KINDS) + 1) for value in NOT_ITS_OWN),
    *((1, value) for value in NO_MOMENT + OUT_OF_TIME),
    *((2, value) for value in ("5", f"{ID}0", "\ud800" * 32)),
    *((3, value) for value in OUT_OF_RANGE),
]
BY_KEYS = {OWNER: 1, str(WHEN): 2, str(ID): 3, str(NUMBER): 4}
NO_LISTS: tuple[object, ...] = (None, True, 5, float("nan"), OWNER, {}, BY_KEYS, [], [OWNER], [[OWNER]])


def made_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def refuses(cursor: str) -> bool:
    try:
        unseal(cursor, OWNER, KINDS)
    except InvalidCursor:
        return True
    return False


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-9, minutes=-30))])
def test_what_was_sealed_is_there_again(zone: timezone) -> None:
    values = [WHEN.astimezone(zone), ID, -NUMBER]
    assert unseal(seal(OWNER, values), OWNER, KINDS) == values


def test_whatever_stands_at_the_place_of_a_value_is_a_value_or_no_cursor() -> None:
    cursors = []
    for place, value in WRONG:
        values: list[object] = [OWNER, str(WHEN), str(ID), str(NUMBER)]
        values[place] = value
        if not refuses(made_of(values)):
            cursors.append((place, value))
    assert cursors == []
    assert len(WRONG) >= 70


@pytest.mark.parametrize("value", NO_LISTS, ids=range(len(NO_LISTS)))
def test_json_that_is_no_list_of_ours_is_no_cursor(value: object) -> None:
    assert refuses(made_of(value))


@pytest.mark.parametrize("content", [b"", b"[", b"[" * 375, b"[" * 100_000, b"\xff\xfe[", b'["\\ud8"]'])
def test_what_is_no_json_is_no_cursor(content: bytes) -> None:
    assert refuses(base64.urlsafe_b64encode(content).decode())


@pytest.mark.parametrize("cursor", ["a", "é", "\ud800", "\0", "===="])
def test_what_is_no_base64_is_no_cursor(cursor: str) -> None:
    assert refuses(cursor)


@pytest.mark.parametrize("values", [[], [str(NUMBER), str(NUMBER)]], ids=["too few", "too many"])
def test_as_many_values_as_the_list_has_keys_are_a_cursor(values: list[str]) -> None:
    assert refuses(made_of([OWNER, str(WHEN), str(ID), *values]))


def test_a_cursor_of_somebody_else_is_none() -> None:
    assert refuses(seal(owner_of(b"somebody else", []), [WHEN, ID, NUMBER]))
