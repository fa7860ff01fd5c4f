"""The one cookie: a browser keeps its refresh token where no script reads it (docs/decisions/0123).

Three operations of `/v1/sessions` read it, when the client says so in a header and the page is of this server. All
others know bearers only, so that no other site can cause a request that counts.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request, Response

from app.api.deps import PRIVATE, admitted, member
from app.core.errors import Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.core.requests import runtime
from app.core.security import SessionEnded
from app.core.uow import UnitOfWork
from app.models.sessions import IDLE_LIFE
from app.schemas.identities import SignedOutRead
from app.schemas.sessions import SessionRefresh
from app.services.accounts import sessions
from app.services.accounts.sessions import Tokens

NAME, PATH = "__Secure-refresh", "/v1/sessions"
SAME_ORIGIN = "same-origin"
SECURITY: dict[str, Any] = {"security": [{"bearer": []}, {"refreshCookie": []}]}
SET_COOKIE = {"Set-Cookie": {"description": "With `X-Keep-Refresh: cookie`", "schema": {"type": "string"}}}
TWICE = Words("ne va pas avec `X-Keep-Refresh: cookie` : le jeton est déjà dans le cookie")
NO_TOKEN = Words("il faut le jeton de renouvellement, ou `X-Keep-Refresh: cookie`")


class CookieRefused(Forbidden):
    title = Words("Seules les pages de ce serveur gardent une session dans un cookie")
    advice = Words(
        "`X-Keep-Refresh: cookie` vaut pour une page de la même origine. Ailleurs, laisse cet en-tête : le jeton de "
        "renouvellement vient alors dans la réponse."
    )


KeepRefresh = Annotated[
    Literal["cookie", "session"] | None,
    Header(
        alias="X-Keep-Refresh",
        description="For pages of this server alone: the refresh token stays in a cookie that no script reads; with "
        "`session`, until the browser is closed",
    ),
]


class RefreshKeeping:
    """Where this client keeps its refresh token: in the answer's body, or in a cookie."""

    def __init__(self, request: Request, keep_refresh: str | None) -> None:
        self._request = request
        self.in_cookie = keep_refresh is not None
        self._life = None if keep_refresh == "session" else int(IDLE_LIFE.total_seconds())

    def token(self, data: SessionRefresh | None = None) -> str:
        """Return the refresh token of the request. Raises SessionEnded, Unprocessable."""
        body_token = None if data is None else data.refresh_token
        if not self.in_cookie:
            if body_token is None:
                raise Unprocessable(errors=[wrong("/refresh_token", "one_way_in", NO_TOKEN)])
            return body_token
        if body_token is not None:
            raise Unprocessable(errors=[wrong("/refresh_token", "one_way_in", TWICE)])
        values = [value for name, value in _cookies(self._request) if name == NAME]
        if len(values) != 1:  # another host of the same domain may have set a second one
            raise SessionEnded
        return values[0]

    def answer(self, tokens: Tokens, status: int = 200) -> Response:
        response = Response(tokens.json(in_cookie=self.in_cookie), status, PRIVATE, "application/json")
        if self.in_cookie:
            self._set(response, tokens.refresh_token, self._life)
        return response

    def forget(self, end_session_url: str | None = None) -> Response:
        """Answer whoever signed out. `end_session_url`: where the browser goes on to."""
        response = Response(status_code=204)
        if end_session_url is not None:
            content = SignedOutRead(end_session_url=end_session_url).model_dump_json()
            response = Response(content, 200, PRIVATE, "application/json")
        if self.in_cookie:
            self._set(response, "", 0)
        return response

    def _set(self, response: Response, value: str, max_age: int | None) -> None:
        path = urlsplit(runtime(self._request).settings.public_base_url).path + PATH
        response.set_cookie(NAME, value, max_age, path=path, secure=True, httponly=True, samesite="strict")


async def _keeping(request: Request, keep_refresh: KeepRefresh = None) -> RefreshKeeping:
    """Raises CookieRefused."""
    if keep_refresh is not None and not _is_own_page(request):
        raise CookieRefused
    return RefreshKeeping(request, keep_refresh)


Keeping = Annotated[RefreshKeeping, Depends(_keeping)]


async def ending(request: Request, keeping: Keeping) -> AsyncIterator[UnitOfWork]:
    """Yield the unit of work of whoever signs out, by a bearer or by the cookie."""
    app = runtime(request)
    actor = await sessions.holder(app, keeping.token()) if keeping.in_cookie else member(request)
    async with admitted(request, actor) as uow:
        yield uow


Ending = Annotated[UnitOfWork, Depends(ending, scope="function")]


def _is_own_page(request: Request) -> bool:
    """Tell whether a page of this server asks. Browsers set both headers themselves; older ones `Origin` alone."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == SAME_ORIGIN
    base = urlsplit(runtime(request).settings.public_base_url)
    return request.headers.get("origin") == f"{base.scheme}://{base.netloc}"


def _cookies(request: Request) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for header in request.headers.getlist("cookie") for part in header.split(";"))
    return [(name.strip(), value.strip()) for name, _, value in pairs]
