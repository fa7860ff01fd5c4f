"""A Portrait as its page lays it out: what the template needs to know and an edition does not say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.portraits.telling import Telling
from app.services.shared.markdown import excerpt
from app.web.photos import Photo, gallery, photo

PORTRAIT_SIZES = "(min-width: 64rem) 20rem, 60vw"
STORY_SIZES = "(min-width: 64rem) 20rem, 100vw"


@dataclass(frozen=True, slots=True)
class PortraitPage(Telling):
    """`address`: of this page. `pdf`: where this reader may take it along. `ends_on`: the last day a link works."""

    base_url: str
    address: str | None = None
    pdf: str | None = None
    ends_on: date | None = None

    @property
    def report_url(self) -> str | None:
        return f"{self.address.removeprefix(self.base_url)}/report" if self.address else None

    @property
    def description(self) -> str:
        text = self.say(self.content["headline"]) or self.say(self.content["about"])
        return excerpt(text.words) if text else self.title


def face_of(page: PortraitPage) -> Photo | None:
    medium = page.content["person"]["photo"]
    return photo(medium, PORTRAIT_SIZES) if medium else None


def covers_of(page: PortraitPage) -> dict[str, Photo]:
    """Of the pinned stories, by their id."""
    return {
        story["id"]: photo(story["cover"], STORY_SIZES)
        for section in page.content["sections"]
        for story in section.get("stories", ())
        if story["cover"]
    }


def galleries_of(page: PortraitPage) -> dict[str, list[list[Photo]]]:
    """Of the moments that show photos, by their key."""
    return {moment["key"]: gallery(moment["media"]) for moment in page.moments() if moment["media"]}


def talents_of(page: PortraitPage) -> dict[str, str]:
    """What each is called, by its key."""
    return {talent["key"]: talent["skill"]["labels"][page.locale] for talent in page.talents()}


def card_of(page: PortraitPage, default_image: str) -> dict[str, Any]:
    """What a link's preview shows: no photo. A face travels to preview services only where its owner sends it."""
    return {
        "title": page.title,
        "description": page.description,
        "url": page.address,
        "image": f"{page.base_url}{default_image}",
    }
