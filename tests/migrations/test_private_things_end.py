"""What was open for good ends, and what a guardian's page never said is taken back."""

from datetime import timedelta
from importlib import import_module
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.grants import open_to, told
from tests.support.guardians import EVERYTHING, answer, ask_guardian
from tests.support.people import Person, capture

MIGRATION = import_module("migrations.versions.20261127_1700_private_things_end")


@pytest.mark.slow
async def test_private_things_end_and_under_15_what_no_guardian_agreed_to_is_taken_back(
    alice: Person, zoe: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    grants = {}
    for person in (alice, zoe):
        moment, story = await capture(person), await told(person)
        for kind, target_id in (("experience", moment["id"]), ("experiences", None), ("story", story["id"])):
            grant = await open_to(person, bob, {"type": kind, "id": target_id})
            grants[person.id, kind] = UUID(grant["id"])
    before = [
        ("update grants set ends_at = null where owner_id = any($1) returning id", [alice.id, zoe.id]),
        ("update guardianships set acts = '{join,publish,share}' where person_id = any($1) returning id", [zoe.id]),
    ]
    for statement, people in before:
        await runtime.database.writes.fetch(statement, people)
    async with runtime.database.sessions.begin() as session:
        for statement in (MIGRATION.END, MIGRATION.TAKE_BACK):
            await session.execute(text(statement).bindparams(size=10_000))
    rows = await runtime.database.reads.fetch("select id, ends_at - now() as lasts, revoked_at from grants")
    now = {row["id"]: row for row in rows}
    for (person_id, kind), grant_id in grants.items():
        row, is_private = now[grant_id], kind != "story"
        assert (row["lasts"] is not None) == is_private, kind
        assert not is_private or timedelta(days=364) < row["lasts"] <= timedelta(days=366)
        assert (row["revoked_at"] is not None) == (is_private and person_id == zoe.id), kind
    consents = await runtime.database.reads.fetch(
        "select withdrawn_at from consents where subject_id = $1", grants[zoe.id, "experiences"]
    )
    assert [row["withdrawn_at"] is None for row in consents] == [False]
