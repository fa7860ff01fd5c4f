"""Abbreviations and run-together spellings with their words: app/data/words/short-fr.txt."""

from collections.abc import Mapping, Sequence

from app.core.i18n import Locale
from app.core.text import plain
from app.services.journal.word_forms import LISTS


def spell_out(word: str, language: str) -> Sequence[str]:
    return _FRENCH.get(plain(word), [word]) if language == Locale.FR else [word]


def _read() -> Mapping[str, Sequence[str]]:
    lines = (LISTS / "short-fr.txt").read_text().splitlines()
    pairs = (line.split("=") for line in lines if not line.startswith("#"))
    return {short: words.split() for short, words in pairs}


_FRENCH = _read()
