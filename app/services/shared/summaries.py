"""The names of a person and a skill in things that refer to them."""

from app.core.projections import build
from app.models.skills import Framework, Skill
from app.models.users import User

PERSON = build({"id": User.id, "display_name": User.display_name})
SKILL = build({"id": Skill.id, "framework": Framework.code, "code": Skill.code, "labels": Skill.labels})
