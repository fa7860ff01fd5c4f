"""What the team decides of proposals: approved, set aside, merged, shortlisted. Their authors are told each time."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.db import fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect_if_given
from app.models.flags import FlagTarget, Hiding
from app.models.missions import Mission
from app.models.proposals import MOVES, OPTIONS, Proposal, ProposalAuthor, ProposalMoved, ProposalState
from app.policies.communities import LeadersOnly
from app.policies.proposals import is_run_by, readable_by
from app.schemas.proposals import ProposalDecision, ProposalReviewWrite
from app.services.missions import ballots
from app.services.notifications.notification_templates import ProposalNotice
from app.services.proposals import notices
from app.services.proposals.proposals import show
from app.services.proposals.reads import PROPOSAL, ProposalNotFound

UNKNOWN_PROPOSAL = wrong("/into", "unknown_proposal", Words("cette proposition n’est pas de cette mission"))
STATES = {
    ProposalDecision.APPROVE: ProposalState.VISIBLE,
    ProposalDecision.SET_ASIDE: ProposalState.SET_ASIDE,
    ProposalDecision.MERGE: ProposalState.MERGED,
    ProposalDecision.SHORTLIST: ProposalState.SHORTLIST,
}
NEWS = {
    ProposalState.VISIBLE: ProposalNotice.APPROVAL,
    ProposalState.SET_ASIDE: ProposalNotice.SETTING_ASIDE,
    ProposalState.MERGED: ProposalNotice.MERGING,
    ProposalState.SHORTLIST: ProposalNotice.SHORTLIST,
}


async def review(uow: UnitOfWork, proposal_id: UUID, data: ProposalReviewWrite, version: int | None) -> Representation:
    """Decide. The same decision again changes nothing. `version`, if given, is the one that was read.

    Raises ProposalNotFound, LeadersOnly, ProposalMoved, Stale.
    """
    [proposal, *targets] = await lock_run(uow, [proposal_id, *filter(None, [data.into])])
    if version is not None:
        await expect_if_given(uow, version, proposal, PROPOSAL, id=proposal_id)
    if data.decision is ProposalDecision.MERGE:
        await _merge(uow, proposal, targets)
    elif proposal.move(STATES[data.decision], uow.now):
        proposal.reason = data.reason
        if proposal.state is ProposalState.SET_ASIDE:
            await _take_out(uow, proposal, data.reason or "")
        else:
            await _lift(uow, proposal)
        await _tell(uow, proposal)
    return await show(uow, proposal)


async def set_aside(uow: UnitOfWork, proposal_id: UUID, reason: str) -> bool:
    """Set a proposal aside that was reported. False where it is past that: merged, or an action."""
    proposal = await uow.session.get(Proposal, proposal_id, with_for_update=True)
    if proposal is None or ProposalState.SET_ASIDE not in MOVES[proposal.state]:
        return False
    proposal.move(ProposalState.SET_ASIDE, uow.now)
    proposal.reason = reason
    await _take_out(uow, proposal, reason)
    await _tell(uow, proposal)
    return True


async def restore(uow: UnitOfWork, hiding: Hiding) -> None:
    """Approve a proposal whose setting-aside was lifted after an appeal."""
    proposal = await uow.session.get(Proposal, hiding.target_id, with_for_update=True)
    if proposal is not None and proposal.state is ProposalState.SET_ASIDE:
        proposal.move(ProposalState.VISIBLE, uow.now)
        proposal.reason = None
        await _tell(uow, proposal)


async def lock_run(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Proposal]:
    """Lock proposals of which the caller's team decides, in the order of their ids; return them in that of `ids`.

    Raises ProposalNotFound, LeadersOnly for mere readers.
    """
    rows = {}
    for proposal_id in sorted(ids):
        statement = select(Proposal).join(Mission, readable_by(uow.actor, literal(uow.now)))
        statement = statement.where(Proposal.id == proposal_id).with_for_update(of=Proposal)
        rows[proposal_id] = await fetch_one(uow.session, statement, ProposalNotFound)
        run = select(Mission.id).where(Mission.id == rows[proposal_id].mission_id, is_run_by(uow.actor))
        if await uow.session.scalar(run) is None:
            raise LeadersOnly
    return [rows[proposal_id] for proposal_id in ids]


async def _merge(uow: UnitOfWork, proposal: Proposal, targets: list[Proposal]) -> None:
    """Merge it into another of the same mission, which takes its authors, too."""
    [target] = targets
    if target.mission_id != proposal.mission_id or target.id == proposal.id:
        raise Unprocessable(errors=[UNKNOWN_PROPOSAL])
    if proposal.state is ProposalState.MERGED and proposal.merged_into == target.id:
        return
    if target.state not in OPTIONS:
        raise ProposalMoved
    proposal.move(ProposalState.MERGED, uow.now)
    proposal.merged_into = target.id
    await ballots.drop_option(uow, proposal.id)
    authors = select(literal(target.id), ProposalAuthor.user_id, ProposalAuthor.asked_at, literal(uow.now))
    authors = authors.where(ProposalAuthor.proposal_id == proposal.id, ProposalAuthor.joined_at.is_not(None))
    columns = ["proposal_id", "user_id", "asked_at", "joined_at"]
    insertion = insert(ProposalAuthor).from_select(columns, authors, include_defaults=False)
    entry = {"joined_at": uow.now}
    on_conflict = insertion.on_conflict_do_update(
        index_elements=["proposal_id", "user_id"], set_=entry, where=ProposalAuthor.joined_at.is_(None)
    )
    await uow.session.execute(on_conflict)
    target.touch(uow.now)
    await notices.note_change(uow, target)
    await _tell(uow, proposal)


async def _tell(uow: UnitOfWork, proposal: Proposal) -> None:
    await notices.tell_authors(uow, proposal, NEWS[proposal.state])
    await notices.note_change(uow, proposal)


async def _take_out(uow: UnitOfWork, proposal: Proposal, reason: str) -> None:
    """Take it out of votes. As of what is hidden, who wrote it first reads why, and may appeal."""
    await ballots.drop_option(uow, proposal.id)
    first = await uow.session.scalar(notices.authors_of(proposal.id).order_by(ProposalAuthor.joined_at).limit(1))
    if first is None:
        return
    values = {"community_id": proposal.community_id, "owner_id": first, "target_id": proposal.id, "reason": reason}
    values |= {"target_type": FlagTarget.PROPOSAL, "hidden_by": uow.actor.id, "hidden_at": uow.now, "version": 1}
    await uow.session.execute(insert(Hiding).values(id=uuid7(), **values).on_conflict_do_nothing())


async def _lift(uow: UnitOfWork, proposal: Proposal) -> None:
    """The team shows it again: its hiding ends, and an appeal that waits is answered by that."""
    standing = (Hiding.community_id == proposal.community_id, Hiding.target_id == proposal.id)
    lifting = update(Hiding).where(*standing, Hiding.lifted_at.is_(None))
    await uow.session.execute(lifting.values(lifted_at=uow.now, version=Hiding.version + 1))
