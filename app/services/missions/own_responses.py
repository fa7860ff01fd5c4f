"""The caller's own response to a mission, locked to be changed."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Uuid, bindparam, func, literal_column, or_, select

from app.core.actor import ME, Actor
from app.core.compiled import Compiled
from app.core.uow import UnitOfWork
from app.models.ballots import Ballot
from app.models.memberships import Membership
from app.models.missions import Mission, ShownTo
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.communities import active_in
from app.policies.missions import shown_to_members
from app.services.missions.reads import MissionNotFound

_ID = bindparam("id", type_=Uuid())
_BY_ID = or_(MissionResponse.mission_id == _ID, MissionResponse.id == _ID)  # a phone may know it by its own id
_OWN_MISSION = select(MissionResponse.mission_id).where(_BY_ID, MissionResponse.user_id == ME.id)


class OwnResponse(NamedTuple):
    response: MissionResponse
    mission: Mission
    ballot: Ballot | None  # of a vote that began


def _once_locked(rows: CTE) -> ColumnElement[bool]:
    """True as soon as these rows are locked: PostgreSQL asks it before it reads what stands beside it."""
    return select(func.count()).select_from(rows).scalar_subquery() >= literal_column("0")


_PERSON = select(User.id).where(User.id == ME.id).with_for_update(read=True).cte("person")
_BALLOT = (
    select(Ballot.mission_id)
    .where(Ballot.mission_id.in_(_OWN_MISSION), _once_locked(_PERSON))
    .with_for_update(read=True)
    .cte("ballot")
)
_COMMUNITY = select(Mission.community_id).where(Mission.id.in_(_OWN_MISSION))
_MEMBERSHIP = (
    active_in(ME)
    .where(Membership.community_id.in_(_COMMUNITY), _once_locked(_BALLOT))
    .with_for_update(read=True)
    .cte("membership")
)
_RESPONSE = (
    select(MissionResponse.id)
    .where(_BY_ID, MissionResponse.user_id == ME.id, _once_locked(_MEMBERSHIP))
    .with_for_update()
    .cte("response")
)
LOCK = Compiled(select(func.count()).select_from(_RESPONSE))
SHOWN_TO = Compiled(select(Mission.responses_visible_to).where(Mission.id.in_(_OWN_MISSION)))


def _own(actor: Actor) -> Select[MissionResponse, Mission, Ballot]:
    own = select(MissionResponse, Mission, Ballot).join(Mission, Mission.id == MissionResponse.mission_id)
    return (
        own.outerjoin(Ballot, Ballot.mission_id == Mission.id)
        .where(_BY_ID, MissionResponse.user_id == ME.id, shown_to_members(actor))
        .execution_options(populate_existing=True)
    )


_OWN = _own(ME)


async def is_shown_to_community(uow: UnitOfWork, mission_id: UUID) -> bool:
    """Tell whether all members see answers to the mission. That is settled before anybody can answer it."""
    rows = await SHOWN_TO.execute(uow.session, _values(uow, mission_id))
    return rows.scalar_one_or_none() == ShownTo.COMMUNITY


async def lock(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    """Lock the person, the ballot, if there is one, the membership, then the response. Raises MissionNotFound.

    The person, so that no guest is claimed or erased meanwhile; the ballot, so that it is not counted while its vote
    changes; the membership before the response, as in leaving, so that nobody leaves with the response left behind.
    All is read after the wait, by a statement of its own.
    """
    values = _values(uow, mission_id)
    await LOCK.execute(uow.session, values)
    in_one_place = uow.actor.delegation is not None or uow.actor.community_id is not None
    row = (await uow.session.execute(_own(uow.actor) if in_one_place else _OWN, values)).one_or_none()
    if row is None:
        raise MissionNotFound
    return OwnResponse(*row)


def _values(uow: UnitOfWork, mission_id: UUID) -> dict[str, Any]:
    return {"me": uow.actor.id, "id": mission_id}
