from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import exists, literal

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import Grant, TargetType
from app.policies.experiences import granted_to, readable_by
from tests.support.oracle import can_read_experience
from tests.support.people import NOW, Person, prove
from tests.support.rows import add, experience_row, granted, holds
from tests.support.uploads import actor_of

ALL: dict[str, Any] = {"kind": TargetType.EXPERIENCES, "target_id": None}
GRANTS: list[tuple[dict[str, Any], bool]] = [
    (ALL, True),
    (ALL | {"kind": TargetType.TALENTS}, False),
    ({"kind": TargetType.EXPERIENCE, "target_id": uuid7()}, False),
    (ALL | {"revoked_at": NOW}, False),
    (ALL | {"starts_at": NOW + timedelta(hours=1)}, False),
    (ALL | {"ends_at": NOW}, False),
]


async def test_what_somebody_lived_is_theirs(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        experience = experience_row(alice.id)
        await add(session, experience)
        for person, reads in ((alice, True), (bob, False)):
            actor = Actor(person.id)
            assert (await holds(session, experience, readable_by(actor)), can_read_experience(actor, experience)) == (
                reads,
                reads,
            )


@pytest.mark.slow
async def test_others_read_what_they_were_granted_and_is_not_in_the_bin(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    await prove(bob)
    reading = actor_of(bob, runtime)
    async with runtime.database.sessions() as session:
        moment, moment_in_bin = experience_row(alice.id), experience_row(alice.id, trashed_at=NOW)
        moment_aside = experience_row(alice.id, kept_aside=True)
        await add(session, moment, moment_in_bin, moment_aside)
        single_grant = ({"kind": TargetType.EXPERIENCE, "target_id": moment.id}, True)
        grant_aside = ({"kind": TargetType.EXPERIENCE, "target_id": moment_aside.id}, False)
        for (terms, reads), owner, reader in product([*GRANTS, single_grant, grant_aside], (alice, bob), (bob, alice)):
            grant = granted(owner.id, audience_id=reader.id, **terms)
            await add(session, grant)
            rule = exists().where(Grant.id == grant.id, granted_to(reading, literal(NOW)))
            may = reads and owner is alice and reader is bob
            moments = (moment, moment_in_bin, moment_aside)
            results = [await holds(session, experience, rule.correlate_except(Grant)) for experience in moments]
            alone = terms is grant_aside[0] and owner is alice and reader is bob
            assert results == [may, False, alone], (terms, owner.email, reader.email)
