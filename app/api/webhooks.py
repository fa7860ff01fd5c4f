from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, IfMatch, Read, Write, json_response, version_of, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, TooMany, Unprocessable
from app.core.projections import Json
from app.policies.age import AgeRequired
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.policies.operators import OperatorsOnly
from app.policies.second_factors import SecondFactorRequired
from app.schemas.pages import PageQuery, PageRead
from app.schemas.webhooks import (
    WebhookDeliveryRead,
    WebhookMade,
    WebhookPatch,
    WebhookRead,
    WebhookSecretRead,
    WebhookWrite,
)
from app.services.communities.community_tokens import AdultsOnly, CommunityUnverified
from app.services.operators import webhooks
from app.services.operators.webhooks import DeliveryNotFound, TooManyWebhooks, WebhookDisabled, WebhookNotFound
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/webhooks", tags=["programs"], route_class=Route)
in_community = Router(prefix="/communities", tags=["programs"], route_class=Route)
of_operators = Router(prefix="/admin", tags=["admin"], route_class=Route)
MANAGING = (CommunityNotFound, ManagersOnly)
CONNECTING = (
    *MANAGING,
    CommunityUnverified,
    ErasureAsked,
    AccountRestricted,
    AgeRequired,
    AdultsOnly,
    SecondFactorRequired,
)
MAKING = (*REFUSALS, TooManyWebhooks, TooMany, WebhookNotFound, Unprocessable, IdempotencyKeyReused)
SEEING = (WebhookNotFound, SecondFactorRequired, Unprocessable)


@in_community.get(
    "/{community_id}/webhooks",
    response_model=PageRead[WebhookRead],
    responses=problems(*MANAGING, InvalidCursor, Unprocessable),
)
async def list_community_webhooks(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List the webhooks of a community that you manage, newest first."""
    return await webhooks.search_of_community(reading, community_id, query)


@in_community.post(
    "/{community_id}/webhooks",
    status_code=201,
    response_model=WebhookMade,
    responses=problems(*CONNECTING, *MAKING),
)
async def create_community_webhook(
    uow: Write, community_id: UUID, data: WebhookWrite, idempotency_key: IdempotencyKey = None
) -> Response:
    """Have an address told what happens in a verified community that you manage: ids, never content.

    Messages are signed as Standard Webhooks says, by the secret that this answer shows. A `ping` comes at once.
    """
    return written(await webhooks.create_for_community(uow, community_id, data, idempotency_key), 201)


@router.get("/{webhook_id}", response_model=WebhookRead, responses=problems(*SEEING))
async def get_webhook(uow: Write, webhook_id: UUID) -> Response:
    """Read one webhook, as a manager of its community or an operator."""
    return json_response(await webhooks.get(uow, webhook_id))


@router.patch("/{webhook_id}", response_model=WebhookRead, responses=problems(*REFUSALS, *CONNECTING, *SEEING, Stale))
async def patch_webhook(uow: Write, webhook_id: UUID, data: WebhookPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch. `state: active` begins anew what was disabled."""
    return json_response(await webhooks.patch(uow, webhook_id, data, version_of(if_match)))


@router.delete("/{webhook_id}", status_code=204, responses=problems(*SEEING))
async def delete_webhook(uow: Write, webhook_id: UUID) -> None:
    """Remove a webhook, with what still waits for it."""
    await webhooks.remove(uow, webhook_id)


@router.post(
    "/{webhook_id}/secrets",
    status_code=201,
    responses=problems(*CONNECTING, *SEEING, IdempotencyKeyReused),
)
async def create_webhook_secret(
    uow: Write, webhook_id: UUID, idempotency_key: IdempotencyKey = None
) -> WebhookSecretRead:
    """Make another secret. For a day, each message is signed with the former one, too."""
    return await webhooks.renew_secret(uow, webhook_id, idempotency_key)


@router.get(
    "/{webhook_id}/deliveries",
    response_model=PageRead[WebhookDeliveryRead],
    responses=problems(*SEEING, InvalidCursor),
)
async def list_webhook_deliveries(uow: Write, webhook_id: UUID, query: Annotated[PageQuery, Query()]) -> Response:
    """List what a webhook was told in the last 30 days, and what waits for it, newest first."""
    return written(await webhooks.search_deliveries(uow, webhook_id, query))


@router.put(
    "/{webhook_id}/deliveries/{delivery_id}/repetition",
    response_model=WebhookDeliveryRead,
    responses=problems(*SEEING, DeliveryNotFound, WebhookDisabled, TooMany),
)
async def repeat_webhook_delivery(uow: Write, webhook_id: UUID, delivery_id: UUID) -> Response:
    """Send a message once more, under the same id, by which its receiver knows whether it has it."""
    return written((await webhooks.repeat(uow, webhook_id, delivery_id)).json)


@of_operators.get(
    "/webhooks",
    response_model=PageRead[WebhookRead],
    responses=problems(OperatorsOnly, SecondFactorRequired, InvalidCursor, Unprocessable),
)
async def list_admin_webhooks(uow: Write, query: Annotated[PageQuery, Query()]) -> Response:
    """List the webhooks of the operators, newest first."""
    return written(await webhooks.search_of_operators(uow, query))


@of_operators.post(
    "/webhooks",
    status_code=201,
    response_model=WebhookMade,
    responses=problems(OperatorsOnly, SecondFactorRequired, *MAKING),
)
async def create_admin_webhook(uow: Write, data: WebhookWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Have an address told what operators wait for: flags that no team decides, reports, new communities."""
    return written(await webhooks.create_for_operators(uow, data, idempotency_key), 201)
