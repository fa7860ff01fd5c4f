"""What a link shows to a client of the API; app/web/routes.py shows it to a person."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, Source, runtime
from app.api.problems import problems
from app.api.routes import Route
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.schemas.links import LinkRead, LinkUnlock
from app.schemas.oembed import OembedQuery, OembedRead
from app.services import link_cards, links
from app.services.links import LinkGone, NotForRobots, PasscodeRequired, Visit, WrongPasscode

HEADERS = PRIVATE | {"X-Robots-Tag": "noindex"}
Token = Annotated[str, Path(max_length=200, examples=["dts_3Jm0bXN0ZXIgb2YgdGhlIG1vcm5pbmcg"])]


class BareRoute(APIRoute):
    """Takes (request, token). FastAPI documents it; solving it its way costs as much as opening the link.

    Nor does it look at the token: one of another shape is one that never was, and answered like it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            response: Response = await endpoint(request, request.path_params["token"])
            return response

        return handle


router = APIRouter(prefix="/links", tags=["links"])
reading = APIRouter(route_class=BareRoute)
unlocking = APIRouter(route_class=Route)
root = APIRouter(tags=["links"])


@reading.get(
    "/{token}",
    response_model=LinkRead,
    responses=problems(PasscodeRequired, LinkGone, NotForRobots, public=True),
    openapi_extra={"security": []},
)
async def get_link(request: Request, token: Token) -> Response:
    """Read what a link shows, without an account. Nothing is kept about who reads."""
    opened = await links.open_link(runtime(request), visit_of(request, token))
    return _shown(opened.shown)


@unlocking.post(
    "/{token}/unlock",
    response_model=LinkRead,
    responses=problems(*REFUSALS, LinkGone, WrongPasscode, NotForRobots, TooMany, Unprocessable, public=True),
    openapi_extra={"security": []},
)
async def unlock_link(request: Request, token: Token, data: LinkUnlock, source: Source) -> Response:
    """Read what a link shows that asks for a passcode. Ten wrong ones, and it rests for a quarter of an hour."""
    opened = await links.unlock(runtime(request), visit_of(request, token), data.passcode, source)
    return _shown(opened.shown)


@root.get(
    "/oembed",
    response_model_exclude_none=True,
    responses=problems(LinkGone, Unprocessable, public=True),
    openapi_extra={"security": []},
)
async def get_oembed(request: Request, query: Annotated[OembedQuery, Query()]) -> OembedRead:
    """Describe a link to a site that mentions it (oEmbed 1.0): title and cover, if it is open to everybody."""
    return await link_cards.get(runtime(request), query)


def visit_of(request: Request, token: str) -> Visit:
    return Visit(token, links.is_robot(request.method, request.headers.get("user-agent", "")))


def _shown(json: Json | None) -> Response:
    return Response(json, headers=HEADERS, media_type="application/json")


router.include_router(reading)
router.include_router(unlocking)
