"""Webhooks of communities, for their managers, and of the installation, for operators."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, literal_column, select

from app.core.db import fetch_one
from app.core.errors import Conflict, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Json, Projection, Representation, SingleProjection, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect_if_given
from app.core.webhook_signatures import written_secret
from app.models.operators import AdminVerb, Operator
from app.models.webhooks import (
    FOR_COMMUNITIES,
    FOR_OPERATORS,
    OVERLAP,
    Webhook,
    WebhookDelivery,
    WebhookEvent,
    WebhookState,
)
from app.policies.communities import can_manage
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.patches import patched
from app.schemas.webhooks import (
    WebhookDeliveryRead,
    WebhookPatch,
    WebhookRead,
    WebhookSecretRead,
    WebhookWrite,
)
from app.services.communities.communities import membership_of
from app.services.communities.community_tokens import lock_to_connect, tell_managers
from app.services.notifications.webhook_deliveries import secret_key
from app.services.operators.operators import act
from app.services.shared import idempotency
from app.services.shared.community_guards import check_manager
from app.services.shared.webhook_events import SendWebhooks

LIMIT = 5  # of a community, or of the operators
MADE_PER_PERSON = Rule("webhooks made per person", 20, timedelta(days=1))
REPEATED_PER_WEBHOOK = Rule("deliveries repeated per webhook", 100, timedelta(hours=1))
ADDRESS = wrong("/url", "webhook_address", Words("doit être une adresse https publique, au port 443 ou 8443"))
EVENT = Words("n’arrive pas ici")


class WebhookNotFound(NotFound):
    title = Words("Webhook introuvable")


class DeliveryNotFound(NotFound):
    title = Words("Envoi introuvable")


class TooManyWebhooks(Conflict):
    title = Words("Il y a déjà cinq webhooks")
    advice = Words("Retire d’abord un webhook qui ne sert plus.")


class WebhookDisabled(Conflict):
    title = Words("Ce webhook est arrêté")
    advice = Words("Relance-le d’abord : `state: active`.")


_COMMUNITY = bindparam("community", type_=Uuid())
ITEM = shape(Webhook, WebhookRead)
ORDER = (Webhook.created_at, Webhook.id)
OF_COMMUNITY = Projection("webhooks.of_community", SIGNED_IN, ITEM, Webhook.community_id == _COMMUNITY, order=ORDER)
OF_OPERATORS = Projection("webhooks.of_operators", SIGNED_IN, ITEM, Webhook.community_id.is_(None), order=ORDER)
# The functions below check the caller first.
WEBHOOK = SingleProjection(
    SIGNED_IN, ITEM, Webhook.version, Webhook.id == bindparam("id", type_=Uuid()), missing=WebhookNotFound
)
_STATE = case((WebhookDelivery.done_at.is_(None), literal_column("'waiting'")), else_=literal_column("'done'"))
DELIVERY_ITEM = shape(WebhookDelivery, WebhookDeliveryRead, state=_STATE)
_OF_WEBHOOK = WebhookDelivery.webhook_id == bindparam("webhook", type_=Uuid())
DELIVERIES = Projection(
    "webhooks.deliveries",
    SIGNED_IN,
    DELIVERY_ITEM,
    _OF_WEBHOOK,
    order=(WebhookDelivery.created_at, WebhookDelivery.id),
)
DELIVERY = SingleProjection(
    SIGNED_IN,
    DELIVERY_ITEM,
    literal_column("1"),
    _OF_WEBHOOK,
    WebhookDelivery.id == bindparam("id", type_=Uuid()),
    missing=DeliveryNotFound,
)


async def search_of_community(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """Raises CommunityNotFound, ManagersOnly."""
    await check_manager(reading, community_id)
    return await OF_COMMUNITY.page(reading, community=community_id, **query.model_dump(exclude_none=True))


async def search_of_operators(uow: UnitOfWork, query: PageQuery) -> Json:
    await act(uow, AdminVerb.READ_WEBHOOKS)
    return await OF_OPERATORS.show(uow, **query.model_dump(exclude_none=True))


async def create_for_community(uow: UnitOfWork, community_id: UUID, data: WebhookWrite, key: str | None) -> Json:
    """Make a webhook of the community. Its managers are told by mail.

    Raises what `lock_to_connect` raises, Unprocessable, TooManyWebhooks, TooMany.
    """
    community = await lock_to_connect(uow, community_id)
    _check(uow, data, FOR_COMMUNITIES)
    webhook_id, is_new = await idempotency.remember_once(uow, key, data, community_id, "webhook")
    if is_new:
        await _add(uow, webhook_id, data, community_id)
        await tell_managers(uow, community)
    return await _show_with_secret(uow, webhook_id)


async def create_for_operators(uow: UnitOfWork, data: WebhookWrite, key: str | None) -> Json:
    """Raises OperatorsOnly, SecondFactorRequired, Unprocessable, TooManyWebhooks, TooMany."""
    await act(uow, AdminVerb.WRITE_WEBHOOK)
    _check(uow, data, FOR_OPERATORS)
    webhook_id, is_new = await idempotency.remember_once(uow, key, data, "webhook")
    if is_new:
        await _add(uow, webhook_id, data, None)
    return await _show_with_secret(uow, webhook_id)


async def get(uow: UnitOfWork, webhook_id: UUID) -> Representation:
    await _find(uow, webhook_id, AdminVerb.READ_WEBHOOKS)
    return await WEBHOOK.show(uow, id=webhook_id)


async def patch(uow: UnitOfWork, webhook_id: UUID, patch: WebhookPatch, version: int | None) -> Representation:
    """Change a webhook, or begin anew what was disabled. Raises WebhookNotFound, Stale, Unprocessable."""
    webhook = await _find_to_change(uow, webhook_id)
    await expect_if_given(uow, version, webhook, WEBHOOK, id=webhook_id)
    data = patched(WebhookWrite, webhook, patch)
    _check(uow, data, FOR_OPERATORS if webhook.community_id is None else FOR_COMMUNITIES)
    begins = data.state is WebhookState.ACTIVE and webhook.state is WebhookState.OFF
    webhook.change({**_columns(data), **({"ended_by": None, "failing_since": None} if begins else {})}, uow.now)
    return await WEBHOOK.show(uow, id=webhook_id)


async def remove(uow: UnitOfWork, webhook_id: UUID) -> None:
    """Remove the webhook, with what waits for it. Raises WebhookNotFound."""
    await uow.session.delete(await _find(uow, webhook_id, AdminVerb.WRITE_WEBHOOK))


async def renew_secret(uow: UnitOfWork, webhook_id: UUID, key: str | None) -> WebhookSecretRead:
    """Make another secret. For a day, messages are signed with both. Raises WebhookNotFound."""
    webhook = await _find_to_change(uow, webhook_id)
    _, is_new = await idempotency.remember_once(uow, key, None, webhook_id, "webhook secret")
    if is_new:
        webhook.change({"secret_number": webhook.secret_number + 1, "secret_at": uow.now}, uow.now)
    return WebhookSecretRead(secret=_secret(uow, webhook), former_until=webhook.secret_at + OVERLAP)


async def search_deliveries(uow: UnitOfWork, webhook_id: UUID, query: PageQuery) -> Json:
    """Raises WebhookNotFound."""
    await _find(uow, webhook_id, AdminVerb.READ_WEBHOOKS)
    return await DELIVERIES.show(uow, webhook=webhook_id, **query.model_dump(exclude_none=True))


async def repeat(uow: UnitOfWork, webhook_id: UUID, delivery_id: UUID) -> Representation:
    """Send a delivery once more, under the same id. Raises WebhookNotFound, DeliveryNotFound, WebhookDisabled."""
    webhook = await _find(uow, webhook_id, AdminVerb.WRITE_WEBHOOK)
    conditions = (WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook_id)
    statement = select(WebhookDelivery).where(*conditions).with_for_update()
    delivery = await fetch_one(uow.session, statement, DeliveryNotFound)
    if webhook.state is WebhookState.OFF:
        raise WebhookDisabled
    await hit(uow.runtime, REPEATED_PER_WEBHOOK, webhook_id, uow.now)
    delivery.due_at, delivery.tries, delivery.done_at, delivery.outcome = uow.now, 0, None, None
    uow.enqueue(SendWebhooks())
    return await DELIVERY.show(uow, webhook=webhook_id, id=delivery_id)


async def _add(uow: UnitOfWork, webhook_id: UUID, data: WebhookWrite, community_id: UUID | None) -> None:
    await hit(uow.runtime, MADE_PER_PERSON, uow.actor.id, uow.now)
    scope = Webhook.community_id.is_(None) if community_id is None else Webhook.community_id == community_id
    if (await uow.session.scalar(select(func.count()).select_from(Webhook).where(scope)) or 0) >= LIMIT:
        raise TooManyWebhooks
    webhook = Webhook(
        id=webhook_id,
        community_id=community_id,
        made_by=uow.actor.id,
        secret_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
        **_columns(data),
    )
    uow.session.add(webhook)
    await uow.session.flush()
    uow.session.add(
        WebhookDelivery(webhook_id=webhook_id, event=WebhookEvent.PING, ids={}, due_at=uow.now, created_at=uow.now)
    )
    uow.enqueue(SendWebhooks())


async def _find(uow: UnitOfWork, webhook_id: UUID, verb: AdminVerb) -> Webhook:
    """Lock a webhook that the caller may see: as a manager of its community, or an operator.

    Raises WebhookNotFound, SecondFactorRequired.
    """
    webhook = await uow.session.get(Webhook, webhook_id, with_for_update=True)
    if webhook is None:
        raise WebhookNotFound
    if webhook.community_id is not None:
        if not can_manage(uow.actor, await membership_of(uow, webhook.community_id)):
            raise WebhookNotFound
    elif await uow.session.get(Operator, uow.actor.id) is None:
        raise WebhookNotFound
    else:
        await act(uow, verb, webhook_id)
    return webhook


async def _find_to_change(uow: UnitOfWork, webhook_id: UUID) -> Webhook:
    """Lock a webhook, and check that the caller may connect programs. Raises what `lock_to_connect` raises."""
    webhook = await _find(uow, webhook_id, AdminVerb.WRITE_WEBHOOK)
    if webhook.community_id is not None:
        await lock_to_connect(uow, webhook.community_id)
    return webhook


def _check(uow: UnitOfWork, data: WebhookWrite, events: Collection[WebhookEvent]) -> None:
    """Raises Unprocessable."""
    faults = [] if uow.runtime.webhooks.accepts(data.url) else [ADDRESS]
    unknown = (n for n, event in enumerate(data.events) if event not in events)
    faults += [wrong(f"/events/{n}", "webhook_event", EVENT) for n in unknown]
    if faults:
        raise Unprocessable(errors=faults)


def _columns(data: WebhookWrite) -> dict[str, object]:
    return {"name": data.name, "url": data.url, "events": [str(item) for item in data.events], "state": data.state}


def _secret(uow: UnitOfWork, webhook: Webhook) -> str:
    return written_secret(secret_key(uow.runtime.keys, webhook.id, webhook.secret_number))


async def _show_with_secret(uow: UnitOfWork, webhook_id: UUID) -> Json:
    representation = await WEBHOOK.show(uow, id=webhook_id)
    secret = _secret(uow, await uow.session.get_one(Webhook, webhook_id))
    return Json(representation.json[:-1] + b', "secret": "' + secret.encode() + b'"}')
