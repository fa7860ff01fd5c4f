"""What a link shows to clients of the API; app/web/links.py shows it to people."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import Source, WrittenJson
from app.api.heads import method_of
from app.api.openapi_parts import LOOKED_UP
from app.api.permissions import OPEN
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.core.recent import Recent
from app.core.requests import header, runtime
from app.schemas.links import LinkRead, LinkUnlock
from app.schemas.oembed import OembedQuery, OembedRead
from app.services.sharing import link_cards, links
from app.services.sharing.links import LinkGone, NotForRobots, OpenedLink, PasscodeRequired, Visit, WrongPasscode

NO_INDEX = (b"x-robots-tag", b"noindex")
Token = Annotated[str, Path(max_length=200, examples=["dts_3Jm0bXN0ZXIgb2YgdGhlIG1vcm5pbmcg"])]


VISIT_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Of this opening, kept for five minutes: made by the reader’s program, which may lose the answer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "examples": ["b7f3c1"]},
}
router = Router(prefix="/links", tags=["links"], route_class=Route)
root = APIRouter(tags=["links"], route_class=Route)
CACHE: Recent[str, OpenedLink] = Recent(16_000_000)  # by the mark, which changes with the content


@router.get(
    "/{token}",
    response_model=LinkRead,
    responses=problems(PasscodeRequired, LinkGone, NotForRobots, public=True),
    openapi_extra={**OPEN, "parameters": [VISIT_KEY]},
)
async def get_link(request: Request, token: Token) -> Json | Response:
    """Read what a link shows, without an account. Nothing is kept about who reads.

    Sent again within five minutes with the same `Idempotency-Key`, it is one of its `max_views` once.
    """
    app, link, method = runtime(request), CACHE.get(token), method_of(request)
    visit = _visit(request, token, method)
    if link is None or visit.key is not None or not await links.open_again(app, visit, link.mark):
        link = await links.open_link(app, visit)
        CACHE.keep(token, link, len(link.document))
    return WrittenJson(link.document, 200, NO_INDEX)


@router.post(
    "/{token}/unlock",
    response_model=LinkRead,
    responses=problems(*REFUSALS, LinkGone, WrongPasscode, NotForRobots, TooMany, Unprocessable, public=True),
    openapi_extra={**OPEN, "parameters": [VISIT_KEY]},
)
async def unlock_link(request: Request, token: Token, data: LinkUnlock, source: Source) -> Response:
    """Read what a link shows that asks for a passcode. After ten wrong ones you wait for a quarter of an hour.

    Sent again within five minutes with the same `Idempotency-Key`, it is one of its `max_views` once.
    """
    visit = _visit(request, token, request.method)
    link = await links.unlock(runtime(request), visit, data.passcode, source)
    return WrittenJson(link.document, 200, NO_INDEX)


def _visit(request: Request, token: str, method: str) -> Visit:
    return Visit.by(token, method, header(request, b"user-agent"), header(request, b"idempotency-key"))


@root.get(
    "/oembed",
    response_model_exclude_none=True,
    responses=problems(LinkGone, Unprocessable, public=True),
    openapi_extra=LOOKED_UP,
)
async def get_oembed(request: Request, query: Annotated[OembedQuery, Query()]) -> OembedRead:
    """Describe a link to a site that mentions it (oEmbed 1.0): title and cover, if it is open to everybody."""
    return await link_cards.get(runtime(request), query)
