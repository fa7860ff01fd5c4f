"""Who sees whose membership, and which invitations: every state and role of who looks and of who is looked at."""

from itertools import product
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.invitations import Invitation
from app.models.memberships import Membership, MembershipState, Role
from app.policies.invitations import readable_by as invitation_readable_by
from app.policies.memberships import fully_readable_by, readable_by
from tests.support.communities import community_row, membership_row
from tests.support.oracle import can_read_invitation, can_read_membership, can_read_membership_fully
from tests.support.people import NOW, Person

PLACES = list(product(MembershipState, Role))


async def test_sql_and_python_agree_on_who_sees_whom(alice: Person, bob: Person, runtime: Runtime) -> None:
    """Alice looks at bob and at herself, both in every state and role."""
    results = []
    async with runtime.database.sessions() as session:
        rows, actor = [], Actor(alice.id)
        for own, place in product([None, *PLACES], PLACES):
            community = community_row()
            session.add(community)
            pair = [membership_row(community.id, bob.id, state=place[0], role=place[1])]
            if own is not None:
                pair.append(membership_row(community.id, alice.id, state=own[0], role=own[1]))
            rows.extend(pair)
        await session.flush()
        session.add_all(rows)
        await session.flush()

        async def keys(condition: ColumnElement[bool]) -> set[tuple[UUID, UUID]]:
            statement = select(Membership.community_id, Membership.user_id).where(
                condition, Membership.community_id.in_({row.community_id for row in rows})
            )
            return {(community_id, user_id) for community_id, user_id in await session.execute(statement)}

        sees, sees_fully = await keys(readable_by(actor)), await keys(fully_readable_by(actor))
        own_rows = {row.community_id: row for row in rows if row.user_id == alice.id}
        for row in rows:
            own_row = own_rows.get(row.community_id)
            key = (row.community_id, row.user_id)
            assert can_read_membership(actor, row, rows) == (key in sees), (own_row, row)
            assert can_read_membership_fully(actor, row, own_row) == (key in sees_fully), (own_row, row)
            results.append((key in sees, key in sees_fully))
        await session.rollback()
    assert len(results) == 16 * 15 + 15 * 15
    # Herself always; as one of the team, bob in 4 states and 3 roles; as a member, bob when he is one of the team.
    assert (results.count((True, True)), results.count((True, False))) == (225 + 24, 2)


def test_who_manages_another_community_sees_no_more_of_this_one(alice: Person, bob: Person) -> None:
    membership = membership_row(uuid7(), bob.id)
    for community_id, sees in ((membership.community_id, True), (uuid7(), False)):
        own = membership_row(community_id, alice.id, role=Role.MANAGER)
        assert can_read_membership_fully(Actor(alice.id), membership, own) is sees
        assert can_read_membership(Actor(alice.id), membership, [own]) is sees


async def test_sql_and_python_agree_on_who_sees_which_invitation(alice: Person, bob: Person, runtime: Runtime) -> None:
    results = []
    async with runtime.database.sessions() as session:
        for belonging, role in product([None, *PLACES], Role):
            community = community_row()
            session.add(community)
            await session.flush()
            own = (
                None
                if belonging is None
                else membership_row(community.id, bob.id, state=belonging[0], role=belonging[1])
            )
            if own is not None:
                session.add(own)
            invitation = Invitation(
                id=uuid7(),
                community_id=community.id,
                created_by=alice.id,
                token_digest=uuid7().bytes,
                code_mac=uuid7().bytes,
                role=role,
                needs_approval=False,
                uses=0,
                mailed=0,
                created_at=NOW,
            )
            session.add(invitation)
            await session.flush()
            statement = select(Invitation.id).where(
                Invitation.id == invitation.id, invitation_readable_by(Actor(bob.id))
            )
            in_sql = await session.scalar(statement) is not None
            assert in_sql == can_read_invitation(Actor(bob.id), invitation, own), (belonging, role)
            results.append(in_sql)
        await session.rollback()
    assert (len(results), results.count(True)) == (48, 4)
