"""Public documents to verify a credential, without an account and without naming its subject."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.api.permissions import OPEN
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Unprocessable
from app.core.requests import runtime
from app.services.portraits import status_lists
from app.services.portraits.badges import VC_JWT
from app.services.portraits.status_lists import FRESH, LAST_LIST, StatusListNotFound
from app.services.talents import credentials

CACHE_CONTROL = f"public, max-age={int(FRESH.total_seconds())}"
JWT: dict[int | str, dict[str, Any]] = {
    200: {"content": {VC_JWT: {"schema": {"type": "string"}}}, "description": "A compact JWS"}
}
root = APIRouter(prefix="/.well-known", tags=["credentials"], route_class=Route)
router = Router(prefix="/status-lists", tags=["credentials"], route_class=Route)


@root.get("/did.json", responses=problems(public=True), openapi_extra=OPEN)
async def get_did_document(request: Request, response: Response) -> dict[str, Any]:
    """Read who signs credentials here, and with which key (did:web)."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    return credentials.did_document(runtime(request))


@root.get("/jwks.json", responses=problems(public=True), openapi_extra=OPEN)
async def get_jwks(request: Request, response: Response) -> dict[str, Any]:
    """Read the keys of credentials as a JSON Web Key Set."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    return credentials.jwks(runtime(request))


@router.get(
    "/{number}",
    response_class=Response,
    responses=problems(StatusListNotFound, Unprocessable, public=True) | JWT,
    openapi_extra=OPEN,
)
async def get_status_list(request: Request, number: Annotated[int, Path(ge=0, le=LAST_LIST)]) -> Response:
    """Read which credentials still hold (W3C Bitstring Status List), as they do at this moment."""
    status_list = await status_lists.get(runtime(request), number)
    return Response(status_list, headers={"Cache-Control": CACHE_CONTROL}, media_type=VC_JWT)
