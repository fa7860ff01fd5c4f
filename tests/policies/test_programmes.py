"""Who leads, runs and reads rooms, programmes and reports: rows of every kind, by everybody's place in a community."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Community, Visibility
from app.models.grants import AudienceType, Grant, TargetType
from app.models.informations import Information
from app.models.memberships import TEAM, Membership, MembershipState, Role
from app.models.missions import Mission
from app.models.programme_reports import ProgrammeReport, ReportState
from app.models.programmes import Programme, ProgrammeMember, ProgrammeState, ProgrammeVisibility
from app.models.room_entries import RoomEntry
from app.models.rooms import Room, RoomState
from app.models.skills import Framework, FrameworkReaders, Skill
from app.models.users import User
from app.policies import frameworks, guests, informations, programme_reports, programmes, quotes, rooms
from tests.policies.test_missions import PLACES, mission_row, response_row
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, granted, made

AT, SECOND = literal(NOW), timedelta(seconds=1)
INSTANTS = (None, NOW - SECOND, NOW, NOW + SECOND)
Rows = dict[UUID, Any]


class Place(NamedTuple):
    """Where the actor stands: in this community, or nowhere in it; elsewhere they manage."""

    session: AsyncSession
    actor: Actor
    here: Community
    elsewhere: Community
    membership: Membership | None

    @property
    def me(self) -> UUID:
        assert self.actor.user_id is not None
        return self.actor.user_id

    @property
    def belongs(self) -> bool:
        return self.membership is not None and self.membership.state is MembershipState.ACTIVE

    @property
    def leads(self) -> bool:
        return self.belongs and self.membership is not None and self.membership.role in TEAM

    @property
    def manages(self) -> bool:
        return self.belongs and self.membership is not None and self.membership.role is Role.MANAGER

    async def ids(self, model: Any, *conditions: ColumnElement[bool], rows: Rows) -> set[UUID]:
        """Return which of these rows the conditions hold of."""
        return set(await self.session.scalars(select(model.id).where(model.id.in_(rows), *conditions)))

    async def of(self, statement: Select[UUID], rows: Rows) -> set[UUID]:
        return set(await self.session.scalars(statement)) & rows.keys()


KINDS = [*product(PLACES, [Visibility.SECRET]), (None, Visibility.PUBLIC), (PLACES[1], Visibility.PUBLIC)]


@pytest.fixture(params=KINDS, ids=str)
async def place(request: pytest.FixtureRequest, bob: Person, runtime: Runtime) -> AsyncIterator[Place]:
    standing, visibility = request.param
    async with runtime.database.sessions() as session:
        here, elsewhere = community_row(visibility=visibility), community_row()
        await add(session, here, elsewhere)
        await add(session, membership_row(elsewhere.id, bob.id, role=Role.MANAGER))
        row = standing and membership_row(here.id, bob.id, state=standing[0], role=standing[1])
        await add(session, *([row] if row else []))
        yield Place(session, Actor(bob.id), here, elsewhere, row)
        await session.rollback()


async def insert_all(session: AsyncSession, rows: Iterator[Any]) -> Rows:
    """Insert the rows and return them by id."""
    by_id: Rows = {row.id: row for row in rows}
    await add(session, *by_id.values())
    return by_id


async def teams(place: Place) -> tuple[Rows, set[UUID]]:
    """Insert programmes of each state and visibility; return them, and those that name the actor in their team."""
    kinds = product(ProgrammeState, ProgrammeVisibility)
    rows = await insert_all(
        place.session,
        (made(Programme, community_id=place.here.id, state=s, visibility=v) for s, v in kinds for _ in "12"),
    )
    own_ids = {row_id for n, row_id in enumerate(rows) if n % 2}
    user_id, member = place.me, made(User, email=f"{uuid7()}@example.org")
    await add(place.session, member, made(Programme, community_id=place.elsewhere.id))  # which the actor leads
    await add(place.session, *(ProgrammeMember(programme_id=row_id, user_id=user_id) for row_id in own_ids))
    await add(place.session, *(ProgrammeMember(programme_id=row_id, user_id=member.id) for row_id in rows))
    return rows, own_ids


async def test_who_leads_and_reads_a_programme(place: Place) -> None:
    rows, own_ids = await teams(place)
    team_ids = own_ids if place.leads else set()
    leader_ids = set(rows) if place.manages else team_ids
    public = place.here.visibility is Visibility.PUBLIC
    audience = {
        ProgrammeVisibility.TEAM: False,
        ProgrammeVisibility.COMMUNITY: place.belongs,
        ProgrammeVisibility.PUBLIC: place.belongs or public,
    }
    audience_ids = {n for n, row in rows.items() if row.state is not ProgrammeState.DRAFT and audience[row.visibility]}
    assert await place.of(programmes.facilitates(place.actor), rows) == team_ids
    assert await place.of(programmes.runs(place.actor), rows) == leader_ids
    assert await place.ids(Programme, programmes.led_by_team(place.actor), rows=rows) == leader_ids
    assert await place.ids(Programme, programmes.readable_by(place.actor), rows=rows) == leader_ids | audience_ids
    sent, step = (mission_row(place.here.id, programme_id=row_id) for row_id in list(rows)[:2])
    await add(place.session, sent, step)
    member = made(User, email=f"{uuid7()}@example.org")
    await add(place.session, member)
    await add(place.session, response_row(sent, place.me), response_row(step, member.id))
    assert await place.ids(Programme, programmes.concerns(place.actor), rows=rows) == leader_ids | {sent.programme_id}


async def test_who_writes_and_reads_a_report(place: Place) -> None:
    programme_ids, own_ids = await teams(place)
    own = {n: programme_ids[n] for n in list(programme_ids)[:2]}
    withdrawals = (None, NOW)
    rows = await insert_all(
        place.session,
        (
            made(ProgrammeReport, community_id=place.here.id, programme_id=p, edition=e, withdrawn_at=w, state=s)
            for p, e, w, s in product((None, *own), (0, 1), withdrawals, (ReportState.DRAFT, ReportState.WITHDRAWAL))
        ),
    )
    draft_ids = {n for n, row in rows.items() if place.manages or (place.leads and row.programme_id in own_ids)}
    assert await place.ids(ProgrammeReport, programme_reports.drafted_by(place.actor), rows=rows) == draft_ids
    decision_ids = set(rows) if place.manages else set()
    assert await place.ids(ProgrammeReport, programme_reports.decided_by(place.actor), rows=rows) == decision_ids
    public = {n for n, row in rows.items() if row.edition and row.withdrawn_at is None}
    assert await place.ids(ProgrammeReport, programme_reports.published(), rows=rows) == public
    quoting = {n for n in draft_ids if rows[n].state is not ReportState.WITHDRAWAL}
    assert await place.ids(ProgrammeReport, quotes.quoting(place.actor), rows=rows) == quoting


@pytest.mark.parametrize(
    ("terms", "reads"),
    [
        ({}, True),
        ({"target_id": uuid7()}, False),
        ({"target_type": TargetType.STORY, "community_id": None, "owner_id": "alice"}, False),
        ({"edition": 0}, False),
        ({"withdrawn_at": NOW}, False),
        ({"audience_type": AudienceType.USER}, False),
        ({"revoked_at": NOW}, False),
        ({"ends_at": NOW}, False),
    ],
)
async def test_a_report_is_read_where_it_is_granted_to(
    alice: Person, place: Place, terms: dict[str, Any], *, reads: bool
) -> None:
    of_report = {name: terms[name] for name in ("edition", "withdrawn_at") if name in terms}
    report = made(ProgrammeReport, community_id=place.elsewhere.id, **{"edition": 1} | of_report)
    await add(place.session, report)
    values = {"audience_type": AudienceType.COMMUNITY, "community_id": place.elsewhere.id, "owner_id": None}
    grant: Grant = granted(alice.id, place.here.id, TargetType.REPORT, report.id)
    for name in (values | terms).keys() - of_report.keys():
        value = (values | terms)[name]
        setattr(grant, name, alice.id if value == "alice" else value)
    await add(place.session, grant)
    condition = programme_reports.granted_to(place.actor, AT)
    assert bool(await place.ids(ProgrammeReport, condition, rows={report.id: report})) == (reads and place.manages)


async def test_who_runs_a_room_and_who_is_in_it(alice: Person, place: Place) -> None:
    communities = (place.here.id, place.here.id, place.elsewhere.id)
    rows = await insert_all(place.session, (made(Room, community_id=item, code=uuid7().hex) for item in communities))
    first_id, second_id, third_id = rows
    await add(place.session, made(RoomEntry, room_id=first_id, user_id=place.me))
    await add(place.session, made(RoomEntry, room_id=third_id, user_id=alice.id))
    leader_ids = {third_id, *([first_id, second_id] if place.leads else [])}
    assert await place.ids(Room, rooms.run_by(place.actor), rows=rows) == leader_ids
    assert await place.ids(Room, rooms.is_in_room(place.actor), rows=rows) == {first_id}
    assert await place.ids(Room, rooms.seen_by(place.actor), rows=rows) == leader_ids | {first_id}


async def test_a_room_shows_what_it_asks_and_no_other_mission_of_its_community(alice: Person, place: Place) -> None:
    """To whoever came in; and to the team, of the answers of those who came in."""
    here = {"community_id": place.here.id}
    entered, closed = (made(Room, code=uuid7().hex, missions=[uuid7()], **here) for _ in range(2))
    missions = {
        "in its list": mission_row(id=entered.missions[0], **here),
        "for its people": mission_row(audience={"type": "room", "room_id": str(entered.id)}, **here),
        "in the list of another": mission_row(id=closed.missions[0], **here),
        "for the people of another": mission_row(audience={"type": "room", "room_id": str(closed.id)}, **here),
        "for all": mission_row(**here),
    }
    await add(place.session, entered, closed, *missions.values())
    entries = [made(RoomEntry, room_id=entered.id, user_id=user_id) for user_id in (place.me, alice.id)]
    await add(place.session, *entries)
    rows = {mission.id: mission for mission in missions.values()}
    names = {mission.id: name for name, mission in missions.items()}
    for user_id in (place.me, alice.id):
        findings = await place.ids(Mission, rooms.is_asked_in_room(literal(user_id)), rows=rows)
        assert {names[mission_id] for mission_id in findings} == {"in its list", "for its people"}


async def test_informations_and_frameworks_are_for_members_until_their_end(place: Place) -> None:
    rows = await insert_all(
        place.session, (made(Information, community_id=place.here.id, until=end) for end in INSTANTS)
    )
    standing = {row.id for row in rows.values() if row.until is None or row.until > NOW}
    assert await place.ids(Information, informations.stands(AT), rows=rows) == standing
    readable = await place.ids(Information, informations.readable_by(place.actor, AT), rows=rows)
    assert readable == (standing if place.belongs else set())
    owners = product((place.here.id, None), FrameworkReaders)
    trees = await insert_all(
        place.session,
        (made(Framework, community_id=c, readers=r, code=uuid7().hex, title={}, description={}) for c, r in owners),
    )
    readable = await place.ids(Framework, frameworks.readable_by(place.actor), rows=trees)
    own = {n for n, row in trees.items() if row.community_id is not None and place.belongs}
    assert readable == own | {n for n, row in trees.items() if row.readers is FrameworkReaders.PUBLIC}
    audiences = (None, place.here.id)
    framework_id = next(iter(trees))
    skills = await insert_all(
        place.session,
        (made(Skill, framework_id=framework_id, audience_id=a, code=uuid7().hex, labels={}) for a in audiences),
    )
    readable = await place.ids(Skill, frameworks.skill_readable_by(place.actor), rows=skills)
    assert readable == {n for n, row in skills.items() if row.audience_id is None or place.belongs}


async def test_the_state_of_a_room_is_what_its_row_says(bob: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        kinds = product(RoomState, INSTANTS)
        new = (made(Room, community_id=community.id, state=s, ends_at=e, code=uuid7().hex) for s, e in kinds)
        rows = await insert_all(session, new)
        pairs = await session.execute(select(Room.id, rooms.state(AT)).where(Room.id.in_(rows)))
        assert {row[0]: row[1] for row in pairs} == {row.id: row.state_at(NOW) for row in rows.values()}
        await session.rollback()


def test_guests_do_what_is_listed_and_nothing_else() -> None:
    for name in guests.GUEST_OPERATIONS:
        guests.check(name)
    for name in ("get_me", "list_experiences", "", "get_rooms"):
        with pytest.raises(guests.NotYourRoom):
            guests.check(name)


async def test_a_guest_is_no_account(bob: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        room = made(Room, community_id=community.id, code=uuid7().hex)
        await add(session, room)
        guest = made(User, guest_of=room.id)
        await add(session, guest)
        rows = select(User.id).where(User.id.in_([guest.id, bob.id]), guests.is_account())
        assert list(await session.scalars(rows)) == [bob.id]
        await session.rollback()
