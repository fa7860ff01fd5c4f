"""Details of a mail about access, besides the sentence, as they are when the mail is sent."""

from uuid import UUID

from sqlalchemy import or_, select

from app.core.clock import on_the_wire
from app.core.uow import UnitOfWork
from app.models.grant_requests import LISTED, GrantRequest
from app.models.grants import Grant, Purpose, Right
from app.models.notifications import NotificationType
from app.models.users import User
from app.schemas.grant_requests import RequestTarget
from app.services.notifications.access_templates import AccessTerms, expiry_details, grant_details, request_details
from app.services.notifications.mail_templates import MailDetails


async def details_of(uow: UnitOfWork, kind: NotificationType, subject_id: UUID, user_id: UUID) -> MailDetails | None:
    match kind:
        case NotificationType.GRANT_REQUEST:
            return await _request(uow, subject_id)
        case NotificationType.GRANT:
            return await _grant(uow, subject_id, user_id)
        case NotificationType.EXPIRY:
            return await _expiry(uow, subject_id, user_id)
        case _:
            return None


async def _request(uow: UnitOfWork, request_id: UUID) -> MailDetails | None:
    request = await uow.session.get(GrantRequest, request_id)
    if request is None:
        return None
    owner = await uow.session.get_one(User, request.owner_id)
    asker = await uow.session.get_one(User, request.requester_id)
    kinds = [RequestTarget.model_validate(target).type for target in request.targets]
    rights = [Right(right) for right in request.rights]
    terms = AccessTerms(Purpose(request.purpose), kinds, rights, request.ends_at, request.message)
    return request_details(uow.runtime.settings, owner, asker, terms)


async def _grant(uow: UnitOfWork, subject_id: UUID, user_id: UUID) -> MailDetails | None:
    """`subject_id`: of a grant, or of the request that it answers."""
    statement = select(Grant).where(or_(Grant.id == subject_id, Grant.request_id == subject_id))
    standing = statement.where(Grant.audience_id == user_id, Grant.revoked_at.is_(None)).order_by(
        Grant.ends_at, Grant.id
    )
    grants = (await uow.session.scalars(standing)).all()
    if not grants:
        return None
    first, reader = grants[0], await uow.session.get_one(User, user_id)
    terms = AccessTerms(
        first.purpose, [grant.target_type for grant in grants], [Right(right) for right in first.rights], first.ends_at
    )
    request = await uow.session.get(GrantRequest, subject_id)
    return grant_details(
        uow.runtime.settings, reader, terms, is_smaller=request is not None and _is_less(terms, request)
    )


def _is_less(terms: AccessTerms, request: GrantRequest) -> bool:
    kinds = {RequestTarget.model_validate(target).type for target in request.targets}
    requested_kinds = {*terms.kinds, *(LISTED[kind] for kind in LISTED if kind in terms.kinds)}
    shorter = terms.ends_at is not None and on_the_wire(terms.ends_at) < on_the_wire(request.ends_at)
    return shorter or not kinds <= requested_kinds or not set(request.rights) <= set(terms.rights)


async def _expiry(uow: UnitOfWork, grant_id: UUID, user_id: UUID) -> MailDetails | None:
    grant = await uow.session.get(Grant, grant_id)
    if grant is None or grant.ends_at is None:
        return None
    is_reader = grant.owner_id != user_id
    to = await uow.session.get_one(User, user_id)
    person = await uow.session.get(User, grant.owner_id if is_reader else grant.audience_id)
    return expiry_details(uow.runtime.settings, to, person, grant.ends_at, is_reader=is_reader) if person else None
