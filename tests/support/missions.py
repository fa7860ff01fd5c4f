"""Managers who ask, and people who answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.missions import moments
from tests.support.people import NOW, Person, Watch, capture, work_off
from tests.support.uploads import renew

CONFIRMATION = {"Confirm-Opening": "past-due, nobody, over-cap"}
SURVEY = {
    "title": "Ton orientation, comment ça se passe ?",
    "kind": "survey",
    "survey": {"questions": [{"code": "clarte", "text": "Je sais à qui parler", "type": "scale"}]},
}
EVENT = {
    "title": "Journée des métiers",
    "kind": "event",
    "event": {
        "starts_at": (NOW - timedelta(hours=1)).isoformat(),
        "ends_at": (NOW + timedelta(hours=2)).isoformat(),
        "place": {"label": "Gymnase"},
        "certificate": True,
    },
}
PHOTO = {"title": "Une photo de ton poste", "brief": "Montre où tu travailles."}


async def write(manager: Person, community_id: UUID, **fields: Any) -> Any:
    """Write a draft or a scheduled mission."""
    body = PHOTO | {"community_id": str(community_id)} | fields
    return await manager.ask("PUT", f"/v1/missions/{uuid7()}", 201, json=body, headers=CONFIRMATION)


async def send(runtime: Runtime, manager: Person, community_id: UUID, **fields: Any) -> Any:
    """Open a mission, and assign it to its audience."""
    mission = await write(manager, community_id, **fields)
    opening = await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    await work_off(runtime)
    return opening


async def answer(person: Person, mission: Any, **fields: Any) -> Any:
    moment = await capture(person, fields.pop("moment", {"lived_at": "2026-03-03T14:10:00+01:00", "title": "Mon mur"}))
    body = {"experience_id": moment["id"]} | fields
    return await person.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json=body)


async def mine(person: Person, state: str = "to_do") -> list[Any]:
    """List the missions of a person."""
    return list((await person.ask("GET", f"/v1/missions?state={state}", 200))["items"])


async def go_to(runtime: Runtime, watch: Watch, moment: Any, *people: Person) -> None:
    """Let time pass for these people until that moment, with the jobs that fall due."""
    watch.now = moment
    for person in people:
        await renew(person)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    await work_off(runtime)


async def leave(community_id: UUID, person: Person) -> None:
    await person.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)
