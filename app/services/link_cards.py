"""What another site may show of a link before it is opened (oEmbed)."""

import json
import re

from app.core.uow import Runtime
from app.schemas.links import LinkRead
from app.schemas.media import VariantRead
from app.schemas.oembed import OembedQuery, OembedRead
from app.services import links
from app.services.links import LinkGone, NotForRobots, PasscodeRequired, Visit

PROVIDER = "Day Tripper"
CACHE_SECONDS = 300


async def get(runtime: Runtime, query: OembedQuery) -> OembedRead:
    """Raises LinkGone, also for one that asks for a passcode or counts its openings: nothing is said of those."""
    base = runtime.settings.public_base_url
    address = re.fullmatch(re.escape(base) + r"/s/([A-Za-z0-9_-]{1,100})([?#].*)?", query.url)
    if address is None:
        raise LinkGone
    try:
        opened = await links.open_link(runtime, Visit(address[1], robot=True))
    except (PasscodeRequired, NotForRobots) as problem:
        raise LinkGone from problem
    shown = LinkRead.model_validate(json.loads(opened.shown))
    card = OembedRead(
        title=shown.title,
        author_name=shown.author.display_name,
        provider_name=PROVIDER,
        provider_url=base,
        cache_age=CACHE_SECONDS,
    )
    picture = _thumbnail(shown, query)
    if picture is None:
        return card
    size = {"thumbnail_width": picture.width, "thumbnail_height": picture.height}
    return card.model_copy(update={"thumbnail_url": picture.url} | size)


def _thumbnail(shown: LinkRead, query: OembedQuery) -> VariantRead | None:
    """The widest picture of the cover that fits. Only a cover was chosen to stand for the story."""
    pictures = [one for one in shown.cover.variants if _fits(one, query)] if shown.cover else []
    return max(pictures, key=lambda one: one.width or 0, default=None)


def _fits(picture: VariantRead, query: OembedQuery) -> bool:
    if not picture.content_type.startswith("image/") or picture.width is None or picture.height is None:
        return False
    return picture.width <= (query.maxwidth or picture.width) and picture.height <= (query.maxheight or picture.height)
