"""The board of a mission, for its managers: names, tags and times; the sheet also has the reasons of declines.

Responses are read one by one, and each reading is recorded.
"""

import json
import re
import unicodedata
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import ColumnElement, Uuid, and_, any_, bindparam, case, exists, func, literal_column, select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.db import constant
from app.core.i18n import Language, Words
from app.core.ids import LEAST_ID
from app.core.projections import NOW, Json, Projection, SingleProjection, asked_by, build, is_empty, shape, wire
from app.core.uow import Reading
from app.models.communities import Community
from app.models.memberships import Membership
from app.models.missions import Mission, PastMonth
from app.models.responses import OPEN_STATES, STANDING, MissionResponse, ResponseState
from app.models.users import User
from app.policies import missions
from app.policies.missions import changeable_by, is_closed
from app.policies.responses import is_missed, reviewable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.responses import BoardLineRead, BoardQuery, PastMonthRead
from app.services.accounts import proofs
from app.services.missions import tallies
from app.services.missions.reads import MissionNotFound
from app.services.missions.response_reads import AUTHOR, LATE
from app.services.shared.spreadsheets import BYTE_ORDER_MARK, csv_bytes

AT_ONCE = 1_000
LONGEST_NAME = 60
MOMENTS = ("seen_at", "submitted_at", "reviewed_at")
_ID = bindparam("id", type_=Uuid())
SCOPE = (Mission.id == _ID, MissionResponse.mission_id == _ID, reviewable_by(ME, NOW))
HAS_ANSWER = MissionResponse.state.in_(STANDING)
# A secret vote that goes on says of nobody whether they have voted, and one that is over says of nobody when.
_IS_SECRET, _IS_SECRET_NOW = missions.is_secret(), missions.is_secret() & missions.is_open(NOW)

# In a closed mission that no job has ended yet, open responses count as missed, too: those states alone are looked up.
_MISSED_STATES: ColumnElement[Any] = literal_column(f"'{{{','.join((ResponseState.MISSED, *OPEN_STATES))}}}'::text[]")
FILTERS: dict[str, ColumnElement[bool]] = {
    "state": (MissionResponse.state == bindparam("state")) & ~is_missed(NOW) & ~_IS_SECRET_NOW,
    "missed": bindparam("missed") & (MissionResponse.state == ResponseState.MISSED),
    "missed_by_clock": bindparam("missed_by_clock") & is_missed(NOW) & (MissionResponse.state == any_(_MISSED_STATES)),
    "answered": (bindparam("answered") == HAS_ANSWER) & ~_IS_SECRET_NOW,
    "late": (bindparam("late") == LATE) & ~_IS_SECRET,
}
TAGS = (
    select(Membership.tags)
    .where(Membership.community_id == Mission.community_id, Membership.user_id == MissionResponse.user_id)
    .correlate(Mission, MissionResponse)
    .scalar_subquery()
)
_STATE = case((_IS_SECRET_NOW, constant(ResponseState.ASSIGNED)), else_=state(NOW))
_LATE = case((_IS_SECRET, literal_column("false")), else_=LATE)
_TIMES = {name: case((~_IS_SECRET, wire(MissionResponse.__table__.c[name]))) for name in MOMENTS}
LINE = shape(
    MissionResponse,
    BoardLineRead,
    user=AUTHOR.scalar_subquery(),
    tags=TAGS,
    state=_STATE,
    late=_LATE,
    version=case((_IS_SECRET, literal_column("1")), else_=MissionResponse.version),
    **_TIMES,
)
BOARD = Projection("mission_board.board", SIGNED_IN, LINE, *SCOPE, order=(MissionResponse.user_id,), filters=FILTERS)

_MONTHS = select(shape(PastMonth, PastMonthRead)).where(PastMonth.series_id == Mission.id).order_by(PastMonth.month)
_PAST = func.array(_MONTHS.correlate(Mission).scalar_subquery())
TALLY = SingleProjection(
    SIGNED_IN,
    select(build({**tallies.counts(), "past": _PAST})).correlate(Mission).scalar_subquery(),
    literal_column("1"),
    changeable_by(ME),
    Mission.id == _ID,
    missing=MissionNotFound,
)
TITLE = SingleProjection(
    SIGNED_IN,
    build({"title": Mission.title}),
    literal_column("1"),
    changeable_by(ME),
    Mission.id == _ID,
    missing=MissionNotFound,
)
_OPEN_RESPONSES = exists().where(MissionResponse.mission_id == _ID, MissionResponse.state.in_(OPEN_STATES))
PENDING_END = SingleProjection(
    SIGNED_IN,
    build({"is_pending": and_(is_closed(NOW), _OPEN_RESPONSES)}),
    literal_column("1"),
    changeable_by(ME),
    Mission.id == _ID,
    missing=MissionNotFound,
)

STATES: dict[ResponseState, Words] = {
    ResponseState.ASSIGNED: Words("pas encore vue"),
    ResponseState.SEEN: Words("vue"),
    ResponseState.SUBMITTED: Words("répondue"),
    ResponseState.RETURNED: Words("à compléter"),
    ResponseState.ACCEPTED: Words("acceptée"),
    ResponseState.RECLAIMED: Words("reprise"),
    ResponseState.DECLINED: Words("déclinée"),
    ResponseState.MISSED: Words("manquée"),
}
HEAD = (
    Words("personne", context="column"),
    Words("étiquettes"),
    Words("état"),
    Words("en retard"),
    Words("vue le"),
    Words("répondue le"),
    Words("relue le"),
    Words("raison"),
    Words("identifiant"),
)
LATE_WORD = Words("oui")


async def search(reading: Reading, mission_id: UUID, query: BoardQuery) -> Json:
    """List the board. Raises SecondFactorRequired, and MissionNotFound for people who do not manage the mission."""
    page = await BOARD.page(reading, id=mission_id, **await _filters_of(reading, mission_id, query))
    if is_empty(page):
        await TITLE.get(reading, id=mission_id)
        await proofs.check_review(reading, Mission.id == mission_id)
    return page


async def tally(reading: Reading, mission_id: UUID) -> Json:
    """Count the responses by state. Raises MissionNotFound."""
    representation = await TALLY.get(reading, id=mission_id)
    return representation.json


async def file_name(reading: Reading, mission_id: UUID) -> str:
    """Return the title in letters that every file system accepts. Raises MissionNotFound."""
    title = json.loads((await TITLE.get(reading, id=mission_id)).json)["title"]
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].strip("-") or "mission"


async def as_csv(reading: Reading, mission_id: UUID, query: BoardQuery) -> AsyncIterator[bytes]:
    """Stream the board as CSV, a batch at a time. Raises MissionNotFound, SecondFactorRequired.

    The right to manage is checked before the first byte and in each batch.
    """
    await TITLE.get(reading, id=mission_id)
    await proofs.check_review(reading, Mission.id == mission_id)
    fields = await _filters_of(reading, mission_id, query)
    filters = {name: value for name, value in fields.items() if name in FILTERS}

    async def lines() -> AsyncIterator[bytes]:
        yield BYTE_ORDER_MARK + csv_bytes([[item.in_(reading.locale) for item in HEAD]])
        statement, after = _rows(tuple(sorted(filters))), LEAST_ID
        while rows := await _next_rows(reading, statement, filters | {"id": mission_id, "after": after}):
            yield csv_bytes(_line(row, reading.locale) for row in rows)
            after = rows[-1]["user_id"]

    return lines()


async def _filters_of(reading: Reading, mission_id: UUID, query: BoardQuery) -> dict[str, Any]:
    """Return the query's filters by name. Raises MissionNotFound.

    PostgreSQL plans a few missed responses and many differently, so what the clock ends has a filter of its own.
    """
    fields = query.model_dump(exclude_none=True)
    if fields.get("state") == ResponseState.MISSED:
        end = json.loads((await PENDING_END.get(reading, id=mission_id)).json)
        del fields["state"]
        fields["missed_by_clock" if end["is_pending"] else "missed"] = True
    return fields


async def _next_rows(reading: Reading, statement: Compiled, values: dict[str, object]) -> list[Record]:
    bind_values = asked_by(reading, values | {"rows": AT_ONCE})
    return await reading.database.reads.fetch(statement.query, *statement.values(bind_values))


def _rows(filters: tuple[str, ...]) -> Compiled:
    moments = [case((~_IS_SECRET, MissionResponse.__table__.c[name])).label(name) for name in MOMENTS]
    zone = select(Community.timezone).where(Community.id == Mission.community_id).scalar_subquery()
    name = select(User.display_name).where(User.id == MissionResponse.user_id).scalar_subquery()
    page = (
        select(
            MissionResponse.user_id,
            name.label("name"),
            TAGS.label("tags"),
            _STATE.label("state"),
            _LATE.label("late"),
        )
        .add_columns(zone.label("zone"), MissionResponse.reason, *moments)
        .where(SIGNED_IN.open, *SCOPE, *(FILTERS[item] for item in filters))
        .where(MissionResponse.user_id > bindparam("after", type_=Uuid()))
        .order_by(MissionResponse.user_id)
        .limit(bindparam("rows"))
    )
    return Compiled(page)


def _line(row: Record, locale: Language) -> list[str]:
    state = STATES[ResponseState(row["state"])].in_(locale)
    late = LATE_WORD.in_(locale) if row["late"] else ""
    zone = ZoneInfo(row["zone"])
    moments = (row[name] and f"{row[name].astimezone(zone):%Y-%m-%d %H:%M}" for name in MOMENTS)
    person = [row["name"] or "", ", ".join(row["tags"])]
    return [*person, state, late, *(moment or "" for moment in moments), row["reason"] or "", str(row["user_id"])]
