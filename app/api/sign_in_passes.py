from uuid import UUID

from app.api.deps import IdempotencyKey, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.policies.second_factors import SecondFactorRequired
from app.policies.sign_in_passes import SignInPassRefused
from app.schemas.sign_in_passes import SignInPassRead
from app.services.communities import sign_in_passes
from app.services.communities.memberships import MembershipNotFound
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/communities", tags=["communities"], route_class=Route)
REFUSALS = (CommunityNotFound, MembershipNotFound, ManagersOnly, SecondFactorRequired, SignInPassRefused)


@router.post(
    "/{community_id}/memberships/{user_id}/sign-in-passes",
    status_code=201,
    responses=problems(*REFUSALS, TooMany, Unprocessable, IdempotencyKeyReused),
)
async def create_sign_in_pass(
    uow: Write, community_id: UUID, user_id: UUID, idempotency_key: IdempotencyKey = None
) -> SignInPassRead:
    """Make a QR code that signs a member in who reads no mail: once, within ten minutes. The member is told.

    For managers of a verified school with a recent second factor, and for members who lead and accompany nobody and
    have no second factor. The session that it opens adds no password and no passkey by itself.
    """
    return await sign_in_passes.make(uow, community_id, user_id, idempotency_key)
