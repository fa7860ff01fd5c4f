from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, StringConstraints, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from app.api import programs
from app.api.packing import packed
from app.api.problems import locale_of
from app.core.actor import ANONYMOUS, Actor
from app.core.api_tokens import PREFIXES
from app.core.errors import Problem, Unauthenticated
from app.core.projections import Json, Representation
from app.core.requests import header, runtime, source
from app.core.security import GUEST_PREFIX
from app.core.uow import Reading, UnitOfWork
from app.core.versions import WHICHEVER
from app.models.security_events import SecurityEventKind
from app.policies import guests, session_kinds
from app.services.accounts import delegations
from app.services.accounts.owner_proofs import WrongProof
from app.services.accounts.passkeys import WrongPasskey
from app.services.accounts.second_factors import WrongSecondFactor
from app.services.shared import admission, security_log

PRIVATE = {"Cache-Control": "private, no-store"}
JSON_TYPE = (b"content-type", b"application/json")
# A picture may be opened in a page of its own, where it must not run scripts.
SVG = PRIVATE | {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


def member(request: Request) -> Actor:
    """Return the signed-in caller. The statement that follows checks that the session still lives."""
    scheme, _, token = header(request, b"authorization").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    token = token.strip()
    if token.startswith(PREFIXES):
        return programs.actor_of(request)
    app = runtime(request)
    if token.startswith(GUEST_PREFIX):
        guests.check(request.scope["route"].name)
        return app.keys.guest_of(token)
    actor = app.keys.actor_of(token, app.clock())
    if actor.delegation is not None:
        place = request.path_params.get("community_id") or request.query_params.get("community_id")
        session_kinds.check(actor, request.scope["route"].name, place)
    return actor


def reading_of(request: Request) -> Reading:
    return Reading(member(request), runtime(request), locale_of(request))


@asynccontextmanager
async def admitted(request: Request, actor: Actor) -> AsyncIterator[UnitOfWork]:
    """Yield the caller's unit of work; it commits when the block ends."""
    try:
        async with runtime(request).work(actor) as uow:
            await admission.admit(uow)
            yield uow
            if actor.delegation is not None:
                await delegations.note(uow, request.scope["route"].name)
    except Problem as problem:  # after the transaction, which may have locked the account
        await security_log.record_refusal(runtime(request), problem, REFUSAL_EVENTS, actor)
        raise


async def _write(request: Request) -> AsyncIterator[UnitOfWork]:
    async with admitted(request, member(request)) as uow:
        yield uow


async def _lazy_write(request: Request) -> "OpenUnitOfWork":
    return partial(admitted, request, member(request))


async def _anonymous_write(request: Request) -> AsyncIterator[UnitOfWork]:
    async with runtime(request).work(ANONYMOUS) as uow:
        yield uow


async def _reading(request: Request) -> Reading:  # async: FastAPI runs plain functions in a thread
    return reading_of(request)


async def _source(request: Request) -> str:
    return source(request)


REFUSAL_EVENTS: Mapping[type[Problem], SecurityEventKind] = {
    WrongSecondFactor: SecurityEventKind.SECOND_FACTOR_REFUSED,
    WrongProof: SecurityEventKind.SIGN_IN_REFUSED,
    WrongPasskey: SecurityEventKind.SECOND_FACTOR_REFUSED,
}
CALLER_DEPENDENCIES = (_reading, _write, _lazy_write)
OpenUnitOfWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
LazyWrite = Annotated[
    OpenUnitOfWork, Depends(_lazy_write)
]  # for what may need no write, or takes no injection (direct.py)
Write = Annotated[UnitOfWork, Depends(_write, scope="function")]  # function: commits before the answer leaves
AnonymousWrite = Annotated[UnitOfWork, Depends(_anonymous_write, scope="function")]
Read = Annotated[Reading, Depends(_reading)]
Source = Annotated[str, Depends(_source)]
WILDCARD = "*"


def _tag(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    """Accept weak tags, since proxies that compress an answer weaken its tag; and a version without its quotes."""
    if value == WILDCARD or not isinstance(value, str):
        return WILDCARD if value == WILDCARD else validate(value)
    return validate(f'"{value}"' if value.isdecimal() else value.removeprefix("W/"))


Tag = Annotated[
    str,
    StringConstraints(pattern=r'^"\d{1,9}"$', max_length=11),
    WrapValidator(_tag),
    WithJsonSchema({"type": "string", "maxLength": 13}),  # a pattern would refuse `W/…` and `*`
]
IfMatch = Annotated[
    Tag | None, Header(examples=['"1"'], description="The ETag of what you change, also as `W/…`. `*`: whichever it is")
]
IdempotencyKey = Annotated[
    str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7E]+$", examples=["b7f3c1"])
]

ConfirmedPublication = Annotated[
    str,
    Header(
        max_length=100,
        examples=["photo-without-alt, people-shown"],
        description="The `reasons` once more, separated by commas, where `publication-unconfirmed` gave them",
    ),
]


def repeated(header: str) -> set[str]:
    """Return the reasons that a header confirms."""
    return {word.strip().lower() for word in header.split(",")}


def version_of(if_match: str | None) -> int | None:
    if if_match == WILDCARD:
        return WHICHEVER
    return None if if_match is None else int(if_match.strip('"'))


def json_response(representation: Representation, *, is_new: bool = False, location: str | None = None) -> Response:
    """Answer with a single thing, as PostgreSQL wrote it, with its ETag."""
    headers = {"ETag": f'"{representation.version}"'} | PRIVATE | ({"Location": location} if location else {})
    return Response(representation.json, 201 if is_new else 200, headers, "application/json")


def model_response(model: BaseModel, *, is_new: bool) -> Response:
    """Answer with what a service made, private to its reader."""
    return Response(model.model_dump_json(by_alias=True), 201 if is_new else 200, PRIVATE, "application/json")


class WrittenJson(Response):
    """JSON of PostgreSQL, private to its reader: app/api/edge.py says so of each answer that says nothing else."""

    media_type = "application/json"

    def __init__(self, body: Json, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [JSON_TYPE, (b"content-length", b"%d" % len(body)), *headers]


def written(body: Json, status: int = 200) -> Response:
    """Answer with JSON of PostgreSQL, private to its reader."""
    return WrittenJson(body, status)


def json_response_or_304(request: Request, representation: Representation) -> Response:
    """Answer with the thing, or 304 if the client has this version."""
    response = json_response(representation)
    if representation.steady and is_known(request, response.headers["etag"]):
        return Response(status_code=304, headers={"ETag": response.headers["etag"]} | PRIVATE)
    return packed(request, response)


def is_known(request: Request, etag: str) -> bool:
    """Tell whether `If-None-Match` names this tag."""
    tags = {tag.strip().removeprefix("W/") for tag in header(request, b"if-none-match").split(",")}
    return bool(tags & {etag.removeprefix("W/"), "*"})
