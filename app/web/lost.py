"""Where a browser comes to nothing. Programs are answered by app/api/problems.py, as everywhere."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import Scope

from app.core.errors import NotFound
from app.core.requests import runtime
from app.web.answers import page_handler

API = "/v1/"
HTML = b"text/html"


class Browsers(APIRouter):
    """The last routes, for requests that accept HTML."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        wants_page = any(HTML in value for name, value in scope["headers"] if name == b"accept")
        return super().matches(scope) if wants_page and not scope["path"].startswith(API) else (Match.NONE, {})


async def show_nothing(request: Request) -> Response:
    """Redirect an address with trailing slashes; any other is not found."""
    path = request.url.path.rstrip("/")
    if path in {"", request.url.path}:
        raise NotFound
    return RedirectResponse(runtime(request).settings.public_base_url + path, 308)


async def show_page_of_form(request: Request) -> Response:
    """Redirect a GET of a form's address to the page of the form."""
    return RedirectResponse(request.url.path.rpartition("/")[0], 303)


router = Browsers(include_in_schema=False)
router.add_route("/{path:path}", page_handler(show_nothing), ["GET"])
