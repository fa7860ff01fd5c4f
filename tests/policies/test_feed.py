"""What a community still sees of what it was shown."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, exists, literal, or_, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.feed import CommunityFeedItem, FeedKind
from app.models.grants import AudienceType, Grant, Purpose, TargetType
from app.models.memberships import MembershipState
from app.models.missions import MissionState, ShownTo
from app.models.responses import ResponseState
from app.policies.feed import granted_through, shown_edition, shown_information, shown_response
from tests.policies.test_missions import mission_row, response_row
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, granted, hidden, holds, made, told

AT = literal(NOW)
GRANTS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"kind": TargetType.PORTRAIT}, False),
    ({"target_id": uuid7()}, False),
    ({"audience_type": AudienceType.USER}, False),
    ({"audience_id": uuid7()}, False),
    ({"revoked_at": NOW}, False),
    ({"starts_at": NOW + timedelta(hours=1)}, False),
    ({"ends_at": NOW}, False),
    ({"purpose": Purpose.GUIDANCE}, False),  # takes a second factor
]


def shown(actor: Actor) -> ColumnElement[bool]:
    """The item shows something to that member."""
    item = CommunityFeedItem
    each = (shown_edition(item, actor, AT), shown_response(item), shown_information(item, AT))
    return or_(*(exists().where(condition) for condition in each))


@pytest.mark.slow
async def test_a_story_is_in_the_feed_as_long_as_it_is_granted(alice: Person, bob: Person, runtime: Runtime) -> None:
    member, owner = Actor(bob.id), Actor(alice.id)
    async with runtime.database.sessions() as session:
        community = community_row()
        await add(session, community)
        to_all: dict[str, Any] = {
            "kind": TargetType.STORY,
            "audience_id": community.id,
            "audience_type": AudienceType.COMMUNITY,
        }
        cases: list[tuple[dict[str, Any], dict[str, Any], bool, bool]] = [
            (terms, {}, False, sees) for terms, sees in GRANTS
        ]
        cases += [({}, {"withdrawn_at": NOW}, False, False), ({}, {}, True, False)]
        for terms, state, has_hiding, sees in cases:
            story = await told(session, alice.id, **state)
            about = {"community_id": community.id, "owner_id": alice.id, "ref": story.id}
            item = made(CommunityFeedItem, kind=FeedKind.EDITION, **about)
            grant = granted(alice.id, **to_all | {"target_id": story.id} | terms)
            await add(session, item, grant, *([hidden(community.id, alice.id, story.id)] if has_hiding else []))
            assert await holds(session, item, shown(member)) is sees, (terms, state, has_hiding)
            own = await holds(session, item, shown(owner))
            assert own is (sees or "purpose" in terms), terms  # their own takes none
            through = select(Grant.id).where(
                CommunityFeedItem.id == item.id, granted_through(CommunityFeedItem, member, AT)
            )
            assert (await session.scalar(through) == grant.id) is (sees or bool(state)), terms
            item.kind = FeedKind.RESPONSE
            await session.flush()
            assert not await holds(session, item, shown(member))


async def test_an_answer_is_in_the_feed_as_long_as_the_community_sees_it(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    open_to_all = {"state": MissionState.OPEN, "responses_visible_to": ShownTo.COMMUNITY}
    cases: list[tuple[dict[str, Any], ResponseState, MembershipState, bool, bool]] = [
        (open_to_all, ResponseState.ACCEPTED, MembershipState.ACTIVE, False, True),
        (
            open_to_all | {"responses_visible_to": ShownTo.MANAGERS},
            ResponseState.ACCEPTED,
            MembershipState.ACTIVE,
            False,
            False,
        ),
        (open_to_all, ResponseState.RETURNED, MembershipState.ACTIVE, False, False),
        (open_to_all, ResponseState.ACCEPTED, MembershipState.LEFT, False, False),
        (open_to_all, ResponseState.ACCEPTED, MembershipState.ACTIVE, True, False),
    ]
    async with runtime.database.sessions() as session:
        for fields, state, belongs, has_hiding, sees in cases:
            community = community_row()
            await add(session, community)
            await add(session, membership_row(community.id, alice.id, state=belongs))
            mission = mission_row(community.id, **fields)
            await add(session, mission)
            response = response_row(mission, alice.id, state=state)
            about = {"community_id": community.id, "owner_id": alice.id, "ref": response.id}
            items = [
                made(CommunityFeedItem, kind=FeedKind.RESPONSE, **about),
                made(CommunityFeedItem, kind=FeedKind.RESPONSE, **about | {"ref": uuid7()}),
            ]
            await add(session, response, *items, *([hidden(community.id, alice.id, response.id)] if has_hiding else []))
            assert [await holds(session, item, shown(Actor(bob.id))) for item in items] == [
                sees,
                False,
            ], (
                fields,
                state,
            )
