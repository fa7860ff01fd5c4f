"""Hidings: targets that a community does not see any more. The author reads the reason, and may appeal."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import Forbidden, NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.flags import Flag, FlagTarget, Hiding
from app.models.memberships import Membership, MembershipState
from app.models.notifications import NotificationType
from app.policies.communities import in_team, led_by
from app.policies.flags import can_review, reviewable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.flags import AppealWrite, HidingQuery, HidingRead, HidingReviewWrite
from app.services.notifications.notifications import NewNotification, close, notify
from app.services.proposals import reviews as proposal_reviews
from app.services.shared.community_guards import check_leader


class HidingNotFound(NotFound):
    title = Words("Rien de tel n’est masqué")


class AnotherAnswers(Forbidden):
    title = Words("C’est à quelqu’un d’autre de répondre")
    advice = Words(
        "Un recours est lu par une autre personne que celle qui a masqué, ou dont c’est le contenu ; si l’équipe n’a "
        "personne d’autre, par les opérateurs."
    )


_WAITS = Hiding.appeal.is_not(None) & Hiding.reviewed_at.is_(None)
ITEM = shape(Hiding, HidingRead, target=build({"type": Hiding.target_type, "id": Hiding.target_id}))
ORDER = (Hiding.hidden_at, Hiding.id)
FILTERS: dict[str, ColumnElement[bool]] = {"appealed": _WAITS}
OWN_HIDINGS = Projection("hidings.mine", SIGNED_IN, ITEM, Hiding.owner_id == ME.id, order=ORDER, filters=FILTERS)
TO_REVIEW = Projection(
    "hidings.to_review",
    SIGNED_IN,
    ITEM,
    Hiding.community_id == bindparam("community", type_=Uuid()),
    reviewable_by(ME),
    order=ORDER,
    filters=FILTERS,
)
HIDING = SingleProjection(
    SIGNED_IN,
    ITEM,
    Hiding.version,
    (Hiding.owner_id == ME.id) | reviewable_by(ME),
    Hiding.id == bindparam("id", type_=Uuid()),
)


async def search(reading: Reading, query: HidingQuery) -> Json:
    """List what of the caller's is hidden, or what the team of a community may review.

    Raises CommunityNotFound, LeadersOnly.
    """
    fields = query.model_dump(exclude_none=True, exclude={"community_id", "state"})
    if query.state is not None:
        fields[query.state] = True
    if query.community_id is None:
        return await OWN_HIDINGS.page(reading, **fields)
    await check_leader(reading, query.community_id)
    return await TO_REVIEW.page(reading, community=query.community_id, **fields)


async def hide(uow: UnitOfWork, flag: Flag) -> None:
    """Hide the target of the flag in its community from the next request on. Readers of other grants still see it.

    An idea is set aside, which tells its authors. An action may have no author any more: then nobody is told.
    """
    is_idea = flag.target_type is FlagTarget.PROPOSAL
    if is_idea and await proposal_reviews.set_aside(uow, flag.target_id, flag.decision or ""):
        return
    if flag.community_id is None:
        return
    about = {"community_id": flag.community_id, "owner_id": flag.owner_id, "target_id": flag.target_id}
    fields = {"target_type": flag.target_type, "reason": flag.decision, "hidden_by": uow.actor.id, "hidden_at": uow.now}
    once = insert(Hiding).values(id=uuid7(), version=1, **about, **fields).on_conflict_do_nothing().returning(Hiding.id)
    hiding_id = await uow.session.scalar(once)
    if hiding_id is not None:
        await _notify_owner(uow, flag.owner_id, hiding_id, flag.community_id)


async def appeal(uow: UnitOfWork, hiding_id: UUID, data: AppealWrite) -> Representation:
    """Appeal against a hiding, and notify the rest of the team. Raises HidingNotFound, HidingReviewed."""
    statement = select(Hiding).where(Hiding.id == hiding_id, Hiding.owner_id == uow.actor.id)
    hiding = await fetch_one(uow.session, statement.with_for_update(), HidingNotFound)
    if hiding.appeal_against(data.text, uow.now):
        reviewers = team_of(hiding.community_id).where(Membership.user_id.is_distinct_from(hiding.hidden_by))
        await notify_team(uow, NotificationType.APPEAL, hiding.id, hiding.community_id, reviewers)
    return await HIDING.show(uow, id=hiding_id)


async def review(uow: UnitOfWork, hiding_id: UUID, data: HidingReviewWrite) -> Representation:
    """Review an appeal of a hiding by another person. Raises HidingNotFound, AnotherAnswers, HidingReviewed."""
    statement = select(Hiding).where(Hiding.id == hiding_id, Hiding.community_id.in_(led_by(uow.actor)))
    hiding = await fetch_one(uow.session, statement.with_for_update(), HidingNotFound)
    if not can_review(uow.actor, hiding):
        raise AnotherAnswers
    await settle_appeal(uow, hiding, data)
    return await HIDING.show(uow, id=hiding_id)


async def settle_appeal(uow: UnitOfWork, hiding: Hiding, data: HidingReviewWrite) -> None:
    """Answer the appeal and notify the owner. Raises HidingReviewed."""
    hiding.review(data.answer, uow.actor.user_id, uow.now, lift=data.decision == "lift")
    await close(uow, hiding.id)
    if hiding.lifted_at is not None and hiding.target_type is FlagTarget.PROPOSAL:
        await proposal_reviews.restore(uow, hiding)
    await _notify_owner(uow, hiding.owner_id, hiding.id, hiding.community_id)


def team_of(community_id: UUID) -> Select[UUID]:
    conditions = (Membership.community_id == community_id, Membership.state == MembershipState.ACTIVE)
    return select(Membership.user_id).where(*conditions, in_team())


async def notify_team(
    uow: UnitOfWork, kind: NotificationType, subject_id: UUID, community_id: UUID, team: Select[UUID]
) -> None:
    community = await uow.session.get_one(Community, community_id)
    recipients = team.where(Membership.user_id != uow.actor.id)
    await notify(uow, recipients, NewNotification(kind, subject_id, community_id, {"community": community.name}))


async def _notify_owner(uow: UnitOfWork, owner_id: UUID | None, hiding_id: UUID, community_id: UUID) -> None:
    if owner_id is None:
        return
    community = await uow.session.get_one(Community, community_id)
    await notify(
        uow, owner_id, NewNotification(NotificationType.MODERATION, hiding_id, community_id, {"title": community.name})
    )
