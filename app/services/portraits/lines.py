"""An edition of a Portrait as the formats read it: in one language, moment by moment."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from app.core.i18n import Language, Words
from app.services.portraits.formats import Frozen
from app.services.portraits.portrait_texts import LEVELS
from app.services.shared.moment_names import name_of as name_of_moment
from app.services.talents.skills import label_of

Content = Mapping[str, Any]
LENGTHS = {"year": 4, "month": 7, "day": 10, "minute": 10}  # characters of a date in that precision
RECOGNITION = Words("Reconnu par {name}, {role}")
SEEKING = "seeks"


class Line(NamedTuple):
    """A moment in one language."""

    title: str
    start: str
    end: str | None
    place: str | None
    organisation: str | None
    text: str | None
    highlights: list[str]
    context: str | None


def text_in(words: Mapping[str, str | None], locale: Language) -> str | None:
    """The text in that language, or in another one that has it."""
    return words.get(locale.of_contents) or next(filter(None, words.values()), None)


def label(skill: Mapping[str, Any], locale: Language) -> str:
    return label_of(skill["labels"], locale, skill["code"])


def name_of(frozen: Frozen) -> str | None:
    name: str | None = frozen.content["person"]["display_name"]
    return name


def photo_of(frozen: Frozen) -> str | None:
    """The address of the largest picture of the person."""
    photo = frozen.content["person"]["photo"]
    pictures = (
        [variant for variant in photo["variants"] if variant["content_type"].startswith("image/")] if photo else []
    )
    return max(pictures, key=lambda picture: picture["width"] or 0)["url"] if pictures else None


def summary_of(frozen: Frozen) -> str | None:
    return text_in(frozen.content["about"], frozen.locale)


def moments(frozen: Frozen, *kinds: str) -> list[Line]:
    """The moments of the sections of these kinds, in their order."""
    sections = (section for section in frozen.content["sections"] if section["kind"] in kinds)
    return [_line(moment, frozen.locale) for section in sections for moment in section["moments"]]


def talents(frozen: Frozen) -> Iterator[Mapping[str, Any]]:
    """Yield the talents that the person has or offers. A talent that they seek is no claim."""
    for section in frozen.content["sections"]:
        for item in section.get("talents", ()):
            if item["stance"] != SEEKING:
                yield item


def stories(frozen: Frozen) -> list[Mapping[str, Any]]:
    return [item for section in frozen.content["sections"] for item in section.get("stories", ())]


def recognised_by(talent: Mapping[str, Any], locale: Language) -> list[str]:
    return [
        RECOGNITION.in_(locale, name=recognition["name"], role=recognition["role"])
        for recognition in talent["recognitions"]
    ]


def level_of(talent: Mapping[str, Any], locale: Language) -> str:
    return LEVELS[talent["level"]].in_(locale)


def _line(moment: Mapping[str, Any], locale: Language) -> Line:
    start = _day(moment["lived_at"], moment)
    end = _day(moment["lived_until"], moment) if moment["lived_until"] else None
    reflection = moment["reflection"] or {}
    return Line(
        title=name_of_moment(moment, locale),
        start=start,
        end=end,
        place=moment["place"]["label"] if moment["place"] else None,
        organisation=moment.get("organisation"),  # older editions do not have it
        text=moment["text"] or spoken_in(moment),
        highlights=[reflection[name] for name in ("did", "learned") if reflection.get(name)],
        context=moment["context"],
    )


def spoken_in(moment: Mapping[str, Any]) -> str | None:
    """Return what is said in the recordings of the moment."""
    return "\n\n".join(medium["transcript"] for medium in moment["media"] if medium["transcript"]) or None


def _day(instant: str, moment: Mapping[str, Any]) -> str:
    zone = timezone(timedelta(minutes=moment["utc_offset"]))
    return datetime.fromisoformat(instant).astimezone(zone).date().isoformat()[: LENGTHS[moment["lived_precision"]]]


def without_none(fields: Mapping[str, object | None]) -> dict[str, object]:
    """Leave out None and empty lists: other formats have no word for them."""
    return {name: value for name, value in fields.items() if value is not None and value != []}


def attachment_headers(filename: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Disposition", f'attachment; filename="{filename}"'),)
