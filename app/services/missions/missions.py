"""Missions as managers write them: created, changed, opened, closed, cancelled."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import claim, fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.guardians import GuardedAct
from app.models.memberships import Membership, MembershipState
from app.models.missions import BEFORE, AudienceKind, Mission, MissionKind, MissionMoved, MissionState
from app.models.rooms import Room
from app.policies.communities import ManagersOnly
from app.policies.missions import changeable_by, readable_by
from app.schemas.missions import Audience, MissionPatch, MissionWrite
from app.schemas.patches import patched
from app.services.accounts import age
from app.services.journal.citations import check_attached
from app.services.missions import ballots, events, openings, steps, survey_skills
from app.services.missions.assignments import EndMission, RefreshMission
from app.services.missions.moments import begin, catch_up, enqueue_turn, plan_series
from app.services.missions.reads import MISSION, MissionNotFound
from app.services.shared.room_signals import wake_clock

JSON_FIELDS = ("audience", "opens_after", "expected")
WHEN_AND_WHERE = ("starts_at", "ends_at", "place")  # of an event
OTHER_COMMUNITY = wrong("/community_id", "fixed", Words("une mission reste dans sa communauté"))
FORMS = tuple(kind for kind in MissionKind if kind is not MissionKind.EXPERIENCE)
UNKNOWN_MEMBER = Words("cette personne n’est pas membre")
UNKNOWN_MISSION = wrong(
    "/audience/mission_id",
    "unknown_mission",
    Words("cette mission n’est pas d’ici"),
)

UNKNOWN_ROOM = wrong("/audience/room_id", "unknown_room", Words("cette salle n’est pas de la communauté"))


async def put(
    uow: UnitOfWork, mission_id: UUID, data: MissionWrite, version: int | None, confirmations: Collection[str] = ()
) -> tuple[Representation, bool]:
    """Create or change. The id is an idempotency key for ever: sending the same body again changes nothing.

    A mission is shared with its members: outside a known school, that takes the age for it, or a guardian. `confirmed`:
    the opening reasons that the manager has confirmed. Raises AgeRequired, GuardianRequired, OpeningUnconfirmed.
    """
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    await steps.check_author(uow, data.community_id, data.programme_id)
    is_new = await claim(uow.session, Mission, id=mission_id, **first_values(uow, data))
    mission = await get_to_change(uow, mission_id)
    if not is_new:
        if version is None and data.digest() == mission.born_as:
            return await show(uow, mission), False
        await expect(uow, version, mission, MISSION, id=mission_id)
    await age.check_shown(uow, mission.community_id, too_young)
    await catch_up(uow, mission)
    await steps.check_writable(uow, mission)
    before = None if is_new else openings.plan_of(mission)
    await _rewrite(uow, mission, data)
    await openings.check_written(uow, mission, before, confirmations)
    enqueue_turn(uow, mission)
    return await show(uow, mission), is_new


async def patch(
    uow: UnitOfWork, mission_id: UUID, patch: MissionPatch, version: int | None, confirmations: Collection[str] = ()
) -> Representation:
    """Change the mission. Raises OpeningUnconfirmed."""
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    mission = await get_to_change(uow, mission_id)
    await expect(uow, version, mission, MISSION, id=mission_id)
    await age.check_shown(uow, mission.community_id, too_young)
    await catch_up(uow, mission)
    await steps.check_writable(uow, mission)
    media, before = [link.media_id for link in mission.media_links], openings.plan_of(mission)
    await _rewrite(uow, mission, patched(MissionWrite, mission, patch, media=media))
    await openings.check_written(uow, mission, before, confirmations)
    enqueue_turn(uow, mission)
    return await show(uow, mission)


async def open_now(uow: UnitOfWork, mission_id: UUID, confirmations: Collection[str] = ()) -> Representation:
    """Open the mission and deliver it within seconds. Opening it again changes nothing.

    Raises OpeningUnconfirmed, MissionMoved.
    """
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    mission = await get_to_change(uow, mission_id)
    await age.check_shown(uow, mission.community_id, too_young)
    await catch_up(uow, mission)
    if mission.state in BEFORE:
        await steps.check_opening(uow, mission)
        await ballots.check_options(uow, mission)
        await openings.check(uow, mission, confirmations)
    await begin(uow, mission)
    return await show(uow, mission)


async def close(uow: UnitOfWork, mission_id: UUID) -> Representation:
    return await _end(uow, mission_id, Mission.close)


async def cancel(uow: UnitOfWork, mission_id: UUID) -> Representation:
    """Cancel the mission. A series is cancelled with its open occurrences. Raises ManagersOnly."""
    await steps.check_manages(uow, await get_to_change(uow, mission_id))
    return await _end(uow, mission_id, Mission.cancel)


async def delete(uow: UnitOfWork, mission_id: UUID, version: int | None) -> None:
    """Delete a mission that has not opened; of a series, one that has not begun. Nobody was sent anything of it.

    Raises MissionMoved.
    """
    mission = await get_to_change(uow, mission_id)
    await expect(uow, version, mission, MISSION, id=mission_id)
    await catch_up(uow, mission)
    if mission.state not in BEFORE:
        raise MissionMoved
    await uow.session.delete(mission)


async def get_to_change(uow: UnitOfWork, mission_id: UUID) -> Mission:
    """Lock the mission until the end of the transaction, for who leads it.

    Raises MissionNotFound, ManagersOnly for mere readers.
    """
    statement = select(Mission).where(Mission.id == mission_id, readable_by(uow.actor)).with_for_update()
    mission = await fetch_one(uow.session, statement.options(selectinload(Mission.media_links)), MissionNotFound)
    manages = select(Mission.id).where(Mission.id == mission_id, changeable_by(uow.actor))
    if await uow.session.scalar(manages) is None:
        raise ManagersOnly
    return mission


async def show(uow: UnitOfWork, mission: Mission) -> Representation:
    if mission.kind is MissionKind.BALLOT:
        await wake_clock(uow)
    return await MISSION.show(uow, id=mission.id)


async def _end(uow: UnitOfWork, mission_id: UUID, move: Callable[[Mission, datetime], bool]) -> Representation:
    mission = await get_to_change(uow, mission_id)
    await catch_up(uow, mission)
    if move(mission, uow.now):
        await ballots.end(uow, mission)
        uow.enqueue(EndMission(mission_id=mission.id))
        if mission.state is MissionState.CANCELLED:
            await _cancel_occurrences(uow, mission)
    return await show(uow, mission)


async def _cancel_occurrences(uow: UnitOfWork, series: Mission) -> None:
    live = select(Mission).where(Mission.series_id == series.id, Mission.state == MissionState.OPEN)
    for row in await uow.session.scalars(live.order_by(Mission.id).with_for_update()):
        row.cancel(uow.now)
        uow.enqueue(EndMission(mission_id=row.id))


async def _rewrite(uow: UnitOfWork, mission: Mission, data: MissionWrite) -> None:
    if data.community_id != mission.community_id:
        raise Unprocessable(errors=[OTHER_COMMUNITY])
    media_ids = {link.media_id for link in mission.media_links}
    await check_attached(uow, [medium for medium in data.media if medium not in media_ids], data.skills)
    await _check_audience(uow, mission, data.audience)
    await ballots.check_form(uow, mission, data.ballot)
    data = await survey_skills.named(uow, mission, data)
    await steps.check_place(uow, mission, data)
    was_open, event = mission.state is MissionState.OPEN, mission.event
    mission.needs_manager = await steps.needs_manager(uow, data)
    waits = mission.needs_manager or not await steps.is_under_way(uow, data.programme_id)
    mission.rewrite(columns_of(data), data.media, uow.now, waits=waits)
    await steps.schedule_late(uow, mission)
    if was_open:
        is_moved = _has_moved(event, mission.event)
        if is_moved:
            await events.tell_eve_again(uow, mission)
        uow.enqueue(RefreshMission(mission_id=mission.id, is_moved=is_moved))
    elif mission.state is MissionState.SCHEDULED:
        await plan_series(uow, mission)


def _has_moved(before: dict[str, Any] | None, event: dict[str, Any] | None) -> bool:
    return before is not None and event is not None and any(before[name] != event[name] for name in WHEN_AND_WHERE)


def columns_of(data: MissionWrite) -> dict[str, object]:
    """Return the columns of a mission that its body says."""
    columns = data.model_dump(exclude={"community_id", "media", *FORMS, *JSON_FIELDS})
    return columns | {
        "audience": data.audience.kept(),
        "opens_after": data.opens_after and data.opens_after.model_dump(mode="json"),
        "expected": data.expected and data.expected.model_dump(mode="json"),
        "form": (form := data.form()) and form.model_dump(mode="json"),
    }


async def _check_audience(uow: UnitOfWork, mission: Mission, audience: Audience) -> None:
    """Check that the people and the mission it names belong to the community."""
    if audience.type is AudienceKind.USERS:
        conditions = (Membership.community_id == mission.community_id, Membership.state == MembershipState.ACTIVE)
        members = set(
            await uow.session.scalars(
                select(Membership.user_id).where(*conditions, Membership.user_id.in_(audience.users))
            )
        )
        users = enumerate(audience.users)
        faults = [
            wrong(f"/audience/users/{n}", "unknown_member", UNKNOWN_MEMBER)
            for n, user_id in users
            if user_id not in members
        ]
        if faults:
            raise Unprocessable(errors=faults)
    if audience.type is AudienceKind.ROOM:
        rooms = select(Room.id).where(Room.id == audience.room_id, Room.community_id == mission.community_id)
        if await uow.session.scalar(rooms) is None:
            raise Unprocessable(errors=[UNKNOWN_ROOM])
    if audience.type is AudienceKind.NOT_ANSWERED:
        statement = select(Mission.id).where(
            Mission.id == audience.mission_id, Mission.community_id == mission.community_id, Mission.id != mission.id
        )
        if await uow.session.scalar(statement) is None:
            raise Unprocessable(errors=[UNKNOWN_MISSION])


def first_values(uow: UnitOfWork, data: MissionWrite) -> dict[str, object]:
    return {
        "community_id": data.community_id,
        "programme_id": data.programme_id,
        "author_id": uow.actor.id if uow.actor.community_id is None else None,
        "title": data.title,
        "audience": data.audience.kept(),
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }
