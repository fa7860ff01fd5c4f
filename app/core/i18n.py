"""Two languages, French first. Words stand beside the rule they express, not in a distant catalogue."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Locale(StrEnum):
    FR = "fr"
    EN = "en"


class Words(NamedTuple):
    """One sentence in each language; `str.format` fills its blanks."""

    fr: str
    en: str

    @classmethod
    def each(cls, say: Callable[[Locale], str]) -> "Words":
        """Make a sentence in each language."""
        return cls(*map(say, Locale))

    def fill(self, **blanks: object) -> "Words":
        """Fill the blanks in each language. A blank may be words itself."""

        def say(locale: Locale) -> str:
            values = {name: value.in_(locale) if isinstance(value, Words) else value for name, value in blanks.items()}
            return self.in_(locale, **values)

        return Words.each(say)

    def in_(self, locale: Locale, **blanks: object) -> str:
        sentence = self.fr if locale is Locale.FR else self.en
        return sentence.format(**blanks) if blanks else sentence


def negotiate(accept_language: str) -> Locale:
    """Return the first supported language of the header; French by default."""
    return spoken(accept_language) or Locale.FR


@lru_cache(1_000)  # browsers send few different headers, with every request
def spoken(accept_language: str) -> Locale | None:
    """Return the first supported language of the header, by quality (RFC 9110 §12.5.4)."""
    ranges = sorted(map(_weighed, accept_language[:200].split(",")), key=lambda item: -item[0])
    return next((Locale(tag) for quality, tag in ranges if quality > 0 and tag in set(Locale)), None)


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameter = part.strip().partition(";")
    quality = parameter.strip().removeprefix("q=") or "1"
    return float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0, tag.partition("-")[0].strip().lower()
