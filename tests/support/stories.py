"""Journals, stories, and what they cite."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import AudienceType, Follow, Grant, Purpose, TargetType
from app.models.media import Media, MediaKind, MediaState
from app.models.skills import Skill
from tests.support.consents import shown
from tests.support.people import NOW, Person

CONTENT_TYPES = {"photo": "image/jpeg", "audio": "audio/mp4", "video": "video/mp4", "document": "application/pdf"}


CONFIRMATION = {"Confirm-Publication": "photo-without-alt, recording-without-transcript, people-shown"}


async def medium(runtime: Runtime, person: Person, kind: str = "photo", **fields: object) -> str:
    """Insert a medium without bytes, and return its id. It is ready, unless `fields` says otherwise."""
    small = {"name": "small", "content_type": "image/webp", "width": 640, "height": 480, "size": 9, "object_key": "k-1"}
    values = {
        "id": uuid7(),
        "owner_id": person.id,
        "kind": MediaKind(kind),
        "content_type": CONTENT_TYPES[kind],
        "size": 1,
        "sha256": b"\xca" * 32,
        "object_key": "original-key",
        "state": MediaState.READY,
        "variants": [small, small | {"name": "large", "width": 1600, "height": 1200, "object_key": "k-2"}],
        "width": 4000,
        "height": 3000,
        "thumbhash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
        "born_as": "",
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    row = Media(**values | fields)
    async with runtime.database.sessions.begin() as session:
        session.add(row)
    return str(row.id)


async def skill(runtime: Runtime, code: str) -> str:
    async with runtime.database.sessions() as session:
        return str(await session.scalar(select(Skill.id).where(Skill.code == code)))


def text(words: str = "Trois semaines d’atelier.") -> dict[str, Any]:
    return {"kind": "text", "text": words}


def of(experience: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "experience", "experience_id": experience["id"]}


def showing(media_id: str, caption: str | None = None) -> dict[str, Any]:
    return {"kind": "media", "media_id": media_id, "caption": caption}


async def begin(person: Person, *blocks: dict[str, Any], **fields: object) -> str:
    """Create a journal, and return its path."""
    path = f"/v1/journals/{uuid7()}"
    await person.ask("PUT", path, 201, json={"title": "Mon stage", "blocks": list(blocks)} | fields)
    return path


async def rewrite(person: Person, path: str, **changes: object) -> Any:
    """Change a thing on its present version."""
    etag = (await person.client.get(path)).headers["etag"]
    return await person.ask("PATCH", path, 200, json=changes, headers={"If-Match": etag})


async def publish(person: Person, journal: str, status: int = 201) -> Any:
    return await person.ask("PUT", f"{journal}/publication", status, json=shown("publish"), headers=CONFIRMATION)


async def give(runtime: Runtime, story: dict[str, Any], owner: Person, reader: Person, **fields: object) -> UUID:
    """Insert a grant of the story to that person."""
    values = {
        "id": uuid7(),
        "owner_id": owner.id,
        "target_type": TargetType.STORY,
        "target_id": UUID(story["id"]),
        "follow": Follow.LATEST,
        "audience_type": AudienceType.USER,
        "audience_id": reader.id,
        "purpose": Purpose.PERSONAL,
        "label": "",
        "rights": ["view"],
        "created_at": NOW,
        "updated_at": NOW,
    }
    grant = Grant(**values | fields)
    async with runtime.database.sessions.begin() as session:
        session.add(grant)
    return grant.id
