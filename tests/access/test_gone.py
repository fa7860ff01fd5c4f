"""Whom each read of a community names, once the manager who wrote most of it has gone: every read, each way to go."""

from uuid import UUID

import pytest

from tests.access.endings import Step, by, erased, left, removed
from tests.access.lines import Cell
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import undone

GONE, NAME = "manager", "Partie4c1d"
READERS = ("facilitator", "peer", "anonymous")
READS = [name for name in LINES if OPERATIONS[operation_of(name)].method == "get"]
TOKENS = {"list_community_tokens"}  # what runs for the community says who made it
# What stays of a community's says who wrote it, as on its day.
AUTHORS = {
    "list_entries",
    "get_invitation",
    "get_mission",
    "list_changes",
    "list_community_feed",
    "list_feed",
    "list_feed:of a community",
    "list_informations",
    "list_invitations",
    "list_missions",
    "list_missions:of a community",
    "list_notifications",
}
MEMBERS, CARD, TEAM = {"list_memberships"}, {"get_invitation_card"}, {"get_programme", "list_community_programmes"}
LEADS = "insert into programme_members (programme_id, user_id) values ($1, $2) on conflict do nothing"
COMES = "insert into room_entries (id, room_id, user_id, entered_at) values (gen_random_uuid(), $1, $2, now())"
WAYS: dict[str, tuple[Step | None, set[str]]] = {
    "is there": (None, AUTHORS | MEMBERS | CARD | TEAM | TOKENS),
    "asks to be erased": (by(GONE, "POST", "/v1/me/erasure"), TOKENS),
    "is erased": (erased(GONE), set()),
    "leaves": (left, AUTHORS),
    "is sent away": (removed, AUTHORS | MEMBERS),  # a manager lets them in again
}


async def naming(cell: Cell) -> set[str]:
    """Return the reads whose answer to any of the readers names the manager."""
    marks, names = (str(cell.caller.id), cell.settlement.person(GONE).email, NAME), set()
    for name in READS:
        for reader in READERS:
            question = Cell(cell.settlement, cell.settlement.people[reader], cell.runtime)
            answer = await OPERATIONS[operation_of(name)].asked(LINES[name], question)
            if any(mark in answer.text for mark in marks):
                names.add(name)
    return names


@pytest.mark.parametrize("way", WAYS)
async def test_each_read_names_whoever_went_as_it_should(settlement: Settlement, way: str) -> None:
    step, reads = WAYS[way]
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people[GONE], runtime)
        await cell.run("update users set display_name = $2 where id = $1", cell.caller.id, NAME)
        statement = "update memberships set role = 'manager' where user_id = $1"
        await cell.run(statement, settlement.people["facilitator"].id)
        await cell.run(LEADS, UUID(settlement.ids["programme"]), cell.caller.id)
        await cell.run(COMES, UUID(settlement.ids["room"]), cell.caller.id)
        if step is not None:
            await step(cell)
        assert await naming(cell) == reads
    assert len(READS) >= 90
