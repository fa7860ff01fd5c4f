from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from app.core.db import claim
from app.core.errors import Unprocessable
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.uow import UnitOfWork
from app.models.idempotency import IdempotencyKey
from app.schemas.types import Input, Output

Answer = TypeVar("Answer", bound=Output)


class IdempotencyKeyReused(Unprocessable):
    title = Words("Cette clé a déjà servi pour une autre demande")
    advice = Words("Une nouvelle demande veut une nouvelle `Idempotency-Key`.")


@dataclass(frozen=True, slots=True)
class Once:
    """A POST, and whether it was done before under the same key."""

    id: UUID
    is_new: bool
    began_at: datetime
    row: IdempotencyKey | None

    def answered(self, read: type[Answer]) -> Answer | None:
        """Return the earlier answer under this key: of what cannot be read again, or may have gone since."""
        return read.model_validate(self.row.answer) if self.row and self.row.answer else None

    def keep(self, answer: Answer) -> Answer:
        if self.row:
            self.row.answer = answer.model_dump(mode="json")
        return answer


async def once(uow: UnitOfWork, key: str | None, data: Input | None, about: UUID | str) -> Once:
    """Begin a POST under its key. Raises IdempotencyKeyReused, also for the same body to another path."""
    resource_id, is_new = await remember_once(uow, key, data, about)
    if key is None:
        return Once(resource_id, is_new, uow.now, None)
    row = await uow.session.get_one(IdempotencyKey, (uow.actor.id, key))
    return Once(resource_id, is_new, row.created_at, row)


async def remember(uow: UnitOfWork, key: str | None, data: Input | None, *about: UUID | str) -> UUID:
    """Return the id that a POST under this key creates: the same for the same body. Raises IdempotencyKeyReused.

    Putting under that id then does the rest, since an id is an idempotency key for ever.
    """
    return (await remember_once(uow, key, data, *about))[0]


async def remember_once(uow: UnitOfWork, key: str | None, data: Input | None, *about: UUID | str) -> tuple[UUID, bool]:
    """Return the id, and whether the key is new: for rows that others may delete, and a repetition must not restore.

    `about` names what the path names; a POST without a body names itself there.
    """
    fresh = uuid7()
    if key is None:
        return fresh, True
    key_columns = {"user_id": uow.actor.id, "key": key}
    # With a secret key: a body may hold a passcode, which could be guessed from a plain digest.
    body = () if data is None else (type(data).__name__, data.digest())
    digest = uow.runtime.keys.mac("idempotency", *body, *map(str, about)).hex()
    if await claim(uow.session, IdempotencyKey, **key_columns, digest=digest, resource_id=fresh, created_at=uow.now):
        return fresh, True
    row = (await uow.session.scalars(select(IdempotencyKey).filter_by(**key_columns))).one()
    if row.digest != digest:
        raise IdempotencyKeyReused
    return row.resource_id, False
