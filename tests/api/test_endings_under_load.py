"""While all ordinary connections are taken, an ending is not refused; anything else is."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core import db
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.api.test_comments import MAY, say
from tests.support.communities import gather
from tests.support.grants import link_to, open_to, told
from tests.support.people import ADULT, BARE, NOW, Person, capture, sign_in

MANY = 50  # at once
LATER = (NOW + timedelta(days=2)).isoformat()
BAD = {"reason": "personal_data", "text": "On y voit une adresse."}


@asynccontextmanager
async def overloaded(runtime: Runtime) -> AsyncIterator[None]:
    """Take each connection of each ordinary pool."""
    database, end = runtime.database, asyncio.Event()

    async def hold(pool: db.Statements) -> None:
        while not end.is_set():
            await pool.fetch("select pg_sleep(0.2)")

    async with AsyncExitStack() as stack:
        for _ in range(db.transactions_at_once(runtime.settings.database_pool)):
            session = await stack.enter_async_context(database.sessions())
            await session.connection()
        pools = (database.reads, database.writes, database.counts)
        # Twice as many as there are connections: who comes next finds a queue that does not end.
        tasks = [asyncio.create_task(hold(pool)) for pool in pools for _ in range(2 * runtime.settings.database_pool)]
        try:
            yield
        finally:
            end.set()
            await asyncio.gather(*tasks, return_exceptions=True)


async def answers(*requests: Awaitable[Any]) -> list[int]:
    return [answer.status_code for answer in await asyncio.gather(*requests)]


async def at_once(
    record: Callable[[str, object], None],
    status: int,
    method: str,
    paths: Iterable[str],
    people: list[Person],
    **options: Any,
) -> None:
    requests = (
        person.client.request(method, path, headers={"If-Match": "*"}, **options)
        for person, path in zip(people, paths, strict=True)
    )
    began = time.perf_counter()
    assert await answers(*requests) == [status] * MANY
    record(f"seconds of {method} {status} {sorted(options.get('json', ()))}", time.perf_counter() - began)


@pytest.mark.slow
async def test_endings_are_done_while_everything_else_waits(
    app: FastAPI,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Deleting a grant under load was answered 503."""
    people = [await sign_in(app, "somebody", birth_year=ADULT) for _ in range(MANY + 1)]
    owner, others = people[0], people[1:]
    community_id = await gather(runtime, *people, roles={owner.id: Role.MANAGER})
    story = {"type": "story", "id": (await told(owner))["id"]}
    grants = [await link_to(person) for person in others]
    moments = [await capture(person, BARE | {"text": "Un mur"}) for person in others]
    for person in others:
        await open_to(owner, person, story, rights=MAY)
    comments = [await say(person, story) for person in others]
    monkeypatch.setattr(db, "WAIT_SECONDS", 0.05)
    async with overloaded(runtime):
        await at_once(record_property, 503, "GET", ["/v1/grants"] * MANY, others)
        await at_once(record_property, 201, "POST", ["/v1/flags"] * MANY, others, json={"target": story, **BAD})
        blocks = (f"/v1/comments/{comment['id']}?block=true" for comment in comments)
        await at_once(record_property, 204, "DELETE", blocks, [owner] * MANY)
        links = [f"/v1/grants/{grant['id']}" for grant in grants]
        await at_once(record_property, 200, "PATCH", links, others, json={"ends_at": LATER})
        await at_once(record_property, 204, "DELETE", links, others)
        await at_once(record_property, 204, "DELETE", (f"/v1/experiences/{moment['id']}" for moment in moments), others)
        await at_once(record_property, 204, "DELETE", [f"/v1/communities/{community_id}/membership"] * MANY, others)
        await at_once(record_property, 202, "POST", ["/v1/me/erasure"] * MANY, others)
        await at_once(record_property, 204, "DELETE", ["/v1/sessions/current"] * MANY, others)
    for person in people:
        await person.client.aclose()
