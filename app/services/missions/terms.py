"""A year after it ended, an occurrence of a series is reduced to numbers.

Unanswered responses are deleted. Responses stay with their authors, with the mission's title; nobody else reads them,
and the stored copy of the moment is deleted. The moment itself stays in the journal.
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
from app.models.tallies import Tally
from app.policies.responses import author_belongs
from app.services.missions.moments import zone_of
from app.services.missions.tallies import NUMBERS
from app.services.notifications.notifications import close

OCCURRENCE_LIFE = timedelta(days=365)  # managers read a school year as a whole
AT_ONCE = 1_000


class ForgetOccurrences(Job):
    pass


class ForgetOccurrence(Job):
    mission_id: UUID


async def forget_all(uow: UnitOfWork) -> None:
    """Enqueue the occurrences that are due. Repeating it is harmless: `forget` checks."""
    over = (Mission.state == MissionState.ARCHIVED, Mission.ended_at <= uow.now - OCCURRENCE_LIFE)
    due = select(Mission.id).where(Mission.series_id.is_not(None), Mission.forgotten_at.is_(None), *over)
    for mission_id in await uow.session.scalars(due.order_by(Mission.ended_at).limit(AT_ONCE)):
        uow.enqueue(ForgetOccurrence(mission_id=mission_id))


async def forget(uow: UnitOfWork, mission_id: UUID) -> None:
    """Reduce a portion of its responses. Another job continues while more may be left."""
    mission = await uow.session.get(Mission, mission_id, with_for_update=True)
    if mission is None:
        return
    if mission.forgotten_at is None:
        await _count(uow, mission)
        await _hide(uow, mission)
    if AT_ONCE in (await _forget_unanswered(uow, mission), await _give_back(uow, mission)):
        uow.enqueue(ForgetOccurrence(mission_id=mission_id))
    else:
        has_responses = exists().where(MissionResponse.mission_id == mission_id)
        await uow.session.execute(delete(Mission).where(Mission.id == mission_id, ~has_responses))


async def _count(uow: UnitOfWork, mission: Mission) -> None:
    """Add the board's counts of the occurrence to its month."""
    conditions = (Mission.id == mission.id, MissionResponse.mission_id == Mission.id, author_belongs())
    statement = select(*(func.count().filter(condition).label(name) for name, condition in NUMBERS.items()))
    statement = statement.where(*conditions)
    counts = dict((await uow.session.execute(statement, {"now": uow.now})).mappings().one())
    began = (mission.slot or mission.created_at).astimezone(await zone_of(uow, mission))
    month = {"series_id": mission.series_id, "month": began.date().replace(day=1)}
    new = insert(PastMonth).values(month | counts | {"occurrences": 1})
    totals = {name: getattr(PastMonth, name) + new.excluded[name] for name in ("occurrences", *counts)}
    await uow.session.execute(new.on_conflict_do_update(index_elements=["series_id", "month"], set_=totals))


async def _hide(uow: UnitOfWork, mission: Mission) -> None:
    mission.forget(uow.now)
    answers = select(MissionResponse.id).where(MissionResponse.mission_id == mission.id)
    for statement in (
        delete(MissionMedia).where(MissionMedia.mission_id == mission.id),
        delete(CommunityFeedItem).where(CommunityFeedItem.ref.in_(answers)),
        delete(Tally).where(Tally.mission_id == mission.id),
    ):
        await uow.session.execute(statement.execution_options(synchronize_session=False))
    await close(uow, mission.id)


async def _forget_unanswered(uow: UnitOfWork, mission: Mission) -> int:
    portion = _portion(mission, MissionResponse.state.not_in(STANDING))
    statement = (
        delete(MissionResponse)
        .where(MissionResponse.id.in_(portion))
        .returning(MissionResponse.id, MissionResponse.user_id, MissionResponse.version)
    )
    rows = (await uow.session.execute(statement.execution_options(synchronize_session=False))).all()
    for response_id, user_id, version in rows:
        uow.changed(user_id, Kind.RESPONSE, response_id, version + 1, is_deletion=True)
        uow.changed(user_id, Kind.MISSION, mission.id, mission.version, is_deletion=True)
    return len(rows)


async def _give_back(uow: UnitOfWork, mission: Mission) -> int:
    portion = _portion(mission, MissionResponse.state.in_(STANDING) & MissionResponse.shown.is_not(None))
    statement = (
        update(MissionResponse)
        .where(MissionResponse.id.in_(portion))
        .values(shown=None, version=MissionResponse.version + 1)
    )
    statement = statement.values(updated_at=uow.now).returning(
        MissionResponse.id, MissionResponse.user_id, MissionResponse.version
    )
    rows = (await uow.session.execute(statement.execution_options(synchronize_session=False))).all()
    for response_id, user_id, version in rows:
        uow.changed(user_id, Kind.RESPONSE, response_id, version)
        uow.changed(user_id, Kind.MISSION, mission.id, mission.version + version)
    return len(rows)


def _portion(mission: Mission, condition: ColumnElement[bool]) -> ScalarSelect[UUID]:
    statement = select(MissionResponse.id).where(MissionResponse.mission_id == mission.id, condition)
    return statement.order_by(MissionResponse.id).limit(AT_ONCE).with_for_update().scalar_subquery()
