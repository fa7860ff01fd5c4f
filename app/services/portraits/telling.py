"""Texts of a portrait's edition in one language, for its page and for its PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app.core.dates import Precision, Span, say_day
from app.core.filenames import content_disposition
from app.core.i18n import Language, Locale
from app.core.text import with_elision
from app.schemas.portrait_content import Source
from app.services.portraits import portrait_texts as texts
from app.services.shared import moment_names

Moment = Mapping[str, Any]
TWO_YEARS = 730  # days: a longer period is given in years


class Spoken(NamedTuple):
    """A text and its language."""

    words: str
    lang: str


class Mark(NamedTuple):
    """The source of a claim, as its kind and as a text."""

    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Telling:
    locale: Language
    content: Mapping[str, Any]  # in the shape of `PortraitContent`

    @property
    def name(self) -> str | None:
        name: str | None = self.content["person"]["display_name"]
        return name

    @property
    def title(self) -> str:
        if self.name is None:
            return texts.PORTRAIT.in_(self.locale)
        said = {"name": self.name}
        return with_elision(texts.PORTRAIT_OF, self.locale, said, **said)

    def disposition(self, kind: str, suffix: str) -> str:
        """Return the header that names a file after the person."""
        return content_disposition(kind, self.title, suffix, fallback=texts.PORTRAIT.in_(self.locale))

    @property
    def published_on(self) -> date:
        return datetime.fromisoformat(self.content["published_at"])

    def say(self, translations: Mapping[str, str | None]) -> Spoken | None:
        """The text in this language, or in the first language of the portrait."""
        order = [self.locale.of_contents, *self.content["languages"], *Locale]
        return next((Spoken(words, lang) for lang in order if (words := translations.get(lang))), None)

    def when(self, moment: Moment) -> str:
        return Span.of(moment).say(self.locale)

    def when_iso(self, moment: Moment) -> str:
        return Span.of(moment).iso()

    def day(self, iso: str) -> str:
        return say_day(date.fromisoformat(iso), self.locale)

    def period(self, section: Mapping[str, Any]) -> str:
        since, until = (datetime.fromisoformat(section[name]) for name in ("since", "until"))
        precision = Precision.MONTH if (until - since).days < TWO_YEARS else Precision.YEAR
        return Span(since, until, precision).say(self.locale)

    def amount_in(self, section: Mapping[str, Any]) -> str:
        """Say how many moments the section has. An edition of before 0.2 also counts moments that it does not show."""
        return texts.OF_THE_SECTION.in_(self.locale, count=len(section["moments"]))

    def name_of(self, moment: Moment) -> Spoken:
        has_own_name = self.has_own_name(moment)
        lang = moment.get("language", self.content["languages"][0]) if has_own_name else self.locale
        return Spoken(moment_names.name_of(moment, self.locale), lang)

    def has_own_name(self, moment: Moment) -> bool:
        """Tell whether its name is the owner's words: else it is its day."""
        return bool(moment_names.own_name(moment))

    def is_named_by_day(self, moment: Moment) -> bool:
        """Tell whether its name says its day and nothing else."""
        return not self.has_own_name(moment) and moment["context"] not in moment_names.SITUATIONS

    def where_of(self, moment: Moment) -> str | None:
        """Return the organisation and the place. Older editions have no organisation."""
        parts = (moment.get("organisation"), moment["place"] and moment["place"]["label"])
        return " · ".join(filter(None, parts)) or None

    def mark_of(self, claim: Mapping[str, Any]) -> Mark:
        source = claim["source"]
        if source == Source.ATTESTED:
            return Mark(source, texts.ATTESTED_BY.in_(self.locale, name=claim["attestations"][0]["by"]))
        if source == Source.RECOGNISED:
            return Mark(source, self._recognition(claim["recognitions"]))
        return Mark(source, texts.DECLARED_SOURCE.in_(self.locale))

    def moments(self) -> Iterator[Mapping[str, Any]]:
        for section in self.content["sections"]:
            yield from section.get("moments", ())

    def talents(self) -> Iterator[Mapping[str, Any]]:
        for section in self.content["sections"]:
            yield from section.get("talents", ())

    def sources(self) -> list[str]:
        """The kinds of source of all claims, in the order of their explanations."""
        kinds = {claim["source"] for claim in (*self.moments(), *self.talents())}
        return [source for source in texts.SOURCE if source in kinds]

    def _recognition(self, by: list[Mapping[str, Any]]) -> str:
        other_count = len(by) - 1
        words = {0: texts.RECOGNISED_BY, 1: texts.RECOGNISED_BY_TWO}.get(other_count, texts.RECOGNISED_BY_MANY)
        return words.in_(self.locale, name=by[0]["name"], count=other_count)
