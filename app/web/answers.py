"""Answer with a page: status, headers, language and compression of every page, and the page of a failure."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, wraps
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import Problem
from app.core.failures import problem_behind
from app.core.i18n import Language, Locale, find_language, negotiate
from app.core.requests import header, runtime
from app.core.statuses import status_of
from app.core.uow import Runtime
from app.web.pages import Site, error_page
from app.web.site import Responsible

logger = structlog.get_logger(__name__)
HTML = "text/html; charset=utf-8"
SECRET = "private, no-store"  # noqa: S105  the caching of a page whose address is a key
FOR_MINUTES = "public, max-age=300"
WORTH_PACKING = 1_000  # bytes
SERVER_ERROR = status_of(Problem)


class Page:
    """A page or a file, compressed once for all readers. No robot indexes a page with `cache` SECRET."""

    __slots__ = ("cache", "content_type", "headers", "packed", "plain", "status")

    def __init__(
        self,
        body: str | bytes,
        status: int = 200,
        *,
        cache: str = SECRET,
        content_type: str = HTML,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.plain = body.encode() if isinstance(body, str) else body
        self.packed = gzip.compress(self.plain, 6, mtime=0) if len(self.plain) > WORTH_PACKING else None
        self.status, self.cache, self.content_type, self.headers = status, cache, content_type, headers or {}


Show = Callable[[Request], Awaitable[Page | Response]]
Handler = Callable[[Request], Awaitable[Response]]


def page_handler(show: Show) -> Handler:
    """Answer with the page that `show` returns, or with an error page when it fails."""

    @wraps(show)
    async def handle(request: Request) -> Response:
        try:
            page = await show(request)
        except Exception as error:  # noqa: BLE001  the boundary of a page, as app/api/problems.py is of the API
            page = _failure_page(request, error)
        return respond(request, page) if isinstance(page, Page) else page

    return handle


def respond(request: Request, page: Page) -> Response:
    headers = {
        "Content-Type": page.content_type,
        "Cache-Control": page.cache,
        "Vary": "Accept-Encoding, Accept-Language",
    }
    if page.content_type == HTML:
        is_secret = page.cache == SECRET
        headers |= page_headers(media_origin(runtime(request)) if is_secret else None, secret=is_secret)
    headers |= page.headers
    if page.packed is not None and "gzip" in header(request, b"accept-encoding"):
        return Response(page.packed, page.status, headers | {"Content-Encoding": "gzip"})
    return Response(page.plain, page.status, headers)


def respond_if_changed(request: Request, page: Page) -> Response:
    """Answer with the page and a tag of its content, or with 304 to who has that."""
    tag = tag_of(page.plain)
    if has_tag(request, tag):
        headers = {"ETag": tag, "Cache-Control": page.cache, "Vary": "Accept-Encoding, Accept-Language"}
        return Response(None, 304, headers)
    response = respond(request, page)
    response.headers["ETag"] = tag
    return response


def tag_of(body: bytes) -> str:
    """Return a weak entity tag: the body is also sent packed."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def has_tag(request: Request, tag: str) -> bool:
    tags = {name.strip().removeprefix("W/") for name in header(request, b"if-none-match").split(",")}
    return bool(tags & {tag.removeprefix("W/"), "*"})


def redirect(request: Request, path: str) -> Response:
    """Lead from a form to the page that shows its result, which may be reloaded."""
    return lead_to(path + site(request).locale.in_query)


def lead_to(location: str) -> Response:
    return Response(status_code=303, headers={"Location": location, "Cache-Control": "no-store"})


def asked_locale(request: Request) -> Language | None:
    """Return the language of a page whose contents have none in simple sentences: a story, a portrait."""
    language = _asked_language(request)
    return language.base if language else None


def _asked_language(request: Request) -> Language | None:
    """Return `?lang=`, or else the first language of the browser that has pages."""
    lang = request.query_params.get("lang", "") if request.scope["query_string"] else ""
    return find_language(lang) or negotiate(header(request, b"accept-language"))


def site(request: Request) -> Site:
    settings = runtime(request).settings
    language = _asked_language(request) or Locale.FR
    return Site(language, settings.public_base_url, settings.app_address(""), Responsible.of(settings))


def media_origin(runtime: Runtime) -> str | None:
    """Return the origin of the storage that readers reach directly, or None where the API serves media."""
    public = runtime.settings.s3.public_url if runtime.settings.s3 else None
    parts = urlsplit(public) if public else None
    return f"{parts.scheme}://{parts.netloc}" if parts else None


@cache
def page_headers(media_origin: str | None = None, *, secret: bool = True) -> dict[str, str]:
    """Return the headers of an HTML page. `secret`: its address is a key."""
    own = f"'self' {media_origin}" if media_origin else "'self'"
    policy = {
        "default-src": "'none'",
        "img-src": f"{own} data:",
        "media-src": own,
        "style-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Content-Type": HTML,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return headers | ({"X-Robots-Tag": "noindex"} if secret else {})


def _failure_page(request: Request, error: Exception) -> Page:
    problem = error if isinstance(error, Problem) else problem_behind(error)
    status, request_id = status_of(type(problem)), str(request.scope.get("state", {}).get("request_id", ""))
    if status == SERVER_ERROR and not isinstance(error, Problem):
        logger.error("failed", request_id=request_id, exc_info=error)
    wait = problem.extensions.get("retry_after")
    html = error_page(site(request), status, request_id if status == SERVER_ERROR else None)
    return Page(html, status, headers={"Retry-After": str(wait)} if wait else None)
