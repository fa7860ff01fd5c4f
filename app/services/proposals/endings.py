"""What stays of proposals when people leave: actions, without a name. All else that nobody signs any more goes."""

from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, delete, exists, select, true, update

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.proposals import PLAN, Proposal, ProposalAgreement, ProposalAuthor, ProposalNote
from app.services.missions import ballots


async def take_back(uow: UnitOfWork, user_id: UUID, community_id: UUID | None = None) -> None:
    """Take the person's name from proposals, of one community or of all: they leave it, or the service.

    Actions stay; what others signed, too, stays theirs; the rest is deleted, and told to the person's devices.
    """
    scope = true() if community_id is None else Proposal.community_id == community_id
    own = _signed_by(user_id)
    statement = select(Proposal.id).where(scope, own | (Proposal.owner_id == user_id)).order_by(Proposal.id)
    ids = (await uow.session.scalars(statement.with_for_update())).all()
    if not ids:
        return
    in_scope = Proposal.id.in_(ids)
    note = select(ProposalAuthor.user_id, cast(str(Kind.PROPOSAL), Text), Proposal.id, Proposal.version + 1)
    uow.changed_all(note.where(ProposalAuthor.proposal_id == Proposal.id, in_scope))
    for proposal_id in ids:
        uow.changed(user_id, Kind.PROPOSAL, proposal_id, 0, is_deletion=True)
    first = (
        select(ProposalAuthor.user_id)
        .where(ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.joined_at.is_not(None))
        .order_by(ProposalAuthor.joined_at)
        .limit(1)
        .correlate_except(ProposalAuthor)
    )
    await _run(uow, update(Proposal).where(in_scope, first.scalar_subquery() == user_id).values(cites=[]))
    signatures = (ProposalAuthor.proposal_id.in_(ids), ProposalAuthor.user_id == user_id)
    await _run(uow, delete(ProposalAuthor).where(*signatures))
    by_person = (ProposalAgreement.candidate_id == user_id) | (ProposalAgreement.author_id == user_id)
    await _run(uow, delete(ProposalAgreement).where(ProposalAgreement.proposal_id.in_(ids), by_person))
    ending = delete(Proposal).where(in_scope, Proposal.state.not_in(PLAN), ~_is_signed()).returning(Proposal.id)
    for proposal_id in (await uow.session.scalars(ending.execution_options(synchronize_session=False))).all():
        await ballots.drop_option(uow, proposal_id)
    owner = {"owner_id": None, "accepted_at": None}
    await _run(uow, update(Proposal).where(in_scope, Proposal.owner_id == user_id).values(owner))
    next_version = {"version": Proposal.version + 1, "updated_at": uow.now}
    await _run(uow, update(Proposal).where(in_scope).values(next_version))
    notes = update(ProposalNote).where(ProposalNote.proposal_id.in_(ids), ProposalNote.author_id == user_id)
    await _run(uow, notes.values(author_id=None))


async def _run(uow: UnitOfWork, statement: object) -> None:
    await uow.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]


def _signed_by(user_id: UUID) -> ColumnElement[bool]:
    signature = (ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.user_id == user_id)
    return exists().where(*signature).correlate_except(ProposalAuthor)


def _is_signed() -> ColumnElement[bool]:
    signature = (ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.joined_at.is_not(None))
    return exists().where(*signature).correlate_except(ProposalAuthor)
