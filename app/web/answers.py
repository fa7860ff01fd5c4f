"""Send pages over HTTP: language, headers, compression, and the error pages."""

import gzip
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, wraps
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import Problem
from app.core.failures import problem_behind
from app.core.i18n import Locale, spoken
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import Runtime
from app.web.headers import page_headers
from app.web.pages import Site, error_page
from app.web.site import Responsible

logger = structlog.get_logger(__name__)
Show = Callable[[Request], Awaitable[Response]]
WORTH_PACKING = 1_000  # bytes
SERVER_ERROR = status_of(Problem)


class Body:
    """The bytes of a response, plain and compressed once for all readers."""

    __slots__ = ("packed", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self.packed = gzip.compress(plain, 6, mtime=0) if len(plain) > WORTH_PACKING else None


def asked_locale(request: Request) -> Locale | None:
    """Return `?lang=`, or else the first language of the browser that has pages."""
    lang = request.query_params.get("lang") if request.scope["query_string"] else None
    return Locale(lang) if lang in set(Locale) else spoken(request.headers.get("accept-language", ""))


def site(request: Request) -> Site:
    settings = runtime(request).settings
    locale = asked_locale(request) or Locale.FR
    return Site(locale, settings.public_base_url, settings.app_url, Responsible.of(settings))


def secret_page(
    request: Request, body: Body, status: int = 200, more_headers: Mapping[str, str] | None = None
) -> Response:
    """Return a page whose address is a key: no cache keeps it and no robot indexes it."""
    headers = _headers(media_origin(runtime(request)), secret=True) | {"Cache-Control": "private, no-store"}
    return pack_response(request, body, headers | dict(more_headers or {}), status)


def open_page(
    request: Request, page: str, status: int = 200, more_headers: Mapping[str, str] | None = None
) -> Response:
    headers = _headers(None, secret=False) | {"Cache-Control": "public, max-age=300"}
    return pack_response(request, Body(page.encode()), headers | dict(more_headers or {}), status)


def pack_response(request: Request, body: Body, headers: Mapping[str, str], status: int = 200) -> Response:
    response_headers = {**headers, "Vary": "Accept-Encoding, Accept-Language"}
    if body.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body.packed, status, response_headers | {"Content-Encoding": "gzip"})
    return Response(body.plain, status, response_headers)


def page(show: Show) -> Show:
    """Answer a failure of the handler with an error page."""

    @wraps(show)
    async def respond(request: Request) -> Response:
        try:
            return await show(request)
        except Problem as problem:
            return _failure_page(request, problem)
        except Exception as error:
            cause = problem_behind(error)
            if status_of(type(cause)) == SERVER_ERROR:
                logger.exception("failed", request_id=_request_id(request))
            return _failure_page(request, cause)

    return respond


def _failure_page(request: Request, problem: Problem) -> Response:
    status = status_of(type(problem))
    wait = problem.extensions.get("retry_after")
    html = error_page(site(request), status, _request_id(request) if status == SERVER_ERROR else None)
    return secret_page(request, Body(html.encode()), status, {"Retry-After": str(wait)} if wait else None)


def _request_id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


@cache
def _headers(media_origin: str | None, *, secret: bool) -> dict[str, str]:
    return page_headers(media_origin, secret=secret)


def media_origin(runtime: Runtime) -> str | None:
    """Return the origin of the storage that readers reach directly, or None where the API serves media."""
    public = runtime.settings.s3.public_url if runtime.settings.s3 else None
    parts = urlsplit(public) if public else None
    return f"{parts.scheme}://{parts.netloc}" if parts else None
