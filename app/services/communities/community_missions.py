"""The end of missions with their community or author, and their plan when the community's time zone changes."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, update

from app.core.recurrence import moved_zone, next_after
from app.core.uow import UnitOfWork
from app.models.missions import BEFORE, Mission, MissionState

LIVE = Mission.state.in_((*BEFORE, MissionState.OPEN))


async def end_all(uow: UnitOfWork, community_id: UUID) -> None:
    """Cancel the missions of a closed community and clear their texts."""
    await _cancel(uow, Mission.community_id == community_id)
    words = (
        update(Mission)
        .where(Mission.community_id == community_id)
        .values(title="", brief=None, expected=None, form=None)
    )
    await uow.session.execute(words.execution_options(synchronize_session=False))


async def end_series_of(uow: UnitOfWork, author_id: UUID) -> None:
    """Cancel the series of an author who left. Open occurrences stay until they close."""
    await _cancel(uow, Mission.author_id == author_id, Mission.recurrence.is_not(None))


async def plan_anew(uow: UnitOfWork, community_id: UUID, was: str, zone: str) -> None:
    """Keep each series at its local hour in the new time zone, without a second occurrence for a slot."""
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


async def _cancel(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> None:
    over = {"state": MissionState.CANCELLED, "ended_at": uow.now, "next_at": None, "updated_at": uow.now}
    statement = update(Mission).where(*conditions, LIVE).values(over | {"version": Mission.version + 1})
    await uow.session.execute(statement.execution_options(synchronize_session=False))
