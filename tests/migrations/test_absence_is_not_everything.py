"""What was given and asked for before reads back in the new shape: one thing by name, collections with an end."""

import json
from importlib import import_module
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.counsellors import counsellor, request_access
from tests.support.grants import open_to
from tests.support.people import Person, Watch, capture

MIGRATION = import_module("migrations.versions.20261127_1240_absence_is_not_everything")


async def test_what_was_given_and_asked_for_before_is_in_the_new_shape(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    moment, rose = await capture(alice), await counsellor(app, watch)
    single_grant = await open_to(alice, bob, {"type": "experience", "id": moment["id"]})
    general_grant = await open_to(alice, bob, {"type": "experiences"})
    request = await request_access(rose, alice, watch, "story", "talents")
    before = [
        ("update grants set target_type = 'experiences' where id = $1 returning id", UUID(single_grant["id"])),
        ("update grants set ends_at = null where id = $1 returning id", UUID(single_grant["id"])),
        ("update grants set ends_at = null where id = $1 returning id", UUID(general_grant["id"])),
    ]
    for statement, grant_id in before:
        await runtime.database.writes.fetch(statement, grant_id)
    old = json.dumps([{"type": "story", "id": None}, {"type": "experiences", "id": moment["id"]}])
    await runtime.database.writes.fetch(
        "update grant_requests set targets = $2::jsonb where id = $1 returning id", UUID(request["id"]), old
    )
    async with runtime.database.sessions.begin() as session:
        for table in MIGRATION.TABLES:
            rename = MIGRATION.RENAME.format(table=table, old="experiences", new="experience")
            await session.execute(text(rename).bindparams(size=10_000))
        for statement in (MIGRATION.RENAME_ASKED, MIGRATION.END):
            await session.execute(text(statement).bindparams(size=10_000))
    now = {grant["id"]: grant for grant in (await alice.ask("GET", "/v1/grants", 200))["items"]}
    assert (now[single_grant["id"]]["target"]["type"], now[single_grant["id"]]["ends_at"]) == ("experience", None)
    assert (now[general_grant["id"]]["target"]["type"], now[general_grant["id"]]["ends_at"] is None) == (
        "experiences",
        False,
    )
    targets = (await alice.ask("GET", f"/v1/grant-requests/{request['id']}", 200))["targets"]
    assert [(target["type"], target["id"]) for target in targets] == [("stories", None), ("experience", moment["id"])]
    await bob.ask("GET", f"/v1/experiences/{moment['id']}", 200)
