import pytest

from app.core import i18n
from app.core.i18n import Words, negotiate
from tests.support.words import both


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("de", None),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.5, en;q=0.9", "en"),
        ("en;q=0, de", None),
        ("EN", "en"),
        ("fr-x-simple, en", "fr@simple"),
        ("*", None),
        (";;;,,,q=", None),
        ("en;q=²", None),
        ("en;q=1" * 500, None),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(header: str, language: str | None) -> None:
    assert negotiate(header) == language


def test_of_a_header_no_more_is_kept_than_is_read() -> None:
    i18n._negotiate.cache_clear()
    for number in range(9):
        negotiate("it, " * 60 + "x" * number)
    assert i18n._negotiate.cache_info().currsize == 1


def test_blanks_are_filled_in_each_language() -> None:
    thing = Words("un mur")
    words = Words("{things} jusqu’au {day}").fill(things=thing, day=1)
    assert both(words) == ("un mur jusqu’au 1", "un mur until 1")
    assert both(Words.each(str)) == ("fr", "en")
