"""Where everybody stands to whom a mission was sent, for those who manage it. Names, tags and moments, in the sheet
also why a person declined; what was answered is read one by one, and leaves a trace."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, any_, bindparam, case, cast, func, literal_column, or_, select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.i18n import Locale, Words
from app.core.projections import NOW, Json, Projection, SingleProjection, asked_by, build, shape
from app.core.uow import Reading
from app.models.communities import Community
from app.models.memberships import Membership
from app.models.missions import Mission, PastMonth
from app.models.responses import OPEN_STATES, STANDING, MissionResponse, ResponseState
from app.models.users import User
from app.policies.missions import changeable_by, is_closed
from app.policies.responses import is_missed, reviewable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.responses import BoardLineRead, BoardQuery, PastMonthRead
from app.services.missions.reads import MissionNotFound
from app.services.missions.response_reads import AUTHOR, LATE

AT_ONCE = 1_000
LONGEST_NAME = 60
SEPARATOR = ";"  # spreadsheets take it where commas are decimal, as in French, and elsewhere too
MOMENTS = ("seen_at", "submitted_at", "reviewed_at")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
_ID = bindparam("id", type_=Uuid())
SCOPE = (Mission.id == _ID, MissionResponse.mission_id == _ID, reviewable_by(ME))
IS_ANSWERED = MissionResponse.state.in_(STANDING)


def _one_of(*states: ResponseState) -> ColumnElement[Any]:
    return literal_column(f"'{{{','.join(states)}}}'::text[]")


# Of a mission whose end no job has written down yet, what was left open is missed, too. PostgreSQL looks at the mission
# once, and then for those states alone.
_LEFT_OPEN = case((is_closed(NOW), _one_of(ResponseState.MISSED, *OPEN_STATES)), else_=_one_of(ResponseState.MISSED))
_MISSED_HERE = cast(select(_LEFT_OPEN).where(Mission.id == _ID).scalar_subquery(), ARRAY(Text))
FILTERS: dict[str, ColumnElement[bool]] = {
    "state": (MissionResponse.state == bindparam("state")) & ~is_missed(NOW),
    "missed": bindparam("missed") & is_missed(NOW) & (MissionResponse.state == any_(_MISSED_HERE)),
    "answered": bindparam("answered") == IS_ANSWERED,
    "late": bindparam("late") == LATE,
}
TAGS = (
    select(Membership.tags)
    .where(Membership.community_id == Mission.community_id, Membership.user_id == MissionResponse.user_id)
    .correlate(Mission, MissionResponse)
    .scalar_subquery()
)
LINE = shape(MissionResponse, BoardLineRead, user=AUTHOR.scalar_subquery(), tags=TAGS, state=state(NOW), late=LATE)
BOARD = Projection("mission_board.board", SIGNED_IN, LINE, *SCOPE, order=(MissionResponse.user_id,), filters=FILTERS)

_HERE = (MissionResponse.mission_id == Mission.id, reviewable_by(ME))
COUNTED: dict[str, ColumnElement[bool]] = {
    "sent": MissionResponse.id.is_not(None),
    "seen": or_(MissionResponse.seen_at.is_not(None), IS_ANSWERED),
    "waiting": MissionResponse.state.in_(OPEN_STATES) & ~is_missed(NOW),
    "answered": IS_ANSWERED,
    "returned": MissionResponse.state == ResponseState.RETURNED,
    "accepted": MissionResponse.state == ResponseState.ACCEPTED,
    "declined": MissionResponse.state == ResponseState.DECLINED,
    "missed": is_missed(NOW),
    "late": LATE,
}
_MONTHS = select(shape(PastMonth, PastMonthRead)).where(PastMonth.series_id == Mission.id).order_by(PastMonth.month)
_PAST = func.array(_MONTHS.correlate(Mission).scalar_subquery())
_COUNTS = select(build({name: func.count().filter(one) for name, one in COUNTED.items()} | {"past": _PAST}))
TALLY = SingleProjection(
    SIGNED_IN,
    _COUNTS.where(*_HERE).correlate(Mission).scalar_subquery(),
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

STATES: dict[ResponseState, Words] = {
    ResponseState.ASSIGNED: Words("pas encore vue", "not seen yet"),
    ResponseState.SEEN: Words("vue", "seen"),
    ResponseState.SUBMITTED: Words("répondue", "answered"),
    ResponseState.RETURNED: Words("à compléter", "to complete"),
    ResponseState.ACCEPTED: Words("acceptée", "accepted"),
    ResponseState.RECLAIMED: Words("reprise", "taken back"),
    ResponseState.DECLINED: Words("déclinée", "declined"),
    ResponseState.MISSED: Words("manquée", "missed"),
}
HEAD = (
    Words("personne", "person"),
    Words("étiquettes", "tags"),
    Words("état", "state"),
    Words("en retard", "late"),
    Words("vue le", "seen at"),
    Words("répondue le", "answered at"),
    Words("relue le", "reviewed at"),
    Words("raison", "reason"),
    Words("identifiant", "id"),
)
LATE_WORD = Words("oui", "yes")


async def search(reading: Reading, mission_id: UUID, query: BoardQuery) -> Json:
    """Raises MissionNotFound for who does not manage it."""
    page = await BOARD.page(reading, id=mission_id, **_asked(query))
    if page.startswith(b'{"items":[]'):
        await TITLE.get(reading, id=mission_id)
    return page


async def tally(reading: Reading, mission_id: UUID) -> Json:
    """How many are where. Raises MissionNotFound."""
    found = await TALLY.get(reading, id=mission_id)
    return found.json


async def file_name(reading: Reading, mission_id: UUID) -> str:
    """The words of the title, in letters that every system takes in a file name. Raises MissionNotFound."""
    title = json.loads((await TITLE.get(reading, id=mission_id)).json)["title"]
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_NAME].strip("-") or "mission"


async def as_csv(reading: Reading, mission_id: UUID, query: BoardQuery) -> AsyncIterator[bytes]:
    """Begun: who does not manage it is refused. A batch at a time; whether they still do is asked for each."""
    await TITLE.get(reading, id=mission_id)
    filters = {name: value for name, value in _asked(query).items() if name in FILTERS}

    async def lines() -> AsyncIterator[bytes]:
        yield b"\xef\xbb\xbf" + _written(
            [[item.in_(reading.locale) for item in HEAD]]
        )  # spreadsheets look for the mark
        asked, after = _rows(tuple(sorted(filters))), UUID(int=0)
        while rows := await _some(reading, asked, filters | {"id": mission_id, "after": after}):
            yield _written(_line(row, reading.locale) for row in rows)
            after = rows[-1]["user_id"]

    return lines()


def _asked(query: BoardQuery) -> dict[str, Any]:
    """What is asked for, by the names of the filters."""
    asked = query.model_dump(exclude_none=True)
    if asked.get("state") == ResponseState.MISSED:
        asked = asked | {"missed": True}
        del asked["state"]
    return asked


async def _some(reading: Reading, asked: Compiled, values: dict[str, object]) -> list[Record]:
    given = asked_by(reading, values | {"rows": AT_ONCE})
    return await reading.database.reads.fetch(asked.query, *asked.values(given))


def _rows(filters: tuple[str, ...]) -> Compiled:
    moments = [MissionResponse.__table__.c[name] for name in MOMENTS]
    zone = select(Community.timezone).where(Community.id == Mission.community_id).scalar_subquery()
    name = select(User.display_name).where(User.id == MissionResponse.user_id).scalar_subquery()
    page = (
        select(
            MissionResponse.user_id,
            name.label("name"),
            TAGS.label("tags"),
            state(NOW).label("state"),
            LATE.label("late"),
        )
        .add_columns(zone.label("zone"), MissionResponse.reason, *moments)
        .where(SIGNED_IN.open, *SCOPE, *(FILTERS[item] for item in filters))
        .where(MissionResponse.user_id > bindparam("after", type_=Uuid()))
        .order_by(MissionResponse.user_id)
        .limit(bindparam("rows"))
    )
    return Compiled(page)


def _line(row: Record, locale: Locale) -> list[str]:
    state = STATES[ResponseState(row["state"])].in_(locale)
    late = LATE_WORD.in_(locale) if row["late"] else ""
    zone = ZoneInfo(row["zone"])
    moments = (row[name] and f"{row[name].astimezone(zone):%Y-%m-%d %H:%M}" for name in MOMENTS)
    person = [row["name"] or "", ", ".join(row["tags"])]
    return [*person, state, late, *(moment or "" for moment in moments), row["reason"] or "", str(row["user_id"])]


def _written(lines: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=SEPARATOR).writerows([_harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """A person may call themselves `=HYPERLINK(…)`."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
