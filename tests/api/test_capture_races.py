"""Captures while what they cite is changed, and while the database goes away."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from app.core.changes import Changed, ChangeLog, Kind, record
from app.core.db import CHANGES_AT_ONCE, MOST_CHANGES, SETTINGS, Statements, lock_row
from app.core.gathered import GatheredQuestions
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


async def test_captures_that_come_at_once_are_written_together(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime
) -> None:
    """Each has its own answer, whatever became of those beside it."""
    runs: list[int] = []

    async def fetch(query: str, bodies: list[str]) -> Any:
        runs.append(len(bodies))
        return await runtime.database.writes.fetch(query, bodies)

    gathered = GatheredQuestions(fetch, CHANGES_AT_ONCE, MOST_CHANGES)
    app.state.runtime = replace(runtime, database=replace(runtime.database, gathered_changes=gathered))
    photo, ids = await medium(runtime, alice), [str(uuid7()) for _ in range(12)]
    before = await numbers(runtime, alice), await numbers(runtime, bob)
    captures = [(alice if n % 2 else bob, id_, BARE | {"title": f"Moment {n}"}) for n, id_ in enumerate(ids)]
    captures += [
        (alice, str(uuid7()), BARE | {"title": "Photo", "media": [photo["id"]]}),
        (bob, str(uuid7()), BARE | {"media": [photo["id"]]}),
        (bob, str(uuid7()), BARE | {"skills": [str(uuid7())]}),
        (alice, ids[0], BARE | {"title": "Moment 0"}),
        (bob, ids[2], BARE | {"title": "Moment 2"}),
        (bob, ids[4], BARE | {"title": "Autre"}),
    ]
    answers = await asyncio.gather(
        *(person.client.put(f"/v1/experiences/{id_}", json=body) for person, id_, body in captures)
    )
    assert [answer.status_code for answer in answers] == [201] * 13 + [422, 422, 404, 200, 428]
    for answer, (_, id_, body) in zip(answers[:13], captures, strict=False):
        assert (answer.json()["id"], answer.json()["title"]) == (id_, body["title"])
    assert [item["id"] for item in answers[12].json()["media"]] == [photo["id"]]
    assert sum(runs) == len(captures)
    assert len(runs) <= 1 + CHANGES_AT_ONCE
    # Of each person, one number for each moment, without a gap.
    for person, earlier, count in ((alice, before[0], 7), (bob, before[1], 6)):
        last = max(earlier, default=0)
        assert await numbers(runtime, person) - earlier == {*range(last + 1, last + count + 1)}


async def test_who_is_kept_waiting_keeps_nobody_else_waiting(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime
) -> None:
    statements = Statements(str(runtime.settings.database_url), 2, SETTINGS | {"lock_timeout": "200"})
    gathered = GatheredQuestions(statements.fetch)
    app.state.runtime = replace(runtime, database=replace(runtime.database, gathered_changes=gathered))
    async with runtime.database.sessions.begin() as session:
        await session.execute(select(ChangeLog).where(ChangeLog.user_id == alice.id).with_for_update())
        people = (alice, bob, alice)
        answers = await asyncio.gather(
            *(person.client.put(f"/v1/experiences/{uuid7()}", json=BARE) for person in people)
        )
    assert [answer.status_code for answer in answers] == [503, 201, 503]
    await statements.close()


async def numbers(runtime: Runtime, person: Person) -> set[int]:
    rows = await runtime.database.reads.fetch("select seq from changes where user_id = $1", person.id)
    return {row["seq"] for row in rows}
