"""Requests to join that nobody answers: the team is reminded once, then they end, and the person may ask again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.memberships import Membership, MembershipState
from app.services.accounts import consents
from app.services.communities import membership_notifications

BEFORE = timedelta(days=14)
AT_ONCE = 200
Keys = Sequence[tuple[UUID, UUID]]  # of communities and people


class LapseJoinRequests(Job):
    pass


async def lapse(uow: UnitOfWork) -> None:
    """Remind of requests that end soon, and end those that are due. Repeating the job is harmless.

    Each has a transaction of its own: the people of several teams would be locked in no order, and deadlocks follow.
    """
    is_due = Membership.lapses_at <= uow.now
    is_soon = (Membership.lapses_at <= uow.now + BEFORE) & Membership.reminded_at.is_(None)
    counts = [await _each(uow, is_due, _end), await _each(uow, is_soon, _remind)]
    if AT_ONCE in counts:
        uow.enqueue(LapseJoinRequests())


async def _each(
    uow: UnitOfWork, condition: ColumnElement[bool], act: Callable[[UnitOfWork, Membership], Awaitable[None]]
) -> int:
    """Do that for each waiting request that meets the condition; return their number."""
    keys = await _find(uow, condition)
    for community_id, person_id in keys:
        async with uow.runtime.work(uow.actor) as work:
            key = (Membership.community_id == community_id, Membership.user_id == person_id)
            row = select(Membership).where(*key, _is_waiting(), condition)
            membership = await work.session.scalar(row.with_for_update(skip_locked=True))
            if membership is not None:
                await act(work, membership)
    return len(keys)


async def _end(uow: UnitOfWork, membership: Membership) -> None:
    membership.lapse(uow.now)
    await membership_notifications.forget(uow, membership)
    await consents.withdraw(uow, membership.community_id, membership.user_id)
    await membership_notifications.notify_lapse(uow, membership)


async def _remind(uow: UnitOfWork, membership: Membership) -> None:
    membership.reminded_at = uow.now
    if membership.lapses_at is not None:
        await membership_notifications.notify_reminder(uow, membership, membership.lapses_at)


async def _find(uow: UnitOfWork, condition: ColumnElement[bool]) -> Keys:
    order = (Membership.lapses_at, Membership.community_id, Membership.user_id)
    keys = select(Membership.community_id, Membership.user_id).where(_is_waiting(), condition)
    return [(row.community_id, row.user_id) for row in await uow.session.execute(keys.order_by(*order).limit(AT_ONCE))]


def _is_waiting() -> ColumnElement[bool]:
    return Membership.state == MembershipState.REQUESTED
