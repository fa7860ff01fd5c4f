"""What another site may show of a link before it is opened (oEmbed)."""

import json
import re
from typing import Any

from app.core.uow import Runtime
from app.models.grants import TargetType
from app.schemas.links import PortraitLinkRead, StoryLinkRead
from app.schemas.media import VariantRead
from app.schemas.oembed import OembedQuery, OembedRead
from app.schemas.stories import EditionMedia
from app.services.sharing import links
from app.services.sharing.links import LinkGone, NotForRobots, PasscodeRequired, Visit

PROVIDER, PORTRAIT = "Day Tripper", "Portrait"
CACHE_SECONDS = 300


async def get(runtime: Runtime, query: OembedQuery) -> OembedRead:
    """Return the card of a link. Raises LinkGone, also for links with a passcode or a limit of openings."""
    base = runtime.settings.public_base_url
    address = re.fullmatch(re.escape(base) + r"/s/([A-Za-z0-9_-]{1,100})([?#].*)?", query.url)
    if address is None:
        raise LinkGone
    try:
        link = await links.open_link(runtime, Visit(address[1], robot=True))
    except (PasscodeRequired, NotForRobots) as problem:
        raise LinkGone from problem
    title, author, cover = _card(json.loads(link.document))
    card = OembedRead(
        title=title,
        author_name=author,
        provider_name=PROVIDER,
        provider_url=base,
        cache_age=CACHE_SECONDS,
    )
    picture = _thumbnail(cover, query)
    if picture is None:
        return card
    size = {"thumbnail_width": picture.width, "thumbnail_height": picture.height}
    return card.model_copy(update={"thumbnail_url": picture.url} | size)


def _card(document: dict[str, Any]) -> tuple[str, str | None, EditionMedia | None]:
    """Return the title, the author and the picture that was chosen as the cover."""
    if document["kind"] == TargetType.STORY:
        story = StoryLinkRead.model_validate(document).content
        return story.title, story.author.display_name, story.cover
    portrait = PortraitLinkRead.model_validate(document).content
    headline = portrait.headline.get(portrait.languages[0])
    return headline or portrait.person.display_name or PORTRAIT, portrait.person.display_name, portrait.person.photo


def _thumbnail(cover: EditionMedia | None, query: OembedQuery) -> VariantRead | None:
    """Return the widest picture that fits."""
    pictures = [variant for variant in cover.variants if _fits(variant, query)] if cover else []
    return max(pictures, key=lambda picture: picture.width or 0, default=None)


def _fits(picture: VariantRead, query: OembedQuery) -> bool:
    if not picture.content_type.startswith("image/") or picture.width is None or picture.height is None:
        return False
    return picture.width <= (query.maxwidth or picture.width) and picture.height <= (query.maxheight or picture.height)
