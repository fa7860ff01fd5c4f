from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import Select, select

from app.core.actor import SYSTEM, Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Community, CommunityKind, Visibility
from app.models.memberships import Membership, MembershipState, Role
from app.policies.communities import (
    active_in,
    can_lead,
    can_manage,
    is_known_school,
    known_school,
    led_by,
    managed_by,
    public,
    readable_by,
)
from tests.support.communities import community_row, membership_row
from tests.support.oracle import can_read_community
from tests.support.people import NOW, Person

BELONGING = [None, *product(MembershipState, Role)]


@pytest.mark.slow
async def test_sql_and_python_agree_on_who_may(alice: Person, bob: Person, runtime: Runtime) -> None:
    """Every visibility, open or closed, seen by bob in every state and role; alice is in, and gives him nothing."""
    results = []
    for visibility, closes, belonging in product(Visibility, (False, True), BELONGING):
        async with runtime.database.sessions() as session:
            community = community_row(visibility=visibility, closed_at=NOW if closes else None)
            elsewhere = community_row()
            session.add_all([community, elsewhere])
            await session.flush()
            rows = [membership_row(community.id, alice.id, role=Role.MANAGER)]
            if belonging is not None:
                rows.append(membership_row(community.id, bob.id, state=belonging[0], role=belonging[1]))
            own_row = rows[1] if belonging is not None else None
            rows.append(membership_row(elsewhere.id, bob.id, role=Role.MANAGER))
            session.add_all(rows)
            await session.flush()
            actor = Actor(bob.id)

            async def says(statement_of_ids: Select[UUID], community_id: UUID = community.id) -> bool:
                return community_id in set(await session.scalars(statement_of_ids))

            statement = select(Community.id).where(readable_by(actor))
            in_sql = [await says(statement), await says(led_by(actor)), await says(managed_by(actor))]
            in_python = [
                can_read_community(actor, community, rows),
                can_lead(actor, own_row),
                can_manage(actor, own_row),
            ]
            assert in_sql == in_python, (visibility, closes, belonging)
            assert await says(active_in(actor)) == (own_row is not None and own_row.is_active)
            results.append(tuple(in_sql))
            await session.rollback()
    assert len(results) == 96
    assert (results.count((False, False, False)), results.count((True, False, False))) == (52, 32)


def test_nobody_else_leads_through_a_row_that_is_not_theirs(alice: Person) -> None:
    membership: Membership = membership_row(uuid7(), alice.id, role=Role.MANAGER)
    for actor, verdict in ((Actor(alice.id), True), (Actor(uuid7()), False), (SYSTEM, False)):
        assert can_lead(actor, membership) is can_manage(actor, membership) is verdict


async def test_what_is_open_and_public_has_a_page(runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        for visibility, closed_at in product(Visibility, (None, NOW)):
            session.add(community := community_row(visibility=visibility, closed_at=closed_at))
            await session.flush()
            page_id = await session.scalar(select(Community.id).where(Community.id == community.id, public()))
            assert (page_id is not None) == (visibility is Visibility.PUBLIC and closed_at is None)
        await session.rollback()


async def test_a_school_is_known_once_it_is_verified(runtime: Runtime) -> None:
    schools = {(CommunityKind.SCHOOL, NOW)}
    async with runtime.database.sessions() as session:
        for kind, verified_at in product(CommunityKind, (None, NOW)):
            session.add(community := community_row(kind=kind, verified_at=verified_at))
            await session.flush()
            in_sql = await session.scalar(select(known_school()).where(Community.id == community.id))
            assert in_sql is is_known_school(community) is ((kind, verified_at) in schools)
        await session.rollback()
