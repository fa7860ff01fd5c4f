"""The page of a Portrait: what the template needs to know and an edition does not say."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.portraits import portrait_texts
from app.services.portraits.telling import Telling
from app.services.shared.markdown import excerpt
from app.web.assets import asset
from app.web.photos import gallery, photo
from app.web.rendering import render
from app.web.site import Site

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


def portrait_page(page: PortraitPage) -> str:
    content, face = page.content, page.content["person"]["photo"]
    stories = [story for section in content["sections"] for story in section.get("stories", ())]
    values = {
        "card": _card(page),
        "headline": page.say(content["headline"]),
        "about": page.say(content["about"]),
        "face": photo(face, PORTRAIT_SIZES) if face else None,
        "covers": {story["id"]: photo(story["cover"], STORY_SIZES) for story in stories if story["cover"]},
        "galleries": {moment["key"]: gallery(moment["media"]) for moment in page.moments() if moment["media"]},
        "talents": {talent["key"]: talent["skill"]["labels"][page.locale] for talent in page.talents()},
        "sources": page.sources(),
        "portrait_texts": portrait_texts,
    }
    spoken = {**content, "language": content["languages"][0]}
    return render("portrait.html", Site(page.locale, page.base_url), page=page, content=spoken, **values)


def _card(page: PortraitPage) -> dict[str, Any]:
    """What a link's preview shows: no photo. A face travels to preview services only where its owner sends it."""
    return {
        "title": page.title,
        "description": page.description,
        "url": page.address,
        "image": f"{page.base_url}{asset('card.png')}",
    }
