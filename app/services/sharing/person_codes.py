"""The short code that a person shows to somebody, who may then ask them for access."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.core.clock import lives
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, count_failures, hit
from app.core.uow import Runtime, UnitOfWork
from app.models.person_codes import PERSON_CODE_LIFE, PersonCode
from app.policies.erasures import is_visible
from app.schemas.person_codes import PersonCodeRead
from app.services.shared import idempotency, qr_codes

MADE_PER_PERSON = Rule("codes made per person", 30, timedelta(hours=1))
WRONG_PER_PERSON = Rule("wrong person codes per person", 10, timedelta(hours=1))
WRONG_PER_SOURCE = Rule("wrong person codes per source", 600, timedelta(hours=1))
WRONG_SHARED_PER_PERSON = Rule("wrong person codes to share, per person", 10, timedelta(hours=1))
IS_UNKNOWN = Words("n’est pas le bon, a déjà servi ou a plus de dix minutes")


async def make(uow: UnitOfWork, key: str | None) -> PersonCodeRead:
    """Make a new code, which replaces the code before; under the same key, show the same code."""
    once = await idempotency.once(uow, key, None, "person code")
    code = uow.runtime.keys.spoken_code(4, "person code of an id", uow.actor.id, once.id)
    read = PersonCodeRead(
        code=code, qr_svg=qr_codes.picture(code).decode(), expires_at=once.began_at + PERSON_CODE_LIFE
    )
    if not once.is_new:
        return read
    await hit(uow.runtime, MADE_PER_PERSON, uow.actor.id, uow.now)
    fresh = {"code_mac": _mac(uow.runtime, code), "expires_at": read.expires_at}
    statement = insert(PersonCode).values(user_id=uow.actor.id, **fresh)
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=fresh))
    return read


async def take(uow: UnitOfWork, code: str, source: str) -> UUID:
    """Return the owner of the code and use it up, unless the request is refused. Raises Unprocessable, TooMany."""
    return await _take(uow, code, "/code", WRONG_PER_PERSON, source)


async def take_to_share(uow: UnitOfWork, code: str, source: str) -> UUID:
    """Return the reader who shows the code, and use it up. Raises Unprocessable, TooMany."""
    return await _take(uow, code, "/audience/code", WRONG_SHARED_PER_PERSON, source)


async def _take(uow: UnitOfWork, code: str, pointer: str, per_person: Rule, source: str) -> UUID:
    condition = (PersonCode.code_mac == _mac(uow.runtime, code)) & lives(
        PersonCode.expires_at, uow.now, PERSON_CODE_LIFE
    )
    condition &= is_visible(PersonCode.user_id)
    limits = ((per_person, uow.actor.id), (WRONG_PER_SOURCE, source))
    async with count_failures(uow.runtime, Unprocessable, *limits):
        owner_id: UUID | None = await uow.session.scalar(
            delete(PersonCode).where(condition).returning(PersonCode.user_id)
        )
        if owner_id is None:
            raise Unprocessable(errors=[wrong(pointer, "unknown_code", IS_UNKNOWN)])
    return owner_id


def _mac(runtime: Runtime, code: str) -> bytes:
    return runtime.keys.mac("person code", code.replace("-", ""))
