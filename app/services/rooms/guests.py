"""How people come into a room: as guests, without an account, or with the account that they have."""

from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import Actor
from app.core.db import fetch_one, lock_row
from app.core.errors import Forbidden
from app.core.i18n import Language, Words
from app.core.ids import uuid7
from app.core.security import random_token
from app.core.signals import ROOMS, send_signal
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.room_entries import RoomEntry
from app.models.rooms import Room, RoomMinors
from app.models.sessions import Session
from app.models.users import AgeBracket, User
from app.policies.communities import is_known_school
from app.policies.rooms import RoomNotFound
from app.policies.session_kinds import OwnProofRequired
from app.schemas.guests import EntryWrite, GuestEntryRead, GuestRoomRead, GuestWrite, RoomEntryRead
from app.services.accounts import suspensions
from app.services.missions import assignments
from app.services.rooms import entrance
from app.services.shared.community_guards import MembersOnly

OF_GUESTS = "guest"


class TooYoungForRoom(Forbidden):
    title = Words("Cette salle ne prend pas d’invités de ton âge")
    advice = Words(
        "Avant 15 ans, on n’y entre qu’avec un parent ou tuteur, ou dans son école. Parles-en à qui anime la salle."
    )


class _Guest(NamedTuple):
    """The ids of a guest and of their session."""

    user_id: UUID
    session_id: UUID


async def enter_as_guest(
    uow: UnitOfWork, code: str, data: GuestWrite, language: Language, source: str
) -> GuestEntryRead:
    """Let somebody in without an account. The same `key` again is the same guest: an answer may be lost.

    Raises RoomNotFound, MembersOnly, TooYoungForRoom, GuardianRequired, ProofOver, TicketUsed, TooMany, RoomClosed,
    DoorLocked, RoomFull.
    """
    room = await find(uow, code)
    if not room.allow_guests:
        raise MembersOnly
    await _check_age(uow, room, data.age_bracket)
    admittance = entrance.check_proof(uow.runtime, room, data.proof, uow.now) if data.proof else None
    key = data.key or (admittance and admittance.key)
    guest = await _guest_of(uow, room, key)
    if key is None or await uow.session.get(User, guest.user_id) is None:
        origin = await _let_in(uow, room, data, admittance, source)  # locks the room
        if await uow.session.get(User, guest.user_id) is not None:  # the same key, by another request meanwhile
            room.people -= 1
        else:
            await _add_guest(uow, room, guest, data, language, origin)
    return _answer(uow, room, guest)


async def enter(uow: UnitOfWork, code: str, data: EntryWrite, source: str) -> RoomEntryRead:
    """Let somebody in with their account. Entering again changes nothing.

    Raises RoomNotFound, MembersOnly, TooYoungForRoom, ProofOver, TicketUsed, TooMany, RoomClosed, DoorLocked, RoomFull.
    """
    await suspensions.check(uow)
    room = await find(uow, code)
    if uow.actor.delegation is not None and room.community_id != uow.actor.delegation.community_id:
        raise OwnProofRequired
    own_entry = select(RoomEntry.entered_at).where(RoomEntry.room_id == room.id, RoomEntry.user_id == uow.actor.id)
    entered_at = await uow.session.scalar(own_entry)
    if entered_at is None:
        await _check_account(uow, room)
        admittance = entrance.check_proof(uow.runtime, room, data.proof, uow.now) if data.proof else None
        origin = await _let_in(uow, room, data, admittance, source)  # locks the room
        values = {"id": uuid7(), "room_id": room.id, "user_id": uow.actor.id, "entered_at": uow.now, **origin}
        insertion = insert(RoomEntry).values(values).on_conflict_do_nothing().returning(RoomEntry.entered_at)
        entered_at = await uow.session.scalar(insertion)
        if entered_at is not None:
            await assignments.assign_entrant(uow, room, uow.actor.id)
        else:  # entered by another request meanwhile
            room.people -= 1
            entered_at = (await uow.session.scalars(own_entry)).one()
    return RoomEntryRead(room=GuestRoomRead(id=room.id, code=room.code), entered_at=entered_at)


async def find(uow: UnitOfWork, code: str) -> Room:
    """Return the room of that code. Raises RoomNotFound."""
    return await fetch_one(uow.session, select(Room).where(Room.code == code.upper()), RoomNotFound)


async def _check_age(uow: UnitOfWork, room: Room, bracket: AgeBracket) -> None:
    community = await uow.session.get_one(Community, room.community_id)
    if room.minors is RoomMinors.SCHOOL and is_known_school(community):
        return
    if bracket is AgeBracket.UNDER_15:
        raise TooYoungForRoom
    if bracket is not AgeBracket.ADULT and room.minors is RoomMinors.NONE:
        raise TooYoungForRoom


async def _check_account(uow: UnitOfWork, room: Room) -> None:
    """A member comes in at any age: joining has asked for it. Others come as guests do, by their year of birth."""
    membership = (Membership.community_id == room.community_id, Membership.user_id == uow.actor.id)
    is_member = select(Membership.user_id).where(*membership, Membership.state == MembershipState.ACTIVE)
    if await uow.session.scalar(is_member) is not None:
        return
    if not room.allow_guests:
        raise MembersOnly
    person = await uow.session.get_one(User, uow.actor.id)
    await _check_age(uow, room, person.bracket(uow.now))


async def _let_in(
    uow: UnitOfWork, room: Room, data: EntryWrite, admittance: entrance.Admittance | None, source: str
) -> Mapping[str, Any]:
    """Take the ticket or look at the proof, then count both the proof and the person, one after the other.

    Return how they came, for their entry.
    """
    source_mac = entrance.source_mac(uow.runtime.keys, room, source)
    alike = await entrance.count_alike(uow, room, source_mac)
    if admittance is not None:
        await entrance.check_entries(uow, room, admittance, alike)
    elif data.ticket is not None:
        await entrance.use_ticket(uow, room, data.ticket, source.partition("\n")[0])
    await lock_row(uow.session, Room, room.id)
    if admittance is not None:
        await entrance.count_entry(uow, room, admittance, alike)
    room.admit(uow.now, await entrance.count_alike(uow, room, source_mac))
    await send_signal(uow.session, ROOMS, str(room.id))
    return {"source_mac": source_mac, "by_ticket": data.ticket is not None}


async def _add_guest(  # noqa: PLR0913, PLR0917  what their three rows say
    uow: UnitOfWork, room: Room, guest: _Guest, data: GuestWrite, language: Language, origin: Mapping[str, Any]
) -> None:
    code = entrance.claim_code(uow.runtime.keys, guest.user_id)
    user = User(
        id=guest.user_id,
        guest_of=room.id,
        locale=language.base,
        simple_language=language.is_simple,
        last_active_on=uow.now.date(),
        created_at=uow.now,
        updated_at=uow.now,
    )
    session = Session(
        id=guest.session_id,
        user_id=guest.user_id,
        device_name="",
        media_key=random_token(),
        created_at=uow.now,
        rotated_at=uow.now,
    )
    entry = RoomEntry(
        id=uuid7(),
        room_id=room.id,
        user_id=guest.user_id,
        name=data.name,
        age_bracket=data.age_bracket,
        claim_mac=entrance.claim_mac(uow.runtime.keys, code),
        entered_at=uow.now,
        **origin,
    )
    for row in (user, session, entry):
        uow.session.add(row)
        await uow.session.flush()
    await assignments.assign_entrant(uow, room, guest.user_id)


async def _guest_of(uow: UnitOfWork, room: Room, key: str | None) -> _Guest:
    """Return the ids of the guest with that key: the same ones for the same key, until that guest has an account."""
    if key is None:
        return _Guest(uuid7(), uuid7())
    for number in count():
        guest = _derived(uow, room, f"{key}:{number}" if number else key)
        if await uow.session.get(User, guest.user_id) is None:
            return guest
        session = await uow.session.get(Session, guest.session_id)
        if session is not None and session.ended_at is None:
            return guest
    raise AssertionError  # numbers do not end


def _derived(uow: UnitOfWork, room: Room, key: str) -> _Guest:
    digests = (uow.runtime.keys.mac(purpose, room.id, key)[:16] for purpose in (OF_GUESTS, "session of guest"))
    return _Guest(*(UUID(bytes=digest, version=4) for digest in digests))


def _answer(uow: UnitOfWork, room: Room, guest: _Guest) -> GuestEntryRead:
    keys = uow.runtime.keys
    token = keys.guest_token(Actor(guest.user_id, guest.session_id, room_id=room.id))
    code = entrance.claim_code(keys, guest.user_id)
    return GuestEntryRead(
        access_token=token,
        token_type="Bearer",  # noqa: S106
        guest_id=guest.user_id,
        room=GuestRoomRead(id=room.id, code=room.code),
        claim_code=code,
    )
