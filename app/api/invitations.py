from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.api.body import REFUSALS
from app.api.csv_body import CSV_DOCUMENTATION, CsvRoute
from app.api.deps import SVG, IdempotencyKey, Read, Source, Write, written
from app.api.openapi_headers import LOCATION
from app.api.permissions import OPEN
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.core.requests import runtime
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.schemas.invitations import (
    InvitationCardRead,
    InvitationDelivery,
    InvitationDeliveryRead,
    InvitationQuery,
    InvitationRead,
    InvitationWrite,
)
from app.schemas.pages import PageRead
from app.services.communities import cards, invitations
from app.services.communities.invitation_keys import InvitationGone
from app.services.communities.invitation_mails import InvitationNotActive
from app.services.communities.invitations import InvitationNotFound
from app.services.shared import idempotency, qr_codes
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/communities", tags=["communities"], route_class=CsvRoute)
root = Router(prefix="/invitations", tags=["communities"], route_class=Route)
LEADING = (CommunityNotFound, LeadersOnly)
INVITING = (*REFUSALS, *LEADING, ErasureAsked, AccountRestricted, TooMany, Unprocessable, IdempotencyKeyReused)


@router.get(
    "/{community_id}/invitations",
    response_model=PageRead[InvitationRead],
    responses=problems(*LEADING, InvalidCursor, Unprocessable),
)
async def list_invitations(reading: Read, community_id: UUID, query: Annotated[InvitationQuery, Query()]) -> Json:
    """List the invitations of a community, newest first. Facilitators see those that make members."""
    return await invitations.search(reading, community_id, query)


@router.post(
    "/{community_id}/invitations",
    status_code=201,
    response_model=InvitationRead,
    responses=problems(*INVITING, ManagersOnly) | {201: {"headers": LOCATION}},
    openapi_extra=CSV_DOCUMENTATION,
)
async def create_invitation(
    uow: Write, community_id: UUID, data: InvitationWrite, idempotency_key: IdempotencyKey = None
) -> Response:
    """Invite: by a code, a link or a QR code for who comes, and by mail, also to a CSV of addresses.

    An address that this community has written to within a week is left out; `mailed` says how many were not.
    """
    invitation_id = await idempotency.remember(uow, idempotency_key, data, community_id)
    representation = await invitations.create(uow, community_id, invitation_id, data)
    response = written(representation.json, 201)
    response.headers["Location"] = f"/v1/communities/{community_id}/invitations/{invitation_id}"
    return response


@router.get(
    "/{community_id}/invitations/{invitation_id}",
    response_model=InvitationRead,
    responses=problems(InvitationNotFound, Unprocessable),
)
async def get_invitation(reading: Read, community_id: UUID, invitation_id: UUID) -> Json:
    """Read one invitation. It has no version: nobody changes it, and its state changes with time."""
    return (await invitations.get(reading, community_id, invitation_id)).json


@router.delete(
    "/{community_id}/invitations/{invitation_id}",
    status_code=204,
    responses=problems(*LEADING, InvitationNotFound, Unprocessable),
)
async def revoke_invitation(uow: Write, community_id: UUID, invitation_id: UUID) -> None:
    """Take an invitation back, at once. Who came in by it stays in."""
    await invitations.revoke(uow, community_id, invitation_id)


@router.post(
    "/{community_id}/invitations/{invitation_id}/deliveries",
    status_code=202,
    responses=problems(*INVITING, InvitationNotFound, InvitationNotActive),
    openapi_extra=CSV_DOCUMENTATION,
)
async def deliver_invitation(
    uow: Write,
    community_id: UUID,
    invitation_id: UUID,
    data: InvitationDelivery,
    idempotency_key: IdempotencyKey = None,
) -> InvitationDeliveryRead:
    """Mail an invitation to more people: addresses in JSON, or a CSV of them.

    Each gets a link of its own, which lets in the account of that address alone. The invitation’s code, link and QR
    code let in whoever has them.
    """
    once = await idempotency.once(uow, idempotency_key, data, invitation_id)
    answer = once.answered(InvitationDeliveryRead)
    return answer or once.keep(await invitations.deliver(uow, community_id, invitation_id, data))


@router.get(
    "/{community_id}/invitations/{invitation_id}/qr.svg",
    response_class=Response,
    responses=problems(InvitationNotFound, Unprocessable)
    | {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "The QR code"}},
)
async def get_invitation_qr(reading: Read, community_id: UUID, invitation_id: UUID) -> Response:
    """Draw the link of an invitation as a QR code. It lets in whoever has it."""
    address = await invitations.get_address(reading, community_id, invitation_id)
    return Response(qr_codes.picture(address), headers=SVG, media_type="image/svg+xml")


@root.get(
    "/{invitation}",
    response_model=InvitationCardRead,
    responses=problems(InvitationGone, TooMany, public=True),
    openapi_extra=OPEN,
)
async def get_invitation_card(
    request: Request,
    invitation: Annotated[str, Path(max_length=200, examples=["K7QM-2XWD"])],
    source: Source,
) -> Response:
    """Read what an invitation leads to, by its code or the last part of its link, without an account."""
    return written((await cards.of_invitation(runtime(request), invitation, source)).card)
