"""The name of a moment: its title, else the first words written or said about it, else its context and its day.

`moment_name` is the rule in SQL. `name_of` applies it to a moment of an edition, in the reader's language: the edition
keeps the first words as `first_words`.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from babel.dates import get_day_names, get_month_names
from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.actor import ME
from app.core.dates import Precision, Span, day_and_month, day_number, month_and_year
from app.core.db import constant
from app.core.i18n import Language, Locale, Words
from app.core.projections import Element
from app.core.text import capital
from app.models.experiences import Context, Experience, ExperienceMedia
from app.models.media import RECORDINGS, Media, MediaState
from app.models.users import User

SITUATIONS: Mapping[Context, Words] = {
    Context.WORK: Words("Au travail, {when}"),
    Context.TRAINING: Words("En formation, {when}"),
    Context.VOLUNTEERING: Words("En bénévolat, {when}"),
    Context.LEISURE: Words("En loisirs, {when}"),
    Context.FAMILY: Words("En famille, {when}"),
    Context.IMMERSION: Words("En immersion, {when}"),
    Context.EVENT: Words("À un évènement, {when}"),
}
_READER = aliased(User, name="reader")


def of_contents(language: ColumnElement[Any] | InstrumentedAttribute[Language]) -> ColumnElement[str]:
    """Return the language of contents for a person's language."""
    return case(*((language == constant(item), constant(item)) for item in Locale), else_=constant(Locale.FR))


READERS_LANGUAGE = select(of_contents(_READER.locale)).where(_READER.id == ME.id).scalar_subquery()


def own_name(moment: Mapping[str, Any]) -> str | None:
    """Return the name in the words of its owner. An edition of before 0.2 has no `first_words`."""
    name: str | None = moment["title"] or moment.get("first_words")
    return name


def name_of(moment: Mapping[str, Any], locale: Language) -> str:
    """Name a moment of an edition."""
    return own_name(moment) or day_name(
        moment["context"], Span.of(moment).start, Precision(moment["lived_precision"]), locale
    )


def day_name(context: str | None, day: date, precision: Precision, locale: Language) -> str:
    """Name a moment by its context and day: « Au travail, mardi 13 octobre ». Pages show the year beside it."""
    when = _WHEN[precision](day, locale)
    situation = SITUATIONS.get(Context(context)) if context else None
    return situation.in_(locale, when=when) if situation else capital(when)


def moment_name(language: ColumnElement[str]) -> Element:
    """Return the name of the current experience in that language, for people who may read all of it."""
    return func.coalesce(Experience.title, first_words(), _day_name(language))


def outer_name(language: ColumnElement[str]) -> Element:
    """Return the name for people who may not read the text: it quotes only the title."""
    return func.coalesce(Experience.title, _day_name(language))


def first_words() -> Element:
    """Return the first words of the experience: one sentence, or 60 characters of it."""
    return func.first_words(telling())


def telling() -> Element:
    """Return what the experience tells: its text, what was done, or what is said in a recording.

    A document stays private, whatever is written of it; of a rejected file nothing is shown.
    """
    cited, medium = aliased(ExperienceMedia, name="cited"), aliased(Media, name="heard")
    transcript = (
        select(medium.transcript)
        .where(cited.experience_id == Experience.id, medium.id == cited.media_id, medium.transcript.is_not(None))
        .where(medium.kind.in_(map(constant, RECORDINGS)), medium.state != constant(MediaState.REJECTED))
        .order_by(cited.position)
        .limit(1)
        .correlate_except(cited, medium)
        .scalar_subquery()
    )
    return func.coalesce(Experience.text, Experience.reflection["did"].astext, transcript)


def _day_name(language: ColumnElement[str]) -> Element:
    """`day_name` in PostgreSQL: a function, since an expression takes longer to plan than to run."""
    words = cast(literal(json.dumps(_vocabulary(), ensure_ascii=False, separators=(",", ":")), Text), JSONB)
    return func.moment_day(words, language, Experience.context, Experience.lived_on, Experience.lived_precision)


@cache
def _vocabulary() -> Mapping[str, Any]:
    """Return the words of days by language, for the beginning of a sentence and within one. Keys of JSON are texts."""
    return {
        locale: {
            "situations": {key: words.in_(locale).removesuffix("{when}") for key, words in SITUATIONS.items()},
            "numbers": {str(day): day_number(day, locale) for day in range(1, 32)},
            "phrase": _calendar(locale, str),
            "sentence": _calendar(locale, capital),
        }
        for locale in Locale
    }


def _calendar(locale: Language, form: Callable[[str], str]) -> Mapping[str, Mapping[str, str]]:
    units = {"weekdays": _weekdays(locale), "months": _months(locale)}
    return {unit: {str(n): form(word) for n, word in enumerate(words, 1)} for unit, words in units.items()}


def _weekdays(locale: Language) -> list[str]:
    names = get_day_names("wide", locale=locale.territory)
    return [names[day] for day in range(7)]


def _months(locale: Language) -> list[str]:
    names = get_month_names("wide", locale=locale.territory)
    return [names[month] for month in range(1, 13)]


def _full(day: date, locale: Language) -> str:
    return f"{_weekdays(locale)[day.weekday()]} {day_and_month(day, locale)}"


_WHEN: Mapping[Precision, Callable[[date, Language], str]] = {
    Precision.MINUTE: _full,
    Precision.DAY: _full,
    Precision.MONTH: month_and_year,
    Precision.YEAR: lambda day, _: str(day.year),
}
