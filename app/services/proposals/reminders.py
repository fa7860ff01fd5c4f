"""A week before an action is due, its owner is told: one mail per owner and week, none of what is done."""

from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.notifications import NotificationType
from app.models.proposals import Proposal, ProposalState
from app.services.notifications.notification_templates import ActionNotice
from app.services.notifications.notifications import NewNotification, notify

WEEK = timedelta(days=7)
AT_ONCE = 500
UNDER_WAY = (ProposalState.CHOICE, ProposalState.IN_PROGRESS)
_EARLIER = aliased(Proposal)


class RemindOfActions(Job):
    pass


async def remind(uow: UnitOfWork) -> None:
    """Remind of actions that are due within a week. Repeating it the same week tells nobody twice."""
    today = uow.now.date()
    has_reminder = exists().where(_EARLIER.owner_id == Proposal.owner_id, _EARLIER.reminded_on > today - WEEK)
    due = (
        select(Proposal)
        .where(Proposal.state.in_(UNDER_WAY), Proposal.due_on.between(today, today + WEEK))
        .where(Proposal.owner_id.is_not(None), Proposal.reminded_on.is_(None), ~has_reminder)
        .order_by(Proposal.owner_id, Proposal.due_on, Proposal.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    actions = (await uow.session.scalars(due)).all()
    for owner_id, group in groupby(actions, key=lambda action: action.owner_id):
        if owner_id is not None:
            own = list(group)
            await notify(uow, owner_id, _reminder(own, today))
            ids = [action.id for action in own]
            await uow.session.execute(update(Proposal).where(Proposal.id.in_(ids)).values(reminded_on=today))
    if len(actions) == AT_ONCE:
        uow.enqueue(RemindOfActions())


def _reminder(actions: list[Proposal], today: date) -> NewNotification:
    first, event = actions[0], ActionNotice.DUE if len(actions) == 1 else ActionNotice.DUE_SEVERAL
    data = {"proposal_id": str(first.id), "title": first.title, "kind": str(event), "on": today.isoformat()}
    return NewNotification(NotificationType.PLAN, first.id, first.community_id, data)
