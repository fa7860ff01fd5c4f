"""What happens to missions by the clock: they open, recur, remind, close, are archived.

Reads go by the clock (`policies/missions.state`). A job writes down what the clock did, and delivers the mission to its
audience. A change of a mission first writes down what is due.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select, true
from sqlalchemy.dialects.postgresql import insert

from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.recurrence import moved, next_after, occurrences
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.missions import BEFORE, Mission, MissionKind, MissionMedia, MissionState
from app.services.missions import ballot_hearing, ballots
from app.services.missions.assignments import (
    AssignMission,
    EndMission,
    RefreshMission,
    RemindMission,
    assign_first,
    assign_in_rooms,
)

AT_ONCE = 1_000
SERIES_AT_ONCE = 200
BRIEFLY, JUST_BEFORE = timedelta(hours=1), timedelta(microseconds=1)
ZONES_APART = timedelta(hours=27)  # closer to the last occurrence, it may be the same one in another zone
AHEAD = timedelta(minutes=1)  # until the next look
OCCURRENCE_COLUMNS = (
    "community_id",
    "author_id",
    "programme_id",
    "position",
    "kind",
    "title",
    "brief",
    "skills",
    "audience",
    "reminders",
    "expected",
    "form",
    "responses_visible_to",
)


class TurnMissions(Job):
    pass


class BringSeriesBack(Job):
    after: UUID | None = None  # the last series of the batch before


class TurnMission(Job):
    """Do what is due for a mission."""

    mission_id: UUID


async def turn_all(uow: UnitOfWork) -> None:
    """Enqueue the missions that are due within a minute, to the second. Repeating it is harmless: `turn` checks."""
    waits = func.greatest(Mission.next_at - uow.now, timedelta()).label("waits")
    soon = select(Mission.id, waits).where(Mission.next_at <= uow.now + AHEAD)
    for mission_id, span in await uow.session.execute(soon.order_by(Mission.next_at).limit(AT_ONCE)):
        uow.enqueue(TurnMission(mission_id=mission_id), after=span)


async def bring_back(uow: UnitOfWork, job: BringSeriesBack) -> None:
    """Move series that a fast clock planned too late back to their next slot, a batch at a time."""
    later = (Mission.next_at > uow.now + BRIEFLY, Mission.recurrence.is_not(None), Mission.state == MissionState.OPEN)
    beyond = true() if job.after is None else Mission.id > job.after
    statement = select(Mission).where(*later, beyond).order_by(Mission.id).limit(SERIES_AT_ONCE)
    rows = (await uow.session.scalars(statement.with_for_update(skip_locked=True))).all()
    for series in rows:
        zone, first = await zone_of(uow, series), series.opens_at or uow.now
        slot = next_after(series.recurrence or "", first, zone, uow.now)
        came = select(func.max(Mission.slot)).where(Mission.series_id == series.id, Mission.slot <= uow.now)
        last = await uow.session.scalar(came)
        is_new = slot is not None and (last is None or slot - last >= ZONES_APART)
        if is_new and slot is not None and series.next_at is not None and slot < series.next_at:
            series.wait(slot, uow.now)
    if len(rows) == SERIES_AT_ONCE:
        uow.enqueue(BringSeriesBack(after=rows[-1].id))


async def turn(uow: UnitOfWork, mission_id: UUID) -> None:
    """Do what is due, once: a concurrent job waits, and finds nothing due."""
    due = select(Mission).where(Mission.id == mission_id, Mission.next_at <= uow.now)
    mission = (await uow.session.scalars(due.with_for_update())).one_or_none()
    if mission is not None:
        await _turn(uow, mission)


async def turn_locked(uow: UnitOfWork, mission: Mission) -> None:
    """Do what is due for a locked mission."""
    await _turn(uow, mission)


async def catch_up(uow: UnitOfWork, mission: Mission) -> None:
    """Do what is due for a locked mission before it changes: nobody changes what the clock ended or began."""
    while mission.state_at(uow.now) is not mission.state:
        await _turn(uow, mission)


async def begin(uow: UnitOfWork, mission: Mission, since: datetime | None = None) -> None:
    """Open the mission. A series begins to run, with its first occurrence at once if its time has passed."""
    if not mission.open(uow.now, since):
        return
    if not mission.is_series:
        await assign_in_rooms(uow, mission)
        if mission.kind is MissionKind.BALLOT:
            await ballots.begin(uow, mission)
        else:
            await assign_first(uow, mission)
        uow.enqueue(AssignMission(mission_id=mission.id))
    else:
        if mission.next_at is None:  # a draft until now
            await plan_series(uow, mission)
        enqueue_turn(uow, mission)


async def plan_series(uow: UnitOfWork, mission: Mission) -> None:
    """Set when a series begins. A mission that does not recur is left as it is."""
    if mission.recurrence is not None and mission.opens_at is not None:
        since = mission.opens_at - JUST_BEFORE
        mission.wait(next_after(mission.recurrence, mission.opens_at, await zone_of(uow, mission), since), uow.now)


def enqueue_turn(uow: UnitOfWork, mission: Mission) -> None:
    """Enqueue what is due for the mission now, instead of at the next run of the schedule."""
    if mission.next_at is not None and mission.next_at <= uow.now:
        uow.enqueue(TurnMission(mission_id=mission.id))


async def zone_of(uow: UnitOfWork, mission: Mission) -> ZoneInfo:
    return ZoneInfo((await uow.session.get_one(Community, mission.community_id)).timezone)


async def _turn(uow: UnitOfWork, mission: Mission) -> None:
    if mission.is_series and mission.state in {*BEFORE, MissionState.OPEN}:
        await _come_again(uow, mission)
        return
    match mission.state:
        case MissionState.DRAFT | MissionState.SCHEDULED:
            await _open(uow, mission)
        case MissionState.OPEN:
            await _go_on(uow, mission)
        case MissionState.CLOSED | MissionState.CANCELLED | MissionState.ARCHIVED:
            mission.archive(uow.now)
            uow.enqueue(RefreshMission(mission_id=mission.id))


async def _open(uow: UnitOfWork, mission: Mission) -> None:
    """Open the mission, or cancel it where no worker ran until it was over."""
    if mission.closes_at is not None and mission.closes_at <= uow.now:
        mission.cancel(uow.now, mission.closes_at)
    else:
        await begin(uow, mission, mission.opens_at)


async def _go_on(uow: UnitOfWork, mission: Mission) -> None:
    if mission.closes_at is not None and mission.closes_at <= uow.now:
        if await ballot_hearing.prolong_unheard(uow, mission):
            return
        mission.close(uow.now, mission.closes_at)
        await ballots.end(uow, mission)
        uow.enqueue(EndMission(mission_id=mission.id))
        return
    minutes = mission.due_reminder(uow.now)
    if minutes is not None:
        uow.enqueue(RemindMission(mission_id=mission.id, minutes=minutes))
    mission.look_ahead(uow.now)


async def _come_again(uow: UnitOfWork, series: Mission) -> None:
    """Begin the occurrence that is due. Of several that no worker began, only the last one."""
    rule, zone, first = series.recurrence or "", await zone_of(uow, series), series.opens_at or uow.now
    *_, slot = takewhile(lambda item: item <= uow.now, occurrences(rule, first, zone))
    following = next_after(rule, first, zone, uow.now)
    due, closes = (end and moved(end, first, slot, zone) for end in (series.due_at, series.closes_at))
    ends = {"due_at": due, "closes_at": closes or following}  # at the latest when the next occurrence begins
    if ends["closes_at"] is None or ends["closes_at"] > uow.now:
        await _begin_occurrence(uow, series, slot, ends)
    series.open(uow.now)
    series.wait(following, uow.now)


async def _begin_occurrence(
    uow: UnitOfWork, series: Mission, slot: datetime, ends: Mapping[str, datetime | None]
) -> None:
    """Create the occurrence. A constraint allows one for each slot."""
    new: dict[str, object] = {name: getattr(series, name) for name in OCCURRENCE_COLUMNS} | dict(ends)
    new |= {"id": uuid7(), "series_id": series.id, "slot": slot, "opens_at": slot, "state": MissionState.SCHEDULED}
    new |= {"created_at": uow.now, "updated_at": uow.now, "born_as": ""}
    insertion = insert(Mission).values(new).on_conflict_do_nothing(index_elements=["series_id", "slot"])
    mission_id = await uow.session.scalar(insertion.returning(Mission.id))
    if mission_id is not None:
        statement = select(literal(mission_id), MissionMedia.position, MissionMedia.media_id)
        media_copy = insert(MissionMedia).from_select(
            ["mission_id", "position", "media_id"], statement.where(MissionMedia.mission_id == series.id)
        )
        await uow.session.execute(media_copy)
        await begin(uow, await uow.session.get_one(Mission, mission_id))
