import pytest

from app.services.portrait_formats import FORMATS, accepted, of_suffix


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/json", "json"),
        ("text/plain, application/json;q=0.5", "json"),
        ("image/png, */*;q=0.1", "json"),
        ("application/json;q=0, text/plain", None),
        ("application/json;q=x", None),
        ("text/plain", None),
    ],
)
def test_what_is_asked_for_is_found_by_quality(accept: str, name: str | None) -> None:
    assert accepted(accept) is (FORMATS[name] if name else None)


def test_each_form_has_a_suffix_and_a_type_of_its_own() -> None:
    assert len({one.suffix for one in FORMATS.values()}) == len(FORMATS)
    assert len({one.media_type for one in FORMATS.values()}) == len(FORMATS)
    assert of_suffix("json") is FORMATS["json"]
    assert of_suffix("exe") is None
