"""Authors of a proposal: one more needs the yes of each, and their own will."""

from uuid import UUID

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from app.core.db import claim, fetch_one
from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct
from app.models.missions import Mission
from app.models.proposals import OPTIONS, Proposal, ProposalAgreement, ProposalAuthor, ProposalMoved, ProposalState
from app.models.responses import MissionResponse
from app.policies.missions import shown_to_members
from app.services.accounts import age
from app.services.notifications.notification_templates import ProposalNotice
from app.services.proposals import notices
from app.services.proposals.proposals import get_to_change, show
from app.services.proposals.reads import ProposalNotFound

TAKES_AUTHORS = (ProposalState.DRAFT, ProposalState.SUBMITTED, *OPTIONS)


class CandidateNotFound(NotFound):
    title = Words("Cette personne n’a pas demandé à signer")
    advice = Words("On signe de son plein gré : elle doit d’abord le demander elle-même.")


class LastAuthor(Conflict):
    title = Words("Tu es seul à signer cette proposition")
    advice = Words("Retire la proposition, ou attends que quelqu’un signe avec toi.")


async def ask(uow: UnitOfWork, proposal_id: UUID) -> None:
    """Ask to be an author, too. Whoever was sent the mission may, also before others see the proposal.

    Raises ProposalNotFound, ProposalMoved, AgeRequired, GuardianRequired.
    """
    too_young = None if uow.actor.room_id else await age.refusal(uow, GuardedAct.SHARE)
    assignment = (MissionResponse.mission_id == Proposal.mission_id, MissionResponse.user_id == uow.actor.id)
    statement = (
        select(Proposal)
        .join(Mission, Mission.id == Proposal.mission_id)
        .where(Proposal.id == proposal_id, and_(exists().where(*assignment), shown_to_members(uow.actor)))
    )
    proposal = await fetch_one(uow.session, statement.with_for_update(of=Proposal), ProposalNotFound)
    await age.check_shown(uow, proposal.community_id, too_young)
    if proposal.state not in TAKES_AUTHORS:
        raise ProposalMoved
    key = {"proposal_id": proposal_id, "user_id": uow.actor.id}
    if await claim(uow.session, ProposalAuthor, **key, asked_at=uow.now):
        proposal.touch(uow.now)
        await notices.tell_authors(uow, proposal, ProposalNotice.REQUEST)
        await notices.note_change(uow, proposal)


async def agree(uow: UnitOfWork, proposal_id: UUID, user_id: UUID) -> Representation:
    """Agree, as an author, to one more. Once all did, they are one. Raises ProposalNotFound, CandidateNotFound."""
    proposal = await get_to_change(uow, proposal_id)
    candidate = await uow.session.get(ProposalAuthor, (proposal_id, user_id))
    if candidate is None:
        raise CandidateNotFound
    if candidate.joined_at is not None:
        return await show(uow, proposal)
    if proposal.state not in TAKES_AUTHORS:
        raise ProposalMoved
    agreement = {"proposal_id": proposal_id, "candidate_id": user_id, "author_id": uow.actor.id}
    insertion = insert(ProposalAgreement).values(**agreement, agreed_at=uow.now)
    await uow.session.execute(insertion.on_conflict_do_nothing())
    proposal.touch(uow.now)
    await _let_in(uow, proposal, candidate)
    await notices.note_change(uow, proposal)
    return await show(uow, proposal)


async def leave(uow: UnitOfWork, proposal_id: UUID) -> None:
    """Be no author any more, or take the wish back. Raises ProposalNotFound, LastAuthor."""
    statement = select(Proposal).join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
    statement = statement.where(Proposal.id == proposal_id, ProposalAuthor.user_id == uow.actor.id)
    proposal = await fetch_one(uow.session, statement.with_for_update(of=Proposal), ProposalNotFound)
    authors = set(await uow.session.scalars(notices.authors_of(proposal_id)))
    if authors == {uow.actor.id} and not proposal.is_action:
        raise LastAuthor
    own = (ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.user_id == uow.actor.id)
    await uow.session.execute(delete(ProposalAuthor).where(*own))
    wish = (ProposalAgreement.proposal_id == proposal_id, ProposalAgreement.candidate_id == uow.actor.id)
    await uow.session.execute(delete(ProposalAgreement).where(*wish))
    proposal.touch(uow.now)
    await notices.note_change(uow, proposal, [uow.actor.id])


async def _let_in(uow: UnitOfWork, proposal: Proposal, candidate: ProposalAuthor) -> None:
    supporters = select(ProposalAgreement.author_id).where(
        ProposalAgreement.proposal_id == proposal.id, ProposalAgreement.candidate_id == candidate.user_id
    )
    missing = notices.authors_of(proposal.id).where(ProposalAuthor.user_id.not_in(supporters))
    if (await uow.session.scalars(missing)).first() is not None:
        return
    candidate.joined_at = uow.now
    await uow.session.flush()
    await notices.tell_author(uow, proposal, candidate.user_id, ProposalNotice.AUTHORSHIP)
