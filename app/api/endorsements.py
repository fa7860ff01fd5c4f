from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, SVG, IdempotencyKey, IfMatch, Read, Write, json_response, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import SPEAKS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, TooMany, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.endorsements import EndorsementAnswered
from app.policies.names import NameRequired
from app.schemas.endorsements import (
    EndorsementAsk,
    EndorsementPatch,
    EndorsementQuery,
    EndorsementRead,
)
from app.schemas.pages import PageRead
from app.services.portraits import badge_pictures, badges
from app.services.portraits.badge_pictures import MEDIA_TYPES, PictureForm
from app.services.portraits.badges import VC_JWT
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.talents import endorsement_requests, endorsements
from app.services.talents.endorsement_requests import TalentSought
from app.services.talents.endorsements import EndorsementNotFound
from app.services.talents.talents import TalentNotFound

router = Router(prefix="/endorsements", tags=["endorsements"], route_class=Route)
asking = Router(prefix="/talents", tags=["endorsements"], route_class=Route)
CHANGES = (EndorsementNotFound, Stale, Unprocessable)


@asking.post(
    "/{skill_id}/endorsement-requests",
    status_code=201,
    response_model=EndorsementRead,
    responses=problems(
        *REFUSALS,
        TalentNotFound,
        TalentSought,
        NameRequired,
        *GUARDED,
        TooMany,
        Unprocessable,
        IdempotencyKeyReused,
    )
    | {200: {"model": EndorsementRead, "description": "That address was asked already"}},
)
async def ask_endorsement(
    uow: Write, skill_id: UUID, data: EndorsementAsk, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask somebody by mail to confirm a talent of yours. They need no account; they see what you pick, and no more."""
    request_id = await idempotency.remember(uow, idempotency_key, data, skill_id)
    representation, is_new = await endorsement_requests.ask(uow, request_id, skill_id, data)
    return json_response(representation, is_new=is_new)


@router.get("", response_model=PageRead[EndorsementRead], responses=problems(InvalidCursor, Unprocessable))
async def list_endorsements(reading: Read, query: Annotated[EndorsementQuery, Query()]) -> Json:
    """List whom you asked about your talents, newest first, and what they answered.

    `state=confirmed`: what others confirm.
    """
    return await endorsements.search(reading, query)


@router.patch(
    "/{endorsement_id}", response_model=EndorsementRead, responses=problems(*REFUSALS, *CHANGES, VersionRequired)
)
async def patch_endorsement(
    uow: Write, endorsement_id: UUID, data: EndorsementPatch, if_match: IfMatch = None
) -> Response:
    """Hide an endorsement, or show it again, by JSON merge patch. It is kept, and its credential still holds."""
    return json_response(await endorsements.patch(uow, endorsement_id, data, version_of(if_match)))


@router.delete("/{endorsement_id}", status_code=204, responses=problems(EndorsementAnswered, *CHANGES))
async def withdraw_endorsement(uow: Write, endorsement_id: UUID, if_match: IfMatch = None) -> None:
    """Show an endorsement no more: it leaves what you published, and credentials of it are revoked.

    Of a request that nobody has answered: the link that was mailed leads nowhere from then on.
    """
    await endorsement_requests.take_back(uow, endorsement_id, version_of(if_match))


@router.get(
    "/{endorsement_id}/credential",
    response_class=Response,
    responses=problems(EndorsementNotFound, Unprocessable)
    | {200: {"content": {VC_JWT: {"schema": {"type": "string"}}}, "description": "A compact JWS", "headers": SPEAKS}},
)
async def get_credential(reading: Read, endorsement_id: UUID) -> Response:
    """Take an endorsement along as an Open Badges 3.0 credential, signed: for a wallet, or for whoever checks it."""
    return Response((await badges.get(reading, endorsement_id)).token, headers=PRIVATE, media_type=VC_JWT)


@router.get(
    "/{endorsement_id}/credential.{form}",
    response_class=Response,
    responses=problems(EndorsementNotFound, Unprocessable)
    | {
        200: {
            "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES.values()},
            "description": "A picture with the compact JWS in it, baked as Open Badges 3.0 says",
            "headers": SPEAKS,
        }
    },
)
async def get_credential_picture(reading: Read, endorsement_id: UUID, form: PictureForm) -> Response:
    """Take the same credential along in a picture, to show it: other programs read and check it from the file."""
    picture = await badge_pictures.draw(reading, endorsement_id, form)
    headers = SVG | {"Content-Disposition": f'attachment; filename="badge.{form}"'}
    return Response(picture, headers=headers, media_type=MEDIA_TYPES[form])
