"""Captures while what they cite is changed, and while the database goes away."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from app.core.changes import Changed, Kind, record
from app.core.db import lock_row
from app.core.ids import uuid7
from app.core.projections import Representation
from app.core.uow import Runtime
from app.models.media import Media
from app.models.users import User
from app.services.journal import experiences
from tests.support.people import BARE, Person
from tests.support.severing import severed, through
from tests.support.uploads import medium
from tests.support.waiting import somebody_waits


@pytest.mark.slow
async def test_who_captures_and_who_changes_the_medium_do_not_wait_in_a_circle(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    async with runtime.database.sessions.begin() as session:
        media = (await session.scalars(select(Media).where(Media.id == photo["id"]).with_for_update())).one()
        body = BARE | {"media": [photo["id"]]}
        capturing = asyncio.create_task(alice.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json=body))
        await somebody_waits(runtime)
        await session.execute(text("set local lock_timeout = '500ms'"))  # before PostgreSQL finds a circle and cuts it
        await record(session, [Changed(alice.id, Kind.MEDIA, media.id, media.version)], runtime.clock())
    assert [item["id"] for item in (await capturing)["media"]] == [photo["id"]]


async def test_a_capture_does_not_wait_for_who_changes_the_account(alice: Person, runtime: Runtime) -> None:
    """It would hold the feed by then, which they may need next."""
    async with runtime.database.sessions.begin() as session:
        await lock_row(session, User, alice.id)
        await alice.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json=BARE)


async def test_a_capture_is_tried_again_when_what_it_cites_came_meanwhile(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the statement found it missing, and before the reason was looked for."""
    attempts: list[object] = []
    capture_in = experiences._capture_in

    async def capture_late(*arguments: Any) -> Representation | None:
        attempts.append(arguments)
        return None if len(attempts) == 1 else await capture_in(*arguments)

    monkeypatch.setattr(experiences, "_capture_in", capture_late)
    await alice.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json={"title": "Sans heure"})
    assert len(attempts) == 2


async def test_a_capture_whose_answer_is_lost_is_known_when_the_phone_sends_it_again(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    path, body = f"/v1/experiences/{uuid7()}", BARE | {"title": "Gardé, mais sans réponse"}
    async with severed(runtime, b"Gard\xc3\xa9, mais") as database:
        app.state.runtime = through(runtime, database)
        answer = await alice.client.put(path, json=body)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        again = await alice.ask("PUT", path, 200, json=body)
    assert again["version"] == 1
    assert (await alice.ask("GET", "/v1/experiences", 200))["items"] == [again]
