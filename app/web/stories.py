"""The page of a Story: what the template needs to know and an Edition does not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from app.core.dates import Precision, Span
from app.core.i18n import Language
from app.models.media import MediaKind
from app.services.shared.markdown import excerpt
from app.services.shared.moment_names import name_of, own_name
from app.web.attachments import Attachment, attachment
from app.web.cards import Card, card_of
from app.web.photos import COVER_SIZES, SIZES, EditionJson, Photo, gallery, photo
from app.web.rendering import render
from app.web.site import Site


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A Story opened by a link. `ends_on` is the last day the link works."""

    locale: Language
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
    def image(self) -> Card:
        """The card of the cover. Only a cover was chosen to stand for the story; no other photo is."""
        return card_of(self.content["cover"], self.base_url)

    @property
    def published_on(self) -> date:
        return datetime.fromisoformat(self.content["published_at"])


@dataclass(frozen=True, slots=True)
class Gallery:
    """Photos that stand together."""

    rows: list[list[Photo]]


@dataclass(frozen=True, slots=True)
class Moment:
    """An Experience in a Story."""

    anchor: str
    block: EditionJson
    when: str
    iso: str
    attachments: list[Gallery | Attachment]

    @property
    def is_told(self) -> bool:
        """Tell whether its name is in the language of the story: a title, or first words."""
        return bool(own_name(self.block))

    def name(self, locale: Language) -> str:
        return name_of(self.block, locale)


Section = Moment | Gallery | Attachment | EditionJson  # of a text or a quote


@dataclass(frozen=True, slots=True)
class SeenSkill:
    """A Skill with the moments that show it."""

    skill: EditionJson
    moments: list[Moment]


def story_page(page: StoryPage) -> str:
    content, cover = page.content, page.content["cover"]
    parts = sections_of(content, page.locale)
    moments = [part for part in parts if isinstance(part, Moment)]
    values = {
        "period": _period(moments, page.locale),
        "skills": _seen_skills(moments),
        "card": _card(page),
        "linked_data": _linked_data(page),
        "cover": photo(cover, COVER_SIZES) if cover else None,
    }
    site = Site(page.locale, page.base_url)
    return render("story.html", site, page=page, content=content, parts=parts, moments=moments, **values)


def sections_of(content: EditionJson, locale: Language, anchor: str = "moment") -> list[Section]:
    return [_part(block, f"{anchor}-{number}", locale) for number, block in enumerate(content["blocks"], 1)]


def _seen_skills(moments: list[Moment]) -> list[SeenSkill]:
    """Most often seen first, then as they appear. A single moment says it all itself."""
    by_code: dict[str, SeenSkill] = {}
    for moment in moments if len(moments) > 1 else []:
        for skill in moment.block["skills"]:
            by_code.setdefault(skill["code"], SeenSkill(skill, [])).moments.append(moment)
    return sorted(by_code.values(), key=lambda item: -len(item.moments))


def _period(moments: list[Moment], locale: Language) -> str | None:
    """« de septembre 2025 à mars 2026 »: from the first to the last moment, to the month."""
    starts = sorted(Span.of(moment.block).start for moment in moments)
    return Span(starts[0], starts[-1], Precision.MONTH).say(locale) if starts else None


def _card(page: StoryPage) -> dict[str, Any]:
    """What a link's preview shows."""
    return {
        "title": page.content["title"],
        "description": page.description,
        "url": page.url,
        "kind": "article",
        "image": page.image,
    }


def _linked_data(page: StoryPage) -> dict[str, Any]:
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
        "image": page.image.url,
    }
    name = content["author"]["display_name"]
    return article | ({"author": {"@type": "Person", "name": name}} if name else {})


def _part(block: EditionJson, anchor: str, locale: Language) -> Section:
    if block["kind"] == "media":
        media, caption = block["media"], block["caption"] or block["media"]["caption"]
        if media["kind"] == MediaKind.PHOTO:
            return Gallery([[photo(media, SIZES[1], caption)]])
        return attachment(media, caption)
    if block["kind"] != "experience":
        return block
    span = Span.of(block)
    return Moment(anchor, block, span.say(locale), span.iso(), list(_attachments(block["media"])))


def _attachments(media: list[EditionJson]) -> Iterator[Gallery | Attachment]:
    for is_photo, together in groupby(media, key=lambda medium: medium["kind"] == MediaKind.PHOTO):
        if is_photo:
            yield Gallery(gallery(list(together)))
        else:
            yield from (attachment(item, item["caption"]) for item in together)
