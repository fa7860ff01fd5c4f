"""Actions: proposals that were selected. Somebody carries each; they and the team tell how far it is."""

from uuid import UUID

from sqlalchemy import literal, select

from app.core.db import fetch_one
from app.core.errors import Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.missions import Mission
from app.models.proposals import Proposal, ProposalMoved, ProposalNote, ProposalState
from app.models.webhooks import WebhookEvent
from app.policies import communities
from app.policies.communities import ManagersOnly
from app.policies.proposals import is_decided_by, is_owner, is_run_by, member, readable_by
from app.schemas.proposals import ActionOwner, ProgressWrite, SelectionWrite
from app.services.missions import ballots
from app.services.notifications.notification_templates import ActionNotice, ProposalNotice
from app.services.proposals import notices
from app.services.proposals.proposals import show
from app.services.proposals.reads import ProposalNotFound
from app.services.shared.webhook_events import emit

UNKNOWN_MEMBER = Words("cette personne n’est pas membre")
UNKNOWN_STRUCTURE = Words("cette structure n’est pas connue")
NEWS = {
    ProposalState.IN_PROGRESS: ProposalNotice.PROGRESS,
    ProposalState.COMPLETE: ProposalNotice.COMPLETION,
    ProposalState.ABANDONED: ProposalNotice.ABANDONMENT,
}
UNDER_WAY = (ProposalState.CHOICE, ProposalState.IN_PROGRESS)


class OwnersOnly(Forbidden):
    title = Words("C’est à qui porte l’action de le dire")
    advice = Words("Seuls la personne qui la porte et l’équipe disent où elle en est.")


async def select_action(uow: UnitOfWork, proposal_id: UUID, data: SelectionWrite) -> Representation:
    """Make an action of a proposal, or change who carries it and until when.

    It may be one that the vote did not choose: it says so. Raises ProposalNotFound, ManagersOnly, ProposalMoved.
    """
    proposal = await _lock_read(uow, proposal_id)
    decides = select(Mission.id).where(Mission.id == proposal.mission_id, is_decided_by(uow.actor))
    if await uow.session.scalar(decides) is None:
        raise ManagersOnly
    await _check_owner(uow, proposal, data.owner)
    if proposal.state not in UNDER_WAY:
        proposal.move(ProposalState.CHOICE, uow.now)
        proposal.is_outside_ballot = await ballots.passed_over(uow, proposal)
        await notices.tell_authors(uow, proposal, ProposalNotice.SELECTION)
        await _emit(uow, WebhookEvent.PROPOSAL_SELECTION, proposal)
    earlier_id, owner = proposal.owner_id, data.owner
    fields: dict[str, object] = {
        "owner_id": owner.user_id,
        "structure_id": owner.structure_id,
        "owner_name": owner.name,
    }
    fields |= {"due_on": data.due_on, "cost_cents": data.cost_cents}
    if any(getattr(proposal, name) != value for name, value in fields.items()):
        if owner.user_id != earlier_id:
            proposal.accepted_at = uow.now if owner.user_id == uow.actor.id else None
        proposal.change(fields | ({} if proposal.due_on == data.due_on else {"reminded_on": None}), uow.now)
        if owner.user_id != earlier_id:
            await notices.tell_owner(uow, proposal, ActionNotice.NOMINATION)
    await notices.note_change(uow, proposal, [earlier_id] if earlier_id else [])
    return await show(uow, proposal)


async def accept(uow: UnitOfWork, proposal_id: UUID) -> Representation:
    """Agree to carry an action for which one was named. Raises ProposalNotFound, OwnersOnly."""
    proposal = await _lock_owned(uow, proposal_id)
    if proposal.accepted_at is None:
        proposal.change({"accepted_at": uow.now}, uow.now)
        await notices.note_change(uow, proposal)
    return await show(uow, proposal)


async def hand_back(uow: UnitOfWork, proposal_id: UUID) -> None:
    """Carry an action no more, or do not agree to. Raises ProposalNotFound, OwnersOnly."""
    proposal = await _lock_owned(uow, proposal_id)
    proposal.change({"owner_id": None, "accepted_at": None}, uow.now)
    await notices.note_change(uow, proposal, [uow.actor.id])


async def tell_progress(uow: UnitOfWork, proposal_id: UUID, data: ProgressWrite) -> Representation:
    """Tell how far an action is. The same again changes nothing.

    Raises ProposalNotFound, OwnersOnly, ProposalMoved.
    """
    proposal = await _lock_read(uow, proposal_id)
    if not await _may_tell(uow, proposal):
        raise OwnersOnly
    if not proposal.is_action:
        raise ProposalMoved
    progress = 100 if data.state is ProposalState.COMPLETE else data.progress
    progress = proposal.progress if progress is None else progress
    if await _is_told(uow, proposal, data, progress):
        return await show(uow, proposal)
    is_move = proposal.move(data.state, uow.now)
    if not is_move and proposal.state not in UNDER_WAY:
        raise ProposalMoved  # what is over stays as it was told
    if data.state is ProposalState.ABANDONED:
        proposal.reason = data.text
    proposal.change({"progress": progress}, uow.now)
    note = {"proposal_id": proposal.id, "author_id": uow.actor.id, "state": data.state, "progress": progress}
    uow.session.add(ProposalNote(**note, text=data.text, noted_at=uow.now))
    if is_move:
        await _tell_move(uow, proposal, data.state)
    await notices.note_change(uow, proposal)
    return await show(uow, proposal)


async def _tell_move(uow: UnitOfWork, proposal: Proposal, state: ProposalState) -> None:
    await notices.tell_authors(uow, proposal, NEWS[state])
    if state is ProposalState.COMPLETE:
        await _emit(uow, WebhookEvent.PROPOSAL_COMPLETION, proposal)


async def _emit(uow: UnitOfWork, event: WebhookEvent, proposal: Proposal) -> None:
    await emit(uow, event, proposal.community_id, mission_id=proposal.mission_id, proposal_id=proposal.id)


async def _is_told(uow: UnitOfWork, proposal: Proposal, data: ProgressWrite, progress: int) -> bool:
    statement = select(ProposalNote).where(ProposalNote.proposal_id == proposal.id)
    latest = statement.order_by(ProposalNote.noted_at.desc(), ProposalNote.id.desc()).limit(1)
    note = (await uow.session.scalars(latest)).one_or_none()
    note_fields = note and (note.author_id, note.state, note.progress, note.text)
    return note_fields == (uow.actor.id, data.state, progress, data.text)


async def _may_tell(uow: UnitOfWork, proposal: Proposal) -> bool:
    owns = select(Proposal.id).where(Proposal.id == proposal.id, is_owner(uow.actor))
    runs = select(Mission.id).where(Mission.id == proposal.mission_id, is_run_by(uow.actor))
    return any([await uow.session.scalar(owns), await uow.session.scalar(runs)])


async def _lock_owned(uow: UnitOfWork, proposal_id: UUID) -> Proposal:
    proposal = await _lock_read(uow, proposal_id)
    if proposal.owner_id != uow.actor.id:
        raise OwnersOnly
    if proposal.state not in UNDER_WAY:
        raise ProposalMoved
    return proposal


async def _lock_read(uow: UnitOfWork, proposal_id: UUID) -> Proposal:
    statement = select(Proposal).join(Mission, readable_by(uow.actor, literal(uow.now)))
    statement = statement.where(Proposal.id == proposal_id).with_for_update(of=Proposal)
    return await fetch_one(uow.session, statement, ProposalNotFound)


async def _check_owner(uow: UnitOfWork, proposal: Proposal, owner: ActionOwner) -> None:
    faults = []
    if owner.user_id is not None and not await uow.session.scalar(select(member(proposal.community_id, owner.user_id))):
        faults.append(wrong("/owner/user_id", "unknown_member", UNKNOWN_MEMBER))
    structure = select(Community.id).where(Community.id == owner.structure_id, communities.readable_by(uow.actor))
    if owner.structure_id is not None and await uow.session.scalar(structure) is None:
        faults.append(wrong("/owner/structure_id", "unknown_community", UNKNOWN_STRUCTURE))
    if faults:
        raise Unprocessable(errors=faults)
