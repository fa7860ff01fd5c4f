"""Mails to a guardian each time that something private is opened, and when their agreement ends."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never
from uuid import UUID

from sqlalchemy import Select, delete, null, select

from app.core.limits import Rule, passes
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.gathered_mails import GatheredMail
from app.models.grants import COLLECTIONS, PRIVATE, AudienceType, Grant, Right
from app.models.guardians import EndedBy, Guardianship, GuardianshipState
from app.models.users import User
from app.policies.grants import last_day
from app.services.accounts.guardian_pages import address_of, language_of, name_of
from app.services.accounts.guardian_templates import Opening, agreement_end_mail, coming_of_age_mail, openings_mail
from app.services.notifications import gathered_mails, mails

# Mails about one experience or talent; more of them wait for the morning. Mails from others to that mailbox do not
# count, and a whole collection never waits.
AT_ONCE = Rule("mails of what was opened at once per guardianship", 20, timedelta(days=1))


async def notify_openings(uow: UnitOfWork, grants: Sequence[Grant]) -> None:
    """Mail the guardian at once, or in the morning mail when there were many today."""
    private = [grant for grant in grants if grant.target_type in PRIVATE]
    guardianship = await _guardianship(uow) if private else None
    if guardianship is None:
        return
    await uow.session.flush()
    person = await uow.session.get_one(User, guardianship.person_id)
    is_whole = any(grant.target_type in COLLECTIONS for grant in private)
    if is_whole or await _comes_at_once(uow, guardianship):
        openings = Counter([await _opening(uow, person, grant) for grant in private])
        await _post(uow, guardianship, person, openings)
        return
    for grant in private:
        await gathered_mails.gather(
            uow, person.id, guardianship.email, grant_id=grant.id, guardianship_id=guardianship.id
        )


async def notify_endorsement_request(uow: UnitOfWork, request_id: UUID) -> None:
    """Mail the guardian that an endorser sees the talent and titles of experiences."""
    guardianship = await _guardianship(uow)
    if guardianship is None:
        return
    person = await uow.session.get_one(User, guardianship.person_id)
    if await _comes_at_once(uow, guardianship):
        request = await uow.session.get_one(Endorsement, request_id)
        await _post(uow, guardianship, person, Counter([_asking(person, request)]))
    else:
        await gathered_mails.gather(
            uow, person.id, guardianship.email, endorsement_id=request_id, guardianship_id=guardianship.id
        )


async def notify_waiting(uow: UnitOfWork, guardianship: Guardianship) -> None:
    """Mail what waited for the morning, even where the access has ended since."""
    person = await uow.session.get_one(User, guardianship.person_id)
    if openings := await _waiting(uow, guardianship, person):
        await _post(uow, guardianship, person, openings)


async def notify_end(uow: UnitOfWork, guardianship: Guardianship) -> None:
    """Mail that the agreement ended, by whom, and what waited for the morning: its page leads nowhere from then on."""
    person = await uow.session.get_one(User, guardianship.person_id)
    openings = await _waiting(uow, guardianship, person)
    locale, name, by = language_of(guardianship, person), name_of(person), guardianship.ended_by
    match by:
        case None:
            return
        case EndedBy.AGE:
            mail = coming_of_age_mail(locale, person=name, birth_year=person.birth_year, openings=openings)
        case EndedBy.PERSON | EndedBy.GUARDIAN:
            mail = agreement_end_mail(locale, person=name, by=by, openings=openings)
        case ending:
            assert_never(ending)
    await mails.post(uow, guardianship.email, mail)


async def _waiting(uow: UnitOfWork, guardianship: Guardianship, person: User) -> Counter[Opening]:
    """Delete and return what waits for this guardian, so that it is mailed once."""
    statement = delete(GatheredMail).where(GatheredMail.guardianship_id == guardianship.id)
    returning = statement.returning(GatheredMail.grant_id, GatheredMail.endorsement_id)
    rows = (await uow.session.execute(returning.execution_options(synchronize_session=False))).all()
    grant_rows = select(Grant).where(Grant.id.in_([row.grant_id for row in rows])).order_by(Grant.id)
    grants = (await uow.session.scalars(grant_rows)).all()
    requests = (
        select(Endorsement).where(Endorsement.id.in_([row.endorsement_id for row in rows])).order_by(Endorsement.id)
    )
    openings = Counter([await _opening(uow, person, grant) for grant in grants])
    openings.update(_asking(person, request) for request in await uow.session.scalars(requests))
    return openings


async def _comes_at_once(uow: UnitOfWork, guardianship: Guardianship) -> bool:
    return await passes(uow, AT_ONCE, guardianship.id)


async def _opening(uow: UnitOfWork, person: User, grant: Grant) -> Opening:
    reader = await uow.session.scalar(_name_of_reader(grant))
    until = None if grant.ends_at is None else last_day(person.timezone, grant.ends_at)
    return Opening(grant.target_type, reader, until, grant.purpose, Right.DOWNLOAD in grant.rights)


def _name_of_reader(grant: Grant) -> Select[str | None]:
    match grant.audience_type:
        case AudienceType.USER:
            return select(User.display_name).where(User.id == grant.audience_id)
        case AudienceType.COMMUNITY:
            return select(Community.name).where(Community.id == grant.audience_id)
        case AudienceType.LINK | AudienceType.REPORT:
            return select(null())


def _asking(person: User, request: Endorsement) -> Opening:
    return Opening(None, request.asked_name, last_day(person.timezone, request.expires_at))


async def _post(uow: UnitOfWork, guardianship: Guardianship, person: User, openings: Counter[Opening]) -> None:
    language = language_of(guardianship, person)
    link = address_of(uow.runtime, guardianship.id, language)
    await mails.post(
        uow, guardianship.email, openings_mail(language, person=name_of(person), openings=openings, link=link)
    )


async def _guardianship(uow: UnitOfWork) -> Guardianship | None:
    """Return the guardianship of a caller who may not decide alone yet."""
    person = await uow.session.get_one(User, uow.actor.id)
    if person.may_decide_alone(uow.now):
        return None
    statement = select(Guardianship).where(
        Guardianship.person_id == person.id, Guardianship.state == GuardianshipState.ACTIVE
    )
    return (await uow.session.scalars(statement)).one_or_none()
