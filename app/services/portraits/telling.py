"""What a Portrait's edition says, in one language and in words: for its page, and for paper."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app.core.dates import Precision, Span, say_day
from app.core.i18n import Locale, Words
from app.schemas.portrait_content import Source
from app.services.portraits import portrait_texts as texts

Lived = Mapping[str, Any]
VOWELS = frozenset("aeiouy")  # before which French says « d’ »
TWO_YEARS = 730  # days: what took longer is said in years


class Spoken(NamedTuple):
    """Words, and the language they are in."""

    words: str
    lang: str


class Mark(NamedTuple):
    """Where a claim comes from: what kind of source, and in words."""

    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Telling:
    locale: Locale
    content: Mapping[str, Any]  # in the shape of `PortraitContent`

    @property
    def name(self) -> str | None:
        name: str | None = self.content["person"]["display_name"]
        return name

    @property
    def title(self) -> str:
        if self.name is None:
            return texts.PORTRAIT.in_(self.locale)
        begins_open = unicodedata.normalize("NFD", self.name)[:1].lower() in VOWELS
        words = texts.PORTRAIT_OF_ELIDED if begins_open else texts.PORTRAIT_OF
        return words.in_(self.locale, name=self.name)

    @property
    def published_on(self) -> date:
        return datetime.fromisoformat(self.content["published_at"])

    def say(self, said: Mapping[str, str | None]) -> Spoken | None:
        """In this language, or in the first of the portrait."""
        order = [self.locale, *self.content["languages"], *Locale]
        return next((Spoken(words, lang) for lang in order if (words := said[lang])), None)

    def when(self, lived: Lived) -> str:
        return span_of(lived).say(self.locale)

    def when_iso(self, lived: Lived) -> str:
        return span_of(lived).iso()

    def day(self, iso: str) -> str:
        return say_day(date.fromisoformat(iso), self.locale)

    def period(self, section: Mapping[str, Any]) -> str:
        since, until = (datetime.fromisoformat(section[name]) for name in ("since", "until"))
        precision = Precision.MONTH if (until - since).days < TWO_YEARS else Precision.YEAR
        return Span(since, until, precision).say(self.locale)

    def amount_in(self, section: Mapping[str, Any]) -> str:
        """How much was lived, and how much of it is told."""
        count, told = section["count"], len(section["moments"])
        if told < count:
            words = texts.ONE_OF_A_CHOICE if told == 1 else texts.A_CHOICE
            return words.in_(self.locale, shown=told, count=count)
        return self.amount(count, texts.ONE_OF_THE_SECTION, texts.OF_THE_SECTION)

    def name_of(self, moment: Lived) -> Spoken:
        if moment["title"]:
            return Spoken(moment["title"], moment.get("language", self.content["languages"][0]))
        return Spoken(texts.UNTITLED.in_(self.locale, when=self.when(moment)), self.locale)

    def mark_of(self, claim: Mapping[str, Any]) -> Mark:
        source = claim["source"]
        if source == Source.ATTESTED:
            return Mark(source, texts.ATTESTED_BY.in_(self.locale, name=claim["attestations"][0]["by"]))
        if source == Source.RECOGNISED:
            return Mark(source, self._recognised(claim["recognitions"]))
        return Mark(source, texts.DECLARED.in_(self.locale))

    def amount(self, count: int, one: Words, many: Words) -> str:
        return one.in_(self.locale) if count == 1 else many.in_(self.locale, count=count)

    def moments(self) -> Iterator[Mapping[str, Any]]:
        for section in self.content["sections"]:
            yield from section.get("moments", ())

    def talents(self) -> Iterator[Mapping[str, Any]]:
        for section in self.content["sections"]:
            yield from section.get("talents", ())

    def sources(self) -> list[str]:
        """The kinds of source that its claims have, in the order in which they are explained."""
        found = {claim["source"] for claim in (*self.moments(), *self.talents())}
        return [source for source in texts.SOURCE if source in found]

    def _recognised(self, by: list[Mapping[str, Any]]) -> str:
        others = len(by) - 1
        words = {0: texts.RECOGNISED_BY, 1: texts.RECOGNISED_BY_ONE_MORE}.get(others, texts.RECOGNISED_BY_MORE)
        return words.in_(self.locale, name=by[0]["name"], count=others)


def span_of(lived: Lived) -> Span:
    end = datetime.fromisoformat(lived["lived_until"]) if lived["lived_until"] else None
    start, precision = datetime.fromisoformat(lived["lived_at"]), Precision(lived["lived_precision"])
    return Span.local(start, end, precision, lived["utc_offset"])
