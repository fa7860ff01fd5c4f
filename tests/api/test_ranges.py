import pytest
from fastapi import Request

from app.api.ranges import asked_range
from app.core.errors import OutOfRange

SIZE, ETAG = 100, '"v"'


def asked(value: str, if_range: str = ETAG, method: str = "GET") -> tuple[int, int] | None:
    headers = [(b"range", value.encode()), (b"if-range", if_range.encode())]
    return asked_range(Request({"type": "http", "method": method, "headers": headers}), SIZE, ETAG)


@pytest.mark.parametrize(
    ("value", "start", "length"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 10),
        ("bytes=10-", 10, 90),
        ("bytes=-10", 90, 10),
        ("bytes=99-", 99, 1),
        ("bytes=5-99999999", 5, 95),
        ("bytes=-99999999", 0, 100),
        ("Bytes = 3 - 4", 3, 2),
    ],
)
def test_a_range_is_a_start_and_a_length(value: str, start: int, length: int) -> None:
    assert asked(value) == (start, length)


@pytest.mark.parametrize("value", ["bytes=5-1", "bytes=0-1,4-5", "bytes=", "bytes=-", "lines=1-2", "x", "bytes=١-٢"])
def test_what_is_no_range_gets_the_whole(value: str) -> None:
    assert asked(value) is None


@pytest.mark.parametrize("value", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(value: str) -> None:
    with pytest.raises(OutOfRange):
        asked(value)


def test_only_who_has_this_version_and_fetches_it_gets_a_part() -> None:
    assert asked("bytes=0-1", if_range='"other"') is None
    assert asked("bytes=0-1", method="HEAD") is None
