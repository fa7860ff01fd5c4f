"""What programs are told about time: that they are too old, and that what they call will end (docs/versioning.md)."""

import re
from collections.abc import Awaitable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import render
from app.core.errors import TooOld
from app.core.i18n import Words

CLIENT_VERSION = b"client-version"  # `ios/1.4.2`, or the number alone
NUMBER = re.compile(r"(?:[\w.-]{1,40}/)?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:[-+].*)?", re.ASCII)
MARK = "x-deprecated"  # of an operation: since when, until when
PROMISE = timedelta(days=365)
PAGE = "/docs"


class ClientTooOld(TooOld):
    title = Words("Cette version de l’application est trop ancienne")
    advice = Words("Mets l’application à jour. Rien n’est perdu : ce qui attend partira ensuite.")


def number_of(version: str) -> tuple[int, ...] | None:
    """Return the numbers of a version; None for what is none, which is never too old."""
    match = NUMBER.fullmatch(version.strip())
    return tuple(int(part or 0) for part in match.groups()) if match else None


def deprecated(since: date, sunset: date | None = None) -> dict[str, Any]:
    """Return the `openapi_extra` of an operation that will end. Raises ValueError for an end within twelve months."""
    if sunset is not None and sunset < since + PROMISE:
        raise ValueError("A program has twelve months")
    return {"deprecated": True, MARK: {"since": since.isoformat(), "sunset": sunset and sunset.isoformat()}}


def headers_of(extra: Mapping[str, Any] | None) -> dict[str, str]:
    """Return `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and where one reads more, of an operation that will end."""
    term = (extra or {}).get(MARK)
    if term is None:
        return {}
    headers = {"Deprecation": f"@{int(_midnight(term['since']).timestamp())}", "Link": f'<{PAGE}>; rel="deprecation"'}
    return headers | ({"Sunset": format_datetime(_midnight(term["sunset"]), usegmt=True)} if term["sunset"] else {})


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


class ClientVersions:
    """Answers 426 to programs that say they are older than the setting `oldest_client`."""

    def __init__(self, app: ASGIApp, oldest: str | None) -> None:
        self._app, self._oldest = app, oldest and number_of(oldest)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if self._oldest and scope["type"] == "http" and scope["path"].startswith("/v1/"):
            return self._answer(self._oldest, scope, receive, send)
        return self._app(scope, receive, send)

    async def _answer(self, oldest: tuple[int, ...], scope: Scope, receive: Receive, send: Send) -> None:
        version = next((value for name, value in scope["headers"] if name == CLIENT_VERSION), b"")
        number = number_of(version.decode("latin-1"))
        if number is not None and number < oldest:
            request = Request(scope, receive, send)
            response: Response = await render(request, ClientTooOld(), {"Upgrade": "day-tripper"})
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)
