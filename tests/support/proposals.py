"""People who propose, and a team that decides."""

from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from tests.support.communities import gather
from tests.support.missions import send
from tests.support.people import Person

SEVERAL = {
    "title": "Vos idées",
    "kind": "proposal",
    "proposal": {"max_per_person": 9},
}
PROPOSAL = {"title": "Vos idées pour la journée", "kind": "proposal", "proposal": {"cites": "optional"}}


async def call(runtime: Runtime, manager: Person, people: list[Person], **form: Any) -> tuple[UUID, Any]:
    """Ask people for proposals, in a community of theirs."""
    community_id = await gather(runtime, manager, *people, kind=CommunityKind.NETWORK)
    mission = await send(runtime, manager, community_id, **PROPOSAL | {"proposal": form})
    return community_id, mission


async def propose(person: Person, mission: Any, status: int = 201, **fields: Any) -> Any:
    body = {"mission_id": mission["id"], "title": "Un stage par mois"} | fields
    return await person.ask("PUT", f"/v1/proposals/{uuid7()}", status, json=body)


async def decide(manager: Person, proposal: Any, decision: str, status: int = 200, **fields: Any) -> Any:
    path = f"/v1/proposals/{proposal['id']}/review"
    return await manager.ask("PUT", path, status, json={"decision": decision} | fields)


async def choose(manager: Person, proposal: Any, status: int = 200, **fields: Any) -> Any:
    body = {"owner": {"name": "Mission locale"}} | fields
    return await manager.ask("PUT", f"/v1/proposals/{proposal['id']}/selection", status, json=body)


async def report(person: Person, proposal: Any, status: int = 200, **fields: Any) -> Any:
    return await person.ask("PUT", f"/v1/proposals/{proposal['id']}/progress", status, json=fields)


async def read(person: Person, proposal: Any, status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/proposals/{proposal['id']}", status)


async def listed(person: Person, mission: Any, query: str = "") -> list[Any]:
    return list((await person.ask("GET", f"/v1/missions/{mission['id']}/proposals{query}", 200))["items"])


async def notices_of(person: Person) -> list[str]:
    """What they are told of proposals and actions, the latest first."""
    items = (await person.ask("GET", "/v1/notifications", 200))["items"]
    return [item["text"] for item in items if item["type"] in {"proposal", "plan"}]
