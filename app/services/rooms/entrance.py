"""What lets people into a room: the proof that the wall shows, the pass of whoever opened it in time, a ticket.

Nothing of these is stored but the macs of tickets: each is derived from the room and the secret.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from app.core.errors import TooMany
from app.core.limits import Rule, check, count_failures, hit, is_reached, passes
from app.core.security import SPELLING, Keys
from app.core.signatures import base64url
from app.core.uow import Runtime, UnitOfWork
from app.models.room_entries import RoomEntry, RoomTicket
from app.models.rooms import FEW_ALIKE, ProofOver, Room, TicketUsed

SLOT = 30  # seconds that the wall shows a proof
PROOF_SLOTS = 4  # a proof is taken for two minutes from its beginning
PASS_LIFE = timedelta(minutes=10)  # of the page of whoever opened the proof in time
PASS_PREFIX = "dte_"  # noqa: S105
NONCE_BYTES = 16
PROOF_BYTES = 9
TICKET_LETTERS = 4  # in each of its two groups
ENTRIES_PER_PROOF = Rule("entries by one proof", 60, timedelta(minutes=12))
# Of sources with more than a few entries: a script leaves the proof to others, and a class with one kind of telephone
# comes in by it as others do.
CROWD_PER_PROOF = Rule("entries of crowds by one proof", 60 - FEW_ALIKE, timedelta(minutes=12))
WRONG_TICKETS_PER_SOURCE = Rule("wrong tickets per room and source", 100, timedelta(minutes=10))
FEW_WRONG_TICKETS = Rule("wrong tickets per source of a room that is guessed at", 10, timedelta(minutes=10))
GUESSED_AT = Rule("wrong tickets per room", 2_000, timedelta(hours=1))


class Admittance(NamedTuple):
    """A valid proof. `key`: the same one again is the same guest."""

    slot: int
    key: str | None


def slot_at(now: datetime) -> int:
    return int(now.timestamp()) // SLOT


def proof_of(keys: Keys, room_id: UUID, door_secret: bytes, slot: int) -> str:
    """Return what the wall shows in that slot."""
    return base64url(keys.mac("room proof", room_id, door_secret, slot)[:PROOF_BYTES])


def address_of(runtime: Runtime, room_id: UUID, code: str, door_secret: bytes, now: datetime) -> str:
    """Return the address in the QR code that the wall shows now."""
    proof = proof_of(runtime.keys, room_id, door_secret, slot_at(now))
    return f"{runtime.settings.public_base_url}/r/{code}?p={proof}"


def make_pass(runtime: Runtime, room: Room, proof: str, now: datetime) -> str:
    """Return a pass for whoever opened the page with a proof: there is time to read it. Raises ProofOver."""
    slot = _slot_of(runtime.keys, room, proof, now)
    body = room.id.bytes + slot.to_bytes(8, "big") + int(now.timestamp()).to_bytes(8, "big")
    return runtime.keys.signed(PASS_PREFIX, body + secrets.token_bytes(NONCE_BYTES))


def check_proof(runtime: Runtime, room: Room, proof: str, now: datetime) -> Admittance:
    """Return what the proof or pass is worth. Raises ProofOver."""
    if not proof.startswith(PASS_PREFIX):
        return Admittance(_slot_of(runtime.keys, room, proof, now), None)
    try:
        body = runtime.keys.read_signed(PASS_PREFIX, proof)
    except ValueError as error:
        raise ProofOver from error
    room_id, slot, start = UUID(bytes=body[:16]), int.from_bytes(body[16:24], "big"), int.from_bytes(body[24:32], "big")
    if room_id != room.id or not 0 <= now.timestamp() - start <= PASS_LIFE.total_seconds():
        raise ProofOver
    return Admittance(slot, base64url(body[32:]))


async def count_alike(uow: UnitOfWork, room: Room, source_mac: bytes) -> int:
    """Return how many came into the room from a source, with the one who comes now."""
    statement = select(func.count()).where(RoomEntry.room_id == room.id, RoomEntry.source_mac == source_mac)
    return 1 + (await uow.session.scalar(statement) or 0)


async def check_entries(uow: UnitOfWork, room: Room, admittance: Admittance, alike: int) -> None:
    """Refuse entry by a proof that let its number in: of those who come alone, and of crowds. A school is one crowd.

    Raises TooMany.
    """
    await check(uow.runtime, _rule(alike), (room.id, admittance.slot))


async def count_entry(uow: UnitOfWork, room: Room, admittance: Admittance, alike: int) -> None:
    """Count an entry by that proof if it commits: what a busy server did not do is sent again. Raises TooMany."""
    if not await passes(uow, _rule(alike), (room.id, admittance.slot)):
        raise TooMany(SLOT, _rule(alike).name)


def source_mac(keys: Keys, room: Room, telephone: str) -> bytes:
    """Return a mac of the source of an entry: the same source in another room has another one."""
    return keys.mac("source of entry", room.id, room.door_secret, telephone)[:PROOF_BYTES]


def _rule(alike: int) -> Rule:
    return CROWD_PER_PROOF if alike > FEW_ALIKE else ENTRIES_PER_PROOF


async def use_ticket(uow: UnitOfWork, room: Room, code: str, source: str) -> None:
    """Use the ticket; of two at once, one is let in. Wrong ones alone are counted.

    Many sources that guess shut the room to nobody: each may be wrong less often from then on. Raises TicketUsed,
    TooMany.
    """
    limits = [(WRONG_TICKETS_PER_SOURCE, (room.id, source))]
    if await is_reached(uow.runtime, GUESSED_AT, room.id):
        limits.insert(0, (FEW_WRONG_TICKETS, (room.id, source)))
    async with count_failures(uow.runtime, TicketUsed, *limits):
        ticket = (RoomTicket.room_id == room.id, RoomTicket.code_mac == ticket_mac(uow.runtime.keys, room.id, code))
        statement = update(RoomTicket).where(*ticket, RoomTicket.used_at.is_(None)).values(used_at=uow.now)
        if await uow.session.scalar(statement.returning(RoomTicket.id)) is None:
            with suppress(TooMany):
                await hit(uow.runtime, GUESSED_AT, room.id, uow.now)
            raise TicketUsed


def ticket_code(keys: Keys, ticket_id: UUID) -> str:
    return keys.spoken_code(TICKET_LETTERS, "room ticket", ticket_id)


def ticket_mac(keys: Keys, room_id: UUID, code: str) -> bytes:
    return keys.mac("ticket of room", room_id, _letters(code))


def claim_code(keys: Keys, guest_id: UUID) -> str:
    """Return the code by which somebody takes into their account what this guest did."""
    return keys.spoken_code(5, "claim of guest", guest_id)


def claim_mac(keys: Keys, code: str) -> bytes:
    return keys.mac("claim code", _letters(code))


def _letters(code: str) -> str:
    """Return a typed code without what people write between its letters."""
    return "".join(character for character in code.lower() if character in SPELLING)


def _slot_of(keys: Keys, room: Room, proof: str, now: datetime) -> int:
    current = slot_at(now)
    for slot in range(current + 1, current - PROOF_SLOTS, -1):  # the clock of another server may be ahead
        if secrets.compare_digest(proof_of(keys, room.id, room.door_secret, slot).encode(), proof.encode()):
            return slot
    raise ProofOver
