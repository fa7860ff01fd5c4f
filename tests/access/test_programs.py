"""Programs: every operation says which token it takes, and no token of anybody's is shown what others gave."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.core.ids import uuid7
from app.models.api_tokens import Scope
from app.policies.api_tokens import PEOPLE_ONLY, PLACED, SCOPES, TokenKind
from tests.access.lines import Cell
from tests.access.settlement import Settlement, canaries
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import Answer, undone
from tests.support.api_tokens import insert_token
from tests.support.people import NOW

READERS = ("counsellor_with", "peer", "manager")  # to whom the owner, or her community, shows much
OPEN_LINES = [name for name in LINES if operation_of(name) in SCOPES]
OF_PEOPLE = [name for name in LINES if operation_of(name) in PEOPLE_ONLY]


async def ask_with_token(cell: Cell, name: str, *scopes: Scope, community: UUID | None = None) -> Answer:
    """Ask as a program of the caller."""
    line = LINES[name]
    if line.before is not None and cell.caller.name in line.allowed and name in OPEN_LINES:
        await line.before(cell)
    token = await insert_token(cell.runtime, uuid7(), cell.caller.id, community, scopes)
    program = replace(cell, caller=replace(cell.caller, bearer=f"Bearer {token}"))
    return await OPERATIONS[operation_of(name)].asked(line, program)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.slow
async def test_no_token_shows_what_others_gave(settlement: Settlement, reader: str) -> None:
    async with settlement.engine.connect() as connection:
        for name in OPEN_LINES:
            async with undone(settlement.app, connection) as runtime:
                answer = await ask_with_token(Cell(settlement, settlement.people[reader], runtime), name, *Scope)
            assert canaries(answer.text) == set(), f"{name}: {answer.text}"
            assert answer.status not in {401, 500}, f"{name}: {answer.text}"


async def test_a_token_does_what_its_scope_says_and_nothing_else(settlement: Settlement) -> None:
    owner, names = settlement.people["owner"], set()
    async with settlement.engine.connect() as connection:
        for name in OPEN_LINES:
            access = SCOPES[operation_of(name)]
            if TokenKind.PERSONAL not in access.kinds:
                continue
            async with undone(settlement.app, connection) as runtime:
                answer = await ask_with_token(Cell(settlement, owner, runtime), name, access.scope)
            assert (answer.status < 300) == ("owner" in LINES[name].allowed), f"{name}: {answer.text}"
            names.add(operation_of(name))
            async with undone(settlement.app, connection) as runtime:
                other_scopes = set(Scope) - {access.scope}
                refusal = await ask_with_token(Cell(settlement, owner, runtime), name, *other_scopes)
            check_refusal(refusal, name, access.scope)
        for name in OF_PEOPLE:
            async with undone(settlement.app, connection) as runtime:
                answer = await ask_with_token(Cell(settlement, owner, runtime), name, *Scope)
            check_refusal(answer, name, None)
    assert names == {name for name, access in SCOPES.items() if TokenKind.PERSONAL in access.kinds}


async def test_a_token_of_a_community_acts_in_that_one_alone(settlement: Settlement) -> None:
    """Its maker manages another one, too."""
    manager, place = settlement.people["manager"], UUID(settlement.ids["community"])
    community_operations = {name for name, access in SCOPES.items() if TokenKind.COMMUNITY in access.kinds}
    async with settlement.engine.connect() as connection:
        for name in OPEN_LINES + OF_PEOPLE:
            async with undone(settlement.app, connection) as runtime:
                await runtime.database.writes.fetch(VERIFICATION, NOW)
                cell = Cell(settlement, manager, runtime)
                answer = await ask_with_token(cell, name, community=place)
            is_personal = operation_of(name) in PLACED and not LINES[name].query
            if operation_of(name) not in community_operations or is_personal:
                check_refusal(answer, name, None)
                continue
            assert (answer.status < 300) == ("manager" in LINES[name].allowed), f"{name}: {answer.text}"
            assert canaries(answer.text) <= {"name"}, f"{name}: {answer.text}"  # who is in it
            async with undone(settlement.app, connection) as runtime:
                await runtime.database.writes.fetch(VERIFICATION, NOW)
                [other] = await runtime.database.writes.fetch(SECOND_COMMUNITY, uuid7(), place)
                await runtime.database.writes.fetch(MEMBERSHIP, other["id"], manager.id, place)
                answer_elsewhere = await ask_with_token(Cell(settlement, manager, runtime), name, community=other["id"])
            assert answer_elsewhere.status in {403, 404}, f"{name}: {answer_elsewhere.text}"
            assert canaries(answer_elsewhere.text, "our") == set()


VERIFICATION = "update communities set verified_at = $1"
COLUMNS = (
    "kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version, created_at, updated_at"
)
SECOND_COMMUNITY = f"""
    insert into communities (id, {COLUMNS}, verified_at, born_as)
    select $1, {COLUMNS}, created_at, '' from communities where id = $2 returning id
"""  # noqa: S608  words of ours
MEMBERSHIP = """
    insert into memberships (community_id, user_id, role, state, tags, show_talents, version, created_at, updated_at)
    select $1, user_id, role, state, tags, show_talents, version, created_at, updated_at from memberships
    where user_id = $2 and community_id = $3 returning user_id
"""


def check_refusal(answer: Answer, name: str, scope: Scope | None) -> None:
    """Check that the token is refused for want of that scope; None: no token may do it."""
    assert answer.status == 403, f"{name}: {answer.status} {answer.text}"
    if OPERATIONS[operation_of(name)].method != "head":
        problem = answer.json()
        assert (problem["type"], problem.get("scope")) == ("/problems/out-of-scope", scope), f"{name}: {answer.text}"
