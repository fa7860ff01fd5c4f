"""Agreements of parents and guardians for people who may not decide alone. They answer by mail, without an account."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, exists, literal, select
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.db import fetch_one, lock_row
from app.core.errors import Forbidden, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.limits import Rule, hit
from app.core.projections import Representation, SingleProjection, shape, wire, without_row
from app.core.security import digest
from app.core.text import mailbox_of
from app.core.uow import Reading, UnitOfWork
from app.models.consents import ConsentKind
from app.models.guardians import EndedBy, GuardedAct, Guardianship, GuardianshipState
from app.models.users import User
from app.policies.age import GuardianRequired, decides_alone
from app.policies.consent_texts import Blank
from app.policies.names import require_name
from app.policies.sessions import SIGNED_IN
from app.schemas.consents import ConsentGiven
from app.schemas.guardians import GuardianRead, GuardianWrite
from app.services.accounts import consents, guardian_mails
from app.services.accounts.consents import ConsentSentence
from app.services.accounts.guardian_pages import address_of, name_of, token_of
from app.services.accounts.guardian_templates import agreement_mail, agreement_request_mail
from app.services.communities import kept_places, place_admissions
from app.services.communities.place_admissions import Admission, AdmitKeptPlaces
from app.services.departures import guardian_withdrawals
from app.services.guardians import guardian_notifications
from app.services.notifications import mails

PER_PERSON = Rule("guardians asked per person", 5, timedelta(days=1))
PER_ADDRESS = Rule("guardians asked per address", 5, timedelta(days=1))
AT_ONCE = 200
NAMELESS = "guardian"  # author of an answer without a name
DECLARATION = "declaration"
OPEN = (GuardianshipState.ASKED, GuardianshipState.ACTIVE)
OWN_ADDRESS = wrong("/email", "own_address", Words("doit être celle de ton parent ou tuteur"))


class GuardianNotFound(NotFound):
    title = Words("Aucun parent ou tuteur n’a été demandé")


class GuardianTooYoung(Forbidden):
    title = Words("L’accord vient d’un adulte")
    advice = Words("Le compte qui a cette adresse demande lui-même l’accord d’un parent ou tuteur.")


class Form(NamedTuple):
    """The text that a page showed, and the words of the boxes that the guardian ticked."""

    consent: ConsentGiven
    boxes: Words


class EndGuardianships(Job):
    pass


_newer = aliased(Guardianship)
_HAS_SUCCESSOR = exists().where(_newer.person_id == Guardianship.person_id, _newer.id > Guardianship.id)
LAST = SingleProjection(
    SIGNED_IN,
    shape(Guardianship, GuardianRead, created_at=wire(Guardianship.__table__.c.asked_at)),
    case((Guardianship.state == GuardianshipState.ASKED, 1), else_=2),
    Guardianship.person_id == ME.id,
    ~_HAS_SUCCESSOR,
    missing=GuardianNotFound,
)

NOBODY = without_row(
    GuardianRead.model_validate(dict.fromkeys(GuardianRead.model_fields) | {"acts": [], "state": "none"})
)


async def get(reading: Reading) -> Representation:
    return await LAST.find(reading) or NOBODY


async def ask(uow: UnitOfWork, data: GuardianWrite) -> Representation:
    """Ask a guardian by mail. The same address again sends no other mail. Another address replaces the first.

    Raises NameRequired, TooMany, Unprocessable.
    """
    person = await lock_row(uow.session, User, uow.actor.id)
    guardianship, is_new = await designate(uow, person, data)
    if is_new:
        await write(uow, person, guardianship, data.name)
    return await LAST.show(uow)


async def designate(uow: UnitOfWork, person: User, data: GuardianWrite | None) -> tuple[Guardianship, bool]:
    """Return the guardianship of that address, and whether it is new. A new guardianship ends the former one.

    `data`: None for the guardianship that is open. Sends no mail. The caller has locked the person. Raises
    GuardianRequired, NameRequired, Unprocessable.
    """
    guardianship = await current(uow, person.id)
    if data is None:
        if guardianship is None:
            raise GuardianRequired
        return guardianship, False
    mailbox = mailbox_of(data.email)
    if mailbox == mailbox_of(person.email):
        raise Unprocessable(errors=[OWN_ADDRESS])
    if guardianship is not None and mailbox_of(guardianship.email) == mailbox:
        return guardianship, False
    require_name(person)
    if guardianship is not None:
        await _end(uow, guardianship, EndedBy.PERSON, keeps_places=True)
        await uow.session.flush()
    return _add_guardianship(uow, person, data.email), True


async def write(uow: UnitOfWork, person: User, guardianship: Guardianship, name: str | None) -> None:
    """Ask by mail, naming the communities that keep a place for the person. Raises TooMany."""
    await hit(uow.runtime, PER_PERSON, person.id, uow.now)
    await hit(uow.runtime, PER_ADDRESS, mailbox_of(guardianship.email), uow.now)
    await _post_request(uow, person, guardianship, name)


async def ask_again(uow: UnitOfWork) -> None:
    """After a restore: write to each guardian who has to answer."""
    statement = select(Guardianship, User).join(User, User.id == Guardianship.person_id)
    for guardianship, person in await uow.session.execute(
        statement.where(Guardianship.state == GuardianshipState.ASKED)
    ):
        guardianship.token_digest = digest(token_of(uow.runtime, guardianship.id))  # the secret may be another one
        await _post_request(uow, person, guardianship, guardianship.name)


async def _post_request(uow: UnitOfWork, person: User, guardianship: Guardianship, name: str | None) -> None:
    language, places = person.language, await kept_places.names(uow, person.id)
    link = address_of(uow.runtime, guardianship.id, language)
    mail = agreement_request_mail(language, person=name_of(person), name=name, places=places, link=link)
    await mails.post(uow, guardianship.email, mail)


async def end_own(uow: UnitOfWork) -> None:
    """End the caller's guardianship, and take back everything that needed it. Raises GuardianNotFound."""
    person = await lock_row(uow.session, User, uow.actor.id)
    guardianship = await current(uow, person.id)
    if guardianship is None:
        raise GuardianNotFound
    await _end(uow, guardianship, EndedBy.PERSON)


async def lock_by_token(uow: UnitOfWork, token: str) -> tuple[Guardianship, User]:
    """Lock the person, then the open guardianship of that key. Raises GuardianNotFound, also when it is over."""
    person = await lock_person(uow, token)
    rows = select(Guardianship).where(Guardianship.token_digest == digest(token), Guardianship.state.in_(OPEN))
    guardianship = await fetch_one(uow.session, rows.with_for_update(), GuardianNotFound)
    if person.may_decide_alone(uow.now):  # from the first minute of the year in which the person may decide alone
        raise GuardianNotFound
    return guardianship, person


async def lock_person(uow: UnitOfWork, token: str) -> User:
    """Lock the person of a guardianship's key, always before the guardianship. Raises GuardianNotFound."""
    rows = select(Guardianship.person_id).where(Guardianship.token_digest == digest(token))
    return await lock_row(uow.session, User, await fetch_one(uow.session, rows, GuardianNotFound))


async def agree(
    uow: UnitOfWork, token: str, name: str, acts: Sequence[GuardedAct], form: Form | None = None
) -> Sequence[Admission]:
    """Record the agreement of the guardian. Acts without agreement are taken back, and kept places become memberships.
    A mail lists what they agree to, each time that it is more.

    Raises ConsentOutdated, GuardianNotFound, GuardianTooYoung.
    """
    guardianship, person = await lock_by_token(uow, token)
    await check_adult(uow, guardianship.email)
    consent, blanks = _form_values(person, form)
    sentence = consents.check(uow, ConsentKind.GUARDIAN, consent, person.language, **blanks)
    before = {GuardedAct(act) for act in guardianship.acts}
    lost, gained = before - set(acts), set(acts) - before
    guardianship.agree(name, acts, uow.now)
    guardianship.locale = sentence.locale
    await consents.withdraw(uow, guardianship.id)
    _record(uow, guardianship, sentence, [*acts, DECLARATION])
    await guardian_withdrawals.take_back(uow, person.id, lost)
    admissions = await place_admissions.admit(uow, person) if GuardedAct.JOIN in acts else ()
    if gained:
        language = sentence.language
        link = address_of(uow.runtime, guardianship.id, language)
        await mails.post(
            uow, guardianship.email, agreement_mail(language, person=name_of(person), acts=acts, link=link)
        )
    await _notify_answer(uow, guardianship, person)
    return admissions


async def check_adult(uow: UnitOfWork, email: str) -> None:
    """Check that the account of this address does not need a guardian itself. Only the holder of the mailbox learns it.

    Raises GuardianTooYoung.
    """
    mailbox = User.email.in_((email, mailbox_of(email)))
    statement = select(User.id).where(mailbox, User.birth_year.is_not(None), ~decides_alone(literal(uow.now)))
    if await uow.session.scalar(statement.limit(1)) is not None:
        raise GuardianTooYoung


async def narrow(uow: UnitOfWork, token: str, acts: Sequence[GuardedAct], form: Form | None = None) -> None:
    """Take back the acts that are left out. This needs no new signature, and accepts an outdated consent text.

    Raises GuardianNotFound.
    """
    guardianship, person = await lock_by_token(uow, token)
    lost = {GuardedAct(act) for act in guardianship.acts} - set(acts)
    consent, blanks = _form_values(person, form)
    await consents.withdraw(uow, guardianship.id)
    _record(uow, guardianship, consents.show(ConsentKind.GUARDIAN, consent, person.language, **blanks), acts)
    if not lost:
        return
    guardianship.narrow(acts)
    await guardian_withdrawals.take_back(uow, person.id, lost)
    await _notify_answer(uow, guardianship, person)


async def decline(uow: UnitOfWork, token: str, consent: ConsentGiven | None = None) -> None:
    """Record the refusal. On an old page of an agreement that is active meanwhile, a refusal ends it."""
    guardianship, person = await lock_by_token(uow, token)
    _refuse(uow, ConsentKind.GUARDIAN_REFUSAL, guardianship, person, consent)
    if guardianship.state is GuardianshipState.ACTIVE:
        await _end(uow, guardianship, EndedBy.GUARDIAN)
    else:
        guardianship.decline(uow.now)
        await guardian_notifications.notify_answer(uow, guardianship, person, await _end_places(uow, person))


async def end(uow: UnitOfWork, token: str, consent: ConsentGiven | None = None) -> None:
    """End the agreement by the guardian, and take back everything that needed it. Raises GuardianNotFound."""
    guardianship, person = await lock_by_token(uow, token)
    _refuse(uow, ConsentKind.GUARDIAN_END, guardianship, person, consent)
    await _end(uow, guardianship, EndedBy.GUARDIAN)


async def apply_birth_year(uow: UnitOfWork, person: User) -> None:
    """Apply a new year of birth: its conditions to publish, share and join hold at once."""
    guardianship = await current(uow, person.id)
    if person.may_decide_alone(uow.now):
        if guardianship is not None:
            await _take_over(uow, guardianship, person)
    elif guardianship is None or guardianship.state is GuardianshipState.ASKED:
        await guardian_withdrawals.take_back(uow, person.id, set(GuardedAct))


async def end_for_age(uow: UnitOfWork) -> None:
    """End guardianships of people who came of age in their time zone. They keep what was agreed. Runs each hour."""
    statement = (
        select(Guardianship, User)
        .join(User, User.id == Guardianship.person_id)
        .where(Guardianship.state.in_(OPEN), decides_alone(literal(uow.now)))
        .limit(AT_ONCE)
        .with_for_update(of=(User, Guardianship), skip_locked=True)
    )
    rows = (await uow.session.execute(statement)).all()
    for guardianship, person in rows:
        await _take_over(uow, guardianship, person)
    if len(rows) == AT_ONCE:
        uow.enqueue(EndGuardianships())


async def current(uow: UnitOfWork, person_id: UUID) -> Guardianship | None:
    """Lock the open guardianship of the person, if there is one."""
    statement = select(Guardianship).where(Guardianship.person_id == person_id, Guardianship.state.in_(OPEN))
    return (await uow.session.scalars(statement.with_for_update())).one_or_none()


def _add_guardianship(uow: UnitOfWork, person: User, email: str) -> Guardianship:
    guardianship_id = uuid7()
    guardianship = Guardianship(
        id=guardianship_id,
        person_id=person.id,
        email=email,
        state=GuardianshipState.ASKED,
        token_digest=digest(token_of(uow.runtime, guardianship_id)),
        asked_at=uow.now,
    )
    uow.session.add(guardianship)
    return guardianship


def _form_values(person: User, form: Form | None) -> tuple[ConsentGiven | None, dict[str, Blank]]:
    blanks: dict[str, Blank] = {"person": name_of(person)}
    return (None, blanks) if form is None else (form.consent, blanks | {"acts": form.boxes})


def _refuse(
    uow: UnitOfWork, kind: ConsentKind, guardianship: Guardianship, person: User, consent: ConsentGiven | None
) -> None:
    """Record a « no ». An outdated consent text does not matter."""
    _record(uow, guardianship, consents.show(kind, consent, person.language, person=name_of(person)), ())


def _record(uow: UnitOfWork, guardianship: Guardianship, sentence: ConsentSentence, boxes: Sequence[str]) -> None:
    by = guardianship.name or NAMELESS
    consents.record(uow, sentence, guardianship.id, guardianship.person_id, given_by=by, boxes=boxes)


async def _notify_answer(uow: UnitOfWork, guardianship: Guardianship, person: User) -> None:
    """Notify the person of the answer, and of the places that still wait."""
    await guardian_notifications.notify_answer(uow, guardianship, person, await kept_places.names(uow, person.id))


async def _end_places(uow: UnitOfWork, person: User) -> Sequence[str]:
    """End the places that waited for that guardian, and name them."""
    places = await kept_places.names(uow, person.id)
    await kept_places.end_of_person(uow, person.id)
    return places


async def _end(uow: UnitOfWork, guardianship: Guardianship, by: EndedBy, *, keeps_places: bool = False) -> None:
    person, acts = (
        await uow.session.get_one(User, guardianship.person_id),
        {GuardedAct(act) for act in guardianship.acts},
    )
    was_active = guardianship.state is GuardianshipState.ACTIVE
    guardianship.end(by, uow.now)
    if was_active:
        await guardian_mails.notify_end(uow, guardianship)
    await consents.withdraw(uow, guardianship.id)
    await guardian_withdrawals.take_back(uow, person.id, acts)
    places = () if keeps_places else await _end_places(uow, person)
    if by is EndedBy.GUARDIAN:
        await guardian_notifications.notify_answer(uow, guardianship, person, places)
    else:
        await guardian_notifications.forget(uow, guardianship)


async def _take_over(uow: UnitOfWork, guardianship: Guardianship, person: User) -> None:
    """End the guardianship by age. Agreed acts stay. The guardian gets a mail, and may contest the year of birth."""
    was_active = guardianship.state is GuardianshipState.ACTIVE
    guardianship.end(EndedBy.AGE, uow.now)
    await guardian_notifications.forget(uow, guardianship)
    await consents.withdraw(uow, guardianship.id)
    uow.enqueue(AdmitKeptPlaces(person_id=person.id))
    if was_active:
        await guardian_mails.notify_end(uow, guardianship)
