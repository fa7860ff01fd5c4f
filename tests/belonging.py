"""Communities, and who is in them."""

from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Community, CommunityKind, JoinPolicy, Visibility
from app.models.memberships import Membership, MembershipState, Role
from tests.factories import NOW, Person


def community_row(**given: Any) -> Community:
    values = {
        "id": uuid7(),
        "kind": CommunityKind.COHORT,
        "name": "Promo 2026",
        "visibility": Visibility.SECRET,
        "join_policy": JoinPolicy.INVITE,
        "timezone": "Europe/Paris",
        "weekly_notification_cap": 5,
        "k_min": 5,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
        "born_as": "",
    }
    return Community(**values | given)


def membership_row(community_id: UUID, user_id: UUID, **given: Any) -> Membership:
    values = {
        "community_id": community_id,
        "user_id": user_id,
        "role": Role.MEMBER,
        "state": MembershipState.ACTIVE,
        "tags": [],
        "show_talents": False,
        "joined_at": NOW,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Membership(**values | given)


async def gather(runtime: Runtime, *people: Person, roles: dict[UUID, Role] | None = None, **given: Any) -> UUID:
    """A community of them, without asking anybody; the first manages it, unless `roles` says who does what."""
    known = {people[0].id: Role.MANAGER} if roles is None else roles
    community = community_row(**given)
    async with runtime.database.sessions.begin() as session:
        session.add(community)
        await session.flush()
        session.add_all(membership_row(community.id, one.id, role=known.get(one.id, Role.MEMBER)) for one in people)
    return community.id
