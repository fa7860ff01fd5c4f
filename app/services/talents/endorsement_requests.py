"""Requests by mail to confirm a talent."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, literal, literal_column, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert

from app.core.db import fetch_one
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Language, Words
from app.core.jobs import Job
from app.core.limits import Rule, hit
from app.core.projections import Representation
from app.core.security import digest
from app.core.text import mailbox_of
from app.core.uow import Runtime, UnitOfWork
from app.core.versions import expect_if_given
from app.models.endorsements import LIFE, Endorsement, EndorsementAnswered, EndorsementState, WithdrawnBy
from app.models.experiences import Experience
from app.models.guardians import GuardedAct
from app.models.notifications import Notification
from app.models.skills import Skill
from app.models.talents import Stance, Talent
from app.models.users import User
from app.policies.endorsements import readable_by
from app.policies.names import require_name
from app.schemas.endorsements import EndorsementAsk
from app.services.accounts import age, guardian_mails
from app.services.journal.citations import check_cited
from app.services.notifications import gathered_mails, mails, sender_refusals
from app.services.notifications.mail_bodies import MailBody
from app.services.shared.moment_names import outer_name
from app.services.talents.endorsement_templates import endorsement_request_mail
from app.services.talents.endorsements import ENDORSEMENT, end, get_to_change, show
from app.services.talents.skills import label_of
from app.services.talents.talents import TalentNotFound

PER_PERSON = Rule("endorsement requests per person", 20, timedelta(days=1))
PER_PAIR = Rule("endorsement requests per person and address", 3, timedelta(days=1))
AT_ONCE = 2_000
WORDS_LIFE = timedelta(days=30)  # after the end of a request without a confirmation
NAMELESS = text("data - array['person']")
OWN_ADDRESS = Words("c’est ta propre adresse")


class TalentSought(Conflict):
    title = Words("Ce talent est encore à acquérir")
    advice = Words("On reconnaît un talent que tu as ou que tu transmets : change d’abord `stance`.")


class ExpireEndorsements(Job):
    pass


def token_of(runtime: Runtime, endorsement_id: UUID) -> str:
    return runtime.keys.token("dte_", "endorsement", endorsement_id)


def address_mac(runtime: Runtime, address: str) -> bytes:
    """Recognise the same address again, without revealing it."""
    return runtime.keys.mac("endorser", address)


async def ask(uow: UnitOfWork, request_id: UUID, skill_id: UUID, data: EndorsementAsk) -> tuple[Representation, bool]:
    """Mail a request, at once or in the morning mail when the address had a few today.

    An address with a request for this skill gets no second one: the answer is the first. The answer does not tell
    whether
    the address has an account or refuses requests.
    Raises TalentNotFound, TalentSought, NameRequired, AgeRequired, GuardianRequired, Unprocessable, TooMany.
    """
    await age.check(uow, GuardedAct.SHARE_PRIVATE)
    await _check_talent(uow, skill_id)
    person = await uow.session.get_one(User, uow.actor.id)
    require_name(person)
    if mailbox_of(data.email) == mailbox_of(person.email):
        raise Unprocessable(errors=[wrong("/email", "own_address", OWN_ADDRESS)])
    language, address = data.locale or person.locale, address_mac(uow.runtime, data.email)
    await _expire(uow, Endorsement.user_id == person.id, Endorsement.skill_id == skill_id)
    token = token_of(uow.runtime, request_id)
    values = {
        "id": request_id,
        "user_id": person.id,
        "skill_id": skill_id,
        "token_digest": digest(token),
        "email": data.email,
        "address_mac": address,
        "asked_name": data.name,
        "message": data.message,
        "evidence": await _evidence(uow, data.evidence, language),
        "language": language,
        "asked_at": uow.now,
        "expires_at": uow.now + LIFE,
    }
    statement = insert(Endorsement).values(values).on_conflict_do_nothing().returning(Endorsement.id)
    if await uow.session.scalar(statement) is None:
        return await show(uow, await _find_existing(uow, request_id, skill_id, address)), False
    await hit(uow.runtime, PER_PERSON, person.id, uow.now)
    await hit(uow.runtime, PER_PAIR, (person.id, mailbox_of(data.email)), uow.now)
    await guardian_mails.notify_endorsement_request(uow, request_id)
    if not await _is_unwanted(uow, address) and await sender_refusals.welcoming(uow, person.id, [data.email]):
        await _send(uow, person, request_id, data.email)
    return await show(uow, request_id), True


async def _send(uow: UnitOfWork, person: User, request_id: UUID, email: str) -> None:
    if await gathered_mails.comes_at_once(uow, email):
        await mails.post(uow, email, await _mail(uow, person, request_id))
    else:
        await gathered_mails.gather(uow, person.id, email, endorsement_id=request_id)


async def take_back(uow: UnitOfWork, endorsement_id: UUID, version: int | None) -> None:
    """Cancel an open request, whose link leads nowhere from now on, or withdraw what was confirmed.

    Raises EndorsementAnswered for what is neither.
    """
    endorsement = await get_to_change(uow, endorsement_id)
    await expect_if_given(uow, version, endorsement, ENDORSEMENT, id=endorsement_id)
    if endorsement.state is EndorsementState.CONFIRMED:
        await end(uow, endorsement, WithdrawnBy.PERSON)
    elif endorsement.is_open(uow.now):
        endorsement.withdraw(WithdrawnBy.PERSON, uow.now)
    else:
        raise EndorsementAnswered


async def cancel_all(uow: UnitOfWork, person_id: UUID) -> None:
    """Cancel the open requests of a person."""
    conditions = (Endorsement.user_id == person_id, Endorsement.state == EndorsementState.ASKED)
    statement = select(Endorsement).where(*conditions).order_by(Endorsement.id)
    for request in await uow.session.scalars(statement.with_for_update()):
        request.withdraw(WithdrawnBy.PERSON, uow.now)


async def forget_evidence(uow: UnitOfWork, owners: Collection[UUID], experiences: Collection[UUID]) -> None:
    """Remove deleted experiences from the evidence of requests."""
    cited_ids = func.jsonb_path_query_array(Endorsement.evidence, literal_column("'$[*].experience_id'"))
    deleted_ids = {str(experience) for experience in experiences}
    citing = cited_ids.op("?|")(cast(sorted(deleted_ids), ARRAY(Text)))
    statement = select(Endorsement).where(Endorsement.user_id.in_(owners), citing).order_by(Endorsement.id)
    for request in await uow.session.scalars(statement.with_for_update()):
        request.forget_evidence(deleted_ids)


async def expire(uow: UnitOfWork) -> None:
    expired_count, cleared_count = await _expire(uow), await _forget_words(uow)
    if AT_ONCE in {expired_count, cleared_count}:
        uow.enqueue(ExpireEndorsements())


async def _forget_words(uow: UnitOfWork) -> int:
    """Clear names and messages of requests that ended without a confirmation a while ago."""
    over = Endorsement.state.not_in((EndorsementState.ASKED, EndorsementState.CONFIRMED))
    ended_at = func.coalesce(Endorsement.withdrawn_at, Endorsement.answered_at, Endorsement.expires_at)
    has_words = or_(Endorsement.asked_name != "", Endorsement.message.is_not(None))
    late = select(Endorsement.id).where(over, ended_at <= uow.now - WORDS_LIFE, has_words).limit(AT_ONCE)
    is_late = Endorsement.id.in_(late.with_for_update(skip_locked=True))
    fields = {"asked_name": "", "message": None, "version": Endorsement.version + 1}
    statement = update(Endorsement).where(is_late).values(fields).returning(Endorsement.id, Endorsement.user_id)
    rows = (await uow.session.execute(statement.execution_options(synchronize_session=False))).all()
    in_notifications = Notification.subject_id.in_([item.id for item in rows])
    erasure = update(Notification).where(in_notifications).values(data=NAMELESS)
    await uow.session.execute(erasure.execution_options(synchronize_session=False))
    return len(rows)


async def _check_talent(uow: UnitOfWork, skill_id: UUID) -> None:
    talent = select(Talent).where(Talent.user_id == uow.actor.id, Talent.skill_id == skill_id)
    if (await fetch_one(uow.session, talent, TalentNotFound)).stance is Stance.SEEKS:
        raise TalentSought


async def _evidence(uow: UnitOfWork, ids: Sequence[UUID], language: Language) -> list[dict[str, str]]:
    """Return the names of the experiences."""
    await check_cited(uow, {f"/evidence/{n}": item_id for n, item_id in enumerate(ids)}, {})
    rows = await uow.session.execute(
        select(Experience.id, outer_name(literal(language.of_contents, Text)).label("name")).where(
            Experience.id.in_(ids)
        )
    )
    names = {row.id: row.name for row in rows}
    return [{"experience_id": str(item), "title": names[item]} for item in ids]


async def _find_existing(uow: UnitOfWork, request_id: UUID, skill_id: UUID, address: bytes) -> UUID:
    condition = (Endorsement.skill_id == skill_id) & (Endorsement.address_mac == address)
    live = condition & Endorsement.state.in_((EndorsementState.ASKED, EndorsementState.CONFIRMED))
    statement = select(Endorsement.id).where(readable_by(uow.actor), (Endorsement.id == request_id) | live)
    return (await uow.session.scalars(statement.order_by(Endorsement.id != request_id).limit(1))).one()


async def _is_unwanted(uow: UnitOfWork, address: bytes) -> bool:
    statement = select(true()).where(readable_by(uow.actor), Endorsement.address_mac == address, Endorsement.unwanted)
    return await uow.session.scalar(statement.limit(1)) is not None


async def _mail(uow: UnitOfWork, person: User, request_id: UUID) -> MailBody:
    request = await uow.session.get_one(Endorsement, request_id)
    skill = await uow.session.get_one(Skill, request.skill_id)
    return endorsement_request_mail(
        request.language,
        asker_name=person.display_name,
        endorser_name=request.asked_name,
        skill=label_of(skill.labels, request.language, skill.code),
        message=request.message,
        evidence=[item["title"] for item in request.evidence],
        link=f"{uow.runtime.settings.public_base_url}/e/{token_of(uow.runtime, request_id)}",
        ends_on=request.expires_at.astimezone(ZoneInfo(person.timezone)).date(),
    )


async def _expire(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> int:
    late = (Endorsement.state == EndorsementState.ASKED, Endorsement.expires_at <= uow.now, *conditions)
    statement = (
        select(Endorsement).where(*late).order_by(Endorsement.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    rows = (await uow.session.scalars(statement)).all()
    for request in rows:
        request.expire()
    await uow.session.flush()
    return len(rows)
