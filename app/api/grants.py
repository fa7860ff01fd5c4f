from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import SVG, IdempotencyKey, IfMatch, Read, Source, Write, json_response, version_of
from app.api.guarded import CONSENTED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, TooMany, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.grants import GrantRevoked
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.schemas.accesses import GrantAccessesRead
from app.schemas.grants import DeliveryRead, DeliveryWrite, GrantPatch, GrantQuery, GrantRead, GrantWrite
from app.schemas.pages import PageRead
from app.services.accounts.consents import ConsentOutdated
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import accesses, grants, link_mails, qr
from app.services.sharing.grants import GrantNotFound
from app.services.sharing.link_mails import GrantNotActive
from app.services.sharing.qr import LinkNotFound

router = Router(prefix="/grants", tags=["grants"], route_class=Route)


@router.get("", response_model=PageRead[GrantRead], responses=problems(InvalidCursor, Unprocessable))
async def list_grants(reading: Read, query: Annotated[GrantQuery, Query()]) -> Json:
    """List « Qui voit quoi »: the access you gave, newest first, with what was taken back or is over."""
    return await grants.search(reading, query)


@router.post(
    "",
    status_code=201,
    response_model=GrantRead,
    responses=problems(
        *REFUSALS,
        *CONSENTED,
        TooMany,
        Unprocessable,
        IdempotencyKeyReused,
    ),
)
async def create_grant(
    uow: Write, data: GrantWrite, source: Source, idempotency_key: IdempotencyKey = None
) -> Response:
    """Give access to something of yours: to whoever holds a link, to a person, or to a community you are in.

    | target | `id` | link | user | community |
    |---|---|---|---|---|
    | `story`, `portrait` | required, and published | yes | yes | yes |
    | `experience` | required | no: `people_only` | yes | no: `people_only` |
    | `talents` | refused: all of them | no: `audience_not_for_target` | yes | yes |
    | `experiences` | refused: all of them | no: `people_only` | yes | no: `people_only` |

    A user is named by `id`, or by the `code` that they show you (`POST /v1/me/codes`).

    `talents` and `experiences` show what is added later, too: they need `ends_at`, twelve months ahead at most.
    """
    grant_id = await idempotency.remember(uow, idempotency_key, data)
    representation = await grants.create(uow, grant_id, data, source)
    return json_response(representation, is_new=True, location=f"/v1/grants/{grant_id}")


@router.get("/{grant_id}", response_model=GrantRead, responses=problems(GrantNotFound, Unprocessable))
async def get_grant(reading: Read, grant_id: UUID) -> Response:
    """Read one grant. It is never answered with 304: its state changes with time, without a new version."""
    return json_response(await grants.get(reading, grant_id))


@router.patch(
    "/{grant_id}",
    response_model=GrantRead,
    responses=problems(
        *REFUSALS,
        ErasureAsked,
        AccountRestricted,
        GrantNotFound,
        ConsentOutdated,
        GrantRevoked,
        Stale,
        VersionRequired,
        Unprocessable,
    ),
)
async def patch_grant(uow: Write, grant_id: UUID, data: GrantPatch, if_match: IfMatch = None) -> Response:
    """Change its label, rights, purpose, passcode, dates or number of openings, by JSON merge patch."""
    return json_response(await grants.patch(uow, grant_id, data, version_of(if_match)))


@router.delete("/{grant_id}", status_code=204, responses=problems(GrantNotFound, Stale, Unprocessable))
async def delete_grant(uow: Write, grant_id: UUID, if_match: IfMatch = None) -> None:
    """Take the access back. It is effective on the next request, media included."""
    await grants.revoke(uow, grant_id, version_of(if_match))


@router.get("/{grant_id}/accesses", response_model=GrantAccessesRead, responses=problems(GrantNotFound, Unprocessable))
async def get_grant_accesses(reading: Read, grant_id: UUID) -> Json:
    """Read how a grant was used: a link by numbers, robots apart; a person by each time they read."""
    return await accesses.of_grant(reading, grant_id)


@router.get(
    "/{grant_id}/qr.svg",
    response_class=Response,
    responses=problems(LinkNotFound, Unprocessable)
    | {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "The QR code"}},
)
async def get_grant_qr(reading: Read, grant_id: UUID) -> Response:
    """Draw the address of a link as a QR code."""
    return Response(await qr.draw(reading, grant_id), headers=SVG, media_type="image/svg+xml")


@router.post(
    "/{grant_id}/deliveries",
    status_code=202,
    responses=problems(
        *REFUSALS,
        ErasureAsked,
        AccountRestricted,
        GrantNotFound,
        LinkNotFound,
        GrantNotActive,
        TooMany,
        Unprocessable,
        IdempotencyKeyReused,
    ),
)
async def deliver_grant(
    uow: Write, grant_id: UUID, data: DeliveryWrite, idempotency_key: IdempotencyKey = None
) -> DeliveryRead:
    """Mail a link to at most 20 addresses, with a few words of yours. The same words go there once a day."""
    once = await idempotency.once(uow, idempotency_key, data, grant_id)
    return once.answered(DeliveryRead) or once.keep(await link_mails.create(uow, grant_id, data))
