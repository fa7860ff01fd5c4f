"""What people are told of proposals: each move to their authors, each action to its owner."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import Select, select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.notifications import NotificationType
from app.models.proposals import Proposal, ProposalAuthor
from app.models.responses import MissionResponse
from app.services.notifications.notification_templates import ActionNotice, ProposalNotice
from app.services.notifications.notifications import NewNotification, notify
from app.services.shared.room_signals import notify_rooms


async def tell_authors(uow: UnitOfWork, proposal: Proposal, event: ProposalNotice) -> None:
    """Tell the authors, but for whoever did it."""
    people = authors_of(proposal.id).where(ProposalAuthor.user_id.is_distinct_from(uow.actor.user_id))
    await notify(uow, people, _notification(proposal, NotificationType.PROPOSAL, event))


async def tell_author(uow: UnitOfWork, proposal: Proposal, user_id: UUID, event: ProposalNotice) -> None:
    await notify(uow, user_id, _notification(proposal, NotificationType.PROPOSAL, event))


async def tell_owner(uow: UnitOfWork, proposal: Proposal, event: ActionNotice) -> None:
    """Tell the owner of an action, if a person other than who did it carries it."""
    if proposal.owner_id is not None and proposal.owner_id != uow.actor.user_id:
        await notify(uow, proposal.owner_id, _notification(proposal, NotificationType.PLAN, event))


def _notification(proposal: Proposal, kind: NotificationType, event: ProposalNotice | ActionNotice) -> NewNotification:
    data: dict[str, str | int | None] = {"proposal_id": str(proposal.id), "title": proposal.title, "kind": str(event)}
    data["version"] = proposal.version
    return NewNotification(kind, proposal.id, proposal.community_id, data)


def authors_of(proposal_id: UUID) -> Select[UUID]:
    return select(ProposalAuthor.user_id).where(
        ProposalAuthor.proposal_id == proposal_id, ProposalAuthor.joined_at.is_not(None)
    )


async def note_change(
    uow: UnitOfWork,
    proposal: Proposal,
    beside: Sequence[UUID] = (),
    *,
    authors: AbstractSet[UUID] | None = None,
    is_deletion: bool = False,
) -> None:
    """Note the change in the logs of its authors and of whoever else takes part, and tell the rooms that show it.

    `authors`, where they are known.
    """
    await notify_rooms(uow, proposal.mission_id)
    if authors is None:
        authors = set(await uow.session.scalars(authors_of(proposal.id)))
    people = {*authors, *beside}
    for user_id in people | ({proposal.owner_id} if proposal.owner_id else set()):
        uow.changed(user_id, Kind.PROPOSAL, proposal.id, proposal.version, is_deletion=is_deletion)


def note_response(uow: UnitOfWork, response: MissionResponse) -> None:
    """Note the response of an author and its mission, which shows it."""
    uow.changed(response.user_id, Kind.RESPONSE, response.id, response.version)
    uow.changed(response.user_id, Kind.MISSION, response.mission_id, response.version)
