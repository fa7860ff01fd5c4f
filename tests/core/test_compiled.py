import gc
import importlib
import pkgutil
import re

from sqlalchemy import Text, bindparam, literal, select, true

import app.services
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


def test_one_plan_serves_arrays_of_any_length() -> None:
    """PostgreSQL plans a statement anew each time it runs, where an array that it looks at is shorter than ten."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    gc.unfreeze()  # what was imported before the tests
    queries = {item.query for item in gc.get_objects() if isinstance(item, Compiled)}
    arrays = [re.split(r"\$\d+::[A-Z ]+\[\]", query)[:-1] for query in queries]
    assert len(queries) > 100
    assert sum(map(len, arrays)) > 30
    hidden = ("(SELECT ", "(select cast(")
    looked_at = [part for parts in arrays for part in parts if not re.search(r"VALUES \([^()]*$", part)]  # not: stored
    assert [part[-60:] for part in looked_at if not part.endswith(hidden)] == []
