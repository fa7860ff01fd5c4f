"""How a person and a skill are named by what refers to them."""

from app.core.projections import build
from app.models.skills import Framework, Skill
from app.models.users import User

PERSON = build({"id": User.id, "display_name": User.display_name})
SKILL = build({"id": Skill.id, "framework": Framework.code, "code": Skill.code, "labels": Skill.labels})
