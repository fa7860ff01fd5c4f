"""Kept places: a person under age who is invited has a place until the guardian answers, and need not lie to join."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.db import lock_row
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.communities import Community, JoinPolicy
from app.models.guardians import GuardedAct, Guardianship
from app.models.invitations import Invitation
from app.models.kept_places import KEPT_FOR, KeptPlace
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import User
from app.policies.age import GuardianRequired
from app.policies.communities import is_known_school
from app.policies.consent_texts import of_community, to_come_in
from app.policies.names import require_name
from app.schemas.kept_places import KeptPlaceWrite
from app.services.accounts import age, consents
from app.services.communities import kept_places, memberships, place_tokens
from app.services.communities.community_templates import kept_place_mail
from app.services.communities.invitation_keys import check_addressee, guessing, opened_by, use
from app.services.communities.kept_places import KEPT_PLACE, KeptPlaceNotFound
from app.services.communities.memberships import InvitationRequired
from app.services.guardians import guardians
from app.services.notifications import mails


class PlaceUnneeded(Conflict):
    title = Words("Tu peux entrer sans attendre")
    advice = Words(
        "Rien ne t’empêche de rejoindre cette communauté, ou tu y es déjà : `PUT /v1/communities/{id}/membership`."
    )


class Place(NamedTuple):
    """A kept place, and the guardian whose answer it waits for. `asks`: the community answers after the guardian."""

    community: str
    until: date
    asks: bool
    guardianship: Guardianship | None


async def put(uow: UnitOfWork, community_id: UUID, data: KeptPlaceWrite) -> tuple[Representation, bool]:
    """Keep a place, and show it. Raises the errors of `keep`."""
    is_new = await keep(uow, community_id, data)
    return await KEPT_PLACE.show(uow, community_id=community_id), is_new


async def keep(uow: UnitOfWork, community_id: UUID, data: KeptPlaceWrite) -> bool:
    """Keep a place for the caller, who agrees to join, and ask their guardian, naming the community.

    Returns whether the place is new. Raises AgeRequired, CommunityNotFound, ConsentOutdated, ErasureAsked,
    GuardianRequired, InvitationForAnother, InvitationGone, InvitationRequired, NameRequired, PlaceUnneeded, TooMany,
    Unprocessable.
    """
    person = await lock_row(uow.session, User, uow.actor.id)
    refusal = await age.refusal(uow, GuardedAct.JOIN)
    if refusal is None:
        raise PlaceUnneeded
    if not isinstance(refusal, GuardianRequired):
        raise refusal
    require_name(person)
    guardianship, is_asked_now = await guardians.designate(uow, person, data.guardian)
    if data.invitation is None:
        is_new = await _keep(uow, community_id, data, person)
    else:
        async with guessing(uow.runtime, data.invitation, memberships.WRONG_PER_PERSON, person.id):
            is_new = await _keep(uow, community_id, data, person)
    if is_new or is_asked_now:
        await guardians.write(uow, person, guardianship, data.guardian.name if data.guardian else None)
    if is_new:
        await _mail_place(uow, person, community_id, guardianship)
    return is_new


async def get(uow: UnitOfWork, person_id: UUID, community_id: UUID) -> Place:
    """Return the kept place, and lock the person and the guardianship. Raises KeptPlaceNotFound."""
    person = await lock_row(uow.session, User, person_id)
    conditions = (KeptPlace.person_id == person_id, KeptPlace.community_id == community_id, KeptPlace.until > uow.now)
    statement = select(KeptPlace.until, Community.name, kept_places.ASKS.label("asks")).where(*conditions)
    statement = statement.join(Community, Community.id == KeptPlace.community_id)
    row = (await uow.session.execute(statement)).one_or_none()
    if row is None:
        raise KeptPlaceNotFound
    return Place(row.name, _day(person, row.until), row.asks, await guardians.current(uow, person_id))


async def standing(uow: UnitOfWork, person_id: UUID) -> tuple[User, Guardianship | None]:
    """Lock and return the person and their open guardianship."""
    person = await lock_row(uow.session, User, person_id)
    return person, await guardians.current(uow, person_id)


async def _keep(uow: UnitOfWork, community_id: UUID, data: KeptPlaceWrite, person: User) -> bool:
    community = await memberships.reach(uow, community_id, data.invitation)
    if (data.invitation and is_known_school(community)) or await _is_in(uow, community_id):
        raise PlaceUnneeded
    place = await uow.session.get(KeptPlace, (person.id, community_id), with_for_update=True, populate_existing=True)
    if place is not None and await _is_by(uow, place, data.invitation):
        return False
    if data.invitation is None and community.join_policy is JoinPolicy.INVITE:
        raise InvitationRequired
    if place is not None:
        await kept_places.release(uow, KeptPlace.person_id == person.id, KeptPlace.community_id == community_id)
        uow.session.expunge(place)
    invitation = None
    if data.invitation is not None:
        check_addressee(uow.runtime, data.invitation, person.email)
        invitation = await use(uow, community_id, data.invitation)
    uow.session.add(_new_place(uow, community_id, invitation, data.reason))
    kind = to_come_in(invitation.role if invitation else Role.MEMBER)
    await consents.give(uow, kind, community_id, data.consent, community=of_community(community.name))
    await uow.session.flush()
    return True


async def _is_in(uow: UnitOfWork, community_id: UUID) -> bool:
    own = (Membership.community_id == community_id, Membership.user_id == uow.actor.id)
    active = select(Membership.user_id).where(*own, Membership.state == MembershipState.ACTIVE)
    return await uow.session.scalar(active) is not None


async def _is_by(uow: UnitOfWork, place: KeptPlace, invitation: str | None) -> bool:
    """Whether that invitation keeps the place already. Always true without an invitation."""
    if invitation is None:
        return True
    statement = select(Invitation.id).where(opened_by(uow.runtime, invitation), Invitation.id == place.invitation_id)
    return await uow.session.scalar(statement) is not None


def _new_place(uow: UnitOfWork, community_id: UUID, invitation: Invitation | None, reason: str | None) -> KeptPlace:
    return KeptPlace(
        person_id=uow.actor.id,
        community_id=community_id,
        invitation_id=invitation.id if invitation else None,
        reason=reason,
        kept_at=uow.now,
        until=uow.now + KEPT_FOR,
    )


async def _mail_place(uow: UnitOfWork, person: User, community_id: UUID, guardianship: Guardianship) -> None:
    place = await get(uow, person.id, community_id)
    community = await uow.session.get_one(Community, community_id)
    mail = kept_place_mail(
        person.language,
        community=community,
        guardian=guardianship.email,
        until=place.until,
        asks=place.asks,
        link=place_tokens.address_of(uow.runtime, person.id, community_id) + person.language.in_query,
    )
    await mails.post(uow, person.email, mail)


def _day(person: User, at: datetime) -> date:
    return at.astimezone(ZoneInfo(person.timezone)).date()
