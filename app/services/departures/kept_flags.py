"""What was reported or hidden of things that stay when their author is erased."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, exists, or_, update

from app.core.uow import UnitOfWork
from app.models.comments import Comment
from app.models.flags import Flag, FlagTarget, Hiding
from app.models.proposals import Proposal


async def keep(uow: UnitOfWork, people: Collection[UUID]) -> None:
    """Keep flags and hidings of proposals and comments that stay, without these people, who are erased next."""
    for table in (Flag, Hiding):
        stays = or_(
            and_(table.target_type == FlagTarget.PROPOSAL, exists().where(Proposal.id == table.target_id)),
            and_(table.target_type == FlagTarget.COMMENT, exists().where(Comment.id == table.target_id)),
        )
        rows = update(table).where(table.owner_id.in_(people), stays).values(owner_id=None)
        await uow.session.execute(rows.execution_options(synchronize_session=False))
