"""Targets of flags: the owner of a target, and the community in which the caller sees it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, null, select
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import Actor
from app.core.projections import NOW, Element
from app.core.uow import UnitOfWork
from app.models.comments import Comment
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.flags import FlagTarget
from app.models.grants import Grant, TargetType
from app.models.missions import Mission
from app.models.portraits import Portrait, PortraitEdition
from app.models.proposals import Proposal, ProposalAuthor
from app.models.responses import MissionResponse
from app.models.stories import Edition, Story
from app.policies import comments, communities, endorsements, portraits, proposals, responses, stories
from app.policies.grants import given_to, to_communities

TargetQuery = Select[*tuple[Any, ...]]


class FlagOwner(NamedTuple):
    owner_id: UUID | None
    community_id: UUID | None


async def find(uow: UnitOfWork, kind: FlagTarget, target_id: UUID) -> FlagOwner | None:
    """Find the target's owner and community. None for a target that is missing, or that the caller cannot see."""
    row = (await uow.session.execute(_FIND[kind](uow.actor, target_id).limit(1), {"now": uow.now})).first()
    return None if row is None else FlagOwner(*row)


def _story(actor: Actor, story_id: UUID) -> TargetQuery:
    statement = select(Story.owner_id, _community(actor, TargetType.STORY, Story.id)).join(
        Edition, stories.readable_by(actor, NOW)
    )
    return statement.where(Story.id == story_id)


def _portrait(actor: Actor, portrait_id: UUID) -> TargetQuery:
    statement = select(Portrait.owner_id, _community(actor, TargetType.PORTRAIT, Portrait.id)).join(
        PortraitEdition, portraits.readable_by(actor, NOW)
    )
    return statement.where(Portrait.id == portrait_id)


def _response(actor: Actor, response_id: UUID) -> TargetQuery:
    statement = select(MissionResponse.user_id, Mission.community_id).join(Mission, responses.readable_by(actor, NOW))
    return statement.where(MissionResponse.id == response_id)


def _comment(actor: Actor, comment_id: UUID) -> TargetQuery:
    return select(Comment.author_id, null()).where(Comment.id == comment_id, comments.readable_by(actor))


def _community_itself(actor: Actor, community_id: UUID) -> TargetQuery:
    return select(null(), null()).where(Community.id == community_id, communities.readable_by(actor))


def _endorsement(actor: Actor, endorsement_id: UUID) -> TargetQuery:
    """An endorsement of the caller's own talent. Its author has no account."""
    return select(null(), null()).where(Endorsement.id == endorsement_id, endorsements.readable_by(actor))


def _proposal(actor: Actor, proposal_id: UUID) -> TargetQuery:
    """Its owner is who wrote it first."""
    first = (
        select(ProposalAuthor.user_id)
        .where(ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.joined_at.is_not(None))
        .order_by(ProposalAuthor.joined_at)
        .limit(1)
        .scalar_subquery()
    )
    statement = select(first, Proposal.community_id).join(Mission, proposals.readable_by(actor, NOW))
    return statement.where(Proposal.id == proposal_id)


def _community(actor: Actor, kind: TargetType, target_id: QueryableAttribute[UUID]) -> Element:
    """The community whose grant lets the caller see the target; null without such a grant."""
    conditions = (Grant.target_id == target_id, given_to(actor, NOW, kind), to_communities(actor))
    return select(Grant.audience_id).where(*conditions).order_by(Grant.created_at).limit(1).scalar_subquery()


_FIND: Mapping[FlagTarget, Callable[[Actor, UUID], TargetQuery]] = {
    FlagTarget.STORY: _story,
    FlagTarget.PORTRAIT: _portrait,
    FlagTarget.RESPONSE: _response,
    FlagTarget.COMMENT: _comment,
    FlagTarget.COMMUNITY: _community_itself,
    FlagTarget.ENDORSEMENT: _endorsement,
    FlagTarget.PROPOSAL: _proposal,
}
