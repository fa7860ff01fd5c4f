"""Joining from a page, without the app: a code by mail; then the account and the membership, in one transaction."""

from dataclasses import replace
from uuid import UUID

from app.core.actor import Actor
from app.core.db import lock_row
from app.core.i18n import Locale
from app.core.uow import UnitOfWork
from app.models.guardians import GuardianshipState
from app.models.memberships import MembershipState
from app.models.users import User
from app.schemas.consents import ConsentGiven
from app.schemas.guardians import GuardianWrite
from app.schemas.joining import GuardianAsking, Joining
from app.schemas.kept_places import KeptPlaceWrite
from app.schemas.memberships import MembershipPut
from app.schemas.sessions import SessionCreate
from app.services.accounts import sessions
from app.services.communities import memberships
from app.services.guardians import birth_years, place_keeping


async def join(  # noqa: PLR0913  who, where, by what right
    uow: UnitOfWork,
    community_id: UUID,
    invitation: str | None,
    data: Joining,
    *,
    consent: ConsentGiven,
    locale: Locale,
    source: str,
) -> MembershipState:
    """What becomes of it: in, or waiting. Refused, it leaves no account, and the code is still good.

    Raises SignInRefused, Unprocessable, and all that `memberships.come_in` does.
    """
    user_id = await recognise(uow, data, locale=locale, source=source)
    asked = MembershipPut(invitation=invitation, reason=data.reason, consent=consent)
    membership, _ = await memberships.come_in(replace(uow, actor=Actor(user_id)), community_id, asked)
    return membership.state


async def recognise(uow: UnitOfWork, data: Joining, *, locale: Locale, source: str) -> UUID:
    """Keep the account and what it said of its age, without a membership. Raises SignInRefused, Unprocessable."""
    proof = SessionCreate.model_validate(data.model_dump(include={"email", "code", "birth_year"}))
    user_id = await sessions.recognise(uow, proof, locale, source)
    await _complete(uow, user_id, data)
    return user_id


async def keep_place(  # noqa: PLR0913  who, where, by what right
    uow: UnitOfWork,
    community_id: UUID,
    invitation: str | None,
    person_id: UUID,
    data: GuardianAsking,
    *,
    consent: ConsentGiven | None = None,
) -> None:
    """Keep a place for whoever has proven their address. A guardian who has answered is not replaced.
    `consent`: None where the place is kept already.

    Raises all that `place_keeping.keep` does.
    """
    _, guardianship = await place_keeping.standing(uow, person_id)
    has_answered = guardianship is not None and guardianship.state is GuardianshipState.ACTIVE
    guardian = None
    if data.guardian_email and not has_answered:
        guardian = GuardianWrite(email=data.guardian_email, name=data.guardian_name)
    asked = KeptPlaceWrite(invitation=invitation, reason=data.reason, guardian=guardian, consent=consent)
    await place_keeping.keep(replace(uow, actor=Actor(person_id)), community_id, asked)


async def _complete(uow: UnitOfWork, user_id: UUID, data: Joining) -> None:
    person = await lock_row(uow.session, User, user_id)
    if data.name is not None and person.display_name is None:
        person.display_name = data.name
        person.touch(uow.now)
    if data.birth_year is not None and person.birth_year is None:
        await birth_years.state(uow, person, data.birth_year)
        person.touch(uow.now)
