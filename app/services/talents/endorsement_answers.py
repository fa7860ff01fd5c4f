"""The endorser's side of a request: no account, one link. Opening it changes nothing, as mail scanners open links."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.core.errors import NotFound
from app.core.i18n import Language, Words
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
from app.services.notifications.notification_templates import titled
from app.services.notifications.notifications import NewNotification
from app.services.operators import flags
from app.services.talents import recognitions
from app.services.talents.endorsements import end
from app.services.talents.skills import label_of


class EndorsementGone(NotFound):
    title = Words("Cette demande n’est plus ouverte")
    advice = Words("Elle a pris fin, a été retirée, ou n’a jamais existé.")


async def get(uow: UnitOfWork, token: str, locale: Language | None) -> AskedRead:
    """Return the request, with the skill in that language or the mail's. Raises EndorsementGone."""
    request = await _find(uow, _by_token(token).where(is_visible(Endorsement.user_id)))
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
    """Confirm the talent. Raises EndorsementGone, EndorsementAnswered, as do `decline`, `report` and `withdraw`."""
    request = await _get_to_change(uow, token)
    request.confirm(data.name, data.role, data.comment, uow.now)
    await recognitions.show_anew(uow, request.user_id, request.skill_id)
    await _notify_owner(uow, request)


async def decline(uow: UnitOfWork, token: str, *, unwanted: bool) -> None:
    request = await _get_to_change(uow, token)
    request.decline(uow.now, is_unwelcome=unwanted)
    await _notify_owner(uow, request)


async def report(uow: UnitOfWork, token: str) -> None:
    """Report the request to the operators. The requester only learns that the answer is no."""
    request = await _get_to_change(uow, token)
    request.report(uow.now)
    await _notify_owner(uow, request)
    await flags.report(uow, FlagTarget.ENDORSEMENT, request.id, request.user_id)


async def withdraw(uow: UnitOfWork, token: str) -> None:
    """Withdraw a confirmation: it is shown nowhere any more, and its words are deleted."""
    request = await _find(uow, _by_token(token).with_for_update())  # also where the owner awaits erasure
    await end(uow, request, WithdrawnBy.ENDORSER)


async def _evidence(uow: UnitOfWork, request: Endorsement) -> list[str]:
    """Return the titles that were shown with the request, without experiences in the bin."""
    ids = [UUID(item["experience_id"]) for item in request.evidence]
    statement = select(Experience.id).where(Experience.id.in_(ids), Experience.trashed_at.is_(None))
    kept_ids = set(await uow.session.scalars(statement.where(Experience.owner_id == request.user_id)))
    return [item["title"] for item in request.evidence if UUID(item["experience_id"]) in kept_ids]


async def _notify_owner(uow: UnitOfWork, request: Endorsement) -> None:
    """Tell the owner that there is an answer, by the name they gave. The request shows which."""
    person = await uow.session.get_one(User, request.user_id)
    skill = await uow.session.get_one(Skill, request.skill_id)
    data = {
        "endorsement_id": str(request.id),
        "person": request.asked_name,
        **titled(Words.each(lambda locale: label_of(skill.labels, locale, skill.code)), person.locale),
    }
    await notifications.notify(uow, person.id, NewNotification(NotificationType.ENDORSEMENT, request.id, data=data))


async def _get_to_change(uow: UnitOfWork, token: str) -> Endorsement:
    return await _find(uow, _by_token(token).where(is_visible(Endorsement.user_id)).with_for_update())


def _by_token(token: str) -> Select[Endorsement]:
    return select(Endorsement).where(Endorsement.token_digest == digest(token))


async def _find(uow: UnitOfWork, statement: Select[Endorsement]) -> Endorsement:
    """Return the request. Raises EndorsementGone, also where the person no longer claims the talent."""
    request = (await uow.session.scalars(statement)).one_or_none()
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
