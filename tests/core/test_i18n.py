import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.i18n import Locale, Words, negotiate


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


# What is made of other words, and not written.
MADE = {"app/core/faults.py": 2, "app/services/access/grant_words.py": 1}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
                yield str(path), node


@pytest.mark.slow
def test_words_are_written_in_full_with_the_same_blanks_in_each_language() -> None:
    """So that they can be extracted for translators."""
    made = dict.fromkeys(MADE, 0)
    pairs = []
    for path, call in _calls():
        texts = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if len(texts) == len(Locale):
            pairs.append((path, texts))
        else:
            made[path] = made.get(path, 0) + 1
    assert made == MADE
    assert len(pairs) > 1_400
    blanks = [(path, [sorted(set(re.findall(r"{(\w*)}", text))) for text in texts]) for path, texts in pairs]
    assert [(path, names) for path, names in blanks if names[0] != names[1]] == []


def test_blanks_are_filled_in_each_language() -> None:
    thing = Words("un mur", "a wall")
    assert Words("{thing}, {day}", "{thing} on {day}").fill(thing=thing, day=1) == ("un mur, 1", "a wall on 1")
    assert Words.each(lambda locale: f"{locale}") == tuple(Locale)
