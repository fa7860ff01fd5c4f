"""Joining a community. Leaving is in membership_endings, what managers decide in membership_moves."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from app.core.actor import ME
from app.core.db import claim, fetch_one
from app.core.errors import Forbidden, NotFound
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Json, Representation, Searched, SingleProjection, build, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.communities import Community, JoinPolicy
from app.models.consents import ConsentKind
from app.models.guardians import GuardedAct
from app.models.invitations import Invitation
from app.models.kept_places import KeptPlace
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import NAME, User
from app.models.webhooks import WebhookEvent
from app.policies.communities import CommunityNotFound, is_known_school, readable_by
from app.policies.consent_texts import of_community, to_come_in
from app.policies.erasures import is_visible
from app.policies.memberships import fully_readable_by, stood_for
from app.policies.memberships import readable_by as membership_readable_by
from app.policies.names import require_name
from app.policies.sessions import SIGNED_IN
from app.schemas.memberships import (
    MembershipPut,
    MembershipQuery,
    MembershipRead,
    OwnMembershipPatch,
    OwnMembershipRead,
    OwnMembershipWrite,
)
from app.schemas.patches import patched
from app.services.accounts import age, consents, suspensions
from app.services.accounts.consents import ConsentSentence
from app.services.communities import kept_places, membership_notifications, structures
from app.services.communities.invitation_keys import (
    InvitationGone,
    check_addressee,
    guessing,
    holding,
    is_mailed,
    opened_by,
    use,
)
from app.services.missions.assignments import assign_open_missions
from app.services.shared import summaries
from app.services.shared.community_guards import check_member
from app.services.shared.webhook_events import emit

WRONG_PER_PERSON = Rule("wrong invitations per person", 20, timedelta(minutes=15))
LETTERS = 3
REQUESTS_PER_PERSON = Rule("requests to join per person and community", 3, timedelta(days=7))


class MembershipNotFound(NotFound):
    title = Words("Adhésion introuvable")


class InvitationRequired(Forbidden):
    title = Words("On y entre sur invitation")
    advice = Words("Demande une invitation à la personne qui s’occupe de cette communauté, puis envoie son code.")


USER = select(summaries.PERSON).where(User.id == Membership.user_id).scalar_subquery()
_EXPIRES_AT = wire(Membership.__table__.c.lapses_at)
_STRUCTURE = build({"id": Community.id, "name": Community.name})
_STANDING = {
    "on_behalf_of": select(Community.id).where(stood_for()).correlate(Membership).scalar_subquery(),
    "structure": select(_STRUCTURE).where(stood_for()).correlate(Membership).scalar_subquery(),
}
ITEM = shape(
    Membership,
    MembershipRead,
    user=USER,
    expires_at=_EXPIRES_AT,
    tags=case((fully_readable_by(ME), Membership.tags)),
    reason=case((fully_readable_by(ME), Membership.reason)),
    show_talents=case((Membership.user_id == ME.id, Membership.show_talents)),
    reachable=case((Membership.user_id == ME.id, Membership.reachable)),
    **_STANDING,
)
_COMMUNITY = select(build({"id": Community.id, "name": Community.name})).where(Community.id == Membership.community_id)
OWN_ITEM = shape(
    Membership,
    OwnMembershipRead,
    user=USER,
    expires_at=_EXPIRES_AT,
    community=_COMMUNITY.scalar_subquery(),
    **_STANDING,
)
_COMMUNITY_ID = bindparam("community_id", type_=Uuid())
_OF_COMMUNITY = Membership.community_id == _COMMUNITY_ID
MEMBERSHIP = SingleProjection(
    SIGNED_IN,
    ITEM,
    Membership.version,
    membership_readable_by(ME),
    _OF_COMMUNITY,
    Membership.user_id == bindparam("user_id", type_=Uuid()),
    steady=and_(summaries.has_no_avatar(Membership.user_id), Membership.on_behalf_of.is_(None)),
    missing=MembershipNotFound,
)
# One or two letters match the beginning of a word: the trigram index has three characters, a leading space included.
_WORDS = func.plain_words(bindparam("q", type_=Text()), type_=Text())
_PART = case((func.length(_WORDS) < LETTERS, func.concat("% ", _WORDS, "%")), else_=func.concat("%", _WORDS, "%"))
_USERS_BY_NAME = select(User.id).where(NAME.like(_PART)).cte("named").prefix_with("materialized")
# The second condition repeats the partial index's own text.
_HAS_TAG = and_(
    Membership.tags.bool_op("@>")(cast(array([bindparam("tag", type_=Text())]), ARRAY(Text))),
    literal_column("memberships.tags <> '{}'", Boolean),
)
_ORDER = (Membership.created_at, Membership.user_id)
# A lateral look-up of each user found, instead of a scan of all members.
_MEMBERS_BY_NAME = (
    select(*_ORDER).where(_OF_COMMUNITY, Membership.user_id == _USERS_BY_NAME.c.id).offset(0).lateral("of_them")
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "role": Membership.role == bindparam("role"),
    "state": Membership.state == bindparam("state"),
    "tag": fully_readable_by(ME) & _HAS_TAG,
    "q": select(NAME.like(_PART)).where(User.id == Membership.user_id).scalar_subquery(),
}
MEMBERSHIPS = Searched(
    "memberships.memberships",
    SIGNED_IN,
    ITEM,
    membership_readable_by(ME),
    or_(Membership.user_id == ME.id, is_visible(Membership.user_id)),
    _OF_COMMUNITY,
    order=_ORDER,
    walk=(_OF_COMMUNITY,),
    searches={
        "tag": select(*_ORDER).where(_OF_COMMUNITY, _HAS_TAG),
        "q": select(_MEMBERS_BY_NAME).select_from(_USERS_BY_NAME.join(_MEMBERS_BY_NAME, true())),
    },
    filters=FILTERS,
    ordered_filters=("role", "state"),
)


async def search(reading: Reading, community_id: UUID, query: MembershipQuery) -> Json:
    await check_member(reading, community_id)
    return await MEMBERSHIPS.page(reading, community_id=community_id, **query.model_dump(exclude_none=True))


async def get(reading: Reading, community_id: UUID, user_id: UUID) -> Representation:
    return await MEMBERSHIP.get(reading, community_id=community_id, user_id=user_id)


async def join(uow: UnitOfWork, community_id: UUID, data: MembershipPut) -> tuple[Representation, bool]:
    """Join, or ask to join. Sending it again changes nothing."""
    membership, is_change = await come_in(uow, community_id, data)
    return await show(uow, membership), is_change


async def come_in(uow: UnitOfWork, community_id: UUID, data: MembershipPut) -> tuple[Membership, bool]:
    """Join with or without an invitation.

    Raises CommunityNotFound, InvitationGone, InvitationForAnother, InvitationRequired, NameRequired, AgeRequired,
    ConsentOutdated, GuardianRequired, TooMany.
    """
    if data.invitation is None:
        return await _come_in(uow, community_id, data)
    async with guessing(uow.runtime, data.invitation, WRONG_PER_PERSON, uow.actor.id):
        return await _come_in(uow, community_id, data)


async def _come_in(uow: UnitOfWork, community_id: UUID, data: MembershipPut) -> tuple[Membership, bool]:
    await suspensions.check(uow)
    too_young = await age.refusal(uow, GuardedAct.JOIN)
    community = await reach(uow, community_id, data.invitation)
    membership = await own(uow, community_id)
    if membership.is_active:
        return membership, False
    require_name(await uow.session.get_one(User, uow.actor.id))
    if too_young and not (
        is_known_school(community) and data.invitation
    ):  # a known school lets its pupils in by invitation
        raise too_young
    if data.invitation:
        return membership, await _come_by_invitation(uow, community, membership, data)
    if community.join_policy is JoinPolicy.INVITE:
        raise InvitationRequired
    is_open = community.join_policy is JoinPolicy.OPEN
    await kept_places.release(uow, *_kept_place(uow, community_id))
    return membership, await _come(uow, community, membership, Role.MEMBER, data, asks=not is_open)


async def patch_own(
    uow: UnitOfWork, community_id: UUID, patch: OwnMembershipPatch, version: int | None
) -> Representation:
    """Change the caller's own settings. Nobody else writes them: If-Match is optional.

    Raises MembershipNotFound, AgeRequired, ConsentOutdated, GuardianRequired, Unprocessable.
    """
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    membership = await own_to_change(uow, community_id)
    if version is not None:
        await expect(uow, version, membership, MEMBERSHIP, community_id=community_id, user_id=uow.actor.id)
    if not membership.is_active:
        raise MembershipNotFound
    settings = patched(OwnMembershipWrite, membership, patch, consent=None)
    if membership.show_talents != settings.show_talents:
        membership.agree(show_talents=settings.show_talents, now=uow.now)
        await _keep_consent(uow, membership, ConsentKind.TALENTS, settings, too_young)
    if membership.reachable != settings.reachable:
        membership.let_ask(reachable=settings.reachable, now=uow.now)
        await _keep_consent(uow, membership, ConsentKind.REACHABLE, settings, too_young)
    if membership.on_behalf_of != settings.on_behalf_of:
        await structures.check(uow, membership, settings.on_behalf_of)
        membership.stand_for(settings.on_behalf_of, uow.now)
    return await show(uow, membership)


async def _keep_consent(
    uow: UnitOfWork,
    membership: Membership,
    kind: ConsentKind,
    settings: OwnMembershipWrite,
    too_young: Forbidden | None,
) -> None:
    """Record that the member agreed, or no longer does. Raises AgeRequired, ConsentOutdated, GuardianRequired."""
    agrees = {ConsentKind.TALENTS: settings.show_talents, ConsentKind.REACHABLE: settings.reachable}
    if not agrees[kind]:
        await consents.withdraw(uow, membership.community_id, uow.actor.id, kind)
        return
    await age.check_shown(uow, membership.community_id, too_young)
    community = of_community((await uow.session.get_one(Community, membership.community_id)).name)
    await consents.give(uow, kind, membership.community_id, settings.consent, community=community)


async def own_to_change(uow: UnitOfWork, community_id: UUID) -> Membership:
    statement = select(Membership).where(Membership.community_id == community_id, Membership.user_id == uow.actor.id)
    locking = statement.with_for_update().execution_options(populate_existing=True)
    return await fetch_one(uow.session, locking, MembershipNotFound)


async def show(uow: UnitOfWork, membership: Membership) -> Representation:
    return await MEMBERSHIP.show(uow, community_id=membership.community_id, user_id=membership.user_id)


async def reach(uow: UnitOfWork, community_id: UUID, invitation: str | None) -> Community:
    """Lock the community against closing. The caller may see it, has a kept place in it, or holds an invitation.

    Raises CommunityNotFound, InvitationGone.
    """
    condition = or_(readable_by(uow.actor), select(KeptPlace).where(*_kept_place(uow, community_id)).exists())
    if invitation:
        invitation_rows = holding(uow.runtime, invitation, uow.now).where(Invitation.community_id == Community.id)
        condition = or_(condition, invitation_rows.exists())
    statement = select(Community).where(Community.id == community_id, Community.closed_at.is_(None), condition)
    missing = InvitationGone if invitation else CommunityNotFound
    return await fetch_one(uow.session, statement.with_for_update(read=True, of=Community), missing)


async def own(uow: UnitOfWork, community_id: UUID) -> Membership:
    """Return the caller's membership, created if there was none. Concurrent requests of a person wait here."""
    first_values = {"state": MembershipState.LEFT, "role": Role.MEMBER, "tags": [], "show_talents": False}
    times = {"created_at": uow.now, "updated_at": uow.now}
    await claim(uow.session, Membership, community_id=community_id, user_id=uow.actor.id, **first_values, **times)
    return await own_to_change(uow, community_id)


async def _come_by_invitation(
    uow: UnitOfWork, community: Community, membership: Membership, data: MembershipPut
) -> bool:
    key = data.invitation or ""
    statement = select(Invitation.id).where(opened_by(uow.runtime, key), Invitation.id == membership.invitation_id)
    if membership.state is MembershipState.REQUESTED and await uow.session.scalar(statement) is not None:
        return False  # this invitation made the request that waits for an answer
    person = await uow.session.get_one(User, uow.actor.id)
    check_addressee(uow.runtime, key, person.email)
    invitation = await _use(uow, community.id, key)
    membership.come_by(invitation.id, invitation.tags, invitation.directory_box)
    by_name = is_mailed(key) or invitation.directory_box is not None
    return await _come(
        uow, community, membership, invitation.role, data, asks=invitation.needs_approval, by_name=by_name
    )


async def _use(uow: UnitOfWork, community_id: UUID, key: str) -> Invitation:
    """Use the invitation, or the use that the caller's kept place has reserved."""
    statement = select(Invitation).join(KeptPlace, KeptPlace.invitation_id == Invitation.id)
    invitation = await uow.session.scalar(statement.where(opened_by(uow.runtime, key), *_kept_place(uow, community_id)))
    if invitation is not None and await kept_places.take(uow, *_kept_place(uow, community_id)):
        await consents.withdraw(uow, community_id, uow.actor.id)
        return invitation
    await kept_places.release(uow, *_kept_place(uow, community_id))
    return await use(uow, community_id, key)


def _kept_place(uow: UnitOfWork, community_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return KeptPlace.person_id == uow.actor.id, KeptPlace.community_id == community_id


async def _come(  # noqa: PLR0913  who, where, as what
    uow: UnitOfWork,
    community: Community,
    membership: Membership,
    role: Role,
    data: MembershipPut,
    *,
    asks: bool,
    by_name: bool = False,
) -> bool:
    """Record the consent that joining needs. Raises ConsentOutdated, TooMany for too many requests."""
    waits, sentence = membership.state is MembershipState.REQUESTED, None
    if not waits or membership.role is not role:
        name = of_community(community.name)
        sentence = await consents.sentence_for_caller(uow, to_come_in(role), data.consent, community=name)
    if (asks or membership.barred_at is not None) and not waits:
        await hit(uow.runtime, REQUESTS_PER_PERSON, (membership.community_id, membership.user_id), uow.now)
    return await come(uow, membership, role, data.reason, asks=asks, sentence=sentence, by_name=by_name)


async def come(  # noqa: PLR0913  who, as what, by what right
    uow: UnitOfWork,
    membership: Membership,
    role: Role,
    reason: str | None,
    *,
    asks: bool,
    sentence: ConsentSentence | None,
    by_name: bool = False,
) -> bool:
    """Enter, or ask where the community approves members or removed this person before.

    `sentence`: the consent that is given now; None: it was given before. `by_name`: the team named them.
    """
    if not asks and membership.barred_at is None:
        await membership_notifications.forget(uow, membership)
        is_change = membership.enter(role, uow.now, by_name=by_name)
        assign_open_missions(uow, membership)
    else:
        is_change = await _ask(uow, membership, role, reason)
    if is_change and membership.is_active:
        await emit(uow, WebhookEvent.MEMBER_ENTRY, membership.community_id, user_id=membership.user_id)
    if is_change and sentence is not None:
        consents.record(uow, sentence, membership.community_id, membership.user_id)
    return is_change


async def _ask(uow: UnitOfWork, membership: Membership, role: Role, reason: str | None) -> bool:
    asks_now = membership.ask(role, reason, uow.now)
    if asks_now:
        await membership_notifications.notify_request(uow, membership)
        await emit(uow, WebhookEvent.MEMBER_REQUEST, membership.community_id, user_id=membership.user_id)
    return asks_now
