"""The OpenAPI documents, as they are published."""

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from app.api.deps import is_known
from app.api.openapi_parts import MAIN, OPERATORS, PROGRAMS, PUBLIC
from app.api.packing import pack, takes_gzip
from app.core.errors import NotFound

router = APIRouter(include_in_schema=False)
DOCUMENT = "/openapi.json"


@router.head(DOCUMENT)
@router.get(DOCUMENT)
async def openapi_document(request: Request) -> Response:
    """As published: to make it from the routes takes a second, in which nobody else is answered."""
    return _document(request, MAIN)


@router.head("/openapi/{part}.json")
@router.get("/openapi/{part}.json")
async def openapi_part(request: Request, part: str) -> Response:
    if part not in {PROGRAMS, OPERATORS, PUBLIC}:
        raise NotFound
    return _document(request, part)


def _document(request: Request, part: str) -> Response:
    plain, small, etag = _published(part)
    headers = {"Cache-Control": "no-cache", "ETag": etag, "Vary": "Accept-Encoding"}
    if is_known(request, etag):
        return Response(None, 304, headers)
    if takes_gzip(request):
        return Response(small, 200, headers | {"Content-Encoding": "gzip"}, "application/json")
    return Response(plain, 200, headers, "application/json")


@cache
def _published(part: str) -> tuple[bytes, bytes, str]:
    """Return the document plain and compressed, with one tag for both, which is weak for that reason."""
    plain = files("openapi").joinpath(f"{part}.json").read_bytes()
    return plain, pack(plain), f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'
