from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Source, Write, json_response
from app.api.guarded import CONSENTED
from app.api.problems import problems
from app.api.routes import IN_WORDS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.models.grant_requests import RequestAnswered
from app.policies.erasures import ErasureAsked
from app.policies.grant_requests import NotYoursToAnswer
from app.policies.measures import AccountRestricted
from app.policies.second_factors import SecondFactorRequired
from app.schemas.grant_requests import (
    Acceptance,
    GrantRequestDetailRead,
    GrantRequestQuery,
    GrantRequestRead,
    GrantRequestWrite,
)
from app.schemas.pages import PageRead
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import grant_answers, grant_requests
from app.services.sharing.grant_requests import GrantRequestNotFound, GrantRequestPending

router = Router(prefix="/grant-requests", tags=["counselling"], route_class=Route)
ANSWERS = (GrantRequestNotFound, NotYoursToAnswer, RequestAnswered, Unprocessable)


@router.get("", response_model=PageRead[GrantRequestRead], responses=problems(InvalidCursor, Unprocessable))
async def list_grant_requests(reading: Read, query: Annotated[GrantRequestQuery, Query()]) -> Json:
    """List what was asked of you, newest first; or what you asked of others, with `scope=sent`."""
    return await grant_requests.search(reading, query)


@router.post(
    "",
    status_code=201,
    response_model=GrantRequestDetailRead,
    responses=problems(
        *REFUSALS,
        SecondFactorRequired,
        ErasureAsked,
        AccountRestricted,
        GrantRequestPending,
        TooMany,
        Unprocessable,
        IdempotencyKeyReused,
    ),
)
async def create_grant_request(
    uow: Write, data: GrantRequestWrite, source: Source, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask somebody for access, by the code that they show you. It takes a second factor; your address is shown."""
    request_id = await idempotency.remember(uow, idempotency_key, data)
    representation = await grant_requests.create(uow, request_id, data, source)
    return json_response(representation, is_new=True, location=f"/v1/grant-requests/{request_id}")


@router.get(
    "/{request_id}",
    response_model=GrantRequestDetailRead,
    responses=problems(GrantRequestNotFound, Unprocessable) | IN_WORDS,
)
async def get_grant_request(reading: Read, request_id: UUID) -> Response:
    """Read a request; asked of you and waiting, with exactly what would be visible if you agreed."""
    return json_response(await grant_requests.get(reading, request_id))


@router.put(
    "/{request_id}/acceptance",
    response_model=GrantRequestDetailRead,
    responses=problems(*REFUSALS, *ANSWERS, *CONSENTED),
)
async def accept_grant_request(uow: Write, request_id: UUID, data: Acceptance) -> Response:
    """Agree, to all of it or to less: fewer targets, fewer rights, an earlier end. Never to more."""
    return json_response(await grant_answers.accept(uow, request_id, data))


@router.put("/{request_id}/refusal", response_model=GrantRequestDetailRead, responses=problems(*ANSWERS))
async def refuse_grant_request(uow: Write, request_id: UUID) -> Response:
    """Refuse. No reason is given."""
    return json_response(await grant_answers.refuse(uow, request_id))


@router.put("/{request_id}/withdrawal", response_model=GrantRequestDetailRead, responses=problems(*ANSWERS))
async def withdraw_grant_request(uow: Write, request_id: UUID) -> Response:
    """Take your own request back, before it is answered."""
    return json_response(await grant_answers.withdraw(uow, request_id))
