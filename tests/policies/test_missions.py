"""Who sees missions and answers: every state of the row, by everybody's place in the community."""

from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import MembershipState, Role
from app.models.missions import Mission, MissionKind, MissionState, ShownTo
from app.models.responses import Response, ResponseState
from app.policies import missions, responses
from tests.belonging import community_row, membership_row
from tests.factories import NOW, Person

PLACES = [None, *product((MembershipState.ACTIVE, MembershipState.LEFT), (Role.MEMBER, Role.FACILITATOR, Role.MANAGER))]


def mission_row(community_id: UUID, **given: Any) -> Mission:
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
    return Mission(**values | given)


def response_row(mission: Mission, user_id: UUID, **given: Any) -> Response:
    values = {"id": uuid7(), "mission_id": mission.id, "user_id": user_id, "assigned_at": NOW, "updated_at": NOW}
    return Response(**values | given)


async def test_sql_and_python_agree_on_who_sees_a_mission(alice: Person, bob: Person, runtime: Runtime) -> None:
    seen = 0
    async with runtime.database.sessions() as session:
        for state, place, is_sent in product(MissionState, PLACES, (False, True)):
            community = community_row()
            session.add(community)
            await session.flush()
            rows = [] if place is None else [membership_row(community.id, bob.id, state=place[0], role=place[1])]
            mission = mission_row(community.id, state=state)
            session.add_all([*rows, mission])
            await session.flush()
            response = response_row(mission, bob.id) if is_sent else None
            session.add_all([response] if response else [])
            await session.flush()
            actor = Actor(bob.id)
            found = select(Mission.id).where(Mission.id == mission.id, missions.readable_by(actor))
            in_sql = await session.scalar(found) is not None
            assert in_sql == missions.can_read(actor, mission, response, rows), (state, place, is_sent)
            seen += in_sql
        await session.rollback()
    assert seen == 6 * 2 + 4 * 2  # managers all; others what was sent to them and has begun


async def test_sql_and_python_agree_on_who_sees_an_answer(alice: Person, bob: Person, runtime: Runtime) -> None:
    seen = 0
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
                found = select(Response.id).select_from(Mission)
                found = found.where(Response.id == response.id, responses.readable_by(actor))
                in_sql = await session.scalar(found) is not None
                assert in_sql == responses.can_read(actor, response, mission, rows), (state, shown_to, place)
                seen += in_sql and person is bob
        await session.rollback()
    assert seen == 8 * 2 + 2 * 2  # managers all; members and facilitators, of two states, where the mission says so
