"""A story by several, read whole: each part as its author shows it now, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from uuid import UUID

from starlette.requests import Request

from app.core.i18n import Language
from app.core.requests import header, runtime
from app.policies.communities import CommunityNotFound
from app.services.sharing import collective_stories
from app.services.sharing.links import Visit
from app.web import community_texts
from app.web.answers import Page, site
from app.web.photos import COVER_SIZES, EditionJson, Photo, photo
from app.web.rendering import render
from app.web.site import Site
from app.web.stories import Section, sections_of

COLLECTIVE_PATH = "/c/{community_id}/stories/{mission_id}"


@dataclass(frozen=True, slots=True)
class Telling:
    """The part of one author. `url`: where it is read alone."""

    anchor: str
    url: str
    content: EditionJson
    parts: Sequence[Section]

    @classmethod
    def of(cls, number: int, url: str, content: EditionJson, locale: Language) -> "Telling":
        anchor = f"part-{number}"
        return cls(anchor, url, content, sections_of(content, locale, f"{anchor}-moment"))

    @property
    def published_on(self) -> date:
        return datetime.fromisoformat(self.content["published_at"])

    @property
    def cover(self) -> Photo | None:
        cover = self.content["cover"]
        return photo(cover, COVER_SIZES) if cover else None


@dataclass(frozen=True, slots=True)
class CollectivePage:
    site: Site
    title: str
    community: str
    community_path: str
    tellings: Sequence[Telling]
    words: ModuleType = community_texts


async def show_collective_story(request: Request) -> Page:
    """Raises CommunityNotFound where nobody tells anything any more."""
    try:
        community_id, mission_id = (UUID(request.path_params[name]) for name in ("community_id", "mission_id"))
    except ValueError as error:
        raise CommunityNotFound from error
    visit = Visit.by("", request.method, header(request, b"user-agent"))
    story = await collective_stories.read(runtime(request), community_id, mission_id, visit)
    place = site(request)
    tellings = [Telling.of(n, url, content, place.locale) for n, (url, content) in enumerate(story.parts, 1)]
    page = CollectivePage(place, story.title, story.community, f"/c/{community_id}", tellings)
    return Page(collective_page(page), cache="no-cache")  # a part may be taken back


def collective_page(page: CollectivePage) -> str:
    return render("collective_story.html", page.site, page=page)
