"""Appeals that no community can answer, because the person who hid the target leads it alone."""

from uuid import UUID

from sqlalchemy import select

from app.core.db import fetch_one
from app.core.uow import UnitOfWork
from app.models.flags import Hiding
from app.models.operators import AdminVerb
from app.policies.flags import is_left_to_operators
from app.schemas.flags import FlagTargetRead, HidingReviewWrite
from app.schemas.operators import ReviewedAppealRead, WaitingAppealRead
from app.services.operators.hidings import HidingNotFound, settle_appeal
from app.services.operators.operators import act

FIRST = 100


async def list_waiting(uow: UnitOfWork) -> list[WaitingAppealRead]:
    """List waiting appeals, the oldest first."""
    left = select(Hiding).where(is_left_to_operators()).order_by(Hiding.appealed_at, Hiding.id).limit(FIRST)
    return [
        WaitingAppealRead(
            id=row.id,
            target=FlagTargetRead(type=row.target_type, id=row.target_id),
            reason=row.reason,
            appeal=row.appeal,
            appealed_at=row.appealed_at,
        )
        for row in await uow.session.scalars(left)
        if row.appeal is not None and row.appealed_at is not None
    ]


async def review(uow: UnitOfWork, hiding_id: UUID, data: HidingReviewWrite) -> ReviewedAppealRead:
    """Answer an appeal. Raises HidingNotFound, also for an appeal that the community can answer, and HidingReviewed."""
    await act(uow, AdminVerb.REVIEW_APPEAL, hiding_id)
    left = select(Hiding).where(Hiding.id == hiding_id, is_left_to_operators())
    hiding = await fetch_one(uow.session, left.with_for_update(), HidingNotFound)
    await settle_appeal(uow, hiding, data)
    return ReviewedAppealRead(
        id=hiding.id,
        target=FlagTargetRead(type=hiding.target_type, id=hiding.target_id),
        answer=data.answer,
        reviewed_at=uow.now,
        lifted_at=hiding.lifted_at,
    )
