import pytest

from app.core.actor import SYSTEM, Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.journals import Journal
from app.policies.journals import readable_by
from tests.support.oracle import can_read_journal
from tests.support.people import NOW, Person
from tests.support.rows import add, holds, made


@pytest.mark.parametrize("in_bin", [False, True])
async def test_sql_and_python_agree_on_who_may(alice: Person, runtime: Runtime, *, in_bin: bool) -> None:
    async with runtime.database.sessions() as session:
        journal = made(Journal, owner_id=alice.id, deleted_at=NOW if in_bin else None)
        await add(session, journal)
        for actor, reads in ((Actor(alice.id), not in_bin), (Actor(uuid7()), False)):
            assert (await holds(session, journal, readable_by(actor)), can_read_journal(actor, journal)) == (
                reads,
                reads,
            )
        assert not can_read_journal(SYSTEM, journal)
