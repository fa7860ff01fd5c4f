"""What somebody hears who was given access to something."""

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.grants import Grant
from app.models.notifications import NotificationType
from app.models.stories import Story
from app.models.users import User
from app.services.notifications import Notice, settle, tell
from app.services.targets import NAMES


async def tell_given(uow: UnitOfWork, grant: Grant) -> None:
    """To one person, unless it is for later."""
    if grant.audience_id is None or (grant.starts_at and grant.starts_at > uow.now):
        return
    owner = await uow.session.get_one(User, grant.owner_id)
    reader = await uow.session.get_one(User, grant.audience_id)
    titled = select(Story.title).where(Story.id == grant.target_id)
    title = await uow.session.scalar(titled) or NAMES[grant.target_type].in_(reader.locale)
    told = {"grant_id": str(grant.id), "person_id": str(owner.id), "person": owner.display_name, "title": title}
    await tell(uow, reader.id, Notice(NotificationType.GRANT, grant.id, data=told))


async def forget(uow: UnitOfWork, grant: Grant) -> None:
    await settle(uow, grant.id)
