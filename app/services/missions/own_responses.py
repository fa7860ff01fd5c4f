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
from app.services.accounts import suspensions
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


def _locking(*conditions: ColumnElement[bool]) -> Compiled:
    """Return the statement that locks, unless its mission fails one of the conditions: then it locks nothing."""
    missions = select(Mission.id, Mission.community_id).where(Mission.id.in_(_OWN_MISSION), *conditions).cte("mission")
    found = select(missions.c.id)
    person = select(User.id).where(User.id == ME.id, found.exists()).with_for_update(read=True).cte("person")
    ballot = select(Ballot.mission_id).where(Ballot.mission_id.in_(found), _once_locked(person))
    ballot_lock = ballot.with_for_update(read=True).cte("ballot")
    membership = active_in(ME).where(
        Membership.community_id.in_(select(missions.c.community_id)), _once_locked(ballot_lock)
    )
    membership_lock = membership.with_for_update(read=True).cte("membership")
    response = select(MissionResponse.id).where(
        MissionResponse.mission_id.in_(found), MissionResponse.user_id == ME.id, _once_locked(membership_lock)
    )
    response_lock = response.with_for_update().cte("response")
    return Compiled(select(func.count().label("locked"), *suspensions.FLAGS).select_from(response_lock))


LOCK = _locking()
LOCK_UNSHOWN = _locking(Mission.responses_visible_to != ShownTo.COMMUNITY)


def _own(actor: Actor) -> Select[MissionResponse, Mission, Ballot]:
    own = select(MissionResponse, Mission, Ballot).join(Mission, Mission.id == MissionResponse.mission_id)
    return (
        own.outerjoin(Ballot, Ballot.mission_id == Mission.id)
        .where(_BY_ID, MissionResponse.user_id == ME.id, shown_to_members(actor))
        .execution_options(populate_existing=True)
    )


_OWN = _own(ME)


async def lock_unshown(uow: UnitOfWork, mission_id: UUID) -> OwnResponse | None:
    """`lock_to_share`, of a mission whose answers not all members see. None: all see them, or it is not the caller's.

    That is settled before anybody can answer it. Raises ErasureAsked, AccountRestricted, MissionNotFound.
    """
    row = (await LOCK_UNSHOWN.execute(uow.session, _values(uow, mission_id))).one()
    suspensions.refuse(row)
    if not row.locked:
        return None
    own = await _read(uow, mission_id)
    if own.mission.responses_visible_to is ShownTo.COMMUNITY:
        raise MissionNotFound  # it was a draft a moment ago
    return own


async def lock_to_share(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    """`lock`, for what a suspended person may not do. Raises ErasureAsked, AccountRestricted, MissionNotFound."""
    suspensions.refuse((await LOCK.execute(uow.session, _values(uow, mission_id))).one())
    return await _read(uow, mission_id)


async def lock(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    """Lock the person, the ballot, if there is one, the membership, then the response. Raises MissionNotFound.

    The person, so that no guest is claimed or erased meanwhile; the ballot, so that it is not counted while its vote
    changes; the membership before the response, as in leaving, so that nobody leaves with the response left behind.
    All is read after the wait, by a statement of its own.
    """
    await LOCK.execute(uow.session, _values(uow, mission_id))
    return await _read(uow, mission_id)


async def _read(uow: UnitOfWork, mission_id: UUID) -> OwnResponse:
    in_one_place = uow.actor.delegation is not None or uow.actor.community_id is not None
    statement = _own(uow.actor) if in_one_place else _OWN
    row = (await uow.session.execute(statement, _values(uow, mission_id))).one_or_none()
    if row is None:
        raise MissionNotFound
    return OwnResponse(*row)


def _values(uow: UnitOfWork, mission_id: UUID) -> dict[str, Any]:
    return {"me": uow.actor.id, "id": mission_id}
