"""The reading log of an owner's grants: people by name and time, links by numbers alone."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, case, desc, func, literal_column, select

from app.core.actor import ME
from app.core.projections import Json, Projection, SingleProjection, build, shape, wire
from app.core.uow import Reading
from app.models.grants import Accessed, AccessEvent, Grant, LinkDay
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.grants import given_by
from app.policies.sessions import SIGNED_IN
from app.schemas.accesses import AccessEventRead, AccessQuery, LinkDayRead
from app.services.missions.response_reads import MISSION_TITLE
from app.services.shared import summaries
from app.services.sharing.grants import LAST_OPENED_AT, VIEWS, GrantNotFound
from app.services.sharing.targets import title_of

LATEST = 100
_AVATAR = select(summaries.AVATAR).where(User.id == AccessEvent.reader_id).scalar_subquery()
READER = case(
    (
        AccessEvent.reader_id.is_not(None),
        build({"id": AccessEvent.reader_id, "display_name": AccessEvent.reader_name, "avatar": _AVATAR}),
    )
)
_MISSION = select(MISSION_TITLE).join(MissionResponse, MissionResponse.mission_id == Mission.id)
TITLE = case(
    (
        AccessEvent.target_type == Accessed.RESPONSE,
        _MISSION.where(MissionResponse.id == AccessEvent.target_id).scalar_subquery(),
    ),
    else_=title_of(AccessEvent.target_type, AccessEvent.target_id),
)
TARGET = build({"type": AccessEvent.target_type, "id": AccessEvent.target_id, "title": TITLE})
EVENT = shape(AccessEvent, AccessEventRead, created_at=wire(AccessEvent.__table__.c.at), reader=READER, target=TARGET)
FILTERS: dict[str, ColumnElement[bool]] = {"grant_id": AccessEvent.grant_id == bindparam("grant_id", type_=Uuid())}
ACCESSES_OF_OWNER = Projection(
    "accesses.mine",
    SIGNED_IN,
    EVENT,
    AccessEvent.owner_id == ME.id,
    order=(AccessEvent.at, AccessEvent.id),
    filters=FILTERS,
)

_OF_GRANT = AccessEvent.grant_id == Grant.id
_EVENTS = select(EVENT).where(_OF_GRANT).order_by(desc(AccessEvent.at), desc(AccessEvent.id)).limit(LATEST)
_DAYS = select(shape(LinkDay, LinkDayRead)).where(LinkDay.grant_id == Grant.id).order_by(desc(LinkDay.day))
ACCESSES = SingleProjection(
    SIGNED_IN,
    build(
        {
            "total": VIEWS,
            "last_opened_at": LAST_OPENED_AT,
            "days": func.array(_DAYS.scalar_subquery()),
            "events": func.array(_EVENTS.scalar_subquery()),
        }
    ),
    literal_column("1"),
    given_by(ME),
    Grant.id == bindparam("id", type_=Uuid()),
    missing=GrantNotFound,
)


async def search(reading: Reading, query: AccessQuery) -> Json:
    return await ACCESSES_OF_OWNER.page(reading, **query.model_dump(exclude_none=True))


async def of_grant(reading: Reading, grant_id: UUID) -> Json:
    """Count and list the readings through one grant. Raises GrantNotFound."""
    representation = await ACCESSES.get(reading, id=grant_id)
    return representation.json
