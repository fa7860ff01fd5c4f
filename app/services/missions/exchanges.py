"""Exchanges: a member asks those who offer a skill. It is an event with one seat; nobody is named before a yes.

Whoever asks hears of a yes, and of nothing else: not how many were asked, nor whether there was anybody to ask.
"""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, select

from app.core.actor import ME
from app.core.jobs import Job
from app.core.projections import NOW, Json, Projection, SingleProjection, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.missions import Mission, MissionState
from app.models.responses import SHARED_STATES, MissionResponse
from app.models.skills import Skill
from app.models.users import User
from app.policies import missions
from app.policies.missions import asked_by
from app.policies.responses import author_belongs
from app.policies.sessions import SIGNED_IN
from app.schemas.exchanges import ExchangeQuery, ExchangeRead, ExchangeState
from app.services.missions import mission_notifications
from app.services.missions.assignments import EndMission
from app.services.shared import summaries
from app.services.shared.community_guards import check_member


class CloseExchange(Job):
    """Take no other yes: the seat is taken."""

    mission_id: UUID


_YES = (MissionResponse.mission_id == Mission.id, MissionResponse.state.in_(SHARED_STATES), author_belongs())
_PARTNER = (
    select(summaries.PERSON)
    .where(User.id == MissionResponse.user_id, *_YES)
    .correlate(Mission)
    .limit(1)
    .scalar_subquery()
)
_HAS_PARTNER = select(MissionResponse.id).where(*_YES).correlate(Mission).exists()
_STATE = case(
    (_HAS_PARTNER, ExchangeState.ACCEPTED),
    (missions.state(NOW) == MissionState.OPEN, ExchangeState.ASKED),
    else_=ExchangeState.OVER,
)
ITEM = shape(
    Mission,
    ExchangeRead,
    skill=select(summaries.SKILL).where(Skill.id == func.any(Mission.skills)).limit(1).scalar_subquery(),
    message=Mission.__table__.c.brief,
    state=_STATE,
    partner=_PARTNER,
    expires_at=wire(Mission.__table__.c.closes_at),
)
_OF_CALLER = (asked_by(ME), Mission.community_id == bindparam("community", type_=Uuid()))
EXCHANGES = Projection("exchanges.asked", SIGNED_IN, ITEM, *_OF_CALLER, order=(Mission.created_at, Mission.id))
EXCHANGE = SingleProjection(SIGNED_IN, ITEM, Mission.version, asked_by(ME), Mission.id == bindparam("id", type_=Uuid()))


async def search(reading: Reading, community_id: UUID, query: ExchangeQuery) -> Json:
    """List the exchanges that the caller asks for. Raises CommunityNotFound, MembersOnly."""
    await check_member(reading, community_id)
    return await EXCHANGES.page(reading, community=community_id, **query.model_dump(exclude_none=True))


async def take_yes(uow: UnitOfWork, mission: Mission) -> None:
    """Tell the member who asks, and close the exchange to others."""
    await mission_notifications.notify_exchange(uow, mission)
    uow.enqueue(CloseExchange(mission_id=mission.id))


async def close(uow: UnitOfWork, job: CloseExchange) -> None:
    """Close the exchange. A repetition changes nothing."""
    mission = await uow.session.get(Mission, job.mission_id, with_for_update=True)
    if mission is not None and mission.state is MissionState.OPEN:
        mission.close(uow.now)
        uow.enqueue(EndMission(mission_id=mission.id))
