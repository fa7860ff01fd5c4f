"""What becomes of missions when their community is over, when their author is gone, and when its clock is another."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update

from app.core.recurrence import moved_zone, next_after
from app.core.uow import UnitOfWork
from app.models.missions import BEFORE, Mission, MissionState

LIVE = Mission.state.in_((*BEFORE, MissionState.OPEN))


async def end_all(uow: UnitOfWork, community_id: UUID) -> None:
    """Nobody is left in it: nothing comes any more, and what was asked goes."""
    await _cancel(uow, Mission.community_id == community_id)
    words = update(Mission).where(Mission.community_id == community_id).values(title="", brief=None, expected=None)
    await uow.session.execute(words.execution_options(synchronize_session=False))


async def end_series_of(uow: UnitOfWork, author_id: UUID) -> None:
    """Whoever would answer for them is gone. What is open of them stays until it closes."""
    await _cancel(uow, Mission.author_id == author_id, Mission.recurrence.is_not(None))


async def plan_anew(uow: UnitOfWork, community_id: UUID, was: str, zone: str) -> None:
    """Each series keeps its hour on the wall, and comes no second time for a slot that it came for."""
    old, new = ZoneInfo(was), ZoneInfo(zone)
    series = select(Mission).where(Mission.community_id == community_id, Mission.recurrence.is_not(None), LIVE)
    for row in (await uow.session.scalars(series.order_by(Mission.id).with_for_update())).all():
        if row.opens_at is None or row.recurrence is None:
            continue
        last = await uow.session.scalar(select(func.max(Mission.slot)).where(Mission.series_id == row.id))
        row.opens_at = moved_zone(row.opens_at, old, new)
        row.due_at, row.closes_at = (at and moved_zone(at, old, new) for at in (row.due_at, row.closes_at))
        since = max(uow.now, moved_zone(last, old, new)) if last else uow.now
        row.wait(next_after(row.recurrence, row.opens_at, new, since), uow.now)
        row.version, row.updated_at = row.version + 1, uow.now


async def _cancel(uow: UnitOfWork, *which: ColumnElement[bool]) -> None:
    over = {"state": MissionState.CANCELLED, "ended_at": uow.now, "next_at": None, "updated_at": uow.now}
    statement = update(Mission).where(*which, LIVE).values(over | {"version": Mission.version + 1})
    await uow.session.execute(statement.execution_options(synchronize_session=False))
