from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.policies.second_factors import SecondFactorRequired
from app.schemas.comments import CommentDeletionQuery, CommentQuery, CommentRead, CommentWrite
from app.schemas.pages import PageRead
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import comments
from app.services.sharing.comments import CommentNotFound, CommentNotGranted

router = Router(prefix="/comments", tags=["counselling"], route_class=Route)


@router.get("", response_model=PageRead[CommentRead], responses=problems(InvalidCursor, Unprocessable))
async def list_comments(reading: Read, query: Annotated[CommentQuery, Query()]) -> Json:
    """List all that was said about what is yours, newest first; or what you said yourself, with `scope=written`.
    That stays yours, without whom it is about, when you have no access any more."""
    return await comments.search(reading, query)


@router.post(
    "",
    status_code=201,
    response_model=CommentRead,
    responses=problems(
        *REFUSALS,
        CommentNotFound,
        CommentNotGranted,
        ErasureAsked,
        AccountRestricted,
        TooMany,
        SecondFactorRequired,
        Unprocessable,
        IdempotencyKeyReused,
    ),
)
async def create_comment(uow: Write, data: CommentWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Say something about what was granted to you, or to a community of yours, with the right to comment. Its owner
    always sees it, and nobody else but you."""
    comment_id, is_new = await idempotency.remember_once(uow, idempotency_key, data)
    return json_response(await comments.create(uow, comment_id, data, is_new=is_new), is_new=True)


@router.delete("/{comment_id}", status_code=204, responses=problems(CommentNotFound, Unprocessable))
async def delete_comment(uow: Write, comment_id: UUID, query: Annotated[CommentDeletionQuery, Query()]) -> None:
    """Delete what you said, or what was said about what is yours; with `block=true`, its author says nothing about
    your things any more."""
    await comments.delete(uow, comment_id, block=query.block)
