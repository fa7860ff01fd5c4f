"""While all ordinary connections are taken, an ending is not refused; anything else is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from app.core import db
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.api.test_comments import MAY, say
from tests.support.communities import gather
from tests.support.grants import link_to, open_to
from tests.support.people import ADULT, Person, sign_in

MANY = 20
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


@pytest.mark.slow
async def test_endings_are_done_while_everything_else_waits(
    app: FastAPI, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleting a grant under load was answered 503."""
    people = [await sign_in(app, "somebody", birth_year=ADULT) for _ in range(MANY)]
    community_id = await gather(runtime, *people, roles={people[0].id: Role.MANAGER})
    grants = [await link_to(person) for person in people]
    story = {"type": "story", "id": grants[0]["target"]["id"]}
    for person in people[1:]:
        await open_to(people[0], person, story, rights=MAY)
    comments = [await say(person, story) for person in people[1:]]
    monkeypatch.setattr(db, "WAIT_SECONDS", 0.05)
    async with overloaded(runtime):
        assert await answers(*(ask(person, "GET", "/v1/grants") for person in people)) == [503] * MANY
        flags = (ask(person, "POST", "/v1/flags", json={"target": story, **BAD}) for person in people[1:])
        assert await answers(*flags) == [201] * (MANY - 1)
        blocks = (
            ask(people[0], "DELETE", f"/v1/comments/{comment['id']}?block=true", headers={"If-Match": "*"})
            for comment in comments
        )
        assert await answers(*blocks) == [204] * (MANY - 1)
        revocations = (
            ask(person, "DELETE", f"/v1/grants/{grant['id']}", headers={"If-Match": "*"})
            for person, grant in zip(people, grants, strict=True)
        )
        assert await answers(*revocations) == [204] * MANY
        path = f"/v1/communities/{community_id}/membership"
        assert await answers(*(ask(person, "DELETE", path) for person in people[1:])) == [204] * (MANY - 1)
        assert await answers(*(ask(person, "DELETE", "/v1/sessions/current") for person in people)) == [204] * MANY
    for person in people:
        await person.client.aclose()


def ask(person: Person, method: str, path: str, **options: Any) -> Awaitable[Any]:
    return person.client.request(method, path, **options)
