"""Who decides about what was reported, who reviews what was hidden, and where that holds."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import literal, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.flags import Flag
from app.models.grants import AudienceType, Grant, TargetType
from app.models.memberships import MembershipState, Role
from app.policies.flags import (
    can_review,
    decidable_by,
    is_left_to_operators,
    readable_by,
    reported_by,
    reviewable_by,
)
from app.policies.grants import given_to, to_communities
from app.policies.hidings import is_hidden
from tests.support.communities import community_row, gather, membership_row
from tests.support.oracle import hide
from tests.support.people import NOW, Person, sign_in
from tests.support.rows import add, granted, hidden, holds, made

PLACES = [None, *product((MembershipState.ACTIVE, MembershipState.LEFT), Role)]
TEAM = {(MembershipState.ACTIVE, Role.FACILITATOR), (MembershipState.ACTIVE, Role.MANAGER)}


@pytest.fixture
async def carol(app: Any) -> Person:
    return await sign_in(app, "carol")


@pytest.mark.slow
async def test_who_looks_after_the_community_decides_unless_it_is_about_them(
    alice: Person, bob: Person, carol: Person, runtime: Runtime
) -> None:
    """Bob looks; alice reported; what is reported is carol's, or bob's."""
    async with runtime.database.sessions() as session:
        for place, owner, in_community in product(PLACES, (carol, bob), (True, False)):
            community = community_row()
            await add(session, community)
            if place is not None:
                await add(session, membership_row(community.id, bob.id, state=place[0], role=place[1]))
            community_id = community.id if in_community else None
            flag = made(Flag, community_id=community_id, owner_id=owner.id, reporter_id=alice.id)
            hiding = hidden(community.id, owner.id, uuid7(), hidden_by=alice.id)
            own = hidden(community.id, owner.id, uuid7(), hidden_by=bob.id)
            unknown = hidden(community.id, owner.id, uuid7(), hidden_by=None)
            await add(session, flag, hiding, own, unknown)
            leads = place in TEAM and owner is carol
            actor = Actor(bob.id)
            results = [await holds(session, flag, rule(actor)) for rule in (decidable_by, readable_by, reported_by)]
            assert results == [leads and in_community, leads and in_community, False], (place, owner.email)
            reviews = [await holds(session, item, reviewable_by(actor)) for item in (hiding, own, unknown)]
            assert reviews == [leads, False, leads], (place, owner.email)
            if place in TEAM:
                assert reviews == [can_review(actor, item) for item in (hiding, own, unknown)]
        assert await holds(session, flag, reported_by(Actor(alice.id)))
        assert await holds(session, flag, readable_by(Actor(alice.id)))


async def test_what_is_hidden_is_hidden_in_one_community_until_it_is_lifted(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    home_id, elsewhere = [await gather(runtime, bob) for _ in range(2)]
    target = uuid7()
    async with runtime.database.sessions() as session:
        grant = granted(alice.id, home_id, TargetType.STORY, target, audience_type=AudienceType.COMMUNITY)
        await add(session, grant)

        async def says() -> tuple[bool, ...]:
            statement = select(
                is_hidden(Grant.audience_id, Grant.target_id),
                to_communities(Actor(bob.id)),
                given_to(Actor(bob.id), literal(NOW), TargetType.STORY),
            ).where(Grant.id == grant.id)
            return tuple((await session.execute(statement)).one())

        for community_id, target_id, lifted_at, verdict in [
            (elsewhere, target, None, False),
            (home_id, uuid7(), None, False),
            (home_id, target, NOW, False),
            (home_id, target, None, True),
        ]:
            hiding = hidden(community_id, alice.id, target_id, lifted_at=lifted_at)
            await add(session, hiding)
            assert await says() == (verdict, not verdict, not verdict), verdict
            await session.delete(hiding)


async def test_what_one_shows_to_ones_own_community_is_not_given_to_oneself(bob: Person, runtime: Runtime) -> None:
    community_id: UUID = await gather(runtime, bob)
    async with runtime.database.sessions() as session:
        grant = granted(bob.id, community_id, TargetType.STORY, uuid7(), audience_type=AudienceType.COMMUNITY)
        await add(session, grant)
        assert not await holds(session, grant, to_communities(Actor(bob.id)))


async def test_an_appeal_is_left_to_operators_where_nobody_else_looks_after_the_community(
    alice: Person, bob: Person, carol: Person, runtime: Runtime
) -> None:
    """Alice hid what is carol's; both look after the community, and bob has some place in it, or in another."""
    async with runtime.database.sessions() as session:
        for place, elsewhere in product(PLACES, (True, False)):
            community, other_community = community_row(), community_row()
            await add(session, community, other_community)
            team = [membership_row(community.id, item.id, role=Role.MANAGER) for item in (alice, carol)]
            await add(session, *team)
            if place is not None:
                community_of_bob = other_community if elsewhere else community
                await add(session, membership_row(community_of_bob.id, bob.id, state=place[0], role=place[1]))
            appeal = {"appealed_at": NOW, "appeal": "Non."}
            rows = [
                hidden(community.id, carol.id, uuid7(), hidden_by=alice.id, **fields)
                for fields in (appeal, {}, appeal | {"reviewed_at": NOW})
            ]
            unknown = hidden(community.id, carol.id, uuid7(), hidden_by=None, **appeal)
            await add(session, *rows, unknown)
            alone = elsewhere or place not in TEAM
            left = [await holds(session, item, is_left_to_operators()) for item in (*rows, unknown)]
            assert left == [alone, False, False, False], (place, elsewhere)


def test_rows_in_hand_hide_one_thing_from_one_community_until_it_is_lifted() -> None:
    community_id, other_community_id, story_id, other_story_id = uuid7(), uuid7(), uuid7(), uuid7()
    hiding = hidden(community_id, uuid7(), story_id)
    assert [
        hide([hiding], place, target_id)
        for place, target_id in product((community_id, other_community_id), (story_id, other_story_id))
    ] == [
        True,
        False,
        False,
        False,
    ]
    old_hiding = hidden(community_id, uuid7(), story_id, lifted_at=NOW)
    assert (
        hide([old_hiding], community_id, story_id),
        hide([old_hiding, hiding], community_id, story_id),
        hide([], community_id, story_id),
    ) == (False, True, False)
