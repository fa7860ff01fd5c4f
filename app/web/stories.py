"""A Story as it is laid out: what the template needs to know and an Edition does not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote, urljoin

from app.core.dates import Precision, Span
from app.core.i18n import Locale
from app.services.shared.markdown import excerpt
from app.web import texts
from app.web.photos import COVER_SIZES, SIZES, EditionJson, Photo, gallery, photo, pictures_of


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A Story opened by a link. `ends_on` is the last day the link works."""

    locale: Locale
    base_url: str
    token: str
    content: EditionJson
    ends_on: date | None = None
    robots: str = "noindex"
    address: str | None = None  # where it is opened from a portrait, not by a link of its own

    @property
    def url(self) -> str:
        return self.address or f"{self.base_url}/s/{self.token}"

    @property
    def report_url(self) -> str:
        """With an address below the other, it would be that of a file."""
        return f"/r{self.address.removeprefix(self.base_url)}" if self.address else f"/s/{self.token}/report"

    @property
    def oembed_url(self) -> str:
        return f"{self.base_url}/oembed?url={quote(self.url, safe='')}"

    @property
    def description(self) -> str:
        text = next((block["text"] for block in self.content["blocks"] if block["kind"] == "text"), "")
        return excerpt(self.content["summary"] or text)

    @property
    def published_on(self) -> date:
        return datetime.fromisoformat(self.content["published_at"])


@dataclass(frozen=True, slots=True)
class Gallery:
    """Photos that stand together."""

    rows: list[list[Photo]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sound, a video or a document."""

    media: EditionJson
    caption: str | None
    files: list[EditionJson]
    poster: EditionJson | None


@dataclass(frozen=True, slots=True)
class Moment:
    """An Experience in a Story."""

    anchor: str
    block: EditionJson
    when: str
    iso: str
    attachments: list[Gallery | Attachment]

    def name(self, locale: Locale) -> str:
        return self.block["title"] or texts.UNTITLED_MOMENT.in_(locale, when=self.when)


Section = Moment | Gallery | Attachment | EditionJson  # of a text or a quote


@dataclass(frozen=True, slots=True)
class SeenSkill:
    """A Skill with the moments that show it."""

    skill: EditionJson
    moments: list[Moment]


def parts_of(page: StoryPage) -> list[Section]:
    return [_part(block, f"moment-{number}", page.locale) for number, block in enumerate(page.content["blocks"], 1)]


def cover_of(content: EditionJson) -> Photo | None:
    return photo(content["cover"], COVER_SIZES) if content["cover"] else None


def skills_in(parts: list[Section]) -> list[SeenSkill]:
    """Most often seen first, then as they appear. A single moment says it all itself."""
    by_code: dict[str, SeenSkill] = {}
    moments = moments_in(parts)
    for moment in moments if len(moments) > 1 else []:
        for skill in moment.block["skills"]:
            by_code.setdefault(skill["code"], SeenSkill(skill, [])).moments.append(moment)
    return sorted(by_code.values(), key=lambda item: -len(item.moments))


def moments_in(parts: list[Section]) -> list[Moment]:
    return [part for part in parts if isinstance(part, Moment)]


def period_of(parts: list[Section], locale: Locale) -> str | None:
    """« de septembre 2025 à mars 2026 »: from the first to the last moment, to the month."""
    starts = sorted(_span(moment.block).start for moment in moments_in(parts))
    return Span(starts[0], starts[-1], Precision.MONTH).say(locale) if starts else None


def card_of(page: StoryPage, default_image: str) -> dict[str, Any]:
    """What a link's preview shows. Only a cover was chosen to stand for the story; no other photo is."""
    cover = page.content["cover"]
    picture = pictures_of(cover)[-1:] if cover else []
    address = picture[0]["url"] if picture else default_image
    return {
        "title": page.content["title"],
        "description": page.description,
        "url": page.url,
        "kind": "article",
        "image": urljoin(page.base_url, address),
        "image_alt": (cover and picture and cover["alt"]) or "",
        "image_size": (picture[0]["width"], picture[0]["height"]) if picture else (1200, 630),
        "large": bool(picture),
    }


def linked_data_of(page: StoryPage, card: dict[str, Any]) -> dict[str, Any]:
    content = page.content
    article = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": content["title"],
        "description": page.description,
        "inLanguage": content["language"],
        "datePublished": content["published_at"],
        "version": content["edition"],
        "url": page.url,
        "image": card["image"],
    }
    name = content["author"]["display_name"]
    return article | ({"author": {"@type": "Person", "name": name}} if name else {})


def _part(block: EditionJson, anchor: str, locale: Locale) -> Section:
    if block["kind"] == "media":
        return _illustration(block)
    if block["kind"] != "experience":
        return block
    span = _span(block)
    return Moment(anchor, block, span.say(locale), span.iso(), list(_attachments(block["media"])))


def _span(block: EditionJson) -> Span:
    end = datetime.fromisoformat(block["lived_until"]) if block["lived_until"] else None
    start, precision = datetime.fromisoformat(block["lived_at"]), Precision(block["lived_precision"])
    return Span.local(start, end, precision, block["utc_offset"])


def _illustration(block: EditionJson) -> Gallery | Attachment:
    media, caption = block["media"], block["caption"] or block["media"]["caption"]
    return Gallery([[photo(media, SIZES[1], caption)]]) if media["kind"] == "photo" else _attachment(media, caption)


def _attachments(media: list[EditionJson]) -> Iterator[Gallery | Attachment]:
    for is_photo, together in groupby(media, key=lambda medium: medium["kind"] == "photo"):
        if is_photo:
            yield Gallery(gallery(list(together)))
        else:
            yield from (_attachment(item, item["caption"]) for item in together)


def _attachment(media: EditionJson, caption: str | None) -> Attachment:
    files = [variant for variant in media["variants"] if variant["name"] == media["kind"]]
    pictures = pictures_of(media)
    poster = next((picture for picture in pictures if picture["name"] == "poster"), pictures[0] if pictures else None)
    return Attachment(media, caption, files, poster)
