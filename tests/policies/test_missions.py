"""Who sees missions and answers: every state of the row, by everybody's place in the community."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.flags import FlagTarget
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import Mission, MissionKind, MissionState, ShownTo
from app.models.responses import MissionResponse, ResponseState
from app.models.users import User
from app.policies import missions, responses
from app.policies.communities import is_circle
from tests.support.communities import community_row, membership_row
from tests.support.oracle import can_read_mission, can_read_response
from tests.support.people import NOW, Person, prove
from tests.support.rows import add, hidden, holds, made
from tests.support.uploads import actor_of

PLACES = [None, *product((MembershipState.ACTIVE, MembershipState.LEFT), (Role.MEMBER, Role.FACILITATOR, Role.MANAGER))]


def mission_row(community_id: UUID, **fields: Any) -> Mission:
    values = {
        "id": uuid7(),
        "community_id": community_id,
        "kind": MissionKind.EXPERIENCE,
        "title": "Une photo",
        "audience": {"type": "all"},
        "created_at": NOW,
        "updated_at": NOW,
        "born_as": "",
    }
    return Mission(**values | fields)


def response_row(mission: Mission, user_id: UUID, **fields: Any) -> MissionResponse:
    values = {"id": uuid7(), "mission_id": mission.id, "user_id": user_id, "assigned_at": NOW, "updated_at": NOW}
    return MissionResponse(**values | fields)


@pytest.mark.slow
async def test_sql_and_python_agree_on_who_sees_a_mission(alice: Person, bob: Person, runtime: Runtime) -> None:
    count = 0
    async with runtime.database.sessions() as session:
        for state, place, has_response in product(MissionState, PLACES, (False, True)):
            community = community_row()
            session.add(community)
            await session.flush()
            rows = [] if place is None else [membership_row(community.id, bob.id, state=place[0], role=place[1])]
            mission = mission_row(community.id, state=state)
            session.add_all([*rows, mission])
            await session.flush()
            response = response_row(mission, bob.id) if has_response else None
            session.add_all([response] if response else [])
            await session.flush()
            actor = Actor(bob.id)
            statement = select(Mission.id).where(Mission.id == mission.id, missions.readable_by(actor))
            in_sql = await session.scalar(statement) is not None
            assert in_sql == can_read_mission(actor, mission, response, rows), (state, place, has_response)
            count += in_sql
        await session.rollback()
    assert count == 6 * 2 + 4 * 2  # managers all; others what was sent to them and has begun


async def test_what_is_of_others_or_of_other_missions_shows_none(alice: Person, bob: Person, runtime: Runtime) -> None:
    """Bob manages another community, alice this one: he sees what was sent to him, here, as long as he is in."""
    results = []
    async with runtime.database.sessions() as session:
        for person, to_mission, belongs in product((alice, bob), (False, True), (False, True)):
            community, elsewhere = community_row(), community_row()
            await add(session, community, elsewhere)
            mission, other_mission = (mission_row(community.id, state=MissionState.OPEN) for _ in "12")
            rows = [membership_row(community.id, alice.id, role=Role.MANAGER)]
            rows += [membership_row(elsewhere.id, bob.id, role=Role.MANAGER)]
            rows += [membership_row(community.id, bob.id)] * belongs
            await add(session, mission, other_mission, *rows)
            response = response_row(mission if to_mission else other_mission, person.id)
            await add(session, response)
            in_sql = await holds(session, mission, missions.readable_by(Actor(bob.id)))
            assert in_sql == can_read_mission(Actor(bob.id), mission, response, rows)
            results.append(in_sql)
        await session.rollback()
    assert results == [False] * 7 + [True]


@pytest.mark.slow
async def test_sql_and_python_agree_on_who_sees_an_answer(alice: Person, bob: Person, runtime: Runtime) -> None:
    count = 0
    async with runtime.database.sessions() as session:
        for state, shown_to, place, author_is_in in product(ResponseState, ShownTo, PLACES, (False, True)):
            community = community_row()
            session.add(community)
            await session.flush()
            mission = mission_row(community.id, state=MissionState.OPEN, responses_visible_to=shown_to)
            author = MembershipState.ACTIVE if author_is_in else MembershipState.LEFT
            rows = [membership_row(community.id, alice.id, state=author)]
            if place is not None:
                rows.append(membership_row(community.id, bob.id, state=place[0], role=place[1]))
            session.add_all([*rows, mission])
            await session.flush()
            response = response_row(mission, alice.id, state=state)
            session.add(response)
            await session.flush()
            for person in (alice, bob):
                actor = Actor(person.id)
                statement = select(MissionResponse.id).select_from(Mission)
                statement = statement.where(
                    MissionResponse.id == response.id, responses.readable_by(actor, literal(NOW))
                )
                in_sql = await session.scalar(statement) is not None
                may_read = can_read_response(actor, response, mission, rows, may_review=True)
                assert in_sql == may_read, (state, shown_to, place)
                count += in_sql and person is bob
        await session.rollback()
    assert count == 8 * 2 + 2 * 2  # managers all; members and facilitators, of two states, where the mission says so


async def test_who_manages_reads_answers_with_a_second_factor_unless_it_is_a_circle(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    await prove(bob)
    with_proof, without_proof = actor_of(bob, runtime), Actor(bob.id)
    async with runtime.database.sessions() as session:
        for kind, actor in product(CommunityKind, (with_proof, without_proof)):
            community = community_row(kind=kind)
            await add(session, community)
            mission = mission_row(community.id, state=MissionState.OPEN)
            rows = [membership_row(community.id, alice.id), membership_row(community.id, bob.id, role=Role.MANAGER)]
            response = response_row(mission, alice.id, state=ResponseState.SUBMITTED)
            await add(session, mission, *rows)
            await add(session, response)
            may = actor is with_proof or is_circle(community)
            assert may == (actor is with_proof or kind is CommunityKind.NETWORK)
            statement = select(MissionResponse.id).select_from(Mission).where(MissionResponse.id == response.id)
            response_id = await session.scalar(statement.where(responses.readable_by(actor, literal(NOW))))
            statement = statement.where(Mission.id == MissionResponse.mission_id)
            waits = await session.scalar(statement.where(responses.awaits_proof(actor, literal(NOW))))
            assert (response_id is not None, waits is None) == (may, may), (kind, actor)
            assert can_read_response(actor, response, mission, rows, may_review=may) == may
        await session.rollback()


async def crowd(session: AsyncSession, community_id: UUID, elsewhere_id: UUID) -> tuple[Mission, dict[str, User]]:
    """A mission, and somebody whose answer is in each state; others who have none, have left, or were never here."""
    mission, other_mission = (mission_row(community_id, state=MissionState.OPEN) for _ in "12")
    names = [*map(str, ResponseState), "facilitator", "left", "outside"]
    people = {name: made(User, email=f"{uuid7()}@example.org") for name in names}
    await add(session, mission, other_mission, *people.values())
    for name, user in people.items():
        role = Role.FACILITATOR if name == "facilitator" else Role.MEMBER
        state = MembershipState.LEFT if name == "left" else MembershipState.ACTIVE
        place_id = elsewhere_id if name == "outside" else community_id
        tags = ["maçon", "nuit"] if name in {"assigned", "left", "outside"} else ["jour"]
        await add(session, membership_row(place_id, user.id, role=role, state=state, tags=tags))
    await add(session, *(response_row(mission, people[state].id, state=state) for state in ResponseState))
    await add(session, *(response_row(other_mission, people[name].id) for name in ("facilitator", "accepted")))
    return mission, people


async def test_a_mission_is_for_whom_its_audience_means(alice: Person, runtime: Runtime) -> None:
    """Members only, and never its author; those who did not answer another one are all who are still expected to."""
    community, elsewhere = community_row(), community_row()
    async with runtime.database.sessions() as session:
        await add(session, community, elsewhere)
        await add(session, membership_row(community.id, alice.id, role=Role.MANAGER, tags=["maçon"]))
        first_mission, people = await crowd(session, community.id, elsewhere.id)
        names = {user.id: name for name, user in people.items()} | {alice.id: "author"}

        async def meant(author: UUID | None = alice.id, **audience: Any) -> set[str]:
            mission = mission_row(community.id, author_id=author, audience=audience)
            members = select(Membership.user_id)
            rows = await session.scalars(members.where(missions.members_of(mission), missions.addressed(mission)))
            return {names[item] for item in rows}

        members_by_name = {*map(str, ResponseState), "facilitator"}
        assert await meant(type="all") == members_by_name
        assert await meant(None, type="all") == members_by_name | {"author"}
        assert await meant(type="tags", tags=["nuit", "maçon"]) == {"assigned"}
        assert await meant(None, type="tags", tags=["maçon"]) == {"assigned", "author"}
        assert await meant(type="roles", roles=["facilitator", "manager"]) == {"facilitator"}
        assert await meant(type="users", users=[str(people["seen"].id), str(people["left"].id)]) == {"seen"}
        silent = await meant(type="not_answered", mission_id=str(first_mission.id))
        assert silent == {"assigned", "seen", "reclaimed", "missed"}
        await session.rollback()


async def test_what_is_hidden_from_a_community_its_members_do_not_see(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        mission = mission_row(community.id, state=MissionState.OPEN, responses_visible_to=ShownTo.COMMUNITY)
        response = response_row(mission, alice.id, state=ResponseState.SUBMITTED)
        members = [membership_row(community.id, item.id) for item in (alice, bob)]
        await add(session, mission, *members)
        await add(session, response)
        statement = select(MissionResponse.id).select_from(Mission).where(MissionResponse.id == response.id)
        statement = statement.where(responses.readable_by(Actor(bob.id), literal(NOW)))
        assert await session.scalar(statement) == response.id
        await add(session, hidden(community.id, alice.id, response.id, target_type=FlagTarget.RESPONSE))
        assert await session.scalar(statement) is None
        await session.rollback()
