"""To tell people of a test something, as services do."""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.ports import Push
from app.core.uow import Runtime
from app.models.missions import Mission, MissionState
from app.models.notifications import NotificationType
from app.services.notifications.deliveries import PostMails, SendPushes
from app.services.notifications.notifications import NewNotification, close, notify
from tests.support.communities import community_row
from tests.support.mails import received
from tests.support.people import NOW, Person, Watch, work_off

ABOUT_MISSIONS = {"mission", "reminder", "returned", "accepted", "cancelled", "step"}
OPEN_MISSION = {"state": MissionState.OPEN, "created_at": NOW, "updated_at": NOW, "born_as": ""}
MEMBERS = """
    insert into memberships (community_id, user_id, role, state, tags, show_talents, version, created_at, updated_at)
    select $1, one, 'member', 'active', '{}', false, 1, $3, $3 from unnest($2::uuid[]) one on conflict do nothing
"""
TO_ANSWER = """
    insert into responses (id, mission_id, user_id, state, version, assigned_at, updated_at)
    select gen_random_uuid(), $1, one, 'assigned', 1, $3, $3 from unnest($2::uuid[]) one
"""
A_GRANT = """
    insert into grants (id, owner_id, target_type, follow, audience_type, audience_id, purpose, label, rights, version,
      views, created_at, updated_at)
    values ($1, $2, 'talents', 'latest', 'user', $2, 'personal', '', '{view}', 1, 0, $3, $3)
"""
WALL = {"title": "Un mur droit", "person": "Karim", "community": "Les maçons"}


async def told(
    runtime: Runtime,
    person: Person,
    kind: NotificationType = NotificationType.MISSION,
    subject_id: UUID | None = None,
    community_id: UUID | None = None,
    /,
    **data: str | int | None,
) -> UUID:
    """Notify the person, and return the subject. What it leads to is there, unless a subject is given."""
    subject = subject_id or await subject_of(runtime, kind, [person.id], community_id)
    async with runtime.work(SYSTEM) as uow:
        await notify(uow, person.id, NewNotification(kind, subject, community_id, WALL | data))
    return subject


async def subject_of(
    runtime: Runtime, kind: NotificationType, users: Sequence[UUID], community_id: UUID | None = None
) -> UUID:
    """Insert what a notification of that kind is about: a mission sent to those people, a grant that the first may
    read.
    """
    subject = uuid7()
    if kind is NotificationType.GRANT:
        await runtime.database.writes.fetch(A_GRANT, subject, users[0], NOW)
    elif kind in ABOUT_MISSIONS:
        community = community_id or uuid7()
        async with runtime.database.sessions.begin() as session:
            if community_id is None:
                session.add(community_row(id=community))
            session.add(
                Mission(id=subject, community_id=community, title="Un", audience={"type": "all"}, **OPEN_MISSION)
            )
        await runtime.database.writes.fetch(MEMBERS, community, users, NOW)
        await runtime.database.writes.fetch(TO_ANSWER, subject, users, NOW)
    return subject


async def settled(runtime: Runtime, subject_id: UUID, person: Person | None = None) -> None:
    """Close the notifications about that subject."""
    async with runtime.work(SYSTEM) as uow:
        await close(uow, subject_id, person.id if person else None)


def mails_to(runtime: Runtime, person: Person) -> list[EmailMessage]:
    """List what was mailed to the person, in its order."""
    return received(runtime, person.email)


class Phones:
    """A push service of our own: it keeps what came to which endpoint, and answers as it is told to."""

    def __init__(self) -> None:
        self.rang: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[Exception] = []

    def accepts(self, endpoint: str) -> bool:
        return endpoint.startswith("https://push.example.org/")

    async def send(self, push: Push) -> None:
        if self.answers:
            raise self.answers.pop(0)
        self.rang.append((push.endpoint, json.loads(push.payload)))

    def titles(self, endpoint: str) -> list[str]:
        return [message["title"] for rung, message in self.rang if rung == endpoint]


def subscription() -> dict[str, Any]:
    """Return a push subscription as a browser makes it."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": point, "auth": os.urandom(16)}
    secrets = {name: base64.urlsafe_b64encode(value).decode().rstrip("=") for name, value in keys.items()}
    return {"endpoint": f"https://push.example.org/{uuid7()}", "expirationTime": None, "keys": secrets}


def web_push(**changes: Any) -> dict[str, Any]:
    """Return the body that registers a browser."""
    return {"kind": "web_push", "web_push": subscription() | changes}


async def device(person: Person) -> str:
    """Register another phone of the person, and return its endpoint."""
    body = web_push()
    await person.ask("PUT", f"/v1/devices/{uuid7()}", 201, json=body)
    return str(body["web_push"]["endpoint"])


@dataclass
class Scene:
    app: FastAPI
    runtime: Runtime
    watch: Watch
    phones: Phones

    async def passes(self, **span: float) -> None:
        """Time, and the jobs that come by themselves."""
        self.watch.advance(**span)
        async with self.runtime.work(SYSTEM) as uow:
            uow.enqueue(PostMails())
            uow.enqueue(SendPushes())
        await work_off(self.runtime)

    def subjects(self, person: Person) -> list[str]:
        return [str(mail["Subject"]) for mail in mails_to(self.runtime, person)]


async def staged(app: FastAPI, watch: Watch) -> Scene:
    """Return a scene without deliveries of other tests."""
    runtime: Runtime = app.state.runtime
    await work_off(runtime)
    phones = Phones()
    app.state.runtime = replace(runtime, pusher=phones)
    return Scene(app, app.state.runtime, watch, phones)


PATHS = {
    "mission": "/v1/missions/{id}",
    "community": "/v1/communities/{id}",
    "membership": "/v1/communities/{community}/memberships/{id}",
    "grant_request": "/v1/grant-requests/{id}",
    "grant": "/v1/grants/{id}",
    "report": "/v1/reports/{id}/editions/1",
    "person": "/v1/beneficiaries/{id}",
    "story": "/v1/stories/{id}",
    "portrait": "/v1/portraits/{id}",
    "experience": "/v1/experiences/{id}",
    "experiences": "/v1/experiences?user_id={id}",
    "talents": "/v1/talents?user_id={id}",
    "talent": "/v1/talents/{id}",
    "guardian": "/v1/me/guardian",
    "hiding": "/v1/hidings",
    "flag": "/v1/flags?community_id={community}",
    "account": "/v1/me",
}


def path_of(item: dict[str, Any]) -> str:
    """Return the path that the button of a notification opens."""
    target = item["target"]
    path = "/v1/hidings?community_id={community}" if item["type"] == "appeal" else PATHS[target["type"]]
    return path.format(id=target["id"], community=item["community_id"])


async def buttons(person: Person) -> dict[str, int]:
    """Open each button of the person's notifications, and return its status by the text."""
    items = (await person.ask("GET", "/v1/notifications?limit=100", 200))["items"]
    leading = [item for item in items if item["target"] is not None]
    return {f"{item['type']} {path_of(item)}": (await person.client.get(path_of(item))).status_code for item in leading}
