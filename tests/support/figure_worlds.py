"""Communities with a random past, for whatever a report counts: rows only, of people who did this and that."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.ballots import PaperCount
from app.models.grant_requests import GrantRequest, RequestState
from app.models.grants import Attribution, AudienceType, Purpose, Reach, TargetType
from app.models.missions import Mission, MissionKind, MissionState
from app.models.programme_reports import ProgrammeReport
from app.models.programmes import Programme, ProgrammeState
from app.models.proposals import Proposal, ProposalNote, ProposalState
from app.models.responses import Attendance, MissionResponse, ResponseState
from app.models.rooms import Room
from app.models.sheets import Sheet
from app.models.talents import Stance, Talent
from app.models.users import User
from tests.support.communities import membership_row
from tests.support.people import NOW, Person
from tests.support.programme_reports import PUBLICS, QUESTIONS, committee, mission_row
from tests.support.rows import granted, made, told
from tests.support.talents import skill

FIRST, LAST = date(2025, 7, 1), date(2026, 2, 28)
EDGES = 0.4
SKILLS = ["COM.1", "ORG.1"]


@dataclass
class World:
    """A community with two programmes, of which the first is closed."""

    community_id: UUID
    manager: Person
    dice: random.Random
    members: list[UUID] = field(default_factory=list)
    guests: list[UUID] = field(default_factory=list)
    programmes: list[UUID] = field(default_factory=list)

    def day(self) -> datetime:
        """Return some time, often of the last or the first day of a year or of a month."""
        day = FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days))
        if self.dice.random() < EDGES:
            day = self.dice.choice([date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31)])
        hours = self.dice.choice([9, 14, 22, 23])
        return datetime(day.year, day.month, day.day, hours, 30, tzinfo=UTC)

    def some(self, of: Sequence[UUID], most: int | None = None) -> list[UUID]:
        return self.dice.sample(of, self.dice.randint(0, min(most or len(of), len(of))))

    def programme(self) -> UUID | None:
        return self.dice.choice([*self.programmes, None])


async def random_world(runtime: Runtime, manager: Person, seed: int, *, people: int = 12) -> World:
    """Insert a community of so many members, of whom some have new accounts, and its guests."""
    world = World(await committee(runtime, manager), manager, random.Random(seed))  # noqa: S311  no secret
    async with runtime.database.sessions.begin() as session:
        room = made(Room, community_id=world.community_id, missions=[], scene={})
        session.add(room)
        await session.flush()
        structures = [world.community_id, None, None]
        for _ in range(people):
            age = timedelta(days=2 if world.dice.random() < 0.15 else 300)
            person = User(id=uuid7(), email=f"{uuid7()}@example.org", created_at=NOW - age, updated_at=NOW)
            session.add(person)
            world.members.append(person.id)
        guests = [User(id=uuid7(), guest_of=room.id, created_at=NOW, updated_at=NOW) for _ in range(8)]
        session.add_all(guests)
        world.guests = [guest.id for guest in guests]
        await session.flush()
        session.add_all(
            membership_row(
                world.community_id,
                person_id,
                on_behalf_of=world.dice.choice(structures),
                show_talents=True,
                joined_at=NOW - timedelta(days=200),
            )
            for person_id in world.members
        )
        await _programmes(session, world)
        for build in (_meetings, _surveys, _plan, _exchanges, _papers, _stories, _quotes, _talents):
            await build(session, world)
    return world


async def _programmes(session: Any, world: World) -> None:
    for state, template in ((ProgrammeState.CLOSED, "journee-interconnaissance"), (ProgrammeState.RUNNING, None)):
        starts_on = world.dice.choice([date(2025, 12, 31), date(2026, 1, 1), date(2025, 10, 3)])
        row = made(
            Programme,
            community_id=world.community_id,
            template=template and {"code": template, "version": 1},
            starts_on=starts_on,
            ends_on=world.dice.choice([None, starts_on, date(2026, 2, 28)]),
            budget={"planned_cents": world.dice.randrange(10**6), "spent_cents": None, "source": None},
            state=state,
            ended_at=NOW - timedelta(days=1) if state is ProgrammeState.CLOSED else None,
            publics=[],
        )
        session.add(row)
        world.programmes.append(row.id)
    await session.flush()


async def _meetings(session: Any, world: World) -> None:
    for _ in range(6):
        at, people = world.day(), world.some(world.members) + world.some(world.guests)
        form = {
            "starts_at": at.isoformat(),
            "ends_at": (at + timedelta(hours=2)).isoformat(),
            "place": {"label": "Ici"},
        }
        end = world.dice.choice([MissionState.CLOSED, MissionState.CLOSED, MissionState.CANCELLED])
        mission = await _mission(session, world, MissionKind.EVENT, form, at, state=end)
        for person in people:
            came, registered = world.dice.random() < 0.7, world.dice.random() < 0.8
            state = ResponseState.ACCEPTED if came else ResponseState.MISSED
            attendance = Attendance.PRESENT if came else Attendance.ABSENT
            submitted_at = at - timedelta(hours=1) if registered else None
            fields = {"attendance": attendance, "reviewed_at": at, "submitted_at": submitted_at}
            session.add(_response(mission, person, at, state=state, **fields))


async def _surveys(session: Any, world: World) -> None:
    before = None
    for n in range(4):
        at, is_named = world.day(), n % 2 == 0
        form: dict[str, Any] = {"questions": QUESTIONS, "sheets": "named" if is_named else "unlinked"}
        form |= {"before": str(before)} if before and n == 3 else {}
        mission = await _mission(session, world, MissionKind.SURVEY, form, at)
        before = mission.id
        for person in world.some(world.members) + world.some(world.guests, 3):
            answers = {"public": [world.dice.choice(PUBLICS)], "clarte": world.dice.randint(1, 5)}
            moment = at - timedelta(hours=2)
            session.add(_response(mission, person, moment, answers=answers if is_named else None))
            if not is_named:
                session.add(Sheet(mission_id=mission.id, day=moment.date(), answers=answers))


async def _plan(session: Any, world: World) -> None:
    mission = await _mission(session, world, MissionKind.PROPOSAL, {}, world.day())
    states = list(ProposalState)
    for n in range(18):
        at, state = world.day(), states[n % len(states)]
        is_chosen = state in {"selected", "in_progress", "done", "abandoned"}
        row = made(
            Proposal,
            mission_id=mission.id,
            community_id=world.community_id,
            title=f"Idée {n}",
            state=state,
            themes=world.dice.sample(["Transports", "Stages", "Métiers"], world.dice.randint(0, 2)),
            cites=[],
            submitted_at=at,
            selected_at=at + timedelta(days=3) if is_chosen else None,
            due_on=world.dice.choice([None, (at + timedelta(days=10)).date()]) if is_chosen else None,
            progress=40,
            merged_into=None,
            owner_id=None,
            structure_id=None,
        )
        session.add(row)
        await session.flush()
        if state == "done":
            done_at = at + timedelta(days=10, hours=world.dice.choice([-30, 0, 1, 30]))
            session.add(made(ProposalNote, proposal_id=row.id, author_id=None, state=state, noted_at=done_at))


async def _exchanges(session: Any, world: World) -> None:
    for _ in range(7):
        at, [asker, giver] = world.day(), world.dice.sample(world.members, 2)
        mission = mission_row(world.community_id, MissionKind.EVENT, {}, at, asker_id=asker, created_at=at)
        session.add(mission)
        await session.flush()
        if world.dice.random() < 0.6:
            session.add(_response(mission, giver, at))


async def _papers(session: Any, world: World) -> None:
    for _ in range(2):
        at = world.day()
        mission = await _mission(session, world, MissionKind.BALLOT, {}, at)
        number = world.dice.randint(1, 30)
        fields = {"people": number, "present": number, "tally": {}, "counted_at": at}
        confirmed = {"first_confirmed_at": at, "second_confirmed_at": at, "joined_at": at}
        waiting, withdrawn = {"first_confirmed_at": at}, {"withdrawn_at": at}
        for state in (confirmed, waiting, withdrawn):
            session.add(PaperCount(mission_id=mission.id, **fields, **state))


async def _stories(session: Any, world: World) -> None:
    for person in world.some(world.members):
        at, story = world.day(), await told(session, person)
        terms = {"audience_type": AudienceType.COMMUNITY, "created_at": at, "starts_at": None}
        ends = {"revoked_at": world.dice.choice([None, None, NOW]), "ends_at": NOW + timedelta(days=30)}
        session.add(granted(person, world.community_id, TargetType.STORY, story.id, **terms | ends))


async def _quotes(session: Any, world: World) -> None:
    report = made(
        ProgrammeReport,
        community_id=world.community_id,
        programme_id=None,
        author_id=None,
        sections=[],
        starts_on=FIRST,
        ends_on=LAST,
    )
    session.add(report)
    await session.flush()
    for person in world.some(world.members):
        state = world.dice.choice([RequestState.PENDING, RequestState.REFUSED, RequestState.ACCEPTED])
        request = made(
            GrantRequest,
            owner_id=person,
            requester_id=world.manager.id,
            report_id=report.id,
            renews_id=None,
            state=state,
            targets=[],
            rights=["view"],
            created_at=world.day(),
        )
        session.add(request)
        await session.flush()
        if state is RequestState.ACCEPTED:
            quote = {
                "excerpt": "Des mots.",
                "attribution": Attribution.FIRST_NAME,
                "reach": Reach.TEAM,
                "attributed_to": None,
            }
            terms = {"audience_type": AudienceType.REPORT, "request_id": request.id, "purpose": Purpose.PUBLICATION}
            ends = {"revoked_at": world.dice.choice([None, NOW])}
            session.add(granted(person, report.id, TargetType.RESPONSE, uuid7(), **quote | terms | ends))


async def _talents(session: Any, world: World) -> None:
    for person in world.members:
        for code in SKILLS:
            if world.dice.random() < 0.8:
                stance = world.dice.choice(list(Stance))
                fields = {"level": 2, "version": 1, "created_at": NOW, "updated_at": NOW}
                session.add(Talent(user_id=person, skill_id=UUID(skill(code)), stance=stance, **fields))


async def _mission(
    session: Any, world: World, kind: MissionKind, form: dict[str, Any], at: datetime, **fields: Any
) -> Mission:
    row = mission_row(world.community_id, kind, form, at, programme_id=world.programme(), **fields)
    session.add(row)
    await session.flush()
    return row


def _response(mission: Mission, person: UUID, at: datetime, **fields: Any) -> MissionResponse:
    values = {"state": ResponseState.SUBMITTED, "assigned_at": at - timedelta(days=1), "submitted_at": at}
    return MissionResponse(mission_id=mission.id, user_id=person, updated_at=at, version=1, **values | fields)
