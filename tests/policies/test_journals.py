import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM, Actor
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.journals import Journal
from app.policies.journals import can_read, readable_by
from tests.factories import NOW, Person


@pytest.mark.parametrize("deleted", [False, True])
async def test_sql_and_python_agree_on_who_may(alice: Person, runtime: Runtime, *, deleted: bool) -> None:
    journal = Journal(
        owner_id=alice.id, title="A", language=Locale.FR, blocks=[], created_at=NOW, updated_at=NOW, born_as=""
    )
    journal.version, journal.deleted_at = 1, NOW if deleted else None
    for actor, reads in ((Actor(alice.id), not deleted), (Actor(uuid7()), False)):
        async with runtime.database.sessions() as session:
            session.add(journal)
            await session.flush()
            mine = select(func.count()).select_from(Journal).where(Journal.id == journal.id, readable_by(actor))
            assert (await session.scalar(mine) == 1, can_read(actor, journal)) == (reads, reads)
            session.expunge(journal)
    assert not can_read(SYSTEM, journal)
