"""What an invitation is opened with: a link, or a short code. Both are made from its id and our secret."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, update

from app.core.errors import Forbidden, NotFound
from app.core.i18n import Words
from app.core.limits import Rule, count_failures
from app.core.security import digest
from app.core.text import compact, mailbox_of
from app.core.uow import Runtime, UnitOfWork
from app.models.invitations import Invitation
from app.policies.invitations import valid

PREFIX = "dti_"
MAILED = "dtm_"  # of one address: nobody else comes in by it
MAC = 16  # bytes of an address in it
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nobody takes one for another
MISREAD = str.maketrans("OIL", "011")


class InvitationForAnother(Forbidden):
    title = Words("Cette invitation est pour une autre adresse", "This invitation is for another address")
    advice = Words(
        "Elle laisse entrer le compte de l’adresse à laquelle elle a été envoyée. Connecte-toi avec cette adresse, ou "
        "demande une invitation à la personne qui s’occupe de cette communauté.",
        "It lets in the account of the address that it was mailed to. Sign in with that address, or ask whoever looks "
        "after that community for an invitation.",
    )


class InvitationGone(NotFound):
    title = Words("Cette invitation ne mène nulle part", "This invitation leads nowhere")
    advice = Words(
        "Elle a pris fin, a été reprise, a servi jusqu’au bout, ou n’a jamais existé. Demandes-en une autre à la "
        "personne qui te l’a donnée.",
        "It is over, was taken back, is used up, or never was. Ask whoever gave it to you for another one.",
    )


def token_of(runtime: Runtime, invitation_id: UUID) -> str:
    return runtime.keys.token(PREFIX, "invitation", invitation_id)


def address_of(runtime: Runtime, invitation_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/i/{token_of(runtime, invitation_id)}"


def mailed_address_of(runtime: Runtime, invitation_id: UUID, email: str) -> str:
    """For one address. Nothing is kept of it: the token says whom it is for, to who knows the address."""
    body = invitation_id.bytes + _address_mac(runtime, invitation_id, email)
    return f"{runtime.settings.public_base_url}/i/{runtime.keys.signed(MAILED, body)}"


def is_mailed(key: str) -> bool:
    return key.startswith(MAILED)


def check_addressee(runtime: Runtime, key: str, email: str) -> None:
    """Raises InvitationForAnother. Codes and links that were not mailed let in whoever holds them."""
    if is_mailed(key):
        body = runtime.keys.read_signed(MAILED, key)
        if not hmac.compare_digest(body[16:], _address_mac(runtime, UUID(bytes=body[:16]), email)):
            raise InvitationForAnother


def code_of(runtime: Runtime, invitation_id: UUID) -> str:
    """Eight letters, 40 bits: enough for who may only try twenty in a quarter of an hour."""
    number = int.from_bytes(runtime.keys.mac("invitation code", invitation_id)[:5], "big")
    code = "".join(LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def kept_keys(runtime: Runtime, invitation_id: UUID) -> dict[str, bytes]:
    """The columns that know them again."""
    return {
        "token_digest": digest(token_of(runtime, invitation_id)),
        "code_mac": _mac(runtime, code_of(runtime, invitation_id)),
    }


def known_by(runtime: Runtime, key: str) -> dict[str, bytes | None]:
    """The column by which this finds its invitation; the other is None, which nothing equals."""
    if is_mailed(key):
        return {"token_digest": _digest_of_mailed(runtime, key), "code_mac": None}
    if key.startswith(PREFIX):
        return {"token_digest": digest(key), "code_mac": None}
    return {"token_digest": None, "code_mac": _mac(runtime, key)}


def opened_by(runtime: Runtime, key: str) -> ColumnElement[bool]:
    """The invitation that this is the key of, whatever its state."""
    known = known_by(runtime, key)
    if known["code_mac"] is None:
        return Invitation.token_digest == known["token_digest"]
    return Invitation.code_mac == known["code_mac"]


def holding(runtime: Runtime, key: str, now: datetime) -> Select[UUID]:
    """The one that this lets in by."""
    return select(Invitation.id).where(opened_by(runtime, key), valid(literal(now)))


async def use(uow: UnitOfWork, community_id: UUID, key: str) -> Invitation:
    """One use of it, of which there may be as many as it has: of those who come at once, the others hear that it is
    gone. Raises InvitationGone."""
    here = (Invitation.community_id == community_id, opened_by(uow.runtime, key), valid(literal(uow.now)))
    statement = update(Invitation).where(*here).values(uses=Invitation.uses + 1).returning(Invitation)
    invitation = await uow.session.scalar(statement.execution_options(synchronize_session=False))
    if invitation is None:
        raise InvitationGone
    return invitation


@asynccontextmanager
async def guessing(runtime: Runtime, key: str, rule: Rule, target: object) -> AsyncIterator[None]:
    """Limit the codes that lead nowhere. A link cannot be guessed: it always opens. Raises TooMany."""
    if key.startswith(PREFIX):
        yield
        return
    async with count_failures(runtime, InvitationGone, (rule, target)):
        yield


def _digest_of_mailed(runtime: Runtime, key: str) -> bytes:
    """Of the invitation that it is the key of for one address; else of what is the key of none."""
    try:
        body = runtime.keys.read_signed(MAILED, key)
    except ValueError:
        return digest(key)
    return digest(token_of(runtime, UUID(bytes=body[:16])))


def _address_mac(runtime: Runtime, invitation_id: UUID, email: str) -> bytes:
    return runtime.keys.mac("invitation to an address", invitation_id, mailbox_of(email))[:MAC]


def _mac(runtime: Runtime, code: str) -> bytes:
    return runtime.keys.mac("invitation by code", compact(code).upper().translate(MISREAD))
