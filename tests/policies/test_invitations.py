"""When an invitation lets somebody in, what it is called then, and who may make one."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import DateTime, literal, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.invitations import Invitation, InvitationState
from app.models.memberships import MembershipState, Role
from app.policies.invitations import can_invite, state, valid
from tests.support.communities import community_row, membership_row
from tests.support.people import NOW, Person
from tests.support.rows import add, made

SECOND = timedelta(seconds=1)
AT = literal(NOW, DateTime(timezone=True))
TERMS = list(product((None, NOW - SECOND), (None, NOW - SECOND, NOW, NOW + SECOND), (None, 1, 2), (0, 1, 2)))


def named(invitation: Invitation) -> InvitationState:
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.expires_at is not None and invitation.expires_at <= NOW:
        return InvitationState.EXPIRED
    return InvitationState.ACTIVE if invitation.lets_in(NOW) else InvitationState.EXHAUSTED


@pytest.mark.slow
async def test_sql_and_python_agree_on_whom_it_lets_in(alice: Person, runtime: Runtime) -> None:
    community, results = community_row(), []
    async with runtime.database.sessions() as session:
        await add(session, community)
        for revoked_at, expires_at, max_uses, uses in TERMS:
            terms = {"revoked_at": revoked_at, "expires_at": expires_at, "max_uses": max_uses, "uses": uses}
            keys = {"token_digest": uuid7().bytes, "code_mac": uuid7().bytes}
            invitation = made(Invitation, community_id=community.id, created_by=alice.id, **keys, **terms)
            await add(session, invitation)
            row = (await session.execute(select(valid(AT), state(AT)).where(Invitation.id == invitation.id))).one()
            assert tuple(row) == (invitation.lets_in(NOW), named(invitation)), terms
            results.append(row[0])
        await session.rollback()
    assert (results.count(True), results.count(False)) == (12, 60)


@pytest.mark.parametrize("membership_state", MembershipState)
@pytest.mark.parametrize("place", Role)
def test_managers_invite_whom_they_like_and_facilitators_members(
    place: Role, membership_state: MembershipState
) -> None:
    person, community = uuid7(), uuid7()
    own = membership_row(community, person, role=place, state=membership_state)
    inside = membership_state is MembershipState.ACTIVE
    team = {Role.MANAGER: set(Role), Role.FACILITATOR: {Role.MEMBER}, Role.MEMBER: set()}
    may = {role for role in Role if can_invite(Actor(person), own, role)}
    assert may == (team[place] if inside else set())
    assert not any(can_invite(Actor(uuid7()), own, role) or can_invite(Actor(person), None, role) for role in Role)
