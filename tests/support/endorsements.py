"""Asking others to confirm a talent, and their answers."""

from typing import Any
from uuid import UUID

import httpx

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.talents import Stance, Talent
from app.services.talents.endorsement_requests import token_of
from tests.support.grants import FORM
from tests.support.people import NOW, Person
from tests.support.stories import skill

KARIM = {"name": "Karim Benali", "role": "Tuteur de stage", "comment": "Six rangs, tous droits."}


async def talent(runtime: Runtime, person: Person, code: str = "LEARN.1", stance: Stance = Stance.HAS) -> str:
    """Claim a talent for a person, and return the id of its skill."""
    skill_id = await skill(runtime, code)
    row = Talent(user_id=person.id, skill_id=UUID(skill_id), level=2, stance=stance, created_at=NOW, updated_at=NOW)
    async with runtime.database.sessions.begin() as session:
        session.add(row)
    return skill_id


def address() -> str:
    return f"karim-{uuid7()}@example.org"


async def ask(person: Person, skill_id: str, status: int = 201, **fields: object) -> Any:
    body = {"email": address(), "name": "Karim"} | fields
    return await person.ask("POST", f"/v1/talents/{skill_id}/endorsement-requests", status, json=body)


async def asked(runtime: Runtime, person: Person, code: str = "LEARN.1", **fields: Any) -> Any:
    """Claim a talent and ask for its endorsement."""
    return await ask(person, await talent(runtime, person, code), **fields)


def page_of(runtime: Runtime, request: dict[str, Any]) -> str:
    return f"/e/{token_of(runtime, UUID(request['id']))}"


async def reply(visitor: httpx.AsyncClient, page: str, answer: str, **fields: str) -> httpx.Response:
    """Send the form of that page, and return where the browser ends."""
    response = await visitor.post(f"{page}/{answer}", content=httpx.QueryParams(fields).__str__(), headers=FORM)
    return await visitor.get(response.headers["location"]) if response.status_code == 303 else response


async def confirmed(runtime: Runtime, person: Person, visitor: httpx.AsyncClient, **fields: Any) -> Any:
    """Ask for an endorsement, confirm it on its page, and return it."""
    request = await asked(runtime, person, **fields)
    assert (await reply(visitor, page_of(runtime, request), "confirmation", **KARIM)).status_code == 200
    return await found(person, request)


async def found(person: Person, request: dict[str, Any]) -> Any:
    """Read the endorsement as its owner."""
    answer = await person.ask("GET", "/v1/endorsements?limit=100", 200)
    return next(item for item in answer["items"] if item["id"] == request["id"])


async def take_back(
    person: Person, request: dict[str, Any], status: int = 204, collection: str = "endorsements"
) -> Any:
    """Withdraw the endorsement, or the request for it."""
    headers = {"If-Match": f'"{request["version"]}"'}
    return await person.ask("DELETE", f"/v1/{collection}/{request['id']}", status, headers=headers)
