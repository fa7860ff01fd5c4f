"""Rooms, and how their teams run them."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.rooms import entrance
from tests.support.missions import SURVEY, send
from tests.support.people import Person, visit


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


async def proof_now(runtime: Runtime, room: Any) -> str:
    """Return what the wall shows now."""
    [row] = await runtime.database.reads.fetch("select door_secret from rooms where id = $1", UUID(room["id"]))
    slot = entrance.slot_at(runtime.clock())
    return entrance.proof_of(runtime.keys, UUID(room["id"]), row["door_secret"], slot)


async def knock(app: FastAPI, room: Any, **fields: Any) -> httpx.Response:
    """Ask to come in without an account; with what the wall shows, unless `fields` say otherwise."""
    body: dict[str, Any] = {"age_bracket": "adult"} | fields
    if "proof" not in body and "ticket" not in body:
        body["proof"] = await proof_now(app.state.runtime, room)
    telephone = body.pop("telephone", "a telephone")
    async with visit(app, {"User-Agent": telephone}) as visitor:
        return await visitor.post(f"/v1/rooms/{room['code']}/guests", json=body)


async def come(app: FastAPI, room: Any, **fields: Any) -> Person:
    """Come in as a guest."""
    answer = await knock(app, room, **fields)
    assert answer.status_code == 201, answer.text
    entry = answer.json()
    client = visit(app, {"Authorization": f"Bearer {entry['access_token']}"})
    return Person(UUID(entry["guest_id"]), entry["claim_code"], client, "", app.state.runtime)


async def ask_in(runtime: Runtime, team: Person, room: Any, mission: Any = SURVEY, **fields: Any) -> Any:
    """Open a mission, such as a survey, to who is in the room, and show it."""
    audience = {"type": "room", "room_id": room["id"]}
    survey = await send(runtime, team, room["community_id"], **mission | {"audience": audience} | fields)
    current = await team.ask("GET", f"/v1/rooms/{room['id']}", 200)
    body = {"missions": [*current["missions"], survey["id"]]}
    await team.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json=body, headers={"If-Match": "*"})
    await show(team, room, phase="ask", mission_id=survey["id"])
    return survey


async def count_heads(team: Person, room: Any, people: int, status: int = 200) -> Any:
    return await team.ask("PUT", f"/v1/rooms/{room['id']}/head-count", status, json={"people": people})
