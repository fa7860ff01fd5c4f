"""The side of whoever was asked: no account, one link. Looking changes nothing, since mail scanners open links too."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.core.errors import NotFound
from app.core.i18n import Locale, Words
from app.core.security import digest
from app.core.uow import UnitOfWork
from app.models.endorsements import Endorsement, EndorsementState, WithdrawnBy
from app.models.experiences import Experience
from app.models.flags import FlagTarget
from app.models.notifications import NotificationType
from app.models.skills import Skill
from app.models.talents import Talent
from app.models.users import User
from app.policies.erasures import is_visible
from app.schemas.endorsements import AskedRead, EndorsementConfirmation
from app.services.notifications import notifications
from app.services.notifications.notification_words import titled
from app.services.notifications.notifications import Notice
from app.services.operators import flags
from app.services.talents import recognitions
from app.services.talents.endorsements import end
from app.services.talents.skills import label_of


class EndorsementGone(NotFound):
    title = Words("Cette demande n’est plus ouverte", "That request is no longer open")
    advice = Words("Elle a pris fin, a été retirée, ou n’a jamais existé.", "It is over, was taken back, or never was.")


async def get(uow: UnitOfWork, token: str, locale: Locale | None) -> AskedRead:
    """The skill in that language, or in the mail's. Raises EndorsementGone."""
    request = await _find(uow, _held(token).where(is_visible(Endorsement.user_id)))
    person = await uow.session.get_one(User, request.user_id)
    skill = await uow.session.get_one(Skill, request.skill_id)
    return AskedRead(
        state=request.state,
        asker=person.display_name,
        skill=label_of(skill.labels, locale or request.language, skill.code),
        asked_name=request.asked_name,
        message=request.message,
        evidence=await _evidence(uow, request),
        language=request.language,
        ends_on=request.expires_at.astimezone(ZoneInfo(person.timezone)).date(),
        endorser_name=request.endorser_name,
        endorser_role=request.endorser_role,
        comment=request.comment,
    )


async def confirm(uow: UnitOfWork, token: str, data: EndorsementConfirmation) -> None:
    """Raises EndorsementGone, EndorsementAnswered, as do the others."""
    request = await _get_to_change(uow, token)
    request.confirm(data.name, data.role, data.comment, uow.now)
    await recognitions.show_anew(uow, request.user_id, request.skill_id)
    await _tell(uow, request)


async def decline(uow: UnitOfWork, token: str, *, unwanted: bool) -> None:
    request = await _get_to_change(uow, token)
    request.decline(uow.now, unwanted=unwanted)
    await _tell(uow, request)


async def report(uow: UnitOfWork, token: str) -> None:
    """To whoever looks after the service. The person who asked hears of a no, and nothing else."""
    request = await _get_to_change(uow, token)
    request.report(uow.now)
    await _tell(uow, request)
    await flags.report(uow, FlagTarget.ENDORSEMENT, request.id, request.user_id)


async def withdraw(uow: UnitOfWork, token: str) -> None:
    """What was confirmed is shown nowhere any more, and forgotten."""
    request = await _find(uow, _held(token).with_for_update())  # also of somebody who asked to be erased
    await end(uow, request, WithdrawnBy.ENDORSER)


async def _evidence(uow: UnitOfWork, request: Endorsement) -> list[str]:
    """The titles that were shown when it was asked; none of what lies in the bin."""
    named = [UUID(item["experience_id"]) for item in request.evidence]
    statement = select(Experience.id).where(Experience.id.in_(named), Experience.trashed_at.is_(None))
    kept = set(await uow.session.scalars(statement.where(Experience.owner_id == request.user_id)))
    return [item["title"] for item in request.evidence if UUID(item["experience_id"]) in kept]


async def _tell(uow: UnitOfWork, request: Endorsement) -> None:
    """That there is an answer; which one it is, they see where they asked. By the name that they gave."""
    person = await uow.session.get_one(User, request.user_id)
    skill = await uow.session.get_one(Skill, request.skill_id)
    data = {
        "endorsement_id": str(request.id),
        "person": request.asked_name,
        **titled(Words(*(label_of(skill.labels, item, skill.code) for item in (Locale.FR, Locale.EN))), person.locale),
    }
    await notifications.notify(uow, person.id, Notice(NotificationType.ENDORSEMENT, request.id, data=data))


async def _get_to_change(uow: UnitOfWork, token: str) -> Endorsement:
    return await _find(uow, _held(token).where(is_visible(Endorsement.user_id)).with_for_update())


def _held(token: str) -> Select[Endorsement]:
    return select(Endorsement).where(Endorsement.token_digest == digest(token))


async def _find(uow: UnitOfWork, held: Select[Endorsement]) -> Endorsement:
    """Raises EndorsementGone also for a talent that the person speaks of no more."""
    request = (await uow.session.scalars(held)).one_or_none()
    if request is None or _is_over(request, uow):
        raise EndorsementGone
    if request.state is EndorsementState.ASKED and not await _is_claimed(uow, request.user_id, request.skill_id):
        raise EndorsementGone
    return request


def _is_over(request: Endorsement, uow: UnitOfWork) -> bool:
    if request.state is EndorsementState.ASKED:
        return not request.is_open(uow.now)
    return request.state is EndorsementState.EXPIRED or request.withdrawn_by is WithdrawnBy.PERSON


async def _is_claimed(uow: UnitOfWork, user_id: UUID, skill_id: UUID) -> bool:
    return await uow.session.get(Talent, (user_id, skill_id)) is not None
