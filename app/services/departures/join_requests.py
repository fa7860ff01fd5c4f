"""Requests to join that nobody answers: the team is reminded once, then they end, and the person may ask again."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.memberships import Membership, MembershipState
from app.services.accounts import consents
from app.services.communities import membership_notifications

BEFORE = timedelta(days=14)
AT_ONCE = 200


class LapseJoinRequests(Job):
    pass


async def lapse(uow: UnitOfWork) -> None:
    """Remind of requests that end soon, and end those that are due. Repeating the job is harmless."""
    due = await _lock(uow, Membership.lapses_at <= uow.now)
    for membership in due:
        membership.lapse(uow.now)
        await membership_notifications.forget(uow, membership)
        await consents.withdraw(uow, membership.community_id, membership.user_id)
        await membership_notifications.notify_lapse(uow, membership)
    soon = await _lock(uow, Membership.lapses_at <= uow.now + BEFORE, Membership.reminded_at.is_(None))
    for membership in soon:
        membership.reminded_at = uow.now
        if membership.lapses_at is not None:
            await membership_notifications.notify_reminder(uow, membership, membership.lapses_at)
    if AT_ONCE in {len(due), len(soon)}:
        uow.enqueue(LapseJoinRequests())


async def _lock(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> list[Membership]:
    statement = select(Membership).where(Membership.state == MembershipState.REQUESTED, *conditions)
    ordered = statement.order_by(Membership.lapses_at, Membership.community_id, Membership.user_id).limit(AT_ONCE)
    return list((await uow.session.scalars(ordered.with_for_update(skip_locked=True))).all())
