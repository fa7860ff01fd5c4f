"""Communities: their fields, and how they are found."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, delete, exists, func, or_, select, text, update
from sqlalchemy.orm import QueryableAttribute, aliased

from app.core.actor import ME
from app.core.db import claim, fetch_one
from app.core.errors import Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.core.jobs import Job
from app.core.limits import Rule, hit
from app.core.projections import BASE, Element, Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.communities import Community, Visibility
from app.models.guardians import GuardedAct
from app.models.informations import Information
from app.models.memberships import Membership, MembershipState, Role
from app.models.reports import MeasureKind
from app.models.rooms import Room
from app.models.users import User
from app.models.webhooks import Webhook, WebhookEvent
from app.policies.communities import (
    CIRCLES,
    CommunityNotFound,
    LeadersOnly,
    ManagersOnly,
    active_in,
    can_lead,
    can_manage,
    circle,
    is_circle,
    is_known_school,
    managed_by,
    readable_by,
)
from app.policies.consent_texts import of_community, to_come_in
from app.policies.names import require_name
from app.policies.sessions import SIGNED_IN
from app.schemas.communities import (
    BelongingRead,
    CommunityPatch,
    CommunityPut,
    CommunityQuery,
    CommunityRead,
    CommunityWrite,
)
from app.schemas.patches import patched
from app.services.accounts import age, consents, measures, second_factors, suspensions
from app.services.communities import community_missions, community_reports, kept_places
from app.services.programmes import programmes
from app.services.shared.webhook_events import emit_to_operators

FOUNDED_PER_PERSON = Rule("communities begun per person", 20, timedelta(days=1))


class LeaveDoubtedSchool(Job):
    """Remove the members whom the school let in without a guardian: it is no known school any more."""

    community_id: UUID


UNKNOWN_PARENT = wrong("/parent_id", "unknown_parent", Words("tu ne gères aucune communauté de ce nom"))
CIRCULAR = wrong("/parent_id", "circular", Words("elle serait dans elle-même"))
CIRCLE_INSIDE = wrong(
    "/parent_id",
    "network_inside_another_kind",
    Words(
        "un réseau réunit des gens qui se connaissent : dans une communauté d’un autre genre, choisis un autre genre"
    ),
)
NESTING = text("select pg_advisory_xact_lock(20261126)")  # two valid moves at once could make a circle

_PARENT = aliased(Community, name="parent")
_OWN_MEMBERSHIP = select(shape(Membership, BelongingRead)).where(
    Membership.community_id == Community.id, Membership.user_id == ME.id
)


def _visible_parent(columns: Element | QueryableAttribute[UUID]) -> Element:
    """Select that column of the parent, for members of this community and for those who may see the parent."""
    is_member = Community.id.in_(active_in(ME))
    visible = or_(_PARENT.visibility != Visibility.SECRET, _PARENT.id.in_(active_in(ME)), is_member)
    return (
        select(columns).where(_PARENT.id == Community.parent_id, _PARENT.closed_at.is_(None), visible).scalar_subquery()
    )


ITEM = shape(
    Community,
    CommunityRead,
    parent_id=_visible_parent(_PARENT.id),
    parent=_visible_parent(build({"id": _PARENT.id, "name": _PARENT.name})),
    url=case((Community.visibility == Visibility.PUBLIC, func.concat(BASE, "/c/", Community.id))),
    membership=_OWN_MEMBERSHIP.scalar_subquery(),
)
COMMUNITY = SingleProjection(
    SIGNED_IN,
    ITEM,
    Community.version,
    readable_by(ME),
    Community.id == bindparam("id", type_=Uuid()),
    missing=CommunityNotFound,
)
_Q = func.concat("%", func.plain_words(bindparam("q", type_=Text())), "%")
FILTERS: dict[str, ColumnElement[bool]] = {
    "q": Community.plain.like(_Q),
    "kind": Community.kind == bindparam("kind"),
    "joined": Community.id.in_(active_in(ME)) == bindparam("joined"),
    "parent": (Community.parent_id == bindparam("parent")) & _visible_parent(_PARENT.id).is_not(None),
}
COMMUNITIES = Projection(
    "communities.communities",
    SIGNED_IN,
    ITEM,
    readable_by(ME),
    order=(Community.created_at, Community.id),
    filters=FILTERS,
)


async def search(reading: Reading, query: CommunityQuery) -> Json:
    return await COMMUNITIES.page(reading, **query.model_dump(exclude_none=True))


async def get(reading: Reading, community_id: UUID) -> Representation:
    return await COMMUNITY.get(reading, id=community_id)


async def put(
    uow: UnitOfWork, community_id: UUID, data: CommunityPut, version: int | None
) -> tuple[Representation, bool]:
    """Create a community and manage it, or change it. The id is an idempotency key for ever.

    A community that is not secret counts as published.
    Raises NameRequired, AgeRequired, ConsentOutdated, GuardianRequired.
    """
    too_young = await age.refusal(uow, GuardedAct.PUBLISH)
    is_new = await claim(uow.session, Community, id=community_id, **_first_values(uow, data))
    if is_new:
        await _add_founder(uow, community_id, data)
    community = await get_to_change(uow, community_id)
    if not is_new:
        if version is None and data.digest() == community.born_as:
            return await show(uow, community_id), False
        await expect(uow, version, community, COMMUNITY, id=community_id)
    return await _rewrite(uow, community, data, too_young), is_new


async def patch(uow: UnitOfWork, community_id: UUID, patch: CommunityPatch, version: int | None) -> Representation:
    too_young = await age.refusal(uow, GuardedAct.PUBLISH)
    community = await get_to_change(uow, community_id)
    await expect(uow, version, community, COMMUNITY, id=community_id)
    return await _rewrite(uow, community, patched(CommunityWrite, community, patch), too_young)


async def show(uow: UnitOfWork, community_id: UUID) -> Representation:
    return await COMMUNITY.show(uow, id=community_id)


async def get_to_change(uow: UnitOfWork, community_id: UUID) -> Community:
    """Lock the community until the end of the transaction. Raises CommunityNotFound, ManagersOnly."""
    statement = select(Community).where(Community.id == community_id, readable_by(uow.actor))
    # A key-share lock does not block rows that refer to it: a mission may be created meanwhile.
    community = await fetch_one(uow.session, statement.with_for_update(key_share=True), CommunityNotFound)
    if not can_manage(uow.actor, await membership_of(uow, community_id)):
        raise ManagersOnly
    return community


async def lock_for_manager(uow: UnitOfWork, community_id: UUID) -> tuple[Community, Membership]:
    """Lock the community and the caller's membership until the end of the transaction.

    Raises CommunityNotFound, LeadersOnly.
    """
    statement = select(Community).where(Community.id == community_id, readable_by(uow.actor))
    community = await fetch_one(uow.session, statement.with_for_update(read=True), CommunityNotFound)
    membership = await membership_of(uow, community_id)
    if membership is None or not can_lead(uow.actor, membership):
        raise LeadersOnly
    return community, membership


async def membership_of(uow: UnitOfWork, community_id: UUID) -> Membership | None:
    """Lock the caller's own membership, in whatever state."""
    statement = select(Membership).where(Membership.community_id == community_id, Membership.user_id == uow.actor.id)
    return await uow.session.scalar(statement.with_for_update(read=True).execution_options(populate_existing=True))


async def close(uow: UnitOfWork, community: Community) -> None:
    """Close a community that its last member left. Communities inside it stay, without a parent."""
    inside = update(Community).where(Community.parent_id == community.id)
    await uow.session.execute(inside.values(parent_id=None, version=Community.version + 1, updated_at=uow.now))
    await community_missions.end_all(uow, community.id)
    await programmes.forget_all(uow, community.id)
    await community_reports.end_all(uow, community.id)
    await kept_places.end_of_community(uow, community.id)
    await measures.end_of_community(uow, community.id)
    await uow.session.execute(delete(Webhook).where(Webhook.community_id == community.id))
    await uow.session.execute(delete(Information).where(Information.community_id == community.id))
    community.close(uow.now)
    await uow.session.execute(delete(Room).where(Room.community_id == community.id))  # with their guests


async def _add_founder(uow: UnitOfWork, community_id: UUID, data: CommunityPut) -> None:
    await age.check(uow, GuardedAct.JOIN)
    require_name(await uow.session.get_one(User, uow.actor.id))
    await consents.give(uow, to_come_in(Role.MANAGER), community_id, data.consent, community=of_community(data.name))
    await hit(uow.runtime, FOUNDED_PER_PERSON, uow.actor.id, uow.now)
    founder = Membership(
        community_id=community_id,
        user_id=uow.actor.id,
        role=Role.MANAGER,
        state=MembershipState.ACTIVE,
        tags=[],
        show_talents=False,
        joined_at=uow.now,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(founder)
    await uow.session.flush()
    await emit_to_operators(uow, WebhookEvent.COMMUNITY_CREATION, community_id=community_id)


async def _rewrite(
    uow: UnitOfWork, community: Community, data: CommunityWrite, too_young: Forbidden | None
) -> Representation:
    if too_young and (data.visibility is not Visibility.SECRET or isinstance(too_young, suspensions.SUSPENSIONS)):
        raise too_young
    if data.visibility is not Visibility.SECRET:
        await measures.check_target(uow, MeasureKind.WITHDRAW_COMMUNITY, community.id)
    await _check_place(uow, community, data)
    was_known_school, was_circle = is_known_school(community), is_circle(community)
    zone = community.timezone
    community.rewrite(_columns(data), uow.now)
    if community.timezone != zone:
        await community_missions.plan_anew(uow, community.id, zone, community.timezone)
    if is_circle(community) and not was_circle:  # a circle's answers need no proof
        await second_factors.require(uow)
    if was_known_school and not is_known_school(community):
        uow.enqueue(LeaveDoubtedSchool(community_id=community.id))
    return await show(uow, community.id)


async def _check_place(uow: UnitOfWork, community: Community, data: CommunityWrite) -> None:
    if data.parent_id is not None and data.parent_id != community.parent_id:
        await _check_parent(uow, community.id, data.parent_id)
    if (data.kind, data.parent_id) != (community.kind, community.parent_id):
        await _check_circle(uow, community.id, data)


async def _check_parent(uow: UnitOfWork, community_id: UUID, parent_id: UUID) -> None:
    await uow.session.execute(NESTING)
    statement = select(Community.id).where(Community.id == parent_id, Community.closed_at.is_(None))
    if await uow.session.scalar(statement.where(Community.id.in_(managed_by(uow.actor)))) is None:
        raise Unprocessable(errors=[UNKNOWN_PARENT])
    above = select(Community.id, Community.parent_id).where(Community.id == parent_id).cte("above", recursive=True)
    around = aliased(Community)
    above = above.union(select(around.id, around.parent_id).where(around.id == above.c.parent_id))
    if await uow.session.scalar(select(exists().where(above.c.id == community_id))):
        raise Unprocessable(errors=[CIRCULAR])


async def _check_circle(uow: UnitOfWork, community_id: UUID, data: CommunityWrite) -> None:
    """Check that a circle is inside circles only: who manages one reads without a second factor.

    Where the community becomes no circle, those inside it are taken out of it: its manager may not know of them.
    """
    await uow.session.execute(NESTING)
    if data.kind not in CIRCLES:
        inside = update(Community).where(Community.parent_id == community_id, circle())
        await uow.session.execute(inside.values(parent_id=None, version=Community.version + 1, updated_at=uow.now))
    elif data.parent_id is not None:
        around = select(Community.id).where(Community.id == data.parent_id, ~circle())
        if await uow.session.scalar(around) is not None:
            raise Unprocessable(errors=[CIRCLE_INSIDE])


def _columns(data: CommunityWrite) -> dict[str, object]:
    return {name: getattr(data, name) for name in CommunityWrite.model_fields}


def _first_values(uow: UnitOfWork, data: CommunityWrite) -> dict[str, object]:
    fields = {name: value for name, value in _columns(data).items() if name != "parent_id"}
    return fields | {"created_at": uow.now, "updated_at": uow.now, "born_as": data.digest()}
