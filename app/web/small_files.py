"""Files at addresses that programs know by heart."""

from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from app.core.clock import on_the_wire
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.requests import runtime
from app.web import atom
from app.web.answers import Page, respond, respond_if_changed

FOR_AN_HOUR = "public, max-age=3600"
PLAIN_TEXT = "text/plain; charset=utf-8"
SECURITY_PATH = "/.well-known/security.txt"
CHANGES = "changelog.atom"  # made of CHANGELOG.md by `make docs`


class SecurityContactNotFound(NotFound):
    title = Words("Aucune adresse où signaler une faille")
    advice = Words("Les réglages DAYTRIPPER_SECURITY_* disent où, et jusqu’à quand : docs/settings.md les décrit.")


async def get_security_contact(request: Request) -> Response:
    """Say where weaknesses are reported (RFC 9116), while somebody answers for it."""
    app = runtime(request)
    security = app.settings.security
    if security.contact is None or security.expires_on is None:
        raise SecurityContactNotFound
    expires_at = datetime.combine(security.expires_on, time(23, 59, 59), UTC)
    if expires_at < app.clock():
        raise SecurityContactNotFound
    fields = {
        "Contact": security.contact,
        "Expires": on_the_wire(expires_at),
        "Preferred-Languages": "fr, en",
        "Canonical": app.settings.public_base_url + SECURITY_PATH,
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return respond(request, Page(text, cache=FOR_AN_HOUR, content_type=PLAIN_TEXT))


async def get_changes(request: Request) -> Response:
    """Answer with the releases and what each changed for users."""
    return respond_if_changed(request, _changes())


@cache
def _changes() -> Page:
    body = files("openapi").joinpath(CHANGES).read_bytes()
    return Page(body, cache=FOR_AN_HOUR, content_type=atom.CONTENT_TYPE)
