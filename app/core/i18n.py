"""Two languages, French first. Words stand beside the rule they express, not in a catalogue far away."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Locale(StrEnum):
    FR = "fr"
    EN = "en"


class Words(NamedTuple):
    """The same sentence in each language; `str.format` fills its blanks."""

    fr: str
    en: str

    def in_(self, locale: Locale, **blanks: object) -> str:
        sentence = self.fr if locale is Locale.FR else self.en
        return sentence.format(**blanks) if blanks else sentence


def negotiate(accept_language: str) -> Locale:
    """The first language of the header that we speak; French when there is none."""
    return spoken(accept_language) or Locale.FR


@lru_cache(1_000)  # browsers send few different ones, and send them each time
def spoken(accept_language: str) -> Locale | None:
    """The first language of the header that we speak, by quality (RFC 9110 §12.5.4)."""
    ranges = sorted(map(_weighed, accept_language[:200].split(",")), key=lambda item: -item[0])
    return next((Locale(tag) for quality, tag in ranges if quality > 0 and tag in set(Locale)), None)


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameter = part.strip().partition(";")
    quality = parameter.strip().removeprefix("q=") or "1"
    return float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0, tag.partition("-")[0].strip().lower()
