"""What somebody hears who was given access to something, and keeps no longer than they have it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import aliased

from app.core.jobs import Job
from app.core.limits import Rule, hit
from app.core.uow import UnitOfWork
from app.models.dispatches import Dispatch
from app.models.grants import AudienceType, Grant
from app.models.notifications import Notification, NotificationType
from app.models.users import User
from app.services.access import grant_words
from app.services.notifications.notifications import Notice, close, notify, reopen

NAMING = (NotificationType.GRANT, NotificationType.EXPIRY)  # whose it is, and what
NAMES = ("person", "title", "title_fr", "title_en")
NAMELESS = text(f"data - array{list(NAMES)}")
NAMED = Notification.data.has_any(array(NAMES))  # also what was settled before, as of a term that changed
LATELY = timedelta(days=30)
AT_ONCE = 500
# Whoever knows somebody's id can give them something, and they get a mail that says its title.
PER_GIVER = Rule("accesses given to people per giver", 60, timedelta(days=1))
PER_READER = Rule("accesses given per giver and reader", 20, timedelta(days=1))
_given = aliased(Grant, name="given")


class ForgetEndedGrants(Job):
    pass


class TellBegun(Job):
    pass


async def admit(uow: UnitOfWork, grant: Grant) -> None:
    """Raises TooMany."""
    await hit(uow.runtime, PER_READER, (grant.owner_id, grant.audience_id), uow.now)
    await hit(uow.runtime, PER_GIVER, grant.owner_id, uow.now)


async def tell_given(uow: UnitOfWork, grant: Grant) -> None:
    """To one person, unless it is for later. What is taken back and given again is no news."""
    if grant.audience_id is None:
        return
    if grant.starts_at and grant.starts_at > uow.now:
        return  # they hear of it then (`tell_begun`), and of nothing before
    owner = await uow.session.get_one(User, grant.owner_id)
    reader = await uow.session.get_one(User, grant.audience_id)
    told = {"grant_id": str(grant.id), "person_id": str(owner.id), "person": owner.display_name}
    told |= await grant_words.named(uow, [grant], reader)
    notice = Notice(NotificationType.GRANT, grant.id, data=told)
    if not await reopen(uow, reader.id, _same(grant), notice):
        await notify(uow, reader.id, notice)


async def tell_begun(uow: UnitOfWork) -> None:
    """Of what began lately, nobody was told of some. It is looked for, not waited for: a clock may have been wrong."""
    about = (Notification.user_id == Grant.audience_id, Notification.subject_id == Grant.id, NAMED)
    begun = (
        Grant.audience_type == AudienceType.USER,
        Grant.audience_id.is_not(None),
        Grant.revoked_at.is_(None),
        Grant.starts_at <= uow.now,
        Grant.starts_at > uow.now - LATELY,
        or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now),
        ~exists().where(*about),  # nor of what was put off, which is named again
    )
    statement = select(Grant).where(*begun).order_by(Grant.starts_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = (await uow.session.scalars(statement)).all()
    for grant in sorted(
        rows, key=lambda item: str(item.audience_id)
    ):  # as `tell` does, so that no two wait in a circle
        await tell_given(uow, grant)
    if len(rows) == AT_ONCE:
        uow.enqueue(TellBegun())


async def change_term(uow: UnitOfWork, grant: Grant) -> None:
    """It ends on another day: who was reminded of the old one is reminded anew, in time. What was told says the new
    day, and is no news."""
    await _restate(uow, grant)
    grant.reminded_at = None
    old = (Notification.subject_id == grant.id, Notification.type == NotificationType.EXPIRY)
    done = {"settled_at": uow.now, "read_at": func.coalesce(Notification.read_at, uow.now), "is_shown": False}
    await uow.session.execute(update(Notification).where(*old, Notification.settled_at.is_(None)).values(done))


async def _restate(uow: UnitOfWork, grant: Grant) -> None:
    reader = await uow.session.get(User, grant.audience_id) if grant.audience_id else None
    if reader is None:
        return
    await uow.session.flush()
    same = Grant.id == grant.id if grant.request_id is None else Grant.request_id == grant.request_id
    standing = select(Grant).where(same, Grant.revoked_at.is_(None)).order_by(Grant.id)
    grants = (await uow.session.scalars(standing)).all()
    if not grants:
        return
    words = await grant_words.named(uow, grants, reader)
    told = (Notification.subject_id.in_([grant.id, grant.request_id]), Notification.type == NotificationType.GRANT)
    statement = update(Notification).where(*told, Notification.is_shown, Notification.user_id == reader.id)
    await uow.session.execute(statement.values(data=Notification.data.op("||")(literal(words, JSONB))))


async def forget(uow: UnitOfWork, grant: Grant) -> None:
    """It was taken back: whoever could read it is not told any more whose it was."""
    await close(uow, grant.id)
    await _unname(uow, and_(_told_of(grant), _is_over(uow)))


async def put_off(uow: UnitOfWork, grant: Grant) -> None:
    """It begins later: until then nothing names to them what they may not see yet, nor does a mail that waits."""
    silent = await _unname(uow, and_(_told_of(grant), _is_over(uow)))
    waiting = delete(Dispatch).where(Dispatch.notification_id.in_(silent), Dispatch.done_at.is_(None))
    await uow.session.execute(waiting)


def _told_of(grant: Grant) -> ColumnElement[bool]:
    theirs = Notification.user_id == grant.audience_id
    return and_(theirs, Notification.subject_id.in_([grant.id, grant.request_id]))


async def forget_ended(uow: UnitOfWork) -> None:
    """The same for what came to its end by itself. Again and again without harm."""
    lately = and_(Grant.ends_at <= uow.now, Grant.ends_at > uow.now - LATELY)
    condition = and_(
        Notification.user_id == Grant.audience_id, Notification.subject_id.in_([Grant.id, Grant.request_id])
    )
    statement = select(Notification.id).join(Grant, condition).where(lately, NAMED, _is_over(uow))
    chosen = statement.limit(AT_ONCE).with_for_update(skip_locked=True, of=Notification)
    if len(await _unname(uow, Notification.id.in_(chosen))) == AT_ONCE:
        uow.enqueue(ForgetEndedGrants())


async def _unname(uow: UnitOfWork, which: ColumnElement[bool]) -> Sequence[UUID]:
    """Which of them. They are seen no more; the rows stay, so that what is given again is no news."""
    values = {"data": NAMELESS, "is_shown": False, "settled_at": func.coalesce(Notification.settled_at, uow.now)}
    statement = update(Notification).where(which).values(values).returning(Notification.id)
    return (await uow.session.scalars(statement.execution_options(synchronize_session=False))).all()


def _is_over(uow: UnitOfWork) -> ColumnElement[bool]:
    """Nothing stands of what the notice at hand names to whoever was told."""
    about = or_(_given.id == Notification.subject_id, _given.request_id == Notification.subject_id)
    condition = or_(_given.starts_at.is_(None), _given.starts_at <= uow.now)
    stands = and_(_given.revoked_at.is_(None), condition, or_(_given.ends_at.is_(None), _given.ends_at > uow.now))
    still = exists().where(about, _given.audience_id == Notification.user_id, stands).correlate_except(_given)
    return and_(Notification.type.in_(NAMING), ~still)


def _same(grant: Grant) -> Select[UUID]:
    """All the accesses to just this that one gave the other before."""
    return select(Grant.id).where(
        Grant.owner_id == grant.owner_id,
        Grant.audience_type == grant.audience_type,
        Grant.audience_id == grant.audience_id,
        Grant.target_type == grant.target_type,
        Grant.target_id.is_not_distinct_from(grant.target_id),
    )
