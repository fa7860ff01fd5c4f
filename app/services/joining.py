"""Joining from a page, without the app: a code by mail; then the account and the membership, in one transaction."""

from dataclasses import replace
from uuid import UUID

from app.core.actor import Actor
from app.core.db import lock_row
from app.core.i18n import Locale
from app.core.uow import UnitOfWork
from app.models.memberships import MembershipState
from app.models.users import User
from app.schemas.joining import Joining
from app.schemas.memberships import MembershipPut
from app.schemas.sessions import SessionCreate
from app.services import birth_years, memberships, sessions


async def join(  # noqa: PLR0913  who, where, by what right
    uow: UnitOfWork, community_id: UUID, invitation: str | None, data: Joining, *, locale: Locale, source: str
) -> MembershipState:
    """What becomes of it: in, or waiting. Refused, it leaves no account, and the code is still good.

    Raises SignInRefused, Unprocessable, and all that `memberships.come_in` does.
    """
    proof = SessionCreate.model_validate(data.model_dump(include={"email", "code", "birth_year"}))
    user_id = await sessions.recognise(uow, proof, locale, source)
    await _complete(uow, user_id, data)
    asked = MembershipPut(invitation=invitation, reason=data.reason)
    membership, _ = await memberships.come_in(replace(uow, actor=Actor(user_id)), community_id, asked)
    return membership.state


async def _complete(uow: UnitOfWork, user_id: UUID, data: Joining) -> None:
    person = await lock_row(uow.session, User, user_id)
    if data.name is not None and person.display_name is None:
        person.display_name = data.name
        person.touch(uow.now)
    if data.birth_year is not None and person.birth_year is None:
        await birth_years.state(uow, person, data.birth_year)
        person.touch(uow.now)
