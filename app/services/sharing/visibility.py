"""The page « Qui voit quoi »: grants and links, responses others can read, memberships, guardians' agreements,
the address of a calendar."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    DateTime,
    FromClause,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    column,
    func,
    null,
    or_,
    select,
    table,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.db import constant
from app.core.projections import NOW, Element, Json, Projection, as_bytes, build, wire
from app.core.uow import Reading
from app.models.calendars import Calendar
from app.models.communities import Community
from app.models.grants import Grant, GrantState
from app.models.guardians import Guardianship, GuardianshipState
from app.models.memberships import TEAM, Membership, MembershipState
from app.models.missions import Mission, ShownTo
from app.models.responses import SHARED_STATES, STANDING, MissionResponse
from app.models.room_entries import RoomEntry
from app.models.rooms import Room
from app.policies import calendars
from app.policies.grants import readable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.visibility import VisibilityAudience as Audience
from app.schemas.visibility import VisibilityKind as Kind
from app.services.sharing.grants import NAME
from app.services.sharing.targets import title_of

Audiences = Mapping[str, Element | QueryableAttribute[Any]]


def _entries(kind: Kind, thing: Element, since: Element) -> Select[*tuple[object, ...]]:
    return select(constant(kind).label("kind"), thing.label("id"), since.label("since"))


_ACTIVE_MEMBERSHIP = (Membership.user_id == ME.id, Membership.state == MembershipState.ACTIVE)
_MEMBER_OF_MISSION = (Membership.community_id == Mission.community_id, *_ACTIVE_MEMBERSHIP)
# Others see the author of a response while the author is a member (`policies/responses.py`).
_ENTRIES_BY_KIND = {
    Kind.GRANT: _entries(Kind.GRANT, Grant.__table__.c.id, Grant.__table__.c.created_at).where(
        readable_by(ME), or_(state(NOW) == GrantState.ACTIVE, state(NOW) == GrantState.SCHEDULED)
    ),
    Kind.RESPONSE: _entries(
        Kind.RESPONSE, MissionResponse.__table__.c.id, MissionResponse.__table__.c.submitted_at
    ).where(
        MissionResponse.user_id == ME.id,
        MissionResponse.state.in_(STANDING),
        Mission.id == MissionResponse.mission_id,
        Mission.forgotten_at.is_(None),
        *_MEMBER_OF_MISSION,
    ),
    Kind.MEMBERSHIP: _entries(
        Kind.MEMBERSHIP, Membership.__table__.c.community_id, Membership.__table__.c.joined_at
    ).where(*_ACTIVE_MEMBERSHIP),
    Kind.AGREEMENT: _entries(Kind.AGREEMENT, Guardianship.__table__.c.id, Guardianship.__table__.c.answered_at).where(
        Guardianship.person_id == ME.id, Guardianship.state == GuardianshipState.ACTIVE
    ),
    Kind.CALENDAR: _entries(Kind.CALENDAR, Calendar.__table__.c.id, Calendar.__table__.c.created_at).where(
        Calendar.user_id == ME.id, calendars.live(NOW)
    ),
    Kind.ROOM: _entries(Kind.ROOM, RoomEntry.__table__.c.id, RoomEntry.__table__.c.entered_at).where(
        RoomEntry.user_id == ME.id
    ),
}
_LIST = table("visibility", column("since", DateTime(timezone=True)), column("id", Uuid()))
_ORDER = (_LIST.c.since, _LIST.c.id)


class _MergedProjection(Projection):
    """Merges the newest entries of each kind. It reads at most one page of each."""

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:  # noqa: ARG002  it has no filters
        heads = [self._head(item, rows, after=after) for item in _ENTRIES_BY_KIND.values()]
        subquery = union_all(*(select(*head.c) for head in heads)).subquery("merged")
        page = (
            select(subquery).order_by(subquery.c.since.desc(), subquery.c.id.desc()).limit(rows).subquery("visibility")
        )
        keys = [page.c[key.name].cast(Text).label(f"key_{n}") for n, key in enumerate(_ORDER)]
        statement = select(as_bytes(_item(page)).label("item"), *keys).order_by(page.c.since.desc(), page.c.id.desc())
        return self._behind_gate(statement)

    def _head(self, entries: Select[*tuple[object, ...]], rows: Element, *, after: bool) -> Subquery:
        _, thing, since = entries.selected_columns
        is_before = tuple_(since, thing) < tuple_(*(select(mark).scalar_subquery() for mark in self._marks))
        selected_entries = entries.where(is_before) if after else entries
        return selected_entries.order_by(since.desc(), thing.desc()).limit(rows).subquery()


def _item(of: FromClause) -> Element:
    kinds = {
        Kind.GRANT: _grant(of),
        Kind.RESPONSE: _response(of),
        Kind.MEMBERSHIP: _membership(of),
        Kind.AGREEMENT: _agreement(of),
        Kind.CALENDAR: _calendar(of),
        Kind.ROOM: _room(of),
    }
    return case(
        *((of.c.kind == constant(kind), statement.correlate(of).scalar_subquery()) for kind, statement in kinds.items())
    )


def _entry(
    of: FromClause,
    audience: Audiences,
    title: Element,
    shows: Element,
    ends_at: Element,
) -> Select[*tuple[object, ...]]:
    fields = {
        "kind": of.c.kind,
        "id": of.c.id,
        "audience": build(audience),
        "title": title,
        "shows": shows,
        "created_at": wire(of.c.since),
        "ends_at": ends_at,
    }
    return select(build(fields))


_NULL: Element = null()
_SHARES_WITH_COMMUNITY = Mission.responses_visible_to == ShownTo.COMMUNITY
_IN_COMMUNITY = _SHARES_WITH_COMMUNITY & or_(*(MissionResponse.state == item for item in SHARED_STATES))
_IN_TEAM = or_(*(Membership.role == role for role in TEAM))


def _grant(of: FromClause) -> Select[*tuple[object, ...]]:
    return _entry(
        of,
        {"type": Grant.audience_type, "id": Grant.audience_id, "name": NAME},
        func.coalesce(Grant.excerpt, title_of(Grant.target_type, Grant.target_id)),
        func.json_build_array(Grant.target_type),
        wire(Grant.__table__.c.ends_at),
    ).where(Grant.id == of.c.id)


def _response(of: FromClause) -> Select[*tuple[object, ...]]:
    audience: Audiences = {
        "type": case((_IN_COMMUNITY, constant(Audience.COMMUNITY)), else_=constant(Audience.MANAGERS)),
        "id": Community.id,
        "name": Community.name,
    }
    conditions = (
        MissionResponse.id == of.c.id,
        Mission.id == MissionResponse.mission_id,
        Community.id == Mission.community_id,
    )
    shows = func.json_build_array(constant("response"))
    return _entry(of, audience, Mission.__table__.c.title, shows, _NULL).where(*conditions)


def _membership(of: FromClause) -> Select[*tuple[object, ...]]:
    audience: Audiences = {
        # The team of a community is named to all members; other members to the team.
        "type": case((_IN_TEAM, constant(Audience.COMMUNITY)), else_=constant(Audience.MANAGERS)),
        "id": Community.id,
        "name": Community.name,
    }
    shows = case(
        (Membership.show_talents, func.to_json(array([constant("name"), constant("talents")]))),
        else_=func.to_json(array([constant("name")])),
    )
    conditions = (Membership.community_id == of.c.id, Membership.user_id == ME.id, Community.id == of.c.id)
    return _entry(of, audience, Community.__table__.c.name, shows, _NULL).where(*conditions)


def _agreement(of: FromClause) -> Select[*tuple[object, ...]]:
    audience: Audiences = {"type": constant(Audience.GUARDIAN), "id": _NULL, "name": Guardianship.name}
    shows = func.to_json(Guardianship.__table__.c.acts)
    return _entry(of, audience, _NULL, shows, _NULL).where(Guardianship.id == of.c.id)


def _calendar(of: FromClause) -> Select[*tuple[object, ...]]:
    audience: Audiences = {"type": constant(Audience.LINK), "id": _NULL, "name": _NULL}
    shows = func.json_build_array(constant("missions"))
    return _entry(of, audience, _NULL, shows, _NULL).where(Calendar.id == of.c.id)


def _room(of: FromClause) -> Select[*tuple[object, ...]]:
    """The team of the room sees who came in, until its rows are forgotten."""
    audience: Audiences = {"type": constant(Audience.MANAGERS), "id": Community.id, "name": Community.name}
    shows = func.json_build_array(constant("name"), constant("response"))
    rows = (RoomEntry.id == of.c.id, Room.id == RoomEntry.room_id, Community.id == Room.community_id)
    return _entry(of, audience, Community.__table__.c.name, shows, _NULL).where(*rows)


VISIBILITY = _MergedProjection("visibility.visibility", SIGNED_IN, _NULL, order=_ORDER)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await VISIBILITY.page(reading, **query.model_dump(exclude_none=True))
