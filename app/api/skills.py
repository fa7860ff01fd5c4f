from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.deps import Read, json_response_or_304
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.pages import PageRead
from app.schemas.skills import FoundSkillRead, SkillDetailRead, SkillQuery
from app.services.journal.citations import SkillNotFound
from app.services.talents import skills

router = Router(prefix="/skills", tags=["skills"], route_class=Route)


@router.get("", response_model=PageRead[FoundSkillRead], responses=problems(InvalidCursor, Unprocessable))
async def list_skills(reading: Read, query: Annotated[SkillQuery, Query()]) -> Json:
    """Find skills by any of their names, nearest first; without `q`, list them all."""
    return await skills.search(reading, query)


@router.get("/{skill_id}", response_model=SkillDetailRead, responses=problems(SkillNotFound, Unprocessable))
async def get_skill(reading: Read, skill_id: UUID, request: Request) -> Response:
    """Read one skill: all its names, and where it stands in its tree. Those that are obsolete stay readable."""
    return json_response_or_304(request, await skills.get(reading, skill_id))
