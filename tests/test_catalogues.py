"""Each sentence is French in the source, and in the catalogue of each other language (docs/translating.md)."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from app.core.catalogues import SIMPLE
from tests.support import catalogues

EACH = pytest.mark.parametrize("path", catalogues.paths(), ids=lambda path: path.parts[-3])


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"{[^{}]*}", text))


def _texts(item: object) -> tuple[str, ...]:
    return (item,) if isinstance(item, str) else tuple(item) if isinstance(item, tuple | list) else ()


def _messages(path: Path) -> list[Message]:
    return [message for message in catalogues.read(path) if message.id]


@pytest.mark.slow
@EACH
def test_a_catalogue_has_the_sentences_of_the_source_and_no_other(path: Path) -> None:
    assert path.read_text() == catalogues.current(path), "`make docs` writes it"
    if SIMPLE not in path.parts[-3]:
        assert [*catalogues.untranslated(path)] == []
        assert len(_messages(path)) > 1_400


@EACH
def test_a_sentence_has_the_same_blanks_in_each_language(path: Path) -> None:
    for message in _messages(path):
        names = set().union(*map(_blanks, _texts(message.id)))
        for text in _texts(message.string):
            assert _blanks(text) <= names, message.id
            assert names - _blanks(text) <= ({"{count}"} if message.pluralizable else set()), message.id


def test_simple_french_is_no_english() -> None:
    sentences = {
        path.parts[-3]: {message.id: message.string for message in _messages(path)} for path in catalogues.paths()
    }
    english, simple = sentences["en"], sentences[f"fr{SIMPLE}"]
    assert [item for item, text in simple.items() if text and text != item and text == english.get(item)] == []
