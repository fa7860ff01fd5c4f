"""What a mail says of an access that is asked for or about to end, besides the sentence: as it is when it goes out."""

from uuid import UUID

from app.core.uow import UnitOfWork
from app.models.grant_requests import GrantRequest
from app.models.grants import Grant, Purpose, Right
from app.models.notifications import NotificationType
from app.models.users import User
from app.schemas.grant_requests import RequestTarget
from app.services.access_letters import Asked, ending, requested
from app.services.notification_letters import More


async def more(uow: UnitOfWork, kind: NotificationType, subject_id: UUID, user_id: UUID) -> More | None:
    match kind:
        case NotificationType.GRANT_REQUEST:
            return await _requested(uow, subject_id)
        case NotificationType.EXPIRY:
            return await _ending(uow, subject_id, user_id)
    return None


async def _requested(uow: UnitOfWork, request_id: UUID) -> More | None:
    request = await uow.session.get(GrantRequest, request_id)
    if request is None:
        return None
    owner = await uow.session.get_one(User, request.owner_id)
    asker = await uow.session.get_one(User, request.requester_id)
    kinds = [RequestTarget.model_validate(one).type for one in request.targets]
    rights = [Right(one) for one in request.rights]
    asked = Asked(Purpose(request.purpose), kinds, rights, request.ends_at, request.message)
    return requested(uow.runtime.settings, owner, asker, asked)


async def _ending(uow: UnitOfWork, grant_id: UUID, user_id: UUID) -> More | None:
    grant = await uow.session.get(Grant, grant_id)
    if grant is None or grant.ends_at is None:
        return None
    mine = grant.owner_id != user_id
    to = await uow.session.get_one(User, user_id)
    other = await uow.session.get(User, grant.owner_id if mine else grant.audience_id)
    return ending(uow.runtime.settings, to, other, grant.ends_at, mine=mine) if other else None
