"""What was given by a link for a purpose that takes a second factor is personal."""

from importlib import import_module
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.uow import Runtime
from app.models.grants import NOT_BY_LINK, Purpose
from tests.support.grants import open_to, share, told
from tests.support.people import Person

MIGRATION = import_module("migrations.versions.20261127_3100_links_for_nothing_that_takes_a_second_factor")


@pytest.mark.slow
async def test_links_become_personal_and_what_was_given_by_name_stays(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    story, expectation = await told(alice), {}
    for purpose in Purpose:
        link = await share(alice, story)
        by_name = await open_to(alice, bob, {"type": "story", "id": story["id"]}, purpose=purpose)
        expectation[UUID(link["id"])] = "personal" if purpose in NOT_BY_LINK else purpose
        expectation[UUID(by_name["id"])] = purpose
        change = "update grants set purpose = $2 where id = $1 returning id"
        await runtime.database.writes.fetch(change, UUID(link["id"]), purpose)
    async with runtime.database.sessions.begin() as session:
        await session.execute(text(MIGRATION.MAKE_PERSONAL).bindparams(size=10_000))
    rows = await runtime.database.reads.fetch("select id, purpose from grants where owner_id = $1", alice.id)
    assert {row["id"]: row["purpose"] for row in rows} == expectation
