"""The year of birth. A person under age cannot become older by entering an earlier year.

`User.birth_year` is the year that counts. An earlier year waits in `claimed_birth_year` until a guardian confirms it.
When no guardian has ever answered, an operator or a verified school confirms it.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.db import fetch_one
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.security import digest
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.guardians import EndedBy, Guardianship, GuardianshipState
from app.models.memberships import Membership, MembershipState
from app.models.operators import AdminVerb
from app.models.users import User
from app.policies.age import BirthYearUnconfirmed, check_year
from app.policies.claims import ClaimNotFound
from app.policies.communities import LeadersOnly, can_lead, is_known_school
from app.schemas.consents import ConsentGiven
from app.services.accounts import consents, guardian_pages
from app.services.accounts.guardian_templates import (
    birth_year_change_mail,
    birth_year_decision_mail,
    birth_year_request_mail,
)
from app.services.communities.communities import lock_for_manager
from app.services.departures import guardian_withdrawals
from app.services.guardians import guardians
from app.services.notifications import mails
from app.services.operators import operators

CLAIMS = Rule("years of birth claimed per person", 3, timedelta(days=7))
LATE_WORD = timedelta(days=30)  # a guardian may still contest the year after the agreement has ended by age
NO_YEAR_WAITS = Words(
    "Aucune année de naissance n’attend d’être confirmée : cette personne n’existe pas ici, n’a rien demandé, "
    "ou a indiqué une autre année."
)
KNOWN_YEAR = wrong("/birth_year", "known_year", Words("se corrige, mais ne s’oublie pas"))


class GuardianDecides(Conflict):
    title = Words("Un parent ou tuteur a déjà répondu pour cette personne")
    advice = Words("C’est à lui de confirmer l’année de naissance.")


async def state_year(uow: UnitOfWork, person: User, year: int | None, confirmed_year: int | None = None) -> None:
    """Take the year that the person states: it counts at once, or it waits. The person's row is locked.

    Raises Unprocessable, BelowMinimumAge, BirthYearUnconfirmed, TooMany.
    """
    check_year(year, uow.now)
    if year == person.birth_year:
        person.claimed_birth_year = None
        return
    if year is None:
        raise Unprocessable(errors=[KNOWN_YEAR])
    if person.needs_word_for(year, uow.now):
        await _claim(uow, person, year)
        return
    if person.may_decide_alone(uow.now) and confirmed_year != year and _is_too_young(uow, person, year):
        raise BirthYearUnconfirmed(withdraws=await guardian_withdrawals.count(uow, person.id))
    is_correction = person.birth_year is not None
    person.birth_year, person.claimed_birth_year = year, None
    await guardians.apply_birth_year(uow, person)
    if is_correction:
        await _mail_guardian(uow, person)


async def lock_by_token(uow: UnitOfWork, token: str) -> tuple[Guardianship, User]:
    """The guardianship and the person of the page about the year of birth, both locked.

    The key of a guardianship opens it while it is open, for thirty days after it ended by age, and as long as a claimed
    year waits for this guardian. Raises GuardianNotFound.
    """
    person = await guardians.lock_person(uow, token)
    ended_by_age = and_(Guardianship.ended_by == EndedBy.AGE, Guardianship.ended_at > uow.now - LATE_WORD)
    condition = or_(Guardianship.state.in_(guardians.OPEN), ended_by_age)
    if person.claimed_birth_year is not None and (guardian := await _guardian_of(uow, person.id)) is not None:
        condition = or_(condition, Guardianship.id == guardian.id)
    rows = select(Guardianship).where(Guardianship.token_digest == digest(token), condition).with_for_update()
    return await fetch_one(uow.session, rows, guardians.GuardianNotFound), person


async def is_asked(uow: UnitOfWork, guardianship: Guardianship, person: User) -> bool:
    """Whether a claimed year waits for the word of this guardian."""
    if person.claimed_birth_year is None:
        return False
    guardian = await _guardian_of(uow, person.id)
    return guardian is not None and guardian.id == guardianship.id


async def set_by_guardian(
    uow: UnitOfWork, token: str, name: str, year: int, consent: ConsentGiven | None = None
) -> None:
    """Set the year that the guardian states: it counts at once.

    Only the guardian who is asked about the year may make the person older.
    Raises ConsentOutdated, GuardianNotFound, GuardianTooYoung, ClaimNotFound, Unprocessable, BelowMinimumAge.
    """
    check_year(year, uow.now)
    guardianship, person = await lock_by_token(uow, token)
    await guardians.check_adult(uow, guardianship.email)
    guardian = await _guardian_of(uow, person.id)
    if person.needs_word_for(year, uow.now) and (guardian is None or guardian.id != guardianship.id):
        raise ClaimNotFound(NO_YEAR_WAITS)
    await _count(uow, person, year, consent, given_by=name, boxes=[guardians.DECLARATION])


async def contest(uow: UnitOfWork, token: str, consent: ConsentGiven | None = None) -> None:
    """Remove the claimed year, which the guardian says is wrong. An outdated consent text does not matter.

    Raises GuardianNotFound, ClaimNotFound.
    """
    guardianship, person = await lock_by_token(uow, token)
    claim = person.claimed_birth_year
    if claim is None or not await is_asked(uow, guardianship, person):
        raise ClaimNotFound(NO_YEAR_WAITS)
    person.claimed_birth_year = None
    blanks = {"person": guardian_pages.name_of(person), "year": str(claim)}
    refusal = consents.show(ConsentKind.BIRTH_YEAR_REFUSAL, consent, person.language, **blanks)
    consents.record(uow, refusal, person.id, person.id, given_by=guardianship.name or guardians.NAMELESS)
    person.touch(uow.now)
    await mails.post(uow, person.email, birth_year_decision_mail(person.language, year=claim, is_confirmed=False))


async def confirm_by_operator(uow: UnitOfWork, person_id: UUID, year: int, consent: ConsentGiven | None = None) -> None:
    """Confirm the claimed year as an operator.

    Raises ConsentOutdated, OperatorsOnly, SecondFactorRequired, ClaimNotFound, GuardianDecides.
    """
    await operators.act(uow, AdminVerb.CONFIRM_BIRTH_YEAR, person_id)
    await _confirm(uow, person_id, year, consent, given_by="operator")


async def confirm_by_school(
    uow: UnitOfWork, community_id: UUID, person_id: UUID, year: int, consent: ConsentGiven | None = None
) -> None:
    """Confirm the claimed year of a pupil. A leader of the school enters the year, and does not see it.

    Raises CommunityNotFound, ConsentOutdated, LeadersOnly, ClaimNotFound, GuardianDecides.
    """
    community, own = await lock_for_manager(uow, community_id)
    if not (is_known_school(community) and can_lead(uow.actor, own)):
        raise LeadersOnly
    pupil = select(Membership.user_id).where(
        Membership.community_id == community_id,
        Membership.user_id == person_id,
        Membership.user_id != uow.actor.id,
        Membership.state == MembershipState.ACTIVE,
    )
    await fetch_one(uow.session, pupil, ClaimNotFound(NO_YEAR_WAITS))
    await _confirm(uow, person_id, year, consent, given_by=community.name)


async def _claim(uow: UnitOfWork, person: User, year: int) -> None:
    if person.claimed_birth_year == year:
        return
    await hit(uow.runtime, CLAIMS, person.id, uow.now)
    person.claimed_birth_year = year
    guardianship = await _guardian_of(uow, person.id)
    if guardianship is not None:
        link = _page(uow, guardianship, person)
        language, name = guardian_pages.language_of(guardianship, person), guardian_pages.name_of(person)
        mail = birth_year_request_mail(language, person=name, year=year, link=link)
        await mails.post(uow, guardianship.email, mail)


async def _confirm(uow: UnitOfWork, person_id: UUID, year: int, consent: ConsentGiven | None, *, given_by: str) -> None:
    waiting = select(User).where(User.id == person_id, User.claimed_birth_year == year).with_for_update()
    person = await fetch_one(
        uow.session, waiting.execution_options(populate_existing=True), ClaimNotFound(NO_YEAR_WAITS)
    )
    if await _has_answered(uow, person_id):
        raise GuardianDecides
    await _count(uow, person, year, consent, given_by=given_by)


async def _count(  # noqa: PLR0913  person, year, author
    uow: UnitOfWork,
    person: User,
    year: int,
    consent: ConsentGiven | None,
    *,
    given_by: str,
    boxes: Sequence[str] = (),
) -> None:
    """Set a year that somebody else confirmed, and write to the person and the guardian."""
    blanks = {"person": guardian_pages.name_of(person), "year": str(year)}
    sentence = consents.check(uow, ConsentKind.BIRTH_YEAR, consent, person.language, **blanks)
    await consents.withdraw(uow, person.id, person.id, ConsentKind.BIRTH_YEAR)
    consents.record(uow, sentence, person.id, person.id, given_by=given_by, boxes=boxes)
    person.birth_year, person.claimed_birth_year = year, None
    person.touch(uow.now)
    await guardians.apply_birth_year(uow, person)
    await _mail_guardian(uow, person)
    await mails.post(uow, person.email, birth_year_decision_mail(person.language, year=year, is_confirmed=True))


async def _mail_guardian(uow: UnitOfWork, person: User) -> None:
    """Write to the guardian about the new year. A guardian who declined gets no more mails."""
    guardianship = await _guardian_of(uow, person.id)
    if guardianship is None or guardianship.state is GuardianshipState.DECLINED:
        return
    if (year := person.birth_year) is not None:
        language, name = guardian_pages.language_of(guardianship, person), guardian_pages.name_of(person)
        link = _open_page(uow, guardianship, person)
        mail = birth_year_change_mail(language, person=name, year=year, link=link)
        await mails.post(uow, guardianship.email, mail)


def _page(uow: UnitOfWork, guardianship: Guardianship, person: User) -> str:
    language = guardian_pages.language_of(guardianship, person)
    return guardian_pages.address_of(uow.runtime, guardianship.id, language, "/birth-year")


def _open_page(uow: UnitOfWork, guardianship: Guardianship, person: User) -> str | None:
    """Return the page about the year, or None when it is open no more."""
    by_age = guardianship.ended_by is EndedBy.AGE
    is_open = by_age and guardianship.ended_at is not None and guardianship.ended_at > uow.now - LATE_WORD
    return _page(uow, guardianship, person) if is_open or guardianship.state in guardians.OPEN else None


async def _guardian_of(uow: UnitOfWork, person_id: UUID) -> Guardianship | None:
    """The guardian who is asked about the year: the first who signed, or else the last who was named.

    A guardian who is named after the first signature has no say, so that a false guardian cannot confirm a false year.
    """
    nameless: ColumnElement[bool] = Guardianship.name.is_(None)
    statement = select(Guardianship).where(Guardianship.person_id == person_id)
    rows = (await uow.session.scalars(statement.order_by(nameless, Guardianship.asked_at, Guardianship.id))).all()
    if not rows:
        return None
    return rows[0] if rows[0].name is not None else rows[-1]


async def _has_answered(uow: UnitOfWork, person_id: UUID) -> bool:
    conditions = (Guardianship.person_id == person_id, Guardianship.answered_at.is_not(None))
    return await uow.session.scalar(select(Guardianship.id).where(*conditions).limit(1)) is not None


def _is_too_young(uow: UnitOfWork, person: User, year: int) -> bool:
    return not User(birth_year=year, timezone=person.timezone).may_decide_alone(uow.now)
