"""Portraits, and what they are made of."""

from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.talents import Stance, Talent
from tests.factories import NOW, Person
from tests.publishing import skill


async def draw(person: Person, **given: object) -> str:
    """The path of a new portrait of theirs."""
    path = f"/v1/portraits/{uuid7()}"
    await person.ask("PUT", path, 201, json=given)
    return path


async def talent(
    runtime: Runtime, person: Person, code: str = "LEARN.1", *evidence: dict[str, Any], **given: object
) -> str:
    """A talent of theirs; the id of its skill."""
    skill_id = await skill(runtime, code)
    values = {
        "user_id": person.id,
        "skill_id": UUID(skill_id),
        "level": 2,
        "stance": Stance.HAS,
        "evidence": [UUID(one["id"]) for one in evidence],
        "created_at": NOW,
        "updated_at": NOW,
    }
    async with runtime.database.sessions.begin() as session:
        session.add(Talent(**values | given))
    return skill_id
