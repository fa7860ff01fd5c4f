from sqlalchemy import Text, bindparam, literal, select, true

from app.core.compiled import Compiled
from app.core.uow import Runtime
from app.models.memberships import Membership, MembershipState

ODD = r"L’« été » d'Inès \n 100 % :me $1 /* -- {access}"


async def test_constants_are_written_out_and_read_as_they_were(runtime: Runtime) -> None:
    statement = Compiled(select(literal(ODD), literal(7), true(), bindparam("me", type_=Text())))
    assert list(statement.names) == ["me"]
    [row] = await runtime.database.reads.fetch(statement.query, *statement.values({"me": ODD}))
    assert tuple(row) == (ODD, 7, True, ODD)


def test_a_plan_for_any_value_may_use_partial_indexes() -> None:
    state = Membership.state == MembershipState.ACTIVE
    statement = Compiled(select(Membership.community_id).where(state, Membership.role.in_(["manager"])))
    assert list(statement.names) == []
    assert "memberships.state = 'active'" in statement.query
    assert "memberships.role IN ('manager')" in statement.query
