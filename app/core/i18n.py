"""Words are written in French, beside the rule they express; translations stand in app/locale (docs/translating.md)."""

from collections.abc import Callable
from enum import ReprEnum
from functools import lru_cache

from app.core.catalogues import FOLDER, SIMPLE, SOURCE, Catalogues, key

CATALOGUES = Catalogues(FOLDER)
LONGEST_HEADER = 200  # characters of it that are read, and kept
TERRITORIES = {"fr": "fr_FR", "en": "en_GB"}


class Language(str):
    """A language that words are said in: `fr`, the source, or one of app/locale (`en`, `fr@simple`)."""

    __slots__ = ()

    @property
    def base(self) -> "Language":
        """Return the language without its way of speaking: `fr` of `fr@simple`."""
        return Language(self.partition("@")[0])

    @property
    def is_french(self) -> bool:
        return self.base == SOURCE

    @property
    def is_simple(self) -> bool:
        return self.endswith(SIMPLE)

    @property
    def tag(self) -> str:
        """Return the tag of BCP 47, for `lang`."""
        return self.replace("@", "-x-")

    @property
    def territory(self) -> str:
        """Return the language as it is written in one country, for dates: `en_GB`."""
        return TERRITORIES.get(self.base, self.base)

    @property
    def of_contents(self) -> "Locale":
        """Return the language of contents that is next to it."""
        return Locale(self.base) if self.base in set(Locale) else Locale.FR

    @property
    def in_query(self) -> str:
        """Return the query that asks a page for simple sentences. A browser asks for a language only."""
        return f"?lang={self.tag}" if self.is_simple else ""

    def simple(self) -> "Language":
        """Return it in sentences that are easy to read."""
        return Language(self.base + SIMPLE)

    def in_sentences(self, *, simple: bool) -> "Language":
        return self.simple() if simple else self


class Locale(Language, ReprEnum):  # of contents: skills, portraits, word forms
    FR = "fr"
    EN = "en"


class Words:
    """A sentence that can be said in each language; `str.format` fills its blanks.

    `context` tells two translations of the same French sentence from each other. `many` says it for several `{count}`.
    """

    __slots__ = ("context", "key", "many", "message")

    def __init__(self, message: str, *, context: str | None = None, many: str | None = None) -> None:
        self.message, self.context, self.many = message, context, many
        self.key = key(message, context)

    @staticmethod
    def plural(message: str, many: str, *, context: str | None = None) -> "Words":
        """Return what is said of one, and of several: `in_(language, count=3)` chooses."""
        return Words(message, context=context, many=many)

    @staticmethod
    def each(say: Callable[[Language], str]) -> "Words":
        """Make a sentence in each language, when it is said."""
        return _Composed(say)

    def fill(self, /, **blanks: object) -> "Words":
        """Fill the blanks in each language. A blank may be words itself."""

        def say(language: Language) -> str:
            values = {
                name: value.in_(language) if isinstance(value, Words) else value for name, value in blanks.items()
            }
            return self.in_(language, **values)

        return _Composed(say)

    @property
    def fr(self) -> str:
        return self.in_(Locale.FR)

    @property
    def en(self) -> str:
        return self.in_(Locale.EN)

    def in_(self, language: Language, /, **blanks: object) -> str:
        sentence = self.sentence(language, blanks.get("count"))
        return sentence.format(**blanks) if blanks else sentence

    def sentence(self, language: Language, /, count: object = None) -> str:
        """Return it with its blanks; in French where the language has no translation."""
        catalogue = CATALOGUES.of(language)
        if self.many is None:
            return catalogue.sentences.get(self.key) or self.message
        number = count if isinstance(count, int) else 0
        forms = catalogue.plurals.get(self.key)
        return forms[catalogue.form(number)] if forms else (self.message, self.many)[number > 1]


class _Composed(Words):
    """A sentence made of other words. It has no translation of its own."""

    __slots__ = ("_say",)

    def __init__(self, say: Callable[[Language], str]) -> None:
        super().__init__("")
        self._say = say

    def sentence(self, language: Language, /, count: object = None) -> str:  # noqa: ARG002  counted where it is composed
        return self._say(language)


def languages() -> tuple[Language, ...]:
    """Return those in which a person may choose to be addressed: French first."""
    return tuple(Language(tag) for tag in CATALOGUES.languages if not tag.endswith(SIMPLE))


def primary(tag: str) -> str:
    """Return the language of a tag of BCP 47 without script, region and variant: `pt` of `pt-BR`."""
    return tag.partition("-")[0].lower()


def locale_of(tag: str) -> Locale:
    """Return the language of our words for contents in that language: `en` of `en-GB`, French where we speak none."""
    return Language(primary(tag)).of_contents


def negotiate(accept_language: str) -> Language | None:
    """Return the first supported language of the header, by quality (RFC 9110 §12.5.4), simple for `fr-x-simple`."""
    return _negotiate(accept_language[:LONGEST_HEADER], CATALOGUES.languages)


@lru_cache(1_000)  # browsers send few different headers, with every request
def _negotiate(accept_language: str, tags: tuple[str, ...]) -> Language | None:
    ranges = sorted(map(_weigh, accept_language.split(",")), key=lambda item: -item[0])
    return next((language for quality, tag in ranges if quality > 0 and (language := _find(tag, tags))), None)


def find_language(tag: str) -> Language | None:
    """Return the language of a tag of BCP 47, if words are said in it: `fr` of `fr-CH`, `fr@simple` of its own tag."""
    return _find(tag, CATALOGUES.languages)


def _find(tag: str, tags: tuple[str, ...]) -> Language | None:
    base = Language(tag.partition("-")[0].strip().lower())
    if base not in tags:
        return None
    return base.simple() if tag.strip().lower() == base.simple().tag else base


def _weigh(part: str) -> tuple[float, str]:
    tag, _, parameter = part.strip().partition(";")
    quality = parameter.strip().removeprefix("q=") or "1"
    return float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0, tag.strip()
