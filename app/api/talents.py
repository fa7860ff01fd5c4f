from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.pages import PageRead
from app.schemas.talents import TalentQuery, TalentRead, TalentTreeRead, TalentWrite
from app.services.journal.citations import SkillNotFound
from app.services.sharing import granted_talents
from app.services.sharing.beneficiaries import BeneficiaryNotFound
from app.services.talents import talent_trees, talents
from app.services.talents.talents import TalentNotFound

router = Router(prefix="/talents", tags=["talents"], route_class=Route)
CHANGES = (*REFUSALS, SkillNotFound, Stale, VersionRequired, Unprocessable)


@router.get(
    "",
    response_model=PageRead[TalentRead],
    responses=problems(InvalidCursor, BeneficiaryNotFound, SecondFactorRequired, Unprocessable),
)
async def list_talents(reading: Read, query: Annotated[TalentQuery, Query()]) -> Json:
    """List your talents, newest first, or of one domain; or those that a `person` granted you."""
    own = query.person in {None, reading.actor.id}
    return await (talents.search if own else granted_talents.search)(reading, query)


@router.get("/tree", response_model=TalentTreeRead, responses=problems(Unprocessable))
async def get_talent_tree(reading: Read, request: Request) -> Response:
    """Count your talents where the frameworks' trees have them, domain by domain."""
    return json_response_or_304(request, await talent_trees.get(reading))


@router.get("/{skill_id}", response_model=TalentRead, responses=problems(TalentNotFound, Unprocessable))
async def get_talent(reading: Read, skill_id: UUID, request: Request) -> Response:
    """Read what you say of one skill."""
    return json_response_or_304(request, await talents.get(reading, skill_id))


@router.put(
    "/{skill_id}",
    response_model=TalentRead,
    responses=problems(*CHANGES) | {201: {"model": TalentRead, "description": "Said for the first time"}},
)
async def put_talent(uow: Write, skill_id: UUID, data: TalentWrite, if_match: IfMatch = None) -> Response:
    """Say of a skill that you have, offer or seek it, and which of your experiences show it."""
    representation, is_new = await talents.put(uow, skill_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.delete("/{skill_id}", status_code=204, responses=problems(TalentNotFound, Stale, Unprocessable))
async def delete_talent(uow: Write, skill_id: UUID, if_match: IfMatch = None) -> None:
    """Take it back. Nothing of it is kept, and it may be said again."""
    await talents.delete(uow, skill_id, version_of(if_match))
