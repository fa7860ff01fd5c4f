"""The interactive documentation, served from the installation itself: no page loads anything from a third party."""

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from app.api.deps import is_known
from app.api.openapi_parts import MAIN, OPERATORS, PROGRAMS, PUBLIC
from app.api.packing import pack, takes_gzip
from app.core.errors import NotFound

router = APIRouter(include_in_schema=False)
DOCUMENT = "/openapi.json"
FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon-32x32.png": "image/png"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
        "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    )
}
# Additions to FastAPI's page: a language, dark colours, and a text for browsers without scripts.
LACKING = {
    "<html>": '<html lang="en">',
    "</head>": """<meta name="color-scheme" content="light dark">
    <script>
    if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.classList.add("dark-mode")
    </script>
    </head>""",
    "<body>": f"""<body>
    <noscript><p>To try out the API here takes JavaScript. All of it is described in
    <a href="{DOCUMENT}">the OpenAPI document</a>.</p></noscript>""",
}
CACHE_HEADERS = {"Cache-Control": "public, max-age=86400"}


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


@router.head("/docs")
@router.get("/docs")
async def docs(request: Request) -> Response:
    script, style, icon = (f"/docs/{name}" for name in FILES)
    page = get_swagger_ui_html(
        openapi_url=DOCUMENT,
        title=request.app.title,
        swagger_js_url=script,
        swagger_css_url=style,
        swagger_favicon_url=icon,
        swagger_ui_parameters={"validatorUrl": None, "persistAuthorization": True, "filter": True},
    )
    html = bytes(page.body).decode()
    for lacking, replacement in LACKING.items():
        html = html.replace(lacking, replacement, 1)
    return HTMLResponse(html, headers=HEADERS)


@router.get("/docs/{name}")
async def docs_file(name: str) -> Response:
    if name not in FILES:
        raise NotFound
    return Response(files("fastapi_swagger.resources").joinpath(name).read_bytes(), 200, CACHE_HEADERS, FILES[name])
