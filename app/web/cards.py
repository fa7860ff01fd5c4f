"""The picture in a preview of a link, at an address of its own: not all services that show previews read WebP."""

from dataclasses import dataclass
from urllib.parse import urljoin
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.core.cards import HEIGHT, WIDTH, card_size
from app.core.requests import runtime
from app.models.media import MediaNotFound
from app.services.media import cards
from app.web.assets import asset
from app.web.photos import EditionJson

SUFFIX = ".jpg"
HEADERS = {
    "Cache-Control": "private, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@dataclass(frozen=True, slots=True)
class Card:
    """`alt`: the description of the photo; None for the drawn card."""

    url: str
    width: int
    height: int
    content_type: str
    alt: str | None = None

    @property
    def is_photo(self) -> bool:
        return self.alt is not None


def card_of(photo: EditionJson | None, base_url: str) -> Card:
    """Return the card that is cut out of the photo, or the drawn card of all pages."""
    large = next((file for file in photo["variants"] if file["name"] == cards.SOURCE), None) if photo else None
    if photo is None or large is None or not (large["width"] and large["height"]):
        return Card(f"{base_url}{asset('card.png')}", WIDTH, HEIGHT, "image/png")
    address: str = large["url"].rpartition("/")[0] + SUFFIX
    size = card_size(large["width"], large["height"])
    return Card(urljoin(base_url, address), *size, "image/jpeg", photo["alt"] or "")


async def show_card(request: Request) -> Response:
    try:
        media_id = UUID(request.path_params["media_id"])
    except ValueError as error:
        raise MediaNotFound from error
    card = await cards.get(runtime(request), request.path_params["media_key"], media_id)
    return Response(card, 200, HEADERS, "image/jpeg")
