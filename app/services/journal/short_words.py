"""Abbreviations and run-together spellings with their words: app/data/words/short-fr.txt."""

import unicodedata
from collections.abc import Mapping, Sequence

from app.core.i18n import Locale
from app.services.journal.word_forms import LISTS


def spell_out(word: str, language: str) -> Sequence[str]:
    return _FRENCH.get(plain(word), [word]) if language == Locale.FR else [word]


def plain(word: str) -> str:
    """Lower the case and remove the accents, as plain_words() in PostgreSQL."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _read() -> Mapping[str, Sequence[str]]:
    lines = (LISTS / "short-fr.txt").read_text().splitlines()
    pairs = (line.split("=") for line in lines if not line.startswith("#"))
    return {short: words.split() for short, words in pairs}


_FRENCH = _read()
