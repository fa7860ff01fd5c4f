"""Talents of the cast, on skills of the frameworks that are there from the start."""

from typing import Any

from app.schemas.frameworks import FrameworkDocument
from app.services.talents.framework_imports import skill_id
from app.services.talents.frameworks import DEFAULTS
from tests.support.people import Person

EVERYDAY = FrameworkDocument.model_validate_json((DEFAULTS / "everyday-skills.json").read_bytes())


def skill(code: str) -> str:
    """Return the id of a skill of ours."""
    everyday = code.partition(".")[0] in {domain.code for domain in EVERYDAY.domains}
    return str(skill_id("everyday-skills" if everyday else "spro-coordination", code))


async def claim(person: Person, code: str, **fields: object) -> Any:
    """Claim a talent."""
    body = {"level": 3, "stance": "has"} | fields
    return await person.ask("PUT", f"/v1/talents/{skill(code)}", 201, json=body)
