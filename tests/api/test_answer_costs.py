"""How many statements a vote, an idea and an answer take: a room of phones sends them at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.core.actor import SYSTEM
from app.core.db import Base, lock_row
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.ballots import Ballot
from app.models.users import User
from tests.support.ballots import put_to_room, vote
from tests.support.people import Person
from tests.support.proposals import SEVERAL
from tests.support.rooms import ask_in, come, show
from tests.support.waiting import somebody_waits

# Statements of a guest, between the beginning of the transaction and its end. A smaller number may be written here.
VOTE, ANSWER, IDEA = 8, 10, 10


@contextmanager
def counting(runtime: Runtime) -> Iterator[list[str]]:
    """Yield the statements of transactions, as they are sent."""
    statements, engine = list[str](), runtime.database.sessions.kw["bind"].sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def room(alice: Person, bob: Person) -> tuple[Any, Any, list[str]]:
    return await put_to_room(alice, bob)


async def put(runtime: Runtime, person: Person, path: str, status: int, body: Any) -> tuple[Any, list[str]]:
    with counting(runtime) as statements:
        answer = await person.ask("PUT", path, status, json=body)
    return answer, statements


async def test_a_vote_an_idea_and_an_answer_take_few_statements(
    alice: Person, room: tuple[Any, Any, list[str]], runtime: Runtime, app: FastAPI
) -> None:
    """And each answers what its author reads afterwards."""
    place, ballot, (option, _) = room
    survey = await ask_in(runtime, alice, place)
    ideas = await ask_in(runtime, alice, place, SEVERAL)
    guest = await come(app, place)
    await show(alice, place, phase="vote", mission_id=ballot["id"])
    path = f"/v1/missions/{ballot['id']}/response"
    voted, statements = await put(runtime, guest, path, 200, {"choices": [{"proposal_id": option}]})
    assert len(statements) <= VOTE, "\n".join(statements)
    path = f"/v1/missions/{survey['id']}/response"
    answered, statements = await put(runtime, guest, path, 200, {"answers": [{"code": "clarte", "number": 4}]})
    assert len(statements) <= ANSWER, "\n".join(statements)
    path = f"/v1/proposals/{uuid7()}"
    proposal, statements = await put(runtime, guest, path, 201, {"mission_id": ideas["id"], "title": "Un stage"})
    assert len(statements) <= IDEA, "\n".join(statements)
    assert await guest.ask("GET", path, 200) == proposal
    for answer in (voted, answered):
        assert await guest.ask("GET", f"/v1/responses/{answer['id']}", 200) == answer


@pytest.mark.parametrize("model", [User, Ballot])
async def test_a_vote_waits_for_the_end_of_its_guest_and_for_the_count(
    room: tuple[Any, Any, list[str]], alice: Person, runtime: Runtime, app: FastAPI, model: type[Base]
) -> None:
    """Also the vote of a phone that knows its response by its own id."""
    place, ballot, (a, b) = room
    guest = await come(app, place)
    await show(alice, place, phase="vote", mission_id=ballot["id"])
    response_id = (await vote(guest, ballot, [a]))["id"]
    identity = {User: guest.id, Ballot: UUID(ballot["id"])}[model]
    for path_id in (ballot["id"], response_id):
        async with runtime.work(SYSTEM) as uow:
            await lock_row(uow.session, model, identity)
            voting = asyncio.create_task(vote(guest, {"id": path_id}, [b]))
            await somebody_waits(runtime)
            assert not voting.done()
        assert (await voting)["choices"][0]["proposal_id"] == b
        await vote(guest, ballot, [a])
