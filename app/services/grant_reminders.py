"""A week before an access to a person's things ends, both hear of it, once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.grants import AudienceType, Grant
from app.models.notifications import NotificationType
from app.models.users import User
from app.services import mails, notifications
from app.services.access_letters import ending_letter, named
from app.services.notifications import Notice

BEFORE = timedelta(days=7)
AT_ONCE = 200


class RemindOfEndings(Job):
    pass


async def remind(uow: UnitOfWork) -> None:
    """Of what was given for less than a week, nobody needs to be reminded."""
    soon = (
        select(Grant.id)
        .where(
            Grant.audience_type == AudienceType.USER,
            Grant.revoked_at.is_(None),
            Grant.reminded_at.is_(None),
            Grant.ends_at > uow.now,
            Grant.ends_at <= uow.now + BEFORE,
            Grant.ends_at - Grant.created_at > BEFORE,
        )
        .order_by(Grant.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    marked = update(Grant).where(Grant.id.in_(soon)).values(reminded_at=uow.now).returning(Grant)
    ending = (await uow.session.scalars(marked.execution_options(synchronize_session=False))).all()
    first: dict[tuple[UUID, UUID | None], Grant] = {}  # of what one gave the other, one mail
    for grant in sorted(ending, key=lambda one: (one.ends_at, one.id)):
        first.setdefault((grant.owner_id, grant.audience_id), grant)
    for grant in first.values():
        await _tell(uow, grant)
    if len(ending) == AT_ONCE:
        uow.enqueue(RemindOfEndings())


async def _tell(uow: UnitOfWork, grant: Grant) -> None:
    owner = await uow.session.get_one(User, grant.owner_id)
    reader = await uow.session.get(User, grant.audience_id)
    if reader is None or grant.ends_at is None:
        return  # their account is gone: nobody reads through it any more
    settings = uow.runtime.settings
    for to, other in ((owner, reader), (reader, owner)):
        told = {"grant_id": str(grant.id), "person_id": str(other.id), "title": named(other, to.locale)}
        await notifications.tell(uow, to.id, Notice(NotificationType.EXPIRY, grant.id, data=told))
        await mails.post(uow, to.email, ending_letter(settings, to, other, grant.ends_at, mine=to is reader))
