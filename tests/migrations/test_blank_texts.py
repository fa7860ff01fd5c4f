"""What was stored before blanks were refused can be read again, and changed."""

from collections.abc import AsyncIterator
from importlib import import_module
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import CursorResult, text

from app.core.ids import uuid7
from app.core.settings import Settings
from app.core.uow import Runtime
from tests.support.communities import begin
from tests.support.people import FULL, Person, Watch, capture
from tests.support.world import app_apart

MIGRATION = import_module("migrations.versions.20261125_1071_blank_texts")
EXPERIENCE = """
update experiences set title = '  ', place = '{"label": " "}', people = '{" ",Inès}', tags = '{"\u00a0"}',
    reflection = '{"did": " ", "learned": "Oui", "next": null}' where id = $1 returning id
"""
JOURNAL = """
update journals set title = ' ', summary = ' ', blocks = '[{"kind": "text", "id": null, "text": " "},
    {"kind": "quote", "id": null, "text": "Oui", "attribution": " "}]' where id = $1 returning id
"""


@pytest.fixture(scope="module")
async def app(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    """Here are no rows but those that are read: other tests store what no document allows."""
    async with app_apart(settings, watch) as app:
        yield app


async def test_blanks_that_were_stored_are_nothing_any_more(alice: Person, runtime: Runtime) -> None:
    moment, journal = await capture(alice, FULL), str(uuid7())
    control = await capture(alice, FULL)
    await alice.ask("PUT", f"/v1/journals/{journal}", 201, json={"title": "Mon stage"})
    await runtime.database.writes.fetch(EXPERIENCE, UUID(moment["id"]))
    await runtime.database.writes.fetch(JOURNAL, UUID(journal))
    for update in (MIGRATION.EXPERIENCES, MIGRATION.JOURNALS, MIGRATION.MEDIA):
        async with runtime.database.sessions.begin() as session:
            await session.execute(text(update).bindparams(size=10_000))
            second_pass = await session.execute(text(update).bindparams(size=10_000))
        assert isinstance(second_pass, CursorResult)
        assert second_pass.rowcount == 0
    now = await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    assert [now[name] for name in ("title", "place", "people", "tags")] == [None, None, ["Inès"], []]
    assert now["reflection"] == {"did": None, "learned": "Oui", "next": None}
    assert await alice.ask("GET", f"/v1/experiences/{control['id']}", 200) == control
    read = await alice.ask("GET", f"/v1/journals/{journal}", 200)
    assert (read["title"], read["summary"]) == ("Sans titre", None)
    assert read["blocks"] == [{"kind": "quote", "id": None, "text": "Oui", "attribution": None}]
    for path in (f"/v1/experiences/{moment['id']}", f"/v1/journals/{journal}"):
        await alice.ask("PATCH", path, 200, json={"language": "en"}, headers={"If-Match": '"1"'})


async def test_what_was_stored_when_more_was_valid_is_pointed_at_and_can_be_said_anew(
    alice: Person, runtime: Runtime
) -> None:
    community = await begin(alice, name="Maçons")
    await runtime.database.writes.fetch(
        "update communities set name = ' ' where id = $1 returning id", UUID(community["id"])
    )
    path, headers = f"/v1/communities/{community['id']}", {"If-Match": '"1"'}
    problem = await alice.ask("PATCH", path, 422, json={"charter": "On s’écoute."}, headers=headers)
    assert [error["pointer"] for error in problem["errors"]] == ["/name"]
    answer = await alice.ask("PATCH", path, 200, json={"name": "Maçons de Touraine"}, headers=headers)
    assert (answer["name"], answer["charter"]) == ("Maçons de Touraine", community["charter"])
