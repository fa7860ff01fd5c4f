"""The number of people per state of a mission that was sent to many, kept up to date.

`tally_shares` holds how each response was counted last, `tally_counts` the sums of these shares, always: triggers see
to it. A share may differ from the response only for fresh people: those in `tally_changes`, where triggers write each
person whose response, membership or account changes; and those not counted yet. A reading counts the responses of fresh
people and subtracts their shares: it is exact, and what ended is gone in the next answer (docs/decisions/0104). Whoever
answers adds a row of their own and waits for nobody. A job brings shares up to date, so that few people are fresh.

A mission that was sent to few has no shares: everybody is fresh.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Label,
    Select,
    Uuid,
    and_,
    case,
    cast,
    column,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import SINGLE_ROW, Base
from app.core.ids import GREATEST_ID, LEAST_ID
from app.core.jobs import Job, Lane
from app.core.projections import NOW, Element
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.missions import Mission
from app.models.responses import OPEN_STATES, STANDING, MissionResponse, ResponseState
from app.models.tallies import EVERYWHERE, Tally, TallyChange, TallyCount, TallyShare
from app.policies.missions import is_closed
from app.policies.responses import author_belongs, left_open_at
from app.services.missions.response_reads import CAME_AT
from app.services.shared import stored_counts
from app.services.shared.stored_counts import ALL_ROWS, LEAST, MINUS, PLUS, array_bind

MANY = 1_000  # responses from which on a mission is not counted at each reading
PEOPLE_AT_ONCE, MISSIONS_AT_ONCE, ROWS_OF_A_TALLY = 1_000, 200, 100
LOCK = 20261104  # the number of an advisory lock of PostgreSQL
_EVERYWHERE = literal_column(f"'{EVERYWHERE}'::uuid", Uuid())


Rows = Select[*tuple[Any, ...]]


class CountResponses(Job):
    lane = Lane.HEAVY


class RecountResponses(Job):
    lane = Lane.HEAVY


class Share(NamedTuple):
    """The columns by which a response counts, independent of the clock. The mission is in the statement."""

    state: ColumnElement[Any]
    is_seen: ColumnElement[bool]
    came_late: ColumnElement[bool]
    left_open: ColumnElement[bool]


def share(due_at: ColumnElement[Any], end_at: ColumnElement[Any]) -> Share:
    """Return the share of the response in the statement, in a mission with these dates."""
    return Share(
        MissionResponse.__table__.c.state,
        or_(MissionResponse.seen_at.is_not(None), MissionResponse.state.in_(STANDING)),
        func.coalesce(due_at < CAME_AT, false()),
        func.coalesce(left_open_at(end_at), false()),
    )


def numbers(of: Share) -> Mapping[str, ColumnElement[bool]]:
    """Return the condition of each number, at the instant of the statement."""
    is_miss = or_(of.state == ResponseState.MISSED, and_(is_closed(NOW), of.left_open))
    waiting = and_(of.state.in_(OPEN_STATES), ~is_miss)
    return {
        "sent": of.state.is_not(None),
        "seen": of.is_seen,
        "waiting": waiting,
        "answered": of.state.in_(STANDING),
        "returned": of.state == ResponseState.RETURNED,
        "accepted": of.state == ResponseState.ACCEPTED,
        "declined": of.state == ResponseState.DECLINED,
        "missed": is_miss,
        "late": case((waiting, Mission.due_at < NOW), else_=of.came_late),
    }


END_AT = func.coalesce(Mission.ended_at, Mission.closes_at)
NUMBERS = numbers(share(Mission.__table__.c.due_at, END_AT))
_COVER = select(Tally.covered_to).where(
    Tally.mission_id == Mission.id,
    Tally.due_at.is_not_distinct_from(Mission.due_at),
    Tally.end_at.is_not_distinct_from(END_AT),
)
_COVERED_TO = func.coalesce(_COVER.correlate(Mission).scalar_subquery(), LEAST)
_PLACES = array([Mission.__table__.c.id, Mission.__table__.c.community_id, _EVERYWHERE])
_FRESH_USERS = (
    select(TallyChange.user_id)
    .where(TallyChange.place_id == func.any(_PLACES))
    .distinct()
    .correlate(Mission)
    .subquery("changed")
)


def _labels(of: Share) -> Sequence[Label[Any]]:
    return [item.label(name) for name, item in of._asdict().items()]


def _columns(table: type[Base]) -> Share:
    return Share(*(table.__table__.c[name] for name in Share._fields))


def _counted_fresh(selection: Rows, user_id: InstrumentedAttribute[UUID]) -> Rows:
    """Select the row of each fresh person who is counted already. A lateral join looks them up one by one."""
    of_person = selection.where(user_id == _FRESH_USERS.c.user_id, user_id <= _COVERED_TO).limit(SINGLE_ROW)
    row = of_person.correlate(Mission, _FRESH_USERS).lateral()
    return select(*row.c).select_from(_FRESH_USERS.join(row, true()))


def counts() -> Mapping[str, Element]:
    """Return the numbers of the mission in the statement: stored sums, with fresh people counted anew."""
    present = select(*_labels(share(Mission.__table__.c.due_at, END_AT)), PLUS.label("number")).where(
        MissionResponse.mission_id == Mission.id, author_belongs()
    )
    shares = select(*_columns(TallyShare), MINUS.label("number")).where(TallyShare.mission_id == Mission.id)
    sums = select(*_columns(TallyCount), TallyCount.number).where(TallyCount.mission_id == Mission.id)
    answerer, owner = MissionResponse.user_id, TallyShare.user_id
    selections = (
        sums,
        present.where(answerer > _COVERED_TO),
        # A range with two ends is few rows to PostgreSQL, which looks them up; of responses it may be all.
        shares.where(owner > _COVERED_TO, owner <= stored_counts.GREATEST),
        _counted_fresh(present, answerer),
        _counted_fresh(shares, owner),
    )
    rows = union_all(*(selection.correlate(Mission) for selection in selections)).subquery("counted")
    return {
        name: cast(func.coalesce(func.sum(rows.c.number).filter(condition), 0), BigInteger)
        for name, condition in numbers(Share(*(rows.c[name] for name in Share._fields))).items()
    }


async def count(uow: UnitOfWork) -> bool:
    """Bring shares up to date, a portion in each transaction. Return whether more missions are left."""
    await stored_counts.count_portions(uow, LOCK, _begin)
    await stored_counts.count_portions(uow, LOCK, _count_changed)
    missions = await _overdue(uow)
    for mission_id in missions:
        await stored_counts.count_portions(uow, LOCK, partial(_count_next, mission_id=mission_id))
    await stored_counts.count_portions(uow, LOCK, _sum_up)
    return len(missions) == MISSIONS_AT_ONCE


async def recount(uow: UnitOfWork) -> None:
    """Count all responses anew. Until then everybody is fresh, so that readings are exact."""
    async with uow.runtime.work(uow.actor) as work:
        await work.session.execute(update(Tally).values(covered_to=LEAST_ID))
    await count(uow)


async def _begin(uow: UnitOfWork) -> bool:
    """Store counts from now on of missions with many responses, of which any changed."""
    many = (
        select(MissionResponse.id).where(MissionResponse.mission_id == TallyChange.place_id).offset(MANY - 1).limit(1)
    )
    places = (
        select(TallyChange.place_id)
        .distinct()
        .where(~exists().where(Tally.mission_id == TallyChange.place_id), many.scalar_subquery().is_not(None))
    )
    missions = select(Mission.id, LEAST).where(Mission.id.in_(places), Mission.forgotten_at.is_(None))
    await uow.session.execute(
        insert(Tally).from_select(["mission_id", "covered_to"], missions).on_conflict_do_nothing()
    )
    return False


async def _count_changed(uow: UnitOfWork) -> bool:
    """Count people who changed. People whose account or mission is being deleted wait for the next time."""
    users = await stored_counts.lock_changed(uow, TallyChange.user_id, PEOPLE_AT_ONCE)
    changes = (await uow.session.execute(_CHANGES, {"users": users})).all()
    pairs = {(change.mission_id, change.user_id) for change in changes if change.mission_id is not None}
    missions = await _lock({mission_id for mission_id, _ in pairs}, uow)
    waiting = {user_id for mission_id, user_id in pairs if mission_id not in missions}
    await _store_shares(uow, [pair for pair in pairs if pair[1] not in waiting])
    done_ids = {change.id for change in changes if change.user_id not in waiting}
    await uow.session.execute(delete(TallyChange).where(TallyChange.id.in_(done_ids)))
    return bool(done_ids)  # somebody of these may have to wait, and others not


async def _count_next(uow: UnitOfWork, mission_id: UUID) -> bool:
    """Count the next responses of a mission that is not counted yet, or was when it had other dates."""
    if not await _lock({mission_id}, uow):
        return False
    tally = await uow.session.get_one(Tally, mission_id)
    dates = (await uow.session.execute(select(Mission.due_at, END_AT).where(Mission.id == mission_id))).one()
    if (tally.due_at, tally.end_at) != tuple(dates):
        tally.due_at, tally.end_at = dates
        tally.covered_to = LEAST_ID
        await uow.session.flush()
    rest = union(
        *(
            select(table.user_id)
            .where(table.mission_id == mission_id, table.user_id > tally.covered_to)
            .order_by(table.user_id)
            .limit(PEOPLE_AT_ONCE)
            for table in (MissionResponse, TallyShare)
        )
    ).subquery("rest")
    users = (await uow.session.scalars(select(rest.c.user_id).order_by(rest.c.user_id).limit(PEOPLE_AT_ONCE))).all()
    await stored_counts.lock_people(uow, users)
    await _store_shares(uow, [(mission_id, user_id) for user_id in users])
    has_rest = len(users) == PEOPLE_AT_ONCE
    tally.covered_to = users[-1] if has_rest else GREATEST_ID
    return has_rest


async def _overdue(uow: UnitOfWork) -> Sequence[UUID]:
    conditions = (
        Tally.covered_to == GREATEST_ID,
        Tally.due_at.is_not_distinct_from(Mission.due_at),
        Tally.end_at.is_not_distinct_from(END_AT),
    )
    late = select(Tally.mission_id).join(Mission, Mission.id == Tally.mission_id).where(~and_(*conditions))
    async with uow.runtime.database.sessions() as session:
        return (await session.scalars(late.order_by(Tally.mission_id).limit(MISSIONS_AT_ONCE))).all()


async def _lock(missions: Collection[UUID], uow: UnitOfWork) -> Collection[UUID]:
    """Keep the shares of these missions from being deleted with them. Return those that are not."""
    statement = select(Tally.mission_id).where(Tally.mission_id.in_(missions)).order_by(Tally.mission_id)
    return set(await uow.session.scalars(statement.with_for_update(key_share=True, skip_locked=True)))


async def _store_shares(uow: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Set the shares of these people to their responses; triggers set the sums."""
    values = {"missions": [pair[0] for pair in pairs], "users": [pair[1] for pair in pairs]}
    for statement in (_DELETE_SHARES, _STORE_SHARES):
        await uow.session.execute(statement, values)


async def _sum_up(uow: UnitOfWork) -> bool:
    """Sum up the counts of equal shares in one row."""
    of_many = select(TallyCount.mission_id).group_by(TallyCount.mission_id).having(func.count() > ROWS_OF_A_TALLY)
    old = (
        delete(TallyCount).where(TallyCount.mission_id.in_(of_many)).returning(*_COLUMNS, TallyCount.number).cte("old")
    )
    total = cast(func.sum(old.c.number), BigInteger)
    columns = [old.c[item.key] for item in _COLUMNS]
    new = select(_NEW_ROW, *columns, total).group_by(*columns).having(total != 0)
    names = ["id", *(item.key for item in _COLUMNS), "number"]
    await uow.session.execute(insert(TallyCount).from_select(names, new, include_defaults=False))
    return False


_COLUMNS = [TallyCount.__table__.c[name] for name in ("mission_id", *Share._fields)]
_NEW_ROW = literal_column("gen_random_uuid()", Uuid())
_PAIRS = (
    func.unnest(array_bind("missions", Uuid()), array_bind("users", Uuid()))
    .table_valued(column("mission_id", Uuid()), column("user_id", Uuid()))
    .render_derived(name="pairs")
)
# The changes of these people, with each response that they touch in a mission with shares.
_OF_USERS = TallyChange.user_id == func.any(array_bind("users", Uuid()))
_IS_WIDE = or_(TallyChange.place_id == _EVERYWHERE, exists().where(Community.id == TallyChange.place_id))
_WIDE = select(TallyChange.id, TallyChange.user_id, TallyChange.place_id).where(_OF_USERS, _IS_WIDE).subquery("wide")
_MISSIONS = (
    select(Tally.mission_id)
    .join(Mission, Mission.id == Tally.mission_id)
    .join(MissionResponse, MissionResponse.mission_id == Mission.id)
    .where(MissionResponse.user_id == _WIDE.c.user_id)
    .where(or_(_WIDE.c.place_id == _EVERYWHERE, _WIDE.c.place_id == Mission.community_id))
    .limit(ALL_ROWS)
    .lateral("answered")
)
_CHANGES = union_all(
    select(TallyChange.id, TallyChange.user_id, Tally.mission_id)
    .outerjoin(Tally, Tally.mission_id == TallyChange.place_id)
    .where(_OF_USERS),
    select(_WIDE.c.id, _WIDE.c.user_id, _MISSIONS.c.mission_id).select_from(_WIDE.join(_MISSIONS, true())),
)
_PRESENT = (
    select(_PAIRS.c.mission_id, _PAIRS.c.user_id, *_labels(share(Tally.__table__.c.due_at, Tally.__table__.c.end_at)))
    .select_from(_PAIRS)
    .join(Mission, Mission.id == _PAIRS.c.mission_id)
    .join(Tally, Tally.mission_id == _PAIRS.c.mission_id)
    .join(
        MissionResponse,
        and_(MissionResponse.mission_id == _PAIRS.c.mission_id, MissionResponse.user_id == _PAIRS.c.user_id),
    )
    .where(author_belongs())
)
_HAS_RESPONSE = (
    select(MissionResponse.id)
    .join(Mission, Mission.id == MissionResponse.mission_id)
    .where(MissionResponse.mission_id == TallyShare.mission_id, MissionResponse.user_id == TallyShare.user_id)
    .where(author_belongs())
    .limit(SINGLE_ROW)  # looked up for each share
)
_DELETE_SHARES = (
    delete(TallyShare)
    .where(TallyShare.mission_id == _PAIRS.c.mission_id, TallyShare.user_id == _PAIRS.c.user_id)
    .where(_HAS_RESPONSE.scalar_subquery().is_(None))
    .execution_options(synchronize_session=False)
)
_INSERT_SHARES = insert(Base.metadata.tables["tally_shares"]).from_select(
    ["mission_id", "user_id", *Share._fields], _PRESENT, include_defaults=False
)
_STORE_SHARES = _INSERT_SHARES.on_conflict_do_update(
    index_elements=["mission_id", "user_id"],
    set_={name: _INSERT_SHARES.excluded[name] for name in Share._fields},
    where=or_(*(TallyShare.__table__.c[name] != _INSERT_SHARES.excluded[name] for name in Share._fields)),
)
