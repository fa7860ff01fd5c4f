from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.api.deps import Read, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.blocked_people import BlockedPersonRead
from app.schemas.pages import PageQuery, PageRead
from app.services.shared import blocked_people
from app.services.shared.blocked_people import BlockedPersonNotFound

router = Router(prefix="/me/blocked-people", tags=["me"], route_class=Route)


@router.get("", response_model=PageRead[BlockedPersonRead], responses=problems(InvalidCursor, Unprocessable))
async def list_blocked_people(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List whom you blocked, newest first.

    That is `block` as you delete a comment, and `never_again` as you decline an exchange.
    """
    return await blocked_people.search(reading, query)


@router.delete("/{block_id}", status_code=204, responses=problems(BlockedPersonNotFound, Unprocessable))
async def unblock_person(uow: Write, block_id: UUID) -> None:
    """Let them ask and comment again, as far as you give them access. Nobody is told."""
    await blocked_people.unblock(uow, block_id)
