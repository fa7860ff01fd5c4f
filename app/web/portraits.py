"""The page of a Portrait: what the template needs to know and an edition does not say."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.i18n import locale_of
from app.models.media import MediaKind
from app.services.portraits import portrait_texts
from app.services.portraits.formats import Frozen
from app.services.portraits.linked_data import linked_data
from app.services.portraits.playing import Playing
from app.services.portraits.telling import Moment, Telling
from app.services.shared.markdown import excerpt
from app.web.attachments import Attachment, attachment
from app.web.cards import card_of
from app.web.photos import EditionJson, Photo, gallery, photo
from app.web.rendering import render
from app.web.site import Site

COUNTS, MOST = (1, 2, 3, 5), 5  # photos that open the page
PRIVATE = {"image", "email", "subjectOf"}  # of the person; the page tells their moments in full
STRIP_SIZES = "(min-width: 64rem) 30rem, 60vw"
BESIDE_SIZES = "(min-width: 64rem) 13rem, 34vw"
PORTRAIT_SIZES = "(min-width: 64rem) 20rem, 60vw"
STORY_SIZES = "(min-width: 64rem) 20rem, 100vw"


@dataclass(frozen=True, slots=True)
class PortraitPage(Telling):
    """`address`: of this page. `pdf`: where this reader may take it along. `ends_on`: the last day a link works."""

    base_url: str
    address: str | None = None
    pdf: str | None = None
    ends_on: date | None = None
    recording: Playing | None = None  # what a QR code on paper asked for

    @property
    def report_url(self) -> str | None:
        return f"{self.address.removeprefix(self.base_url)}/report" if self.address else None

    @property
    def description(self) -> str:
        text = self.say(self.content["headline"]) or self.say(self.content["about"])
        return excerpt(text.words) if text else self.title


def portrait_page(page: PortraitPage) -> str:
    content, face = page.content, page.content["person"]["photo"]
    stories = [story for section in content["sections"] for story in section.get("stories", ())]
    strip = best_photos(page)
    values = {
        "card": _card(page, strip),
        "linked_data": _linked_data(page),
        "headline": page.say(content["headline"]),
        "about": page.say(content["about"]),
        "face": photo(face, PORTRAIT_SIZES) if face else None,
        "covers": {story["id"]: photo(story["cover"], STORY_SIZES) for story in stories if story["cover"]},
        "strip": [(moment, photo(medium, STRIP_SIZES)) for moment, medium in strip],
        "pictures": {moment["key"]: _pictures(moment) for moment in page.moments() if _photos(moment)},
        "played": page.recording and (page.recording[0], attachment(page.recording[1], page.recording[1]["caption"])),
        "recordings": {moment["key"]: _recordings(moment) for moment in page.moments()},
        "talents": {talent["key"]: talent["skill"]["labels"][page.locale.of_contents] for talent in page.talents()},
        "versions": list(dict.fromkeys(map(locale_of, content["languages"]))),
        "sources": page.sources(),
        "portrait_texts": portrait_texts,
    }
    in_one_language = {**content, "language": content["languages"][0]}
    return render("portrait.html", Site(page.locale, page.base_url), page=page, content=in_one_language, **values)


def best_photos(page: PortraitPage) -> list[tuple[Moment, EditionJson]]:
    """The photos that open the page, each with its moment: 1, 2, 3 or 5, so that none is alone in its row.

    Moments that others attested come first, then those that show most talents, then as they are told; a second photo
    of a moment comes after the first of all. A photo without a description comes last: not everybody sees it.
    """
    moments = sorted(page.moments(), key=lambda moment: (not moment["attestations"], -len(moment["talents"])))
    photos = [(moment, [medium for medium in _photos(moment) if medium["variants"]]) for moment in moments]
    turns = [(moment, media[turn]) for turn in range(MOST) for moment, media in photos if turn < len(media)]
    ranking = sorted(turns, key=lambda item: item[1]["alt"] is None)
    return ranking[: max((count for count in COUNTS if count <= len(ranking)), default=0)]


def _photos(moment: Moment) -> list[EditionJson]:
    return [medium for medium in moment["media"] if medium["kind"] == MediaKind.PHOTO]


def _pictures(moment: Moment) -> tuple[Photo, list[list[Photo]]]:
    """Return the photo beside the line of a moment, and the gallery of its other photos."""
    first, *others = _photos(moment)
    return photo(first, BESIDE_SIZES), gallery(others) if others else []


def _recordings(moment: Moment) -> list[Attachment]:
    return [attachment(medium, medium["caption"]) for medium in moment["media"] if medium["kind"] != MediaKind.PHOTO]


def _card(page: PortraitPage, strip: list[tuple[Moment, EditionJson]]) -> dict[str, Any]:
    """Return the preview of a link, with the first photo of the page, never the person's own photo."""
    return {
        "title": page.title,
        "description": page.description,
        "url": page.address,
        "image": card_of(strip[0][1] if strip else None, page.base_url),
    }


def _linked_data(page: PortraitPage) -> dict[str, Any]:
    """Return the linked data of the page: what it shows, without photo and contact data of the person."""
    frozen = Frozen(UUID(int=0), page.content["edition"], page.locale, page.content, page.address)
    document = linked_data(frozen)
    document["mainEntity"] = {name: value for name, value in document["mainEntity"].items() if name not in PRIVATE}
    return document
