import pytest

from app.services.portraits import formats
from app.services.portraits.formats import FORMATS, JSON, Format, Frozen, choose_format, of_suffix


async def nothing(_: object, __: Frozen) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("text/x-test", False),
        ("text/x-test;q=0.5, application/json", True),
        ("text/x-test, */*;q=0.1", False),
        ("image/png, */*;q=0.1", True),
        ("text/x-test;q=0", True),
        ("text/x-test;q=x", True),
        ("text/plain", True),
    ],
)
def test_what_is_asked_for_is_found_by_quality(monkeypatch: pytest.MonkeyPatch, accept: str, *, is_json: bool) -> None:
    monkeypatch.setattr(formats, "FORMATS", dict(FORMATS))
    test = Format("text/x-test", "test", nothing)
    formats.offer("test", test)
    assert choose_format(accept) is (JSON if is_json else test)


def test_each_form_has_a_suffix_and_a_type_of_its_own() -> None:
    assert len({item.suffix for item in FORMATS.values()}) == len(FORMATS)
    assert len({item.media_type for item in FORMATS.values()}) == len(FORMATS)
    assert of_suffix("json") is FORMATS["json"]
    assert of_suffix("exe") is None
