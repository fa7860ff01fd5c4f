"""The list of notifications, and reading them."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, build, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.notifications import Notification
from app.policies.notifications import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.notifications import NotificationQuery, NotificationRead, ReadingWrite
from app.services.notifications.notification_refs import ACTOR, SUBJECT
from app.services.notifications.notification_targets import look_up, quick_target
from app.services.notifications.notification_templates import sentence, words_in

UNKNOWN = Words("aucune de tes notifications n’est celle-ci")

ITEM = shape(
    Notification,
    NotificationRead,
    text=sentence(bindparam("words", type_=JSONB())),
    target=quick_target(ME),
    updated_at=wire(Notification.__table__.c.told_at),
    subject=SUBJECT,
    actor=ACTOR,
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "unread": Notification.read_at.is_(None),
    "read": Notification.read_at.is_not(None),
    "community_id": Notification.community_id == bindparam("community_id", type_=Uuid()),
}
NOTIFICATIONS = Projection(
    "notification_lists.notifications", SIGNED_IN, ITEM, readable_by(ME), order=(Notification.seq,), filters=FILTERS
)
_UNREAD = select(func.count()).where(readable_by(ME), Notification.read_at.is_(None)).scalar_subquery()
UNREAD = SingleProjection(SIGNED_IN, build({"unread": _UNREAD}), literal_column("1"))


async def search(reading: Reading, query: NotificationQuery) -> Json:
    fields = query.model_dump(exclude_none=True, exclude={"unread"})
    if query.unread is not None:
        fields["unread" if query.unread else "read"] = True
    page = await look_up(reading, await NOTIFICATIONS.page(reading, words=words_in(reading.locale), **fields))
    count = await UNREAD.get(reading)
    return Json(b"%b,%b" % (page.removesuffix(b"}"), count.json.removeprefix(b"{")))


async def read(uow: UnitOfWork, data: ReadingWrite) -> Representation:
    """What came after stays unread."""
    statement = update(Notification).where(readable_by(uow.actor), Notification.read_at.is_(None))
    if isinstance(data.up_to, UUID):
        up_to = Notification.seq <= await _seq(uow, data.up_to)
    else:
        up_to = func.date_trunc("milliseconds", Notification.told_at) <= data.up_to  # as it was read
    await uow.session.execute(statement.where(up_to).values(read_at=uow.now))
    return await UNREAD.show(uow)


async def _seq(uow: UnitOfWork, notification_id: UUID) -> int:
    statement = select(Notification.seq).where(readable_by(uow.actor), Notification.id == notification_id)
    seq = await uow.session.scalar(statement)
    if seq is None:
        raise Unprocessable(errors=[wrong("/up_to", "unknown_notification", UNKNOWN)])
    return seq
