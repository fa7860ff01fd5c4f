"""Joining from a page, without the app: a code by mail, then account and membership in one transaction."""

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from app.core.actor import ANONYMOUS, Actor
from app.core.db import lock_row
from app.core.i18n import Language
from app.core.uow import Runtime, UnitOfWork
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
    language: Language,
    source: str,
) -> MembershipState:
    """Join a community, and return the state of the membership. A refusal leaves no account, and the code stays valid.

    Raises SignInRefused, Unprocessable, and the errors of `memberships.come_in`.
    """
    user_id = await recognise(uow, data, language=language, source=source)
    request = MembershipPut(invitation=invitation, reason=data.reason, consent=consent)
    membership, _ = await memberships.come_in(replace(uow, actor=Actor(user_id)), community_id, request)
    return membership.state


async def recognise(uow: UnitOfWork, data: Joining, *, language: Language, source: str) -> UUID:
    """Sign the person in and store their name and year of birth. Raises SignInRefused, Unprocessable."""
    proof = SessionCreate.model_validate(data.model_dump(include={"email", "code", "birth_year"}))
    user_id = await sessions.recognise(uow, proof, language, source)
    await _complete(uow, user_id, data)
    return user_id


class _NothingKept(Exception):
    pass


async def find_unknown(runtime: Runtime, email: str, code: str, *, language: Language, source: str) -> frozenset[str]:
    """The fields of `Joining` that the account of a proven address does not say. Nothing is kept, and the code is still
    good. Raises SignInRefused, TooMany."""
    unknown: frozenset[str] = frozenset()
    with suppress(_NothingKept):
        async with runtime.work(ANONYMOUS) as uow:
            proof = SessionCreate.model_validate({"email": email, "code": code})
            person = await uow.session.get_one(User, await sessions.recognise(uow, proof, language, source))
            facts = {"name": person.display_name, "birth_year": person.birth_year}
            unknown = frozenset(name for name, value in facts.items() if value is None)
            raise _NothingKept
    return unknown


async def keep_place(  # noqa: PLR0913  who, where, by what right
    uow: UnitOfWork,
    community_id: UUID,
    invitation: str | None,
    person_id: UUID,
    data: GuardianAsking,
    *,
    consent: ConsentGiven | None = None,
) -> None:
    """Keep a place for a person who has proven their address. A guardian who has answered is not replaced.

    `consent`: None when the place is kept already. Raises the errors of `place_keeping.keep`.
    """
    _, guardianship = await place_keeping.standing(uow, person_id)
    is_active = guardianship is not None and guardianship.state is GuardianshipState.ACTIVE
    guardian = None
    if data.guardian_email and not is_active:
        guardian = GuardianWrite(email=data.guardian_email, name=data.guardian_name)
    request = KeptPlaceWrite(invitation=invitation, reason=data.reason, guardian=guardian, consent=consent)
    await place_keeping.keep(replace(uow, actor=Actor(person_id)), community_id, request)


async def _complete(uow: UnitOfWork, user_id: UUID, data: Joining) -> None:
    person = await lock_row(uow.session, User, user_id)
    if data.name is not None and person.display_name is None:
        person.display_name = data.name
        person.touch(uow.now)
    if data.birth_year is not None and person.birth_year is None:
        await birth_years.state_year(uow, person, data.birth_year)
        person.touch(uow.now)
