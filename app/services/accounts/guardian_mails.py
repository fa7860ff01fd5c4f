"""A guardian hears each time that something is opened which is not published."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.grants import PRIVATE, AudienceType, Grant
from app.models.guardians import Guardianship, GuardianshipState
from app.models.users import User
from app.policies.grants import last_day
from app.services.accounts.guardian_letters import Opening, opened_letter
from app.services.accounts.guardian_pages import address_of, language_of, name_of
from app.services.notifications import gathered_mails, mails


async def tell_opened(uow: UnitOfWork, grants: Sequence[Grant]) -> None:
    """In one mail; in that of the morning when their mailbox had a few today."""
    private = [grant for grant in grants if grant.target_type in PRIVATE]
    guardianship = await _guardianship(uow) if private else None
    if guardianship is None:
        return
    await uow.session.flush()
    person = await uow.session.get_one(User, guardianship.person_id)
    if await gathered_mails.comes_at_once(uow, guardianship.email):
        openings = Counter([await opening_of(uow, person, grant) for grant in private])
        await _post(uow, guardianship, person, openings)
        return
    for grant in private:
        await gathered_mails.gather(
            uow, person.id, guardianship.email, grant_id=grant.id, guardianship_id=guardianship.id
        )


async def tell_asked(uow: UnitOfWork, request_id: UUID) -> None:
    """Somebody is asked to confirm a talent, and shown which, and titles of moments."""
    guardianship = await _guardianship(uow)
    if guardianship is None:
        return
    person = await uow.session.get_one(User, guardianship.person_id)
    if await gathered_mails.comes_at_once(uow, guardianship.email):
        request = await uow.session.get_one(Endorsement, request_id)
        await _post(uow, guardianship, person, Counter([asking_of(person, request)]))
    else:
        await gathered_mails.gather(
            uow, person.id, guardianship.email, endorsement_id=request_id, guardianship_id=guardianship.id
        )


async def opening_of(uow: UnitOfWork, person: User, grant: Grant) -> Opening:
    named = User.display_name if grant.audience_type is AudienceType.USER else Community.name
    who = User.id if grant.audience_type is AudienceType.USER else Community.id
    reader = await uow.session.scalar(select(named).where(who == grant.audience_id))
    until = None if grant.ends_at is None else last_day(person.timezone, grant.ends_at)
    return Opening(grant.target_type, reader, until, grant.purpose)


def asking_of(person: User, request: Endorsement) -> Opening:
    return Opening(None, request.asked_name, last_day(person.timezone, request.expires_at))


async def _post(uow: UnitOfWork, guardianship: Guardianship, person: User, openings: Counter[Opening]) -> None:
    link, locale = address_of(uow.runtime, guardianship.id), language_of(guardianship, person)
    await mails.post(uow, guardianship.email, opened_letter(locale, of=name_of(person), openings=openings, link=link))


async def _guardianship(uow: UnitOfWork) -> Guardianship | None:
    """Of the caller, who may not decide alone yet."""
    person = await uow.session.get_one(User, uow.actor.id)
    if person.may_decide_alone(uow.now):
        return None
    statement = select(Guardianship).where(
        Guardianship.person_id == person.id, Guardianship.state == GuardianshipState.ACTIVE
    )
    return (await uow.session.scalars(statement)).one_or_none()
