"""Who sees a proposal: its authors, the team of its mission; others once it is approved, and revealed.

An action of the plan is shown to all members of the community.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.core.actor import Actor
from app.models.memberships import Membership
from app.models.missions import Mission, MissionState
from app.models.proposals import PLAN, VISIBLE_STATES, Proposal, ProposalAuthor, ProposalState
from app.models.responses import MissionResponse
from app.policies import missions
from app.policies.communities import active_in, led_by
from app.policies.erasures import is_visible
from app.policies.hidings import is_hidden
from app.policies.sessions import made_in_session


def is_run_by(actor: Actor) -> ColumnElement[bool]:
    """The actor is of the team of the mission in the statement: sees what nobody approved yet, approves and merges."""
    return and_(Mission.community_id.in_(led_by(actor)), Mission.forgotten_at.is_(None))


def is_decided_by(actor: Actor) -> ColumnElement[bool]:
    """The actor makes actions of proposals, and sees what they cost."""
    return missions.changeable_by(actor)


def in_plan() -> ColumnElement[bool]:
    return Proposal.state.in_(PLAN)


def in_visible_plan() -> ColumnElement[bool]:
    """An action that whoever reads the plan sees. One that is hidden is its team's, its authors' and its owner's."""
    return and_(in_plan(), ~is_hidden(Proposal.community_id, Proposal.id))


def is_taken_down() -> ColumnElement[bool]:
    """The team set it aside, or hid it: not even the results of a vote say what it was."""
    return or_(Proposal.state == ProposalState.SET_ASIDE, is_hidden(Proposal.community_id, Proposal.id))


def written_by(actor: Actor) -> ColumnElement[bool]:
    authorship = (ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.user_id == actor.id)
    return exists().where(*authorship, ProposalAuthor.joined_at.is_not(None)).correlate_except(ProposalAuthor)


def is_owner(actor: Actor) -> ColumnElement[bool]:
    """The actor carries the action, and is still a member."""
    return and_(Proposal.owner_id == actor.id, Proposal.community_id.in_(active_in(actor)))


def taken_part_by(actor: Actor) -> ColumnElement[bool]:
    """What a phone keeps: those that the actor signs or carries."""
    return or_(written_by(actor), is_owner(actor))


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The only read access to the table, in a statement with its mission."""
    run = and_(is_run_by(actor), Proposal.state != ProposalState.DRAFT, Proposal.state != ProposalState.WITHDRAWN)
    sees = or_(written_by(actor), run, shown_to_recipients(actor, now), in_plan_of(actor))
    return and_(Mission.id == Proposal.mission_id, sees, made_in_session(actor, Proposal.created_at))


def in_plan_of(actor: Actor) -> ColumnElement[bool]:
    """An action that members of its community read."""
    member = Proposal.community_id.in_(active_in(actor))
    return or_(and_(in_visible_plan(), member), and_(in_plan(), is_owner(actor)))


def shown_to_recipients(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    assignment = (
        exists()
        .where(MissionResponse.mission_id == Proposal.mission_id, MissionResponse.user_id == actor.id)
        .correlate_except(MissionResponse)
    )
    return and_(assignment, missions.shown_to_members(actor), is_shown(now))


def is_shown(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """To whoever sees its mission: on a phone, on a wall."""
    at_once = and_(Mission.form["approval"].astext == "after", Proposal.state == ProposalState.SUBMITTED)
    revelation = or_(
        Mission.form["hidden_until_reveal"].astext.is_distinct_from("true"),
        Mission.revealed_at.is_not(None),
        missions.state(now).in_([MissionState.CLOSED, MissionState.ARCHIVED]),
    )
    hiding = is_hidden(Proposal.community_id, Proposal.id)
    return and_(
        or_(Proposal.state.in_(VISIBLE_STATES), at_once), or_(revelation, in_plan()), ~hiding, has_visible_author()
    )


def has_visible_author() -> ColumnElement[bool]:
    """Nobody who wrote it, or one at least, stays: whoever asked for erasure shows nothing."""
    authorship = (ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.joined_at.is_not(None))
    without_authors = ~exists().where(*authorship).correlate_except(ProposalAuthor)
    stays = exists().where(*authorship, is_visible(ProposalAuthor.user_id)).correlate_except(ProposalAuthor)
    return or_(in_plan(), without_authors, stays)


def member(community_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    """The person is an active member."""
    belongs = select(Membership.user_id).where(
        Membership.community_id == community_id, Membership.user_id == user_id, Membership.state == "active"
    )
    return belongs.exists()
