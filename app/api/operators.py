from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Write, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.models.flags import FlagDecided
from app.policies.claims import ClaimNotFound
from app.policies.communities import CommunityNotFound
from app.policies.operators import OperatorsOnly
from app.policies.second_factors import SecondFactorRequired
from app.schemas.flags import HidingReviewWrite
from app.schemas.operators import (
    AdminActQuery,
    AdminActRead,
    AdminCommunitiesRead,
    AdminCommunityRead,
    AdminFlagsRead,
    AdminHealthRead,
    AdminImportsRead,
    AdminJobsRead,
    AdminStatisticsRead,
    DismissedFlagRead,
    FlagDismissalWrite,
    ReviewedAppealRead,
)
from app.schemas.pages import PageRead
from app.schemas.users import BirthYearWrite
from app.services.accounts.consents import ConsentOutdated
from app.services.guardians import birth_years
from app.services.guardians.birth_years import GuardianDecides
from app.services.operators import (
    operator_appeals,
    operator_health,
    operator_moderation,
    operator_statistics,
    operators,
)
from app.services.operators.flags import FlagNotFound
from app.services.operators.hidings import HidingNotFound
from app.services.operators.operator_health import JobNotHeld
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/admin", tags=["admin"], route_class=Route)
ENTRY = (OperatorsOnly, SecondFactorRequired)
JobId = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/health", responses=problems(*ENTRY))
async def get_admin_health(uow: Write) -> AdminHealthRead:
    """Read how the service is."""
    return await operator_health.read_health(uow)


@router.get("/jobs", responses=problems(*ENTRY))
async def list_admin_jobs(uow: Write) -> AdminJobsRead:
    """Read what comes by itself, what waits, and what is held."""
    return await operator_health.list_jobs(uow)


@router.post(
    "/jobs/{job_id}/requeue",
    status_code=204,
    responses=problems(*ENTRY, JobNotHeld, Unprocessable, IdempotencyKeyReused),
)
async def requeue_job(uow: Write, job_id: JobId, idempotency_key: IdempotencyKey = None) -> None:
    """Try a held job again."""
    _, is_new = await idempotency.remember_once(uow, idempotency_key, None, "job", str(job_id))
    if is_new:
        await operator_health.requeue_one(uow, job_id)


@router.get("/flags", responses=problems(*ENTRY))
async def get_admin_flags(uow: Write) -> AdminFlagsRead:
    """Read how fast and how flags are decided, and which ones wait for operators."""
    return await operator_moderation.show_flags(uow)


@router.put(
    "/flags/{flag_id}/dismissal", responses=problems(*REFUSALS, *ENTRY, FlagNotFound, FlagDecided, Unprocessable)
)
async def dismiss_flag(uow: Write, flag_id: UUID, data: FlagDismissalWrite) -> DismissedFlagRead:
    """Leave it as it is, with a reason. For what is seen in no community: elsewhere its own team decides."""
    return await operator_moderation.dismiss_flag(uow, flag_id, data.reason)


@router.put("/hidings/{hiding_id}/review", responses=problems(*REFUSALS, *ENTRY, HidingNotFound, Unprocessable))
async def review_left_hiding(uow: Write, hiding_id: UUID, data: HidingReviewWrite) -> ReviewedAppealRead:
    """Answer an appeal that waits where nobody else can: whoever hid it looks after the community alone."""
    return await operator_appeals.review(uow, hiding_id, data)


@router.get("/communities", responses=problems(*ENTRY))
async def list_unverified_communities(uow: Write) -> AdminCommunitiesRead:
    """Read which communities wait to be verified."""
    return await operator_moderation.list_unverified(uow)


@router.put("/communities/{community_id}/verification", responses=problems(*ENTRY, CommunityNotFound, Unprocessable))
async def verify_community(uow: Write, community_id: UUID) -> AdminCommunityRead:
    """Say that you know who is behind a community: what it accepts then counts as attested."""
    return await operator_moderation.verify_community(uow, community_id)


@router.delete("/communities/{community_id}/verification", responses=problems(*ENTRY, CommunityNotFound, Unprocessable))
async def doubt_community(uow: Write, community_id: UUID) -> AdminCommunityRead:
    """Take that back."""
    return await operator_moderation.doubt_community(uow, community_id)


@router.put(
    "/people/{user_id}/birth-year",
    status_code=204,
    responses=problems(*REFUSALS, *ENTRY, ClaimNotFound, ConsentOutdated, GuardianDecides, Unprocessable),
)
async def confirm_birth_year(uow: Write, user_id: UUID, data: BirthYearWrite) -> None:
    """Confirm the earlier year of birth that a person claims, where no guardian ever answered for them."""
    await birth_years.confirm_by_operator(uow, user_id, data.birth_year, data.consent)


@router.get("/imports", responses=problems(*ENTRY))
async def get_admin_imports(uow: Write) -> AdminImportsRead:
    """Read how imports went."""
    return await operator_statistics.count_imports(uow)


@router.get("/statistics", responses=problems(*ENTRY))
async def get_admin_statistics(uow: Write) -> AdminStatisticsRead:
    """Read how much there is. Small counts are withheld."""
    return await operator_statistics.count(uow)


@router.get("/acts", response_model=PageRead[AdminActRead], responses=problems(*ENTRY, InvalidCursor, Unprocessable))
async def list_admin_acts(uow: Write, query: Annotated[AdminActQuery, Query()]) -> Response:
    """Read what operators did, newest first, this one included."""
    return written(await operators.search_acts(uow, query))
