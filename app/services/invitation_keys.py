"""What an invitation is opened with: a link, or a short code. Both are made from its id and our secret."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, update

from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.limits import Rule, hit, refund
from app.core.security import digest
from app.core.text import compact
from app.core.uow import Runtime, UnitOfWork
from app.models.invitations import Invitation
from app.policies.invitations import valid

PREFIX = "dti_"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nobody takes one for another
MISREAD = str.maketrans("OIL", "011")


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
    taken = update(Invitation).where(*here).values(uses=Invitation.uses + 1).returning(Invitation)
    invitation = await uow.session.scalar(taken.execution_options(synchronize_session=False))
    if invitation is None:
        raise InvitationGone
    return invitation


@asynccontextmanager
async def guessing(runtime: Runtime, rule: Rule, target: object) -> AsyncIterator[None]:
    """Only what leads nowhere is counted. Raises TooMany."""
    await hit(runtime, rule, target, runtime.clock())
    try:
        yield
    except InvitationGone:
        raise
    except BaseException:
        await refund(runtime, rule, target)
        raise
    await refund(runtime, rule, target)


def _mac(runtime: Runtime, code: str) -> bytes:
    return runtime.keys.mac("invitation by code", compact(code).upper().translate(MISREAD))
