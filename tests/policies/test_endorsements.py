from sqlalchemy import select

from app.core.actor import ANONYMOUS, SYSTEM, Actor
from app.core.uow import Runtime
from app.models.endorsements import Endorsement
from app.policies.endorsements import readable_by
from tests.support.endorsements import asked
from tests.support.oracle import can_read_endorsement
from tests.support.people import Person


async def test_what_a_person_asked_for_is_theirs_alone(alice: Person, bob: Person, runtime: Runtime) -> None:
    request = await asked(runtime, alice)
    async with runtime.database.sessions() as session:
        row = await session.get_one(Endorsement, request["id"])
        for person, may in ((alice, True), (bob, False)):
            actor = Actor(person.id)
            rows = await session.scalars(select(Endorsement).where(Endorsement.id == row.id, readable_by(actor)))
            assert (rows.one_or_none() is not None) is can_read_endorsement(actor, row) is may
        assert not can_read_endorsement(ANONYMOUS, row)
        assert not can_read_endorsement(SYSTEM, row)
