"""Missions as steps of a programme: who may write and open them, and when they open by themselves.

The team of a programme writes drafts, and opens and closes steps while the programme runs. Ballots are opened, and
missions called off, by managers.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, bindparam, select

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.missions import BEFORE, Mission, MissionState
from app.models.programmes import Programme, ProgrammeIdle, ProgrammeState
from app.policies.communities import CommunityNotFound, ManagersOnly, active_in, managed_by
from app.policies.programmes import led_by_team
from app.schemas.missions import MissionWrite

OPENED_BY_MANAGERS = ("ballot",)
UNKNOWN_PROGRAMME = wrong("/programme_id", "unknown_programme", Words("ce programme n’est pas d’ici"))
UNKNOWN_STEP = wrong("/opens_after/mission_id", "unknown_mission", Words("cette mission n’est pas d’ici"))


async def check_author(uow: UnitOfWork, community_id: UUID, programme_id: UUID | None) -> None:
    """Check that the caller may write a mission there. The programme stays as it is until commit.

    Raises CommunityNotFound, ManagersOnly, Unprocessable for a programme of elsewhere.
    """
    if community_id not in set(await uow.session.scalars(active_in(uow.actor))):
        raise CommunityNotFound
    leads, manages = await _leads(uow, community_id, programme_id), await _manages(uow, community_id)
    if not leads and not manages:
        raise ManagersOnly
    if not leads and programme_id is not None:
        raise Unprocessable(errors=[UNKNOWN_PROGRAMME])


async def check_writable(uow: UnitOfWork, mission: Mission) -> None:
    """Raises ManagersOnly for a mission that has opened, unless the caller manages the community."""
    if mission.state not in BEFORE:
        await check_manages(uow, mission)


async def check_manages(uow: UnitOfWork, mission: Mission) -> None:
    """Raises ManagersOnly."""
    if not await _manages(uow, mission.community_id):
        raise ManagersOnly


async def check_opening(uow: UnitOfWork, mission: Mission) -> None:
    """Raises ProgrammeIdle, ManagersOnly."""
    if mission.kind in OPENED_BY_MANAGERS:
        await check_manages(uow, mission)
    if not await is_under_way(uow, mission.programme_id):
        raise ProgrammeIdle


async def check_place(uow: UnitOfWork, mission: Mission, data: MissionWrite) -> None:
    """Check that its programme, and the mission it opens after, are of the same community. Raises Unprocessable."""
    if data.programme_id != mission.programme_id:
        if data.programme_id is None:
            await check_manages(uow, mission)
        elif not await _leads(uow, mission.community_id, data.programme_id):
            raise Unprocessable(errors=[UNKNOWN_PROGRAMME])
    if data.opens_after is not None:
        earlier = select(Mission.id).where(
            Mission.id == data.opens_after.mission_id,
            Mission.community_id == mission.community_id,
            Mission.id != mission.id,
        )
        if await uow.session.scalar(earlier) is None:
            raise Unprocessable(errors=[UNKNOWN_STEP])


async def needs_manager(uow: UnitOfWork, data: MissionWrite) -> bool:
    """Tell whether what the caller writes stays a draft until a manager opens it, or writes it in turn."""
    return data.kind in OPENED_BY_MANAGERS and not await _manages(uow, data.community_id)


async def is_under_way(uow: UnitOfWork, programme_id: UUID | None) -> bool:
    """Tell whether the programme runs; a mission without one needs none."""
    if programme_id is None:
        return True
    state = await uow.session.scalar(select(Programme.state).where(Programme.id == programme_id))
    return state is ProgrammeState.RUNNING


async def schedule_followers(uow: UnitOfWork, mission: Mission) -> None:
    """Let the drafts that open after this one open by themselves, in programmes that run."""
    follows = Mission.opens_after["mission_id"].astext == bindparam("earlier", str(mission.id), Text())
    statement = select(Mission).where(Mission.opens_after.is_not(None), follows, Mission.state == MissionState.DRAFT)
    for follower in (await uow.session.scalars(statement.order_by(Mission.id).with_for_update())).all():
        await _schedule_after(uow, follower, mission.ended_at or uow.now)


async def schedule_late(uow: UnitOfWork, mission: Mission) -> None:
    """Let a draft open by itself that was written once the mission it opens after is closed."""
    if mission.opens_after is None or mission.state is not MissionState.DRAFT:
        return
    earlier = select(Mission.ended_at).where(
        Mission.id == UUID(mission.opens_after["mission_id"]), Mission.state == MissionState.CLOSED
    )
    ended_at = await uow.session.scalar(earlier)
    if ended_at is not None:
        await _schedule_after(uow, mission, ended_at)


async def _schedule_after(uow: UnitOfWork, follower: Mission, ended_at: datetime) -> None:
    if await is_under_way(uow, follower.programme_id):
        follower.schedule(uow.now, ended_at + timedelta(minutes=(follower.opens_after or {})["minutes"]))


async def _leads(uow: UnitOfWork, community_id: UUID, programme_id: UUID | None) -> bool:
    programme = select(Programme.id).where(
        Programme.id == programme_id, Programme.community_id == community_id, led_by_team(uow.actor)
    )
    # Locked before its steps, as in closing.
    locking = programme.with_for_update(read=True, of=Programme)
    return programme_id is not None and await uow.session.scalar(locking) is not None


async def _manages(uow: UnitOfWork, community_id: UUID) -> bool:
    return community_id in set(await uow.session.scalars(managed_by(uow.actor)))
