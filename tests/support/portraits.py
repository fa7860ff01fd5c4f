"""Portraits, and what they are made of."""

from typing import Any
from uuid import UUID

from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.endorsements import LIFE, Endorsement, EndorsementState
from app.models.talents import Stance, Talent
from tests.support.consents import shown
from tests.support.people import NOW, Person
from tests.support.stories import CONFIRMATION, skill


async def draw(person: Person, **fields: object) -> str:
    """Create a portrait, and return its path."""
    path = f"/v1/portraits/{uuid7()}"
    await person.ask("PUT", path, 201, json=fields)
    return path


async def talent(
    runtime: Runtime, person: Person, code: str = "LEARN.1", *evidence: dict[str, Any], **fields: object
) -> str:
    """Claim a talent with that evidence, and return the id of its skill."""
    skill_id = await skill(runtime, code)
    values = {
        "user_id": person.id,
        "skill_id": UUID(skill_id),
        "level": 2,
        "stance": Stance.HAS,
        "evidence": [UUID(item["id"]) for item in evidence],
        "created_at": NOW,
        "updated_at": NOW,
    }
    async with runtime.database.sessions.begin() as session:
        session.add(Talent(**values | fields))
    return skill_id


async def endorse(runtime: Runtime, person: Person, skill_id: str, **fields: object) -> UUID:
    """Insert Karim's endorsement of that talent."""
    values = {
        "id": uuid7(),
        "user_id": person.id,
        "skill_id": UUID(skill_id),
        "token_digest": uuid7().bytes,
        "address_mac": uuid7().bytes,
        "asked_name": "Karim",
        "language": Locale.FR,
        "state": EndorsementState.CONFIRMED,
        "endorser_name": "Karim",
        "endorser_role": "Chef d’équipe",
        "comment": "Elle vérifie tout.",
        "asked_at": NOW,
        "answered_at": NOW,
        "expires_at": NOW + LIFE,
    }
    endorsement = Endorsement(**values | fields)
    async with runtime.database.sessions.begin() as session:
        session.add(endorsement)
    return endorsement.id


async def publish(person: Person, path: str, status: int = 201) -> Any:
    return await person.ask("PUT", f"{path}/publication", status, json=shown("publish"), headers=CONFIRMATION)


async def share(person: Person, path: str, status: int = 201, **fields: object) -> Any:
    """Make a link to a portrait, unless `fields` says otherwise."""
    target = {"type": "portrait", "id": path.rpartition("/")[2]}
    body = {"target": target, "audience": {"type": "link"}, "purpose": "personal"} | fields
    return await person.ask("POST", "/v1/grants", status, json=body)
