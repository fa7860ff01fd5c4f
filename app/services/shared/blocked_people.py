"""People whom a person blocked: they ask the person for nothing, and comment on nothing of theirs. Nobody is told."""

from uuid import UUID

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Json, Projection, shape
from app.core.uow import Reading, UnitOfWork
from app.models.blocked_people import BlockedPerson
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas.blocked_people import BlockedPersonRead
from app.schemas.pages import PageQuery
from app.services.shared import summaries


class BlockedPersonNotFound(NotFound):
    title = Words("Blocage introuvable")


_PERSON = select(summaries.PERSON).where(User.id == BlockedPerson.person_id).scalar_subquery()
ITEM = shape(BlockedPerson, BlockedPersonRead, person=case((BlockedPerson.is_named, _PERSON)))
BLOCKED_PEOPLE = Projection(
    "blocked_people",
    SIGNED_IN,
    ITEM,
    BlockedPerson.user_id == ME.id,
    order=(BlockedPerson.created_at, BlockedPerson.id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await BLOCKED_PEOPLE.page(reading, **query.model_dump())


async def block(uow: UnitOfWork, person_id: UUID, *, is_named: bool) -> None:
    """Keep a person from asking the caller anything, and from commenting on their things. A repetition changes nothing.

    `is_named`: the caller was told who it is.
    """
    values = {"id": uuid7(), "user_id": uow.actor.id, "person_id": person_id, "is_named": is_named}
    statement = insert(BlockedPerson).values(**values, created_at=uow.now)
    await uow.session.execute(statement.on_conflict_do_nothing())


async def unblock(uow: UnitOfWork, block_id: UUID) -> None:
    """Let a person ask and comment again. Raises BlockedPersonNotFound."""
    conditions = (BlockedPerson.id == block_id, BlockedPerson.user_id == uow.actor.id)
    if await uow.session.scalar(delete(BlockedPerson).where(*conditions).returning(BlockedPerson.id)) is None:
        raise BlockedPersonNotFound
