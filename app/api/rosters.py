from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Write
from app.api.problems import problems
from app.api.roster_body import ROSTER_DOCUMENTATION, RosterRoute
from app.api.routes import Router
from app.core.errors import Invalid, TooMany, Unprocessable
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.policies.second_factors import SecondFactorRequired
from app.schemas.rosters import Fingerprint, RosterRead, RosterSendingRead, RosterWrite
from app.services.communities import rosters
from app.services.communities.rosters import KnownSchoolsOnly, RosterChanged
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/communities", tags=["communities"], route_class=RosterRoute)
READING = (*REFUSALS, Invalid, CommunityNotFound, ManagersOnly, KnownSchoolsOnly, SecondFactorRequired, Unprocessable)


@router.post(
    "/{community_id}/roster-previews",
    responses=problems(*READING, IdempotencyKeyReused),
    openapi_extra=ROSTER_DOCUMENTATION,
)
async def preview_roster(
    uow: Write, community_id: UUID, data: RosterWrite, idempotency_key: IdempotencyKey = None
) -> RosterRead:
    """Say what would happen with each line of a school’s list of pupils. Nothing is sent, and nothing is kept.

    For managers of a verified school with a recent second factor. Columns of a table are found by their headings, as
    Pronote, École Directe and Siècle write them; a class becomes a tag.
    """
    await idempotency.remember(uow, idempotency_key, data, community_id, "preview")
    return await rosters.preview(uow, community_id, data)


@router.post(
    "/{community_id}/rosters",
    status_code=201,
    responses=problems(*READING, RosterChanged, ErasureAsked, AccountRestricted, TooMany, IdempotencyKeyReused),
    openapi_extra=ROSTER_DOCUMENTATION,
)
async def send_roster(
    uow: Write,
    community_id: UUID,
    data: RosterWrite,
    fingerprint: Annotated[Fingerprint, Query(description="Of the preview")],
    idempotency_key: IdempotencyKey = None,
) -> RosterSendingRead:
    """Invite those whom the preview of this list says, and nobody else. Who is invited decides.

    Each class is an invitation, good for sixty days, and whoever accepts it has the class as a tag.
    """
    once = await idempotency.once(uow, idempotency_key, data, f"{community_id} {fingerprint}")
    answer = once.answered(RosterSendingRead)
    return answer or once.keep(await rosters.send(uow, community_id, data, fingerprint))
