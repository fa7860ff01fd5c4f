import pytest

from app.core.i18n import Locale, negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("de", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.5, en;q=0.9", "en"),
        ("en;q=0, de", "fr"),
        ("EN", "en"),
        ("*", "fr"),
        (";;;,,,q=", "fr"),
        ("en;q=²", "fr"),
        ("en;q=1" * 500, "fr"),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(header: str, language: str) -> None:
    assert negotiate(header) is Locale(language)
