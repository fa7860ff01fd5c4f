"""The texts of a Portrait on paper, in drafts from the fullest to the leanest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.dates import Precision, Span, say_day
from app.core.i18n import primary
from app.core.text import capital, unbroken
from app.models.talents import Stance
from app.services.portraits import portrait_texts as texts
from app.services.portraits.formats import OnlinePage
from app.services.portraits.paper_recordings import Codes, Recording, codes_of, recordings_of
from app.services.portraits.prose import Prose
from app.services.portraits.telling import Spoken, Telling

ALT_LONGEST, NAME_LONGEST = 300, 90
TALENTS = 4  # of a section, in any case
QR = "qr.svg"
CONTENTS = ("text", "talents", "lines", "stories")  # of a section
UNLIMITED = 1_000_000
MOST_PHOTOS = 4  # of one moment
FEW = 2  # moments, whose photos are all shown


@dataclass(frozen=True, slots=True)
class Room:
    """What a draft has room for. Texts are limited in characters, but are never cut inside a sentence."""

    pages: int
    scale: float  # of letters and spaces
    photo: float = 4.0  # width of a photo beside its moment, in cm
    words: int = UNLIMITED  # of a moment, and of a recognition
    about: int = UNLIMITED  # of a section, and of the person
    share: float = 1.0  # of the lines of each section
    sections: int = UNLIMITED

    def of(self, lines: Sequence[Any], least: int = 1) -> Sequence[Any]:
        return lines[: max(least, int(len(lines) * self.share))]


WHOLE = [
    Room(0, scale, photo) for scale, photo in ((1.24, 6), (1.18, 5), (1.12, 4.4), (1.06, 3.8), (1, 3.4), (0.95, 3))
]
# On two pages. What one page has no room for in small letters fills one and a half in these.
TALL = [Room(0, 1.34, 6.6), *WHOLE]
SHORTER = [  # by the share of the lines; in each, whole sentences within ever fewer characters
    [
        Room(0, 0.95, photo, words, about, share)
        for photo, words, about in (
            (2.6, 1200, 2500),
            (2.6, 700, 1200),
            (2.4, 450, 900),
            (2.2, 300, 700),
            (2.2, 200, 500),
        )
    ]
    for share in (1, 0.8, 0.6, 0.45, 0.3)
]
LEANEST = [
    Room(0, 0.95, 1.3, words, 200, share, sections)
    for words, share, sections in (
        (120, 0.3, 20),
        (120, 0.15, 20),
        (0, 0, 20),
        (0, 0, 12),
        (0, 0, 8),
        (0, 0, 6),
        (0, 0, 5),
        (0, 0, 4),
    )
]


def rooms(pages: int | None) -> list[list[Room]]:
    """Return the drafts to try, in groups: on one page if all fits on it, else on two; or on `pages`."""
    if pages is None:
        groups = [(1, WHOLE), (2, TALL), *((2, shorter) for shorter in SHORTER), (2, LEANEST)]
    else:
        whole = [(1, WHOLE), (2, TALL)][:pages]
        groups = [*whole, *((pages, shorter) for shorter in SHORTER), (pages, LEANEST)]
    return [[replace(room, pages=count) for room in group] for count, group in groups]


class Paper:
    """A portrait with all of its texts, of which each draft takes what it has room for.

    `photos`: the files of the photos, by their ids. `online`: the page that plays the recordings.
    """

    def __init__(self, telling: Telling, photos: Mapping[str, str], online: OnlinePage | None) -> None:
        self._about = _about(telling.say(telling.content["about"]))
        codes = codes_of(telling.content, online)
        self._sections = [_section(telling, section, photos, codes) for section in telling.content["sections"]]
        self._frame = _frame(telling, photos, online)

    def draft(self, room: Room) -> dict[str, Any]:
        """Return the texts of one draft for the typesetter."""
        sections = [_fit_section(section, room) for section in self._sections]
        full = [section for section in sections if any(section[name] for name in CONTENTS)][: room.sections]
        count = sum(len(section["lines"]) for section in full)
        return self._frame | {
            "scale": room.scale,
            "photo": room.photo,
            "columns": 2 if count <= FEW * 2 else 3,
            "few": count <= FEW,
            "about": _fit(self._about, room.about),
            "sections": full,
        }


def _frame(telling: Telling, photos: Mapping[str, str], online: OnlinePage | None) -> dict[str, Any]:
    """Return the texts that all drafts share."""
    content, locale = telling.content, telling.locale
    person = content["person"]
    face = photos.get(person["photo"]["id"]) if person["photo"] else None
    return {
        "lang": locale,
        "look": content["template"],
        "title": telling.title,
        "name": telling.name or telling.title,
        "kicker": texts.PORTRAIT.in_(locale),
        "headline": _spoken(telling.say(content["headline"])),
        "email": person["email"],
        "face": face and {"file": face, "alt": (person["photo"]["alt"] or telling.title)[:ALT_LONGEST]},
        "sources_title": texts.SOURCES.in_(locale),
        "sources": [
            {
                "source": source,
                "name": texts.SOURCE[source].in_(locale),
                "means": unbroken(texts.SOURCE_MEANS[source].in_(locale)),
            }
            for source in telling.sources()
        ],
        "foot": _foot(telling) if content["published_at"] else "",  # a draft is not printed
        "online": online
        and {
            "file": QR,
            "until": unbroken(texts.ONLINE_UNTIL.in_(locale, day=say_day(online.until, locale))),
            "address": online.address,
            "alt": texts.QR_ALT.in_(locale, address=online.address),
        },
    }


def _foot(telling: Telling) -> str:
    day = telling.day(str(telling.published_on)[:10])
    return texts.AS_OF.in_(telling.locale, day=day, edition=telling.content["edition"])


def photos_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the photos that a draft may show, the person's own first."""
    if content["person"]["photo"]:
        yield content["person"]["photo"]
    for section in content["sections"]:
        moments = section.get("moments", ())
        for moment in moments:
            yield from _photos(moment)[: _most(moments)]


def when(telling: Telling, moment: Mapping[str, Any]) -> str:
    """Say the day of a moment, without its hours and its weekday."""
    span = Span.of(moment)
    if span.precision is Precision.MINUTE:
        span = replace(span, precision=Precision.DAY)
    if span.precision is not Precision.DAY or (span.end and span.end.date() > span.start.date()):
        return span.say(telling.locale)
    return say_day(span.start.date(), telling.locale)


def _section(telling: Telling, section: Mapping[str, Any], photos: Mapping[str, str], codes: Codes) -> dict[str, Any]:
    title, moments = telling.say(section["title"]), section.get("moments", [])
    return {
        "kind": section["kind"],
        "title": title and unbroken(title.words),
        "text": _about(telling.say(section["text"])),
        "note": capital(telling.period(section)) if len(moments) > 1 else None,
        "talents": [_talent(telling, item) for item in section.get("talents", ())],
        "lines": [_line(telling, moment, photos, codes, _most(moments)) for moment in moments],
        "stories": [
            {"title": unbroken(item["title"]), "summary": Prose.of(item["summary"])}
            for item in section.get("stories", ())
        ],
    }


def _fit_section(section: Mapping[str, Any], room: Room) -> dict[str, Any]:
    lines = [_fit_line(line, room) for line in room.of(section["lines"])]
    return dict(section) | {
        "text": _fit(section["text"], room.about),
        "talents": [_fit_talent(item, room) for item in room.of(section["talents"], TALENTS)],
        "lines": lines,
        "cards": len(lines) > FEW and all(map(_is_picture, lines)),
        "stories": [
            item | {"summary": item["summary"].within(room.about) or None} for item in room.of(section["stories"])
        ],
    }


def _talent(telling: Telling, talent: Mapping[str, Any]) -> dict[str, Any]:
    locale, mark = telling.locale, telling.mark_of(talent)
    count = len(talent["evidence"])
    offers = [texts.OFFERS.in_(locale)] if talent["stance"] == Stance.OFFERS else []
    proven = [texts.MOMENTS.in_(telling.locale, count=count)] if count else []
    return {
        "name": unbroken(talent["skill"]["labels"][locale.of_contents]),
        "level": talent["level"],
        "level_words": texts.LEVELS[talent["level"]].in_(locale),
        "source": mark.source,
        "mark": unbroken(mark.words),
        "more": " · ".join([*proven, *offers]),
        "words": [
            {
                "comment": Prose.of(recognition["comment"]),
                "by": unbroken(f"{recognition['name']}, {recognition['role']}"),
            }
            for recognition in talent["recognitions"][:1]
        ],
    }


def _fit_talent(talent: Mapping[str, Any], room: Room) -> dict[str, Any]:
    words = [
        {"comment": unbroken(f"« {comment} »"), "by": item["by"]}
        for item in talent["words"]
        if (comment := item["comment"].within(room.words))
    ]
    return dict(talent) | {"words": words}


def _line(
    telling: Telling, moment: Mapping[str, Any], photos: Mapping[str, str], codes: Codes, most: int
) -> dict[str, Any]:
    mark, recordings = telling.mark_of(moment), recordings_of(telling, moment, codes)
    name, text = _named(telling, moment, recordings)
    pictures = [
        {"file": photos[photo["id"]], "alt": (photo["alt"] or photo["caption"] or name.words)[:ALT_LONGEST]}
        for photo in _photos(moment)
        if photo["id"] in photos
    ]
    return {
        "when": capital(when(telling, moment)),
        "name": _spoken(name),
        "place": telling.where_of(moment),
        "source": mark.source,
        "mark": unbroken(mark.words),
        "text": text,
        "recordings": recordings,
        "photos": pictures[:most],
    }


def _fit_line(line: Mapping[str, Any], room: Room) -> dict[str, Any]:
    recordings = [item.within(room.words) for item in line["recordings"]]
    return dict(line) | {"text": line["text"].within(room.words), "recordings": recordings}


def _is_picture(line: Mapping[str, Any]) -> bool:
    """Tell whether the line has nothing but photos."""
    return bool(line["photos"]) and not line["text"] and not line["recordings"]


def _named(telling: Telling, moment: Mapping[str, Any], recordings: list[Recording]) -> tuple[Spoken, Prose]:
    """Return name and text. A moment without a title is named by its first sentence, if that is short.

    What is said names it where nothing is written, and stands in the recording without that sentence.
    """
    prose = Prose.of(moment["text"], (moment["reflection"] or {}).get("did"))
    if moment["title"]:
        return telling.name_of(moment), prose
    place_of_voice = next((place for place, item in enumerate(recordings) if item.words.whole), None)
    source = prose if prose.whole or place_of_voice is None else recordings[place_of_voice].words
    first, *rest = source.sentences or [""]
    if not 0 < len(first) <= NAME_LONGEST:
        return telling.name_of(dict(moment) | {"first_words": None}), prose
    remainder = Prose(" ".join(rest), rest, source.summary if moment["text"] else "")
    name = Spoken(first.removesuffix("."), moment["language"])
    if source is prose:
        return name, remainder
    recordings[place_of_voice or 0] = recordings[place_of_voice or 0]._replace(words=remainder)
    return name, prose


def _photos(moment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the media with a picture: photos, and films by their still."""
    return [
        medium
        for medium in moment["media"]
        if any(item["content_type"].startswith("image/") for item in medium["variants"])
    ]


def _most(moments: Sequence[Any]) -> int:
    """Return the most photos of one moment: several where the section has few moments."""
    return MOST_PHOTOS // len(moments) if 0 < len(moments) <= FEW else 1


def _spoken(text: Spoken | None) -> dict[str, str] | None:
    return text and {"words": unbroken(text.words), "lang": primary(text.lang)}


def _about(text: Spoken | None) -> tuple[Prose, str] | None:
    return text and (Prose.of(text.words), text.lang)


def _fit(about: tuple[Prose, str] | None, longest: int) -> dict[str, str] | None:
    words = about and about[0].within(longest)
    return {"words": words, "lang": primary(about[1])} if about and words else None
