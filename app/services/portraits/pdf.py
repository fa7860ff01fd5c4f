"""A Portrait as a PDF of one to three pages, in the template that the person chose."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.errors import Unavailable
from app.core.i18n import Words
from app.core.ports import ObjectNotFound, TypesettingFailed
from app.core.text import capital, unbroken
from app.core.uow import Runtime
from app.models.portraits import PortraitMedia
from app.models.talents import Stance
from app.services.portraits import portrait_texts as texts
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.telling import Telling

FACE, ALT_LONGEST = "face.webp", 300
LINES, DETAILED_LINES, WORDS = (
    30,
    14,
    180,
)  # moments at most; moments up to which each has a text; characters of a text
RETRY_AFTER = 5  # seconds
LARGEST_FACE = 900  # pixels of width; paper shows no more


class NotTypeset(Unavailable):
    title = Words("Ce document n’a pas pu être composé")


async def render(runtime: Runtime, frozen: Frozen) -> bytes:
    """Typeset the edition. Raises NotTypeset."""
    face = await _face(runtime, frozen.content["person"]["photo"])
    data = layout(Telling(frozen.locale, frozen.content), frozen.address)
    data["face"] = data["face"] if face else None
    try:
        return await runtime.typesetter.typeset("portrait", json.dumps(data), {FACE: face} if face else {})
    except TypesettingFailed as error:
        raise NotTypeset(retry_after=RETRY_AFTER) from error


PDF = Format("application/pdf", "pdf", render)


def layout(telling: Telling, address: str | None) -> dict[str, Any]:
    """All texts of the document for the typesetter."""
    content = telling.content
    person, locale = content["person"], telling.locale
    headline, about = telling.say(content["headline"]), telling.say(content["about"])
    room = _Room(telling)
    return {
        "lang": locale,
        "look": content["template"],
        "title": telling.title,
        "name": telling.name or telling.title,
        "kicker": texts.PORTRAIT.in_(locale),
        "headline": headline and unbroken(headline.words),
        "about": about and unbroken(about.words),
        "email": person["email"],
        "face": FACE if person["photo"] else None,
        "face_alt": ((person["photo"] or {}).get("alt") or telling.title)[:ALT_LONGEST],
        "sections": [_section(telling, section, room) for section in content["sections"]],
        "sources_title": texts.SOURCES.in_(locale),
        "sources": [
            {
                "source": source,
                "name": texts.SOURCE[source].in_(locale),
                "means": unbroken(texts.SOURCE_MEANS[source].in_(locale)),
            }
            for source in telling.sources()
        ],
        "foot": texts.AS_OF.in_(locale, day=telling.day(str(telling.published_on)[:10]), edition=content["edition"]),
        "address": address,
        "online": unbroken(texts.ONLINE.in_(locale, address=address)),
    }


class _Room:
    """The room on paper. Each section gives up the same share of its moments."""

    def __init__(self, telling: Telling) -> None:
        count = sum(1 for _ in telling.moments())
        self.share = min(1.0, LINES / count) if count else 1.0
        self.words = WORDS if count <= DETAILED_LINES else 0

    def of(self, lines: list[Any]) -> list[Any]:
        return lines[: max(1, int(len(lines) * self.share))]


def _section(telling: Telling, section: Mapping[str, Any], room: _Room) -> dict[str, Any]:
    title, text = telling.say(section["title"]), telling.say(section["text"])
    moments = "moments" in section
    return {
        "kind": section["kind"],
        "title": title and unbroken(title.words),
        "text": text and unbroken(_plain(text.words)),
        "note": f"{capital(telling.period(section))} · {telling.amount_in(section)}" if moments else None,
        "talents": [_talent(telling, item) for item in section.get("talents", ())],
        "lines": [_line(telling, item, room) for item in room.of(section.get("moments", []))],
        "stories": [
            {"title": unbroken(item["title"]), "summary": item["summary"] and unbroken(item["summary"])}
            for item in section.get("stories", ())
        ],
    }


def _talent(telling: Telling, talent: Mapping[str, Any]) -> dict[str, Any]:
    locale, mark = telling.locale, telling.mark_of(talent)
    count = len(talent["evidence"])
    offers = [texts.OFFERS.in_(locale)] if talent["stance"] == Stance.OFFERS else []
    proven = [telling.amount(count, texts.ONE_MOMENT, texts.MOMENTS)] if count else []
    return {
        "name": unbroken(talent["skill"]["labels"][locale]),
        "level": talent["level"],
        "level_words": texts.LEVELS[talent["level"]].in_(locale),
        "source": mark.source,
        "mark": unbroken(mark.words),
        "more": " · ".join([*proven, *offers]),
        "words": [
            {
                "comment": unbroken(f"« {recognition['comment']} »"),
                "by": unbroken(f"{recognition['name']}, {recognition['role']}"),
            }
            for recognition in talent["recognitions"][:1]
            if recognition["comment"]
        ],
    }


def _line(telling: Telling, moment: Mapping[str, Any], room: _Room) -> dict[str, Any]:
    mark = telling.mark_of(moment)
    text = (moment["reflection"] or {}).get("did") or moment["text"] or ""
    return {
        "when": capital(telling.when(moment)),
        "name": unbroken(telling.name_of(moment).words),
        "place": telling.where_of(moment),
        "source": mark.source,
        "mark": unbroken(mark.words),
        "text": unbroken(_short(_plain(text), room.words)) if room.words else "",
    }


async def _face(runtime: Runtime, photo: Mapping[str, Any] | None) -> bytes | None:
    """The photo whose width is nearest to LARGEST_FACE. None when there is no such file: the page has no photo."""
    if photo is None:
        return None
    async with runtime.database.sessions() as session:
        variants = await session.scalar(select(PortraitMedia.variants).where(PortraitMedia.id == UUID(photo["id"])))
    pictures = [variant for variant in variants or [] if variant["content_type"] == "image/webp"]
    if not pictures:
        return None
    fitting = min(pictures, key=lambda picture: abs((picture["width"] or 0) - LARGEST_FACE))
    try:
        return await runtime.objects.get(fitting["object_key"])
    except ObjectNotFound:
        return None


def _plain(markdown: str) -> str:
    """Remove the signs of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"(?m)^\s{0,3}(#{1,6}|>|[-*+]|\d+\.)\s+|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`", "", text)


def _short(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.!?") + "…"
