"""Programmes, and who leads them."""

from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from tests.support.people import Person

DAY = "2026-03-04"


async def write(leader: Person, community_id: UUID, status: int = 201, **fields: Any) -> Any:
    """Write a programme under a new id."""
    body = {"community_id": str(community_id), "title": "Hack ton orientation", "starts_on": DAY} | fields
    return await leader.ask("PUT", f"/v1/programmes/{uuid7()}", status, json=body)


async def change(leader: Person, programme: Any, status: int = 200, **changes: Any) -> Any:
    path, headers = f"/v1/programmes/{programme['id']}", {"If-Match": f'"{programme["version"]}"'}
    return await leader.ask("PATCH", path, status, json=changes, headers=headers)


async def move(leader: Person, programme: Any, verb: str, status: int = 200, **body: Any) -> Any:
    options = {"json": body} if body else {}
    return await leader.ask("PUT", f"/v1/programmes/{programme['id']}/{verb}", status, **options)


async def read(person: Person, programme: Any, status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/programmes/{programme['id']}", status)


async def board(leader: Person, programme: Any) -> list[Any]:
    """List the steps of the board."""
    return list((await leader.ask("GET", f"/v1/programmes/{programme['id']}/board", 200))["steps"])
