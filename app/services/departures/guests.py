"""Guests end: by themselves at once, and all that nobody claimed 30 days after their room closed.

Rows of a guest are deleted in cascade. Sheets without names and numbers stay: nothing leads from them to anybody.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.proposals import PLAN, VISIBLE_STATES, Proposal, ProposalAuthor
from app.models.room_entries import RoomEntry, RoomTicket
from app.models.rooms import GUEST_LIFE, Room, RoomState
from app.models.users import User
from app.services.departures import erasures, kept_flags
from app.services.departures.portions import delete_portion
from app.services.missions import ballots
from app.services.proposals import endings
from app.services.rooms.claims import lock_guest

AT_ONCE = 500
ENTRY_LIFE = timedelta(days=365)  # of people who have an account


class EraseGuests(Job):
    pass


async def leave(uow: UnitOfWork) -> None:
    """Erase the guest who asks, at once. Raises GuestsOnly for an account."""
    guest = await lock_guest(uow)
    await endings.take_back(uow, guest.id)
    await ballots.keep_of_leaver(uow, guest.id)
    await erasures.mark(uow.runtime, guest.id)  # a restored backup erases them again
    await _erase(uow, [guest.id])


async def erase_due(uow: UnitOfWork) -> None:
    """Erase a portion of the guests whose room closed 30 days ago, with its tickets; then of old entries."""
    over = (Room.state != RoomState.PLANNED, Room.ends_at <= uow.now - GUEST_LIFE)
    due = select(User.id).join(Room, Room.id == User.guest_of).where(*over).order_by(User.id).limit(AT_ONCE)
    guest_ids = (await uow.session.scalars(due.with_for_update(of=User, skip_locked=True))).all()
    await _forget_ideas(uow, guest_ids)
    for guest_id in await ballots.voters_among(uow, guest_ids):
        await ballots.keep_of_leaver(uow, guest_id)
    await _erase(uow, guest_ids)
    await _forget_sources(uow)
    rooms = select(Room.id).where(*over)
    past_rooms = rooms.where(Room.ends_at <= uow.now - ENTRY_LIFE)
    counts = [
        len(guest_ids),
        await delete_portion(uow, RoomTicket, RoomTicket.room_id.in_(rooms), AT_ONCE),
        await delete_portion(uow, RoomEntry, RoomEntry.room_id.in_(past_rooms), AT_ONCE),
    ]
    if max(counts) == AT_ONCE:
        uow.enqueue(EraseGuests())


async def _forget_sources(uow: UnitOfWork) -> None:
    """Forget where people came from into rooms that are over, also those that the clock closed."""
    over = select(Room.id).where(Room.state != RoomState.PLANNED, Room.ends_at <= uow.now)
    entries = select(RoomEntry.id).where(RoomEntry.room_id.in_(over), RoomEntry.source_mac.is_not(None))
    forgetting = update(RoomEntry).where(RoomEntry.id.in_(entries.limit(10 * AT_ONCE))).values(source_mac=None)
    await uow.session.execute(forgetting.execution_options(synchronize_session=False))


async def _forget_ideas(uow: UnitOfWork, guest_ids: Sequence[UUID]) -> None:
    """Delete what nobody but these guests signed and nobody else has seen. Approved ideas stay, without an author."""
    signature = ProposalAuthor.proposal_id == Proposal.id
    by_guests = exists().where(signature, ProposalAuthor.user_id.in_(guest_ids))
    has_more_authors = exists().where(signature, ProposalAuthor.user_id.not_in(guest_ids))
    unseen = Proposal.state.not_in((*VISIBLE_STATES, *PLAN))
    for statement in (
        delete(Proposal).where(by_guests, ~has_more_authors, unseen),
        update(Proposal).where(by_guests, ~has_more_authors).values(cites=[]),
    ):
        await uow.session.execute(statement.execution_options(synchronize_session=False))


async def _erase(uow: UnitOfWork, guest_ids: Sequence[UUID]) -> None:
    await kept_flags.keep(uow, guest_ids)
    await uow.session.execute(delete(User).where(User.id.in_(guest_ids), User.guest_of.is_not(None)))
