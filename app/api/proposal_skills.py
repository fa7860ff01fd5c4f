from uuid import UUID

from fastapi import Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Write, json_response
from app.api.openapi_headers import LOCATION
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Unprocessable
from app.models.proposals import ProposalMoved
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.schemas.skills import ProposalSkillWrite, SkillDetailRead
from app.services.proposals.reads import ProposalNotFound
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.talents import proposal_skills
from app.services.talents.frameworks import FrameworkNotFound

router = Router(prefix="/proposals", tags=["missions"], route_class=Route)


@router.post(
    "/{proposal_id}/skill",
    status_code=201,
    response_model=SkillDetailRead,
    responses=problems(
        *REFUSALS,
        ProposalNotFound,
        CommunityNotFound,
        ManagersOnly,
        ProposalMoved,
        FrameworkNotFound,
        IdempotencyKeyReused,
        Unprocessable,
    )
    | {
        200: {"model": SkillDetailRead, "description": "It was made already; it has the present title"},
        201: {"headers": LOCATION},
    },
)
async def add_proposal_skill(
    uow: Write, proposal_id: UUID, data: ProposalSkillWrite, idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a skill of your community’s own framework of what was chosen. Again, it is the same skill."""
    await idempotency.remember(uow, idempotency_key, data, proposal_id)
    skill_id, representation, is_new = await proposal_skills.add(uow, proposal_id, data)
    return json_response(representation, is_new=is_new, location=f"/v1/skills/{skill_id}")
