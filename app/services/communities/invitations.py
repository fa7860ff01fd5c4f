"""Invitations to a community: created, mailed, revoked."""

import re
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, select

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import NOW, Json, Projection, Representation, SingleProjection, shape, wire
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.invitations import Invitation
from app.models.kept_places import KeptPlace
from app.models.memberships import TEAM
from app.models.reports import MeasureKind
from app.models.users import User
from app.policies.communities import ManagersOnly
from app.policies.erasures import is_visible
from app.policies.invitations import can_invite, readable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.invitations import (
    InvitationDelivery,
    InvitationDeliveryRead,
    InvitationQuery,
    InvitationRead,
    InvitationWrite,
)
from app.services.accounts import measures, suspensions
from app.services.communities import invitation_mails, kept_places
from app.services.communities.communities import lock_for_manager
from app.services.communities.invitation_keys import address_of, code_of, key_columns
from app.services.shared import summaries
from app.services.shared.community_guards import check_leader

IN_THE_PAST = wrong("/ends_at", "in_the_past", Words("doit être dans le futur"))


class InvitationNotFound(NotFound):
    title = Words("Invitation introuvable")


WAITING = select(func.count()).where(KeptPlace.invitation_id == Invitation.id)
BY = select(summaries.PERSON).where(User.id == Invitation.created_by, is_visible(User.id))
# Code and link are derived from the id and the secret: see `with_keys`.
ITEM = shape(
    Invitation,
    InvitationRead,
    code=Invitation.__table__.c.id,
    url=Invitation.__table__.c.id,
    state=state(NOW),
    waiting=WAITING.scalar_subquery(),
    created_by=BY.scalar_subquery(),
    ends_at=wire(Invitation.__table__.c.expires_at),
)
_KEY = re.compile(rb'"(code|url)" : "([0-9a-f-]{36})"')  # a person's text cannot match: its quotes are escaped


def with_keys(runtime: Runtime, json: Json) -> Json:
    """Replace the ids in the JSON of invitations with their codes and links."""
    makers = {b"code": code_of, b"url": address_of}
    return Json(
        _KEY.sub(lambda key: b'"%b" : "%b"' % (key[1], makers[key[1]](runtime, UUID(key[2].decode())).encode()), json)
    )


_COMMUNITY_ID = bindparam("community_id", type_=Uuid())
_OF_COMMUNITY = Invitation.community_id == _COMMUNITY_ID
INVITATION = SingleProjection(
    SIGNED_IN,
    ITEM,
    Invitation.uses,
    readable_by(ME),
    _OF_COMMUNITY,
    Invitation.id == bindparam("id", type_=Uuid()),
    missing=InvitationNotFound,
)
FILTERS: dict[str, ColumnElement[bool]] = {"state": state(NOW) == bindparam("state")}
INVITATIONS = Projection(
    "invitations.invitations",
    SIGNED_IN,
    ITEM,
    readable_by(ME),
    _OF_COMMUNITY,
    order=(Invitation.created_at, Invitation.id),
    filters=FILTERS,
)


async def search(reading: Reading, community_id: UUID, query: InvitationQuery) -> Json:
    """List the invitations of a community. Raises CommunityNotFound, LeadersOnly."""
    await check_leader(reading, community_id)
    fields = query.model_dump(exclude_none=True)
    page = await INVITATIONS.page(reading, community_id=community_id, **fields)
    return with_keys(reading.runtime, page)


async def get(reading: Reading, community_id: UUID, invitation_id: UUID) -> Representation:
    representation = await INVITATION.get(reading, community_id=community_id, id=invitation_id)
    return representation._replace(json=with_keys(reading.runtime, representation.json))


async def get_address(reading: Reading, community_id: UUID, invitation_id: UUID) -> str:
    """Return the link of an invitation. Raises InvitationNotFound."""
    await get(reading, community_id, invitation_id)
    return address_of(reading.runtime, invitation_id)


async def create(uow: UnitOfWork, community_id: UUID, invitation_id: UUID, data: InvitationWrite) -> Representation:
    """Create an invitation. The same request again returns it: `idempotency.remember` has compared the bodies.

    Raises CommunityNotFound, LeadersOnly, ManagersOnly, ErasureAsked, AccountRestricted, WithdrawnByOperators, TooMany.
    """
    community, membership = await lock_for_manager(uow, community_id)
    await suspensions.check(uow)
    await measures.check_target(uow, MeasureKind.WITHDRAW_COMMUNITY, community_id)
    if not can_invite(uow.actor, membership, data.role):
        raise ManagersOnly
    if await uow.session.get(Invitation, invitation_id) is None:
        if data.ends_at is not None and data.ends_at <= uow.now:
            raise Unprocessable(errors=[IN_THE_PAST])
        invitation = _new_invitation(uow, community_id, invitation_id, data)
        uow.session.add(invitation)
        await invitation_mails.mail(uow, community, invitation, data)
    return await _show(uow, community_id, invitation_id)


async def deliver(
    uow: UnitOfWork, community_id: UUID, invitation_id: UUID, data: InvitationDelivery
) -> InvitationDeliveryRead:
    """Mail the invitation to more people.

    Raises CommunityNotFound, LeadersOnly, ErasureAsked, AccountRestricted, InvitationNotFound, InvitationNotActive,
    TooMany.
    """
    community, _ = await lock_for_manager(uow, community_id)
    await suspensions.check(uow)
    return await invitation_mails.mail(uow, community, await _get_to_change(uow, community_id, invitation_id), data)


async def revoke(uow: UnitOfWork, community_id: UUID, invitation_id: UUID) -> None:
    await lock_for_manager(uow, community_id)
    invitation = await _get_to_change(uow, community_id, invitation_id)
    invitation.revoke(uow.now)
    await kept_places.end_of_invitation(uow, invitation.id)


async def revoke_all(uow: UnitOfWork, community_id: UUID) -> None:
    """Revoke every invitation of a community that operators withdraw."""
    statement = select(Invitation).where(Invitation.community_id == community_id, Invitation.revoked_at.is_(None))
    for invitation in (await uow.session.scalars(statement.order_by(Invitation.id).with_for_update())).all():
        invitation.revoke(uow.now)
        await kept_places.end_of_invitation(uow, invitation.id)


async def revoke_of_team(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Revoke a person's invitations of facilitators and managers, so that they cannot return by one of their own."""
    statement = select(Invitation).where(
        Invitation.community_id == community_id, Invitation.created_by == user_id, Invitation.role.in_(TEAM)
    )
    for invitation in await uow.session.scalars(statement.order_by(Invitation.id).with_for_update()):
        invitation.revoke(uow.now)
        await kept_places.end_of_invitation(uow, invitation.id)


async def _get_to_change(uow: UnitOfWork, community_id: UUID, invitation_id: UUID) -> Invitation:
    conditions = (Invitation.id == invitation_id, Invitation.community_id == community_id, readable_by(uow.actor))
    return await fetch_one(uow.session, select(Invitation).where(*conditions).with_for_update(), InvitationNotFound)


def _new_invitation(uow: UnitOfWork, community_id: UUID, invitation_id: UUID, data: InvitationWrite) -> Invitation:
    return Invitation(
        id=invitation_id,
        community_id=community_id,
        created_by=uow.actor.id,
        role=data.role,
        tags=data.tags,
        needs_approval=data.needs_approval,
        max_uses=data.max_uses,
        uses=0,
        mailed=0,
        expires_at=data.ends_at,
        created_at=uow.now,
        **key_columns(uow.runtime, invitation_id),
    )


async def _show(uow: UnitOfWork, community_id: UUID, invitation_id: UUID) -> Representation:
    representation = await INVITATION.show(uow, community_id=community_id, id=invitation_id)
    return representation._replace(json=with_keys(uow.runtime, representation.json))
