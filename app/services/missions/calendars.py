"""Missions that await an answer, and events that one goes to, as a calendar at a secret address.

Its owner makes the address and takes it back.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, literal, literal_column, select

from app.core.actor import ANONYMOUS, ME, Actor
from app.core.addresses import fill
from app.core.app_paths import AppPath
from app.core.errors import NotFound
from app.core.i18n import Language, Words
from app.core.limits import Rule, hit
from app.core.projections import NOW, Json, Projection, SingleProjection, build, shape, wire, without_row
from app.core.security import digest
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.calendars import Calendar
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.missions import Mission, MissionKind, MissionState
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.calendars import live
from app.policies.missions import shown_to_members
from app.policies.sessions import SIGNED_IN
from app.schemas.calendars import CalendarState, MissionCalendarRead
from app.services.accounts import age
from app.services.missions.reads import AWAITS_ANSWER
from app.services.missions.seats import HAS_SEAT
from app.services.shared import idempotency

PREFIX = "dtj_"
LARGEST = 100  # missions in it: those received last
MADE_PER_PERSON = Rule("calendar addresses made per person", 20, timedelta(days=1))


class CalendarNotFound(NotFound):
    title = Words("Ce calendrier n’est plus là")
    advice = Words("Son adresse a été reprise, ou n’a jamais existé. Demande-en une autre dans l’application.")


class Deadline(NamedTuple):
    """When the answer to a mission is due, or when an event is. `url`: where the application shows the mission."""

    id: UUID
    title: str
    community: str
    due_at: datetime
    updated_at: datetime
    version: int
    url: str | None
    ends_at: datetime | None = None  # of an event, which begins at `due_at`
    place: str | None = None


class Deadlines(NamedTuple):
    language: Language
    items: Sequence[Deadline]


_DEADLINE = func.coalesce(Mission.__table__.c.due_at, Mission.__table__.c.closes_at)
_COLUMNS = Mission.__table__.c
DEADLINES = Projection(
    "calendars.deadlines",
    SIGNED_IN,
    build(
        {
            "id": _COLUMNS.id,
            "title": _COLUMNS.title,
            "community": select(Community.name).where(Community.id == Mission.community_id).scalar_subquery(),
            "due_at": wire(_DEADLINE),
            "updated_at": wire(_COLUMNS.updated_at),
            "version": _COLUMNS.version,
        }
    ),
    MissionResponse.user_id == ME.id,
    Mission.id == MissionResponse.mission_id,
    shown_to_members(ME),
    AWAITS_ANSWER,
    _DEADLINE.is_not(None),
    order=(MissionResponse.assigned_at, MissionResponse.id),
)
_FORM = Mission.__table__.c.form
EVENTS = Projection(
    "calendars.events",
    SIGNED_IN,
    build(
        {
            "id": _COLUMNS.id,
            "title": _COLUMNS.title,
            "community": select(Community.name).where(Community.id == Mission.community_id).scalar_subquery(),
            "due_at": _FORM["starts_at"],
            "ends_at": _FORM["ends_at"],
            "place": func.concat_ws(
                literal_column("', '"), _FORM["place"]["label"].astext, _FORM["place"]["address"].astext
            ),
            "updated_at": wire(_COLUMNS.updated_at),
            "version": _COLUMNS.version,
        }
    ),
    MissionResponse.user_id == ME.id,
    MissionResponse.attendance.in_(HAS_SEAT),
    Mission.id == MissionResponse.mission_id,
    Mission.kind == MissionKind.EVENT,
    Mission.asker_id.is_(None),  # the two of an exchange agree on a day themselves
    Mission.state != MissionState.CANCELLED,
    shown_to_members(ME),
    order=(MissionResponse.assigned_at, MissionResponse.id),
)
CALENDAR = SingleProjection(
    SIGNED_IN,
    shape(Calendar, MissionCalendarRead, state=literal(str(CalendarState.ACTIVE)), url=Calendar.__table__.c.id),
    literal(1),
    Calendar.user_id == ME.id,
    live(NOW),
    missing=CalendarNotFound,
)
NO_CALENDAR = without_row(MissionCalendarRead(state=CalendarState.NONE, url=None, created_at=None, last_read_on=None))


async def get(reading: Reading) -> Json:
    """Return the calendar of the caller, with its address."""
    representation = await CALENDAR.find(reading) or NO_CALENDAR
    return _with_address(reading.runtime, representation.json)


async def create(uow: UnitOfWork, key: str | None = None) -> Json:
    """Make an address for the caller's calendar; an earlier one leads nowhere from then on.

    Raises AgeRequired, GuardianRequired, ErasureAsked, AccountRestricted, TooMany, IdempotencyKeyReused,
    CalendarNotFound.
    """
    await age.check(uow, GuardedAct.SHARE)
    calendar_id, is_new = await idempotency.remember_once(uow, key, None, "calendar")
    if is_new:
        await hit(uow.runtime, MADE_PER_PERSON, uow.actor.id, uow.now)
        await remove(uow)
        uow.session.add(
            Calendar(
                id=calendar_id,
                user_id=uow.actor.id,
                session_id=uow.actor.session_id,
                token_digest=digest(_token(uow.runtime, calendar_id)),
                created_at=uow.now,
            )
        )
    representation = await CALENDAR.show(uow)
    return _with_address(uow.runtime, representation.json)


async def remove(uow: UnitOfWork) -> None:
    """Take the caller's address back, if there is one."""
    await uow.session.execute(delete(Calendar).where(Calendar.user_id == uow.actor.id))


async def read(runtime: Runtime, token: str) -> Deadlines:
    """Return what the calendar at that address says now. Raises CalendarNotFound."""
    async with runtime.work(ANONYMOUS) as uow:
        row = await _find(uow, token)
        today = uow.now.astimezone(UTC).date()
        if row.last_read_on != today:
            row.last_read_on = today
        person = await uow.session.get_one(User, row.user_id)
        actor, language = Actor(row.user_id, row.session_id), person.language
    reading, address = Reading(actor, runtime, language), runtime.settings.app_address
    pages = [await projection.page(reading, limit=LARGEST) for projection in (EVENTS, DEADLINES)]
    items = {item["id"]: item for page in pages for item in reversed(json.loads(page)["items"])}
    return Deadlines(language, [_deadline(item, address(AppPath.MISSION.of(item["id"]))) for item in items.values()])


async def _find(uow: UnitOfWork, token: str) -> Calendar:
    calendar = await uow.session.scalar(
        select(Calendar).where(Calendar.token_digest == digest(token), live(literal(uow.now)))
    )
    if calendar is None:
        raise CalendarNotFound
    return calendar


def _deadline(item: dict[str, str | int], url: str | None) -> Deadline:
    due_at, updated_at = (datetime.fromisoformat(str(item[name])) for name in ("due_at", "updated_at"))
    title, community, version = str(item["title"]), str(item["community"]), int(item["version"])
    deadline = Deadline(UUID(str(item["id"])), title, community, due_at, updated_at, version, url)
    if "ends_at" not in item:
        return deadline
    return deadline._replace(ends_at=datetime.fromisoformat(str(item["ends_at"])), place=str(item["place"]))


def _address_of(runtime: Runtime, calendar_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/j/{_token(runtime, calendar_id)}.ics"


def _token(runtime: Runtime, calendar_id: UUID) -> str:
    return runtime.keys.token(PREFIX, "calendar", calendar_id)


def _with_address(runtime: Runtime, document: Json) -> Json:
    return fill(document, partial(_address_of, runtime))
