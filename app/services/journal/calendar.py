"""The journal by days: the number of experiences per day, and those of this day in other years."""

from sqlalchemy import Date, Integer, bindparam, cast, extract, func, literal_column, select

from app.core.actor import ME
from app.core.projections import NOW, Json, Projection, SingleProjection, build
from app.core.uow import Reading
from app.models.experiences import Experience
from app.models.users import User
from app.policies.experiences import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import CalendarQuery, DayQuery
from app.services.journal.experience_reads import ITEM, NEWEST, ExperienceNotFound

NOT_IN_BIN = (readable_by(ME), Experience.trashed_at.is_(None))
_BY_DAY = (
    select(Experience.lived_on.label("day"), func.count().label("many"))
    .where(*NOT_IN_BIN, Experience.lived_on.between(bindparam("from_", type_=Date()), bindparam("to", type_=Date())))
    .group_by(Experience.lived_on)
    .subquery()
)
_DAYS = func.array(
    select(build({"day": _BY_DAY.c.day, "count": _BY_DAY.c.many})).order_by(_BY_DAY.c.day).scalar_subquery()
)
CALENDAR = SingleProjection(SIGNED_IN, build({"days": _DAYS}), literal_column("1"), missing=ExperienceNotFound)

_ZONE = select(User.timezone).where(User.id == ME.id).scalar_subquery()
_TODAY = cast(func.timezone(_ZONE, NOW), Date)
_DAY = func.coalesce(bindparam("day", type_=Date()), _TODAY)
_FIRST = select(func.min(Experience.lived_on)).where(*NOT_IN_BIN).scalar_subquery()
_AGO = func.generate_series(
    literal_column("1"), cast(extract("year", _DAY), Integer) - cast(extract("year", _FIRST), Integer)
).column_valued("ago")
# The same day of each year since the first experience. In years without 29 February, no day is the same.
_EARLIER = cast(_DAY - func.make_interval(_AGO), Date)
_DAYS_BEFORE = select(_EARLIER).where(extract("day", _EARLIER) == extract("day", _DAY))
_ON_SAME_DAY = select(Experience.id).where(
    *NOT_IN_BIN, Experience.lived_on == func.any(func.array(_DAYS_BEFORE.scalar_subquery()))
)
ON_THIS_DAY = Projection(
    "calendar.on_this_day",
    SIGNED_IN,
    ITEM,
    *NOT_IN_BIN,
    Experience.id == func.any(func.array(_ON_SAME_DAY.scalar_subquery())),
    order=NEWEST,
)


async def count_by_day(reading: Reading, query: CalendarQuery) -> Json:
    representation = await CALENDAR.get(reading, **query.model_dump())
    return representation.json


async def on_this_day(reading: Reading, query: DayQuery) -> Json:
    values = {"day": query.day}
    return await ON_THIS_DAY.page(reading, limit=query.limit, cursor=query.cursor, **values)
