"""The application: its built files at /app, and the headers that hold its scripts.

`make run` builds them from `client/` into the folder beside this file; where that was not possible, /app says so.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import NotFound, TooLarge
from app.core.requests import header, runtime
from app.core.statuses import status_of
from app.web import texts
from app.web.answers import Page, has_tag, media_origin, respond, site, tag_of
from app.web.pages import answered_page
from app.web.site import Site

FOLDER = Path(__file__).parent / "client"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
COMPRESSIBLE = {".css", ".html", ".js", ".svg", ".webmanifest"}
SHELL, RESCUE, SHARE, WORKER, VERSION = "index.html", "rescue.html", "share.html", "sw.js", "version"
LARGEST_SHARE = 100_000_000  # bytes that are taken and thrown away
PAGES = {SHELL, RESCUE, SHARE}
ASSETS = "assets/"  # their names carry their content's digest
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


@dataclass(frozen=True, slots=True)
class ClientFile:
    body: bytes
    gzip_body: bytes | None
    content_type: str
    tag: str


@cache
def client_files() -> Mapping[str, ClientFile]:
    """Return the built files by their path below /app/; none where the application was not built."""
    if not (FOLDER / VERSION).exists():
        return {}
    paths = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in CONTENT_TYPES]
    return {path.relative_to(FOLDER).as_posix(): _load(path) for path in paths}


def _load(path: Path) -> ClientFile:
    body = path.read_bytes()
    gzip_body = gzip.compress(body, mtime=0) if path.suffix in COMPRESSIBLE else None
    return ClientFile(body, gzip_body, CONTENT_TYPES[path.suffix], tag_of(body))


@cache
def client_version() -> str:
    """Return the digest of what was built."""
    return (FOLDER / VERSION).read_text() if client_files() else ""


def address_in_app(request: Request, path: str) -> str | None:
    """Return where an application shows the path: the one that the operator names, else the one that is served here."""
    settings = runtime(request).settings
    own_address = f"{settings.public_base_url}/app{path}" if client_files() else None
    return settings.app_address(path) or own_address


def with_app(request: Request) -> Site:
    """Return the site, for a page that leads on to the application that is served here, too."""
    return replace(site(request), app_url=address_in_app(request, ""))


async def get_client(request: Request) -> Response:
    """Answer a file of the application; for each address of a screen, the shell that opens it."""
    return _answer(request, request.path_params["path"])


async def rescue_client(request: Request) -> Response:
    """Answer the page that saves what was not sent, also where the application does not open."""
    return _answer(request, RESCUE)


async def reset_client(request: Request) -> Response:
    """Answer the same page; there, it makes the browser forget the files of the application. What a person wrote stays.

    The header empties the cache of the browser alone: what the worker keeps needs the script of the page.
    """
    page = _answer(request, RESCUE)
    page.headers["Clear-Site-Data"] = '"cache"'
    return page


async def share_client(request: Request) -> Response:
    """Answer what another application shares, as no worker is there: the page starts one and sends it again, to it.

    Nothing is kept or parsed here. A browser reads an answer once it has sent everything, or reads a refusal before.
    """
    page, size = _answer(request, SHARE), 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST_SHARE:
            page.status_code = status_of(TooLarge)
            break
    return page


def _answer(request: Request, path: str) -> Response:
    files = client_files()
    if not files:
        return respond(request, Page(answered_page(site(request), *texts.NO_CLIENT), status_of(NotFound)))
    name = path if path in files else SHELL
    if name == SHELL and Path(path).suffix in CONTENT_TYPES:
        raise NotFound
    file, origin = files[name], media_origin(runtime(request))
    headers = {
        "Content-Type": file.content_type,
        "Cache-Control": FOR_EVER if name.startswith(ASSETS) else ASK_EACH_TIME,
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
        "Client-Version": client_version(),
        **(_shell_headers(origin) if name in PAGES else {}),
        **({"Content-Security-Policy": _worker_policy(origin)} if name == WORKER else {}),
    }
    if has_tag(request, file.tag):
        return Response(None, 304, headers)
    if file.gzip_body is not None and "gzip" in header(request, b"accept-encoding"):
        return Response(file.gzip_body, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.body, headers=headers)


async def enter_client(request: Request) -> Response:
    """Lead from /app to /app/, the scope of the worker."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/app/{query}", 308)


@cache
def _shell_headers(origin: str | None) -> dict[str, str]:
    own = f"'self' {origin}" if origin else "'self'"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"{own} blob: data:",
        "media-src": f"{own} blob:",
        "connect-src": own,
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "shell",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _worker_policy(origin: str | None) -> str:
    return f"default-src 'none'; script-src 'self'; connect-src 'self'{f' {origin}' if origin else ''}"
