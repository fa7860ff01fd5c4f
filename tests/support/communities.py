"""Communities, and who is in them."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Community, CommunityKind, JoinPolicy, Visibility
from app.models.memberships import Membership, MembershipState, Role
from app.services.operators import operator_moderation
from tests.support.consents import shown
from tests.support.people import ADULT, NOW, Person, sign_in


def community_row(**fields: Any) -> Community:
    values = {
        "id": uuid7(),
        "kind": CommunityKind.NETWORK,  # whose managers read without a second factor
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
    return Community(**values | fields)


def membership_row(community_id: UUID, user_id: UUID, **fields: Any) -> Membership:
    values = {
        "community_id": community_id,
        "user_id": user_id,
        "role": Role.MEMBER,
        "state": MembershipState.ACTIVE,
        "tags": [],
        "directory_tags": [],
        "show_talents": False,
        "joined_at": NOW,
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Membership(**values | fields)


async def gather(runtime: Runtime, *people: Person, roles: dict[UUID, Role] | None = None, **fields: Any) -> UUID:
    """Insert a community of these people and return its id. The first manages it, unless `roles` says otherwise."""
    role_by_id = {people[0].id: Role.MANAGER} if roles is None else roles
    community = community_row(**fields)
    async with runtime.database.sessions.begin() as session:
        session.add(community)
        await session.flush()
        session.add_all(
            membership_row(community.id, person.id, role=role_by_id.get(person.id, Role.MEMBER)) for person in people
        )
    return community.id


async def begin(person: Person, status: int = 201, **fields: object) -> Any:
    """Found a community as that person."""
    body = {"kind": "network", "name": "Promo 2026"} | shown("lead") | fields
    return await person.ask("PUT", f"/v1/communities/{uuid7()}", status, json=body)


async def verify(runtime: Runtime, community: dict[str, Any], *, doubt: bool = False) -> None:
    """Verify a community as operators do, from the machine's shell, or doubt it."""
    decide = operator_moderation.doubt_community if doubt else operator_moderation.verify_community
    async with runtime.work(Actor(is_system=True, account="root")) as uow:
        await decide(uow, UUID(community["id"]))


async def begin_school(person: Person, runtime: Runtime, **fields: Any) -> Any:
    """Found a school, and verify it as operators do."""
    school = await begin(person, kind="school", **fields)
    await verify(runtime, school)
    return await person.ask("GET", f"/v1/communities/{school['id']}", 200)


async def change(person: Person, community: dict[str, Any], status: int = 200, **changes: object) -> Any:
    path, headers = f"/v1/communities/{community['id']}", {"If-Match": f'"{community["version"]}"'}
    return await person.ask("PATCH", path, status, json=changes, headers=headers)


async def join(person: Person, community: dict[str, Any], status: int = 201, **fields: object) -> Any:
    return await person.ask("PUT", f"/v1/communities/{community['id']}/membership", status, json=fields)


async def leave(person: Person, community: dict[str, Any], status: int = 204) -> Any:
    return await person.ask("DELETE", f"/v1/communities/{community['id']}/membership", status)


async def decide(
    person: Person, community: dict[str, Any], member: Person, status: int = 200, **changes: object
) -> Any:
    return await person.ask("PATCH", f"/v1/communities/{community['id']}/memberships/{member.id}", status, json=changes)


async def invite(person: Person, community: dict[str, Any], status: int = 201, **fields: object) -> Any:
    return await person.ask("POST", f"/v1/communities/{community['id']}/invitations", status, json=fields)


async def members(person: Person, community: dict[str, Any], **filters: object) -> list[Any]:
    path = f"/v1/communities/{community['id']}/memberships"
    items: list[Any] = (await person.ask("GET", path, 200, params=filters))["items"]
    return items


async def grown_up(app: FastAPI, name: str) -> Person:
    """Sign in somebody who may decide alone."""
    return await sign_in(app, name, birth_year=ADULT)
