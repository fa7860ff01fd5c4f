"""What a guest did becomes what an account did: rows are moved, and none is added."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.orm import aliased

from app.core.changes import ChangeLog, Kind
from app.core.db import claim as claim_row
from app.core.db import fetch_one, lock_row
from app.core.errors import Conflict, Forbidden
from app.core.i18n import Words
from app.core.limits import Rule, count_failures
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.proposals import Proposal, ProposalAuthor
from app.models.responses import OPEN_STATES, MissionResponse, ResponseState
from app.models.room_entries import RoomEntry
from app.models.rooms import Room
from app.models.users import User
from app.policies.age import check_year
from app.policies.claims import ClaimNotFound
from app.schemas.guests import AddressWrite, ClaimRead, ClaimWrite
from app.schemas.sessions import SessionCreate
from app.schemas.types import NamedRead
from app.services.accounts import inactivity, sessions
from app.services.accounts.sessions import Tokens
from app.services.missions import ballots
from app.services.rooms.entrance import claim_mac

WRONG_CLAIMS_PER_PERSON = Rule("wrong claim codes per person", 20, timedelta(hours=1))
WITHOUT_ANSWER = (*OPEN_STATES, ResponseState.MISSED)
CODE_NOT_FOUND = Words(
    "Ce code ne correspond à rien : vérifie-le. Ce qu’a fait un invité est effacé 30 jours après la fin de la salle."
)


class AlreadyClaimed(Conflict):
    title = Words("Ce code a déjà servi")
    advice = Words("Ce qu’a fait cet invité est dans un autre compte.")


class GuestsOnly(Forbidden):
    title = Words("Seul un invité d’une salle peut faire cela")
    advice = Words("Tu as un compte : il s’efface par `POST /v1/me/erasure`, et son adresse reste la tienne.")


async def claim(uow: UnitOfWork, data: ClaimWrite) -> tuple[ClaimRead, bool]:
    """Take what a guest did into the caller's account. Claiming it again changes nothing, and is not new.

    Raises ClaimNotFound, AlreadyClaimed, TooMany.
    """
    mac = claim_mac(uow.runtime.keys, data.claim_code)
    async with count_failures(uow.runtime, ClaimNotFound, (WRONG_CLAIMS_PER_PERSON, uow.actor.id)):
        entry = await _lock_entry(uow, RoomEntry.claim_mac == mac)
    is_new = entry.claimed_at is None
    if is_new:
        await _move(uow, entry, uow.actor.id)
    elif entry.user_id != uow.actor.id:
        raise AlreadyClaimed
    return await _read(uow, entry), is_new


async def take_address(uow: UnitOfWork, data: AddressWrite, source: str) -> Tokens:
    """Make an account of the guest who proves an address, or take what they did into the account of that address.

    Raises GuestsOnly, SignInRefused, TooMany, Unprocessable.
    """
    guest = await lock_guest(uow)
    proof = SessionCreate.model_validate({"email": data.email, "code": data.code})
    email = await sessions.prove_address(uow, proof, source)
    entry = await _lock_entry(uow, RoomEntry.user_id == guest.id)
    account_id = await uow.session.scalar(select(User.id).where(User.email == email))
    if account_id is None:
        check_year(data.birth_year, uow.now)
        account_id = guest.id
        guest.change({"email": email, "guest_of": None, "birth_year": data.birth_year}, uow.now)
        _end_claim(uow, entry)
        await uow.session.flush()
        await claim_row(uow.session, ChangeLog, user_id=guest.id)
        await sessions.end_all(uow, guest.id)
    else:
        await _move(uow, entry, account_id)
        await inactivity.touch(uow, account_id)
    return await sessions.open_session(uow, account_id, data.device_name)


async def lock_guest(uow: UnitOfWork) -> User:
    """Lock the caller's row. Raises GuestsOnly for an account."""
    person = await lock_row(uow.session, User, uow.actor.id)
    if person.guest_of is None:
        raise GuestsOnly
    return person


async def _lock_entry(uow: UnitOfWork, condition: ColumnElement[bool]) -> RoomEntry:
    """Lock the room, as in entering, then the entry. Raises ClaimNotFound."""
    missing = ClaimNotFound(CODE_NOT_FOUND)
    room_id = await fetch_one(uow.session, select(RoomEntry.room_id).where(condition), missing)
    await lock_row(uow.session, Room, room_id)
    return await fetch_one(uow.session, select(RoomEntry).where(condition).with_for_update(), missing)


async def _move(uow: UnitOfWork, entry: RoomEntry, account_id: UUID) -> None:
    """Move all that the guest did, then delete them. An answer of the account stands before one of the guest."""
    guest_id = entry.user_id
    await uow.session.get_one(User, guest_id, with_for_update=True)
    await ballots.hold_of(uow, guest_id)
    await _move_responses(uow, guest_id, account_id)
    await _move_ideas(uow, guest_id, account_id)
    await _join_entries(uow, entry, account_id)
    entry.user_id = account_id
    _end_claim(uow, entry)
    await uow.session.flush()
    await uow.session.execute(delete(User).where(User.id == guest_id, User.guest_of.is_not(None)))


async def _join_entries(uow: UnitOfWork, entry: RoomEntry, account_id: UUID) -> None:
    """Let an account that came into the room itself have come once, when it or its guest first did."""
    own = delete(RoomEntry).where(RoomEntry.room_id == entry.room_id, RoomEntry.user_id == account_id)
    entered_at = await uow.session.scalar(own.returning(RoomEntry.entered_at))
    if entered_at is not None:
        entry.entered_at = min(entry.entered_at, entered_at)
        (await uow.session.get_one(Room, entry.room_id)).people -= 1


async def _move_responses(uow: UnitOfWork, guest_id: UUID, account_id: UUID) -> None:
    response, duplicate = MissionResponse, aliased(MissionResponse, name="other")
    has_answer, is_open = duplicate.state.not_in(WITHOUT_ANSWER), response.state.in_(WITHOUT_ANSWER)
    of_guest, of_account = (
        and_(duplicate.mission_id == response.mission_id, duplicate.user_id == user_id)
        for user_id in (guest_id, account_id)
    )
    drops = (
        # Of the account, what it has not answered and the guest has.
        and_(response.user_id == account_id, is_open, exists().where(of_guest, has_answer)),
        # Of the guest, what the account has already.
        and_(response.user_id == guest_id, exists().where(of_account)),
    )
    for condition in drops:
        statement = delete(response).where(condition).returning(response.id)
        for response_id in (await uow.session.scalars(statement.execution_options(synchronize_session=False))).all():
            uow.changed(account_id, Kind.RESPONSE, response_id, 0, is_deletion=True)
    values = {"user_id": account_id, "version": response.version + 1, "updated_at": uow.now}
    move = update(response).where(response.user_id == guest_id).values(values)
    rows = await uow.session.execute(
        move.returning(response.id, response.mission_id, response.version).execution_options(synchronize_session=False)
    )
    for response_id, mission_id, version in rows.all():
        uow.changed(account_id, Kind.RESPONSE, response_id, version)
        uow.changed(account_id, Kind.MISSION, mission_id, version)


async def _move_ideas(uow: UnitOfWork, guest_id: UUID, account_id: UUID) -> None:
    """Move the guest's signatures, where the account has not signed itself."""
    own_ids = select(ProposalAuthor.proposal_id).where(ProposalAuthor.user_id == account_id)
    statement = update(ProposalAuthor).where(
        ProposalAuthor.user_id == guest_id, ProposalAuthor.proposal_id.not_in(own_ids)
    )
    move = statement.values(user_id=account_id).returning(ProposalAuthor.proposal_id)
    ids = (await uow.session.scalars(move.execution_options(synchronize_session=False))).all()
    versions = select(Proposal.id, Proposal.version).where(Proposal.id.in_(ids))
    for proposal_id, version in (await uow.session.execute(versions)).all():
        uow.changed(account_id, Kind.PROPOSAL, proposal_id, version)


def _end_claim(uow: UnitOfWork, entry: RoomEntry) -> None:
    entry.claimed_at, entry.name, entry.age_bracket = uow.now, None, None


async def _read(uow: UnitOfWork, entry: RoomEntry) -> ClaimRead:
    room = await uow.session.get_one(Room, entry.room_id)
    community = NamedRead.model_validate(await uow.session.get_one(Community, room.community_id))
    return ClaimRead(room_id=room.id, community=community, claimed_at=entry.claimed_at or uow.now)
