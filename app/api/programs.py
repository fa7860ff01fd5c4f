"""Lets programs in: a token of theirs is looked up once, and each use is recorded before its answer leaves.

Requests of people pass: their access tokens need no look-up (`deps.member`).
"""

from collections.abc import Awaitable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import answer_to
from app.core.actor import Actor
from app.core.api_tokens import PREFIXES
from app.core.errors import Unauthenticated
from app.core.requests import runtime
from app.core.statuses import status_of
from app.models.security_events import SecurityEventKind
from app.policies import api_tokens
from app.policies.api_tokens import OutOfScope
from app.services.accounts import api_token_uses
from app.services.accounts.api_token_uses import Program
from app.services.shared import security_log

PROGRAM, OUTSIDE = "program", "out_of_scope"  # in the scope of a request
BEGINNINGS = tuple(f"bearer {prefix}".encode() for prefix in PREFIXES)


class Programs:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        token = _token_of(scope) if scope["type"] == "http" else None
        return self._app(scope, receive, send) if token is None else self._answer(token, scope, receive, send)

    async def _answer(self, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        app_runtime = runtime(request)
        try:
            program = await api_token_uses.find(app_runtime, token, app_runtime.clock())
        except Exception as problem:  # noqa: BLE001  each is answered, as it is on the long way
            await (await answer_to(request, problem))(scope, receive, send)
            return
        scope[PROGRAM] = program

        async def answer(message: Message) -> None:
            operation = getattr(scope.get("route"), "name", None)
            if message["type"] == "http.response.start" and program is not None and operation is not None:
                refusals = int(message["status"] == status_of(OutOfScope))
                await api_token_uses.record(app_runtime, program, operation, refusals)
                if OUTSIDE in scope:
                    kind, now = SecurityEventKind.API_TOKEN_REFUSAL, app_runtime.clock()
                    await security_log.write(app_runtime, kind, program.actor, None, now)
            await send(message)

        await self._app(scope, receive, answer)


def actor_of(request: Request) -> Actor:
    """Return the actor of a program that may ask for this operation. Raises Unauthenticated, OutOfScope."""
    program: Program | None = request.scope.get(PROGRAM)
    if program is None:
        raise Unauthenticated
    operation, name = request.scope["route"].name, "community_id"
    place = request.path_params.get(name) or request.query_params.get(name)
    try:
        api_tokens.check(operation, program.kind, program.scopes)
        api_tokens.check_place(operation, program.community_id, place and str(place))
    except OutOfScope:
        request.scope[OUTSIDE] = True
        raise
    return program.actor


def _token_of(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            is_ours = value[:11].lower().startswith(BEGINNINGS)
            return value[7:].decode("latin-1").strip() if is_ours else None
    return None
