"""People who vote on proposals."""

from typing import Any
from uuid import UUID

from app.core.uow import Runtime
from tests.support.missions import send, write
from tests.support.people import Person
from tests.support.proposals import call, decide, propose
from tests.support.rooms import open_up


async def put_to_vote(
    runtime: Runtime, manager: Person, people: list[Person], count: int = 3, **form: Any
) -> tuple[UUID, Any, list[str]]:
    """Have proposals approved, and open a vote on them. Return the community, the vote, and what there is to choose.

    Whoever votes has had an account for a week.
    """
    await grow(runtime, manager, *people)
    community_id, mission = await call(runtime, manager, people, max_per_person=10)
    options = []
    for n in range(count):
        proposal = await propose(people[0], mission, title=f"Idée {n}")
        await decide(manager, proposal, "approve")
        options.append(proposal["id"])
    body = {"title": "Le vote", "kind": "ballot", "ballot": {"of": [mission["id"]]} | form}
    return community_id, await send(runtime, manager, community_id, **body), options


async def grow(runtime: Runtime, *people: Person) -> None:
    """Let these people have had their accounts for more than a week."""
    ids = [person.id for person in people]
    statement = "update users set created_at = created_at - interval '8 days' where id = any($1)"
    await runtime.database.writes.fetch(statement, ids)


async def put_to_room(team: Person, author: Person, count: int = 2, **form: Any) -> tuple[Any, Any, list[str]]:
    """Write a vote on ideas for an open room. Return the room, the vote, and what there is to choose."""
    community_id, mission = await call(team.runtime, team, [author], max_per_person=10)
    options = []
    for n in range(count):
        proposal = await propose(author, mission, title=f"Idée <{n}>")
        await decide(team, proposal, "approve")
        options.append(proposal["id"])
    room, ballot = await call_in_room(team, community_id, mission, **form)
    return room, ballot, options


async def call_in_room(team: Person, community_id: UUID, mission: Any, **form: Any) -> tuple[Any, Any]:
    """Open a room, with a vote on the ideas of a mission that is not open yet."""
    room = await open_up(team, community_id)
    audience = {"type": "room", "room_id": room["id"]}
    body = {"kind": "ballot", "title": "Que fait-on ?", "ballot": {"of": [mission["id"]]} | form}
    ballot = await write(team, community_id, audience=audience, **body)
    fields = {"missions": [ballot["id"]]}
    await team.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json=fields, headers={"If-Match": "*"})
    return room, ballot


async def vote(person: Person, ballot: Any, choices: Any, status: int = 200, **fields: Any) -> Any:
    """`choices`: the proposals, or their points."""
    given = choices if isinstance(choices, dict) else dict.fromkeys(choices)
    body = {"choices": [{"proposal_id": option} | ({"points": n} if n else {}) for option, n in given.items()]}
    return await person.ask("PUT", f"/v1/missions/{ballot['id']}/response", status, json=body | fields)


async def close(manager: Person, ballot: Any) -> Any:
    return await manager.ask("PUT", f"/v1/missions/{ballot['id']}/closing", 200)


async def results(person: Person, ballot: Any, status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/missions/{ballot['id']}/results", status)


async def count_paper(manager: Person, ballot: Any, counters: list[Person], status: int = 201, **fields: Any) -> Any:
    """Write voices on paper down, which wait for their counters."""
    body = {"counted_by": [str(counter.id) for counter in counters], "people": 2, "present": 20} | fields
    return await manager.ask("POST", f"/v1/missions/{ballot['id']}/paper-counts", status, json=body)


async def confirm(counter: Person, paper: Any, status: int = 200) -> Any:
    return await counter.ask("PUT", f"/v1/paper-counts/{paper['id']}/confirmation", status)
