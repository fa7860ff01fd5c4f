"""What becomes of an occurrence of a series, a year after it ended: numbers.

What was not answered goes. What people gave stays with them, with the title of what was asked: nobody else reads it,
and the copy that was made of their moment is gone. The moment itself is in their journal, untouched.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.changes import Kind
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.feed import CommunityFeedItem
from app.models.missions import Mission, MissionMedia, MissionState, PastMonth
from app.models.responses import STANDING, MissionResponse
from app.policies.responses import author_belongs
from app.services.missions.board import COUNTED
from app.services.missions.moments import zone_of
from app.services.notifications.notifications import close

KEPT = timedelta(days=365)  # a school year is read as a whole
AT_ONCE = 1_000


class ForgetOccurrences(Job):
    pass


class ForgetOccurrence(Job):
    mission_id: UUID


async def forget_all(uow: UnitOfWork) -> None:
    """Announce those whose time has come. Twice, it is the same: `forget` looks whether there is something left."""
    over = (Mission.state == MissionState.ARCHIVED, Mission.ended_at <= uow.now - KEPT)
    due = select(Mission.id).where(Mission.series_id.is_not(None), Mission.forgotten_at.is_(None), *over)
    for mission_id in await uow.session.scalars(due.order_by(Mission.ended_at).limit(AT_ONCE)):
        uow.enqueue(ForgetOccurrence(mission_id=mission_id))


async def forget(uow: UnitOfWork, mission_id: UUID) -> None:
    """A portion of its answers; another job goes on while there may be more."""
    mission = await uow.session.get(Mission, mission_id, with_for_update=True)
    if mission is None:
        return
    if mission.forgotten_at is None:
        await _count(uow, mission)
        await _hide(uow, mission)
    if AT_ONCE in (await _forget_unanswered(uow, mission), await _give_back(uow, mission)):
        uow.enqueue(ForgetOccurrence(mission_id=mission_id))
    else:
        kept = exists().where(MissionResponse.mission_id == mission_id)
        await uow.session.execute(delete(Mission).where(Mission.id == mission_id, ~kept))


async def _count(uow: UnitOfWork, mission: Mission) -> None:
    """As its board counted them; added to its month."""
    here = (Mission.id == mission.id, MissionResponse.mission_id == Mission.id, author_belongs())
    statement = select(*(func.count().filter(one).label(name) for name, one in COUNTED.items())).where(*here)
    counts = dict((await uow.session.execute(statement, {"now": uow.now})).mappings().one())
    began = (mission.slot or mission.created_at).astimezone(await zone_of(uow, mission))
    month = {"series_id": mission.series_id, "month": began.date().replace(day=1)}
    new = insert(PastMonth).values(month | counts | {"occurrences": 1})
    more = {name: getattr(PastMonth, name) + new.excluded[name] for name in ("occurrences", *counts)}
    await uow.session.execute(new.on_conflict_do_update(index_elements=["series_id", "month"], set_=more))


async def _hide(uow: UnitOfWork, mission: Mission) -> None:
    mission.forget(uow.now)
    answers = select(MissionResponse.id).where(MissionResponse.mission_id == mission.id)
    for gone in (
        delete(MissionMedia).where(MissionMedia.mission_id == mission.id),
        delete(CommunityFeedItem).where(CommunityFeedItem.ref.in_(answers)),
    ):
        await uow.session.execute(gone.execution_options(synchronize_session=False))
    await close(uow, mission.id)


async def _forget_unanswered(uow: UnitOfWork, mission: Mission) -> int:
    some = _some(mission, MissionResponse.state.not_in(STANDING))
    statement = (
        delete(MissionResponse)
        .where(MissionResponse.id.in_(some))
        .returning(MissionResponse.id, MissionResponse.user_id, MissionResponse.version)
    )
    rows = (await uow.session.execute(statement.execution_options(synchronize_session=False))).all()
    for response_id, user_id, version in rows:
        uow.changed(user_id, Kind.RESPONSE, response_id, version + 1, deleted=True)
        uow.changed(user_id, Kind.MISSION, mission.id, mission.version, deleted=True)
    return len(rows)


async def _give_back(uow: UnitOfWork, mission: Mission) -> int:
    some = _some(mission, MissionResponse.state.in_(STANDING) & MissionResponse.shown.is_not(None))
    alone = (
        update(MissionResponse)
        .where(MissionResponse.id.in_(some))
        .values(shown=None, version=MissionResponse.version + 1)
    )
    alone = alone.values(updated_at=uow.now).returning(
        MissionResponse.id, MissionResponse.user_id, MissionResponse.version
    )
    rows = (await uow.session.execute(alone.execution_options(synchronize_session=False))).all()
    for response_id, user_id, version in rows:
        uow.changed(user_id, Kind.RESPONSE, response_id, version)
        uow.changed(user_id, Kind.MISSION, mission.id, mission.version + version)
    return len(rows)


def _some(mission: Mission, which: ColumnElement[bool]) -> ScalarSelect[UUID]:
    statement = select(MissionResponse.id).where(MissionResponse.mission_id == mission.id, which)
    return statement.order_by(MissionResponse.id).limit(AT_ONCE).with_for_update().scalar_subquery()
