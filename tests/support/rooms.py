"""Rooms, and how their teams run them."""

from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from tests.support.people import Person


async def write(team: Person, community_id: UUID | str, status: int = 201, **fields: Any) -> Any:
    """Write a planned room."""
    body = {"community_id": str(community_id)} | fields
    return await team.ask("PUT", f"/v1/rooms/{uuid7()}", status, json=body)


async def open_up(team: Person, community_id: UUID | str, **fields: Any) -> Any:
    """Write a room and open it, to guests unless `fields` say otherwise."""
    room = await write(team, community_id, **{"allow_guests": True} | fields)
    return await team.ask("PUT", f"/v1/rooms/{room['id']}/opening", 200)


async def show(team: Person, room: Any, status: int = 200, version: object = "*", **scene: Any) -> Any:
    """Change the scene. `version` None: without having read it."""
    headers = {} if version is None else {"If-Match": str(version)}
    return await team.ask("PUT", f"/v1/rooms/{room['id']}/scene", status, json=scene, headers=headers)
