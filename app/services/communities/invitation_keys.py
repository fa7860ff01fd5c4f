"""The keys of an invitation: a link or a short code, both derived from its id and the installation's secret."""

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
MAIL_PREFIX = "dtm_"  # an invitation of one address: it lets in nobody else
MAC = 16  # bytes of the address's MAC in it
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's alphabet, without letters that look alike
MISREAD = str.maketrans("OIL", "011")


class InvitationForAnother(Forbidden):
    title = Words("Cette invitation est pour une autre adresse")
    advice = Words(
        "Elle laisse entrer le compte de l’adresse à laquelle elle a été envoyée. Connecte-toi avec cette adresse, ou "
        "demande une invitation à la personne qui s’occupe de cette communauté."
    )


class InvitationGone(NotFound):
    title = Words("Cette invitation ne mène nulle part")
    advice = Words(
        "Elle a pris fin, a été reprise, a servi jusqu’au bout, ou n’a jamais existé. Demandes-en une autre à la "
        "personne qui te l’a donnée."
    )


def token_of(runtime: Runtime, invitation_id: UUID) -> str:
    return runtime.keys.token(PREFIX, "invitation", invitation_id)


def address_of(runtime: Runtime, invitation_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/i/{token_of(runtime, invitation_id)}"


def mailed_address_of(runtime: Runtime, invitation_id: UUID, email: str) -> str:
    """Derive the link for one address. Nothing is stored: the token proves the address to who knows it."""
    body = invitation_id.bytes + _address_mac(runtime, invitation_id, email)
    return f"{runtime.settings.public_base_url}/i/{runtime.keys.signed(MAIL_PREFIX, body)}"


def is_mailed(key: str) -> bool:
    return key.startswith(MAIL_PREFIX)


def check_addressee(runtime: Runtime, key: str, email: str) -> None:
    """Check that the link was mailed to that address. Raises InvitationForAnother.

    Codes and links that were not mailed let in any holder.
    """
    if is_mailed(key):
        body = runtime.keys.read_signed(MAIL_PREFIX, key)
        if not hmac.compare_digest(body[16:], _address_mac(runtime, UUID(bytes=body[:16]), email)):
            raise InvitationForAnother


def code_of(runtime: Runtime, invitation_id: UUID) -> str:
    """Derive the code: eight letters, 40 bits. That is enough for twenty tries in a quarter of an hour."""
    number = int.from_bytes(runtime.keys.mac("invitation code", invitation_id)[:5], "big")
    code = "".join(LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def key_columns(runtime: Runtime, invitation_id: UUID) -> dict[str, bytes]:
    """Return the columns that identify the keys."""
    return {
        "token_digest": digest(token_of(runtime, invitation_id)),
        "code_mac": _mac(runtime, code_of(runtime, invitation_id)),
    }


def columns_of_key(runtime: Runtime, key: str) -> dict[str, bytes | None]:
    """Return the column that identifies this key; the other column is None, which equals no row."""
    if is_mailed(key):
        return {"token_digest": _digest_of_mailed(runtime, key), "code_mac": None}
    if key.startswith(PREFIX):
        return {"token_digest": digest(key), "code_mac": None}
    return {"token_digest": None, "code_mac": _mac(runtime, key)}


def opened_by(runtime: Runtime, key: str) -> ColumnElement[bool]:
    """The condition for the invitation of this key, whatever its state."""
    columns = columns_of_key(runtime, key)
    if columns["code_mac"] is None:
        return Invitation.token_digest == columns["token_digest"]
    return Invitation.code_mac == columns["code_mac"]


def holding(runtime: Runtime, key: str, now: datetime) -> Select[UUID]:
    """Select the invitation that this key lets in by."""
    return select(Invitation.id).where(opened_by(runtime, key), valid(literal(now)))


async def use(uow: UnitOfWork, community_id: UUID, key: str) -> Invitation:
    """Count one use of the invitation. Raises InvitationGone, also for the last of several who come at once."""
    conditions = (Invitation.community_id == community_id, opened_by(uow.runtime, key), valid(literal(uow.now)))
    statement = update(Invitation).where(*conditions).values(uses=Invitation.uses + 1).returning(Invitation)
    invitation = await uow.session.scalar(statement.execution_options(synchronize_session=False))
    if invitation is None:
        raise InvitationGone
    return invitation


@asynccontextmanager
async def guessing(runtime: Runtime, key: str, rule: Rule, target: object) -> AsyncIterator[None]:
    """Limit the wrong codes. A link cannot be guessed, and is not limited. Raises TooMany."""
    if key.startswith(PREFIX):
        yield
        return
    async with count_failures(runtime, InvitationGone, (rule, target)):
        yield


def _digest_of_mailed(runtime: Runtime, key: str) -> bytes:
    """Return the digest of the invitation's token, or one that matches nothing."""
    try:
        body = runtime.keys.read_signed(MAIL_PREFIX, key)
    except ValueError:
        return digest(key)
    return digest(token_of(runtime, UUID(bytes=body[:16])))


def _address_mac(runtime: Runtime, invitation_id: UUID, email: str) -> bytes:
    return runtime.keys.mac("invitation to an address", invitation_id, mailbox_of(email))[:MAC]


def _mac(runtime: Runtime, code: str) -> bytes:
    return runtime.keys.mac("invitation by code", compact(code).upper().translate(MISREAD))
