from app.core.uow import UnitOfWork
from app.services import announcements, gathered_posts, notification_mails, notification_pushes
from app.services.announcements import PostMails, SendPushes
from app.services.gathered_posts import PostGathered
from app.services.notifications import Announce


async def announce(uow: UnitOfWork, _job: Announce) -> None:
    await announcements.announce(uow)


async def post_mails(uow: UnitOfWork, _job: PostMails) -> None:
    await notification_mails.post(uow)


async def post_gathered(uow: UnitOfWork, _job: PostGathered) -> None:
    await gathered_posts.post(uow)


async def send_pushes(uow: UnitOfWork, _job: SendPushes) -> None:
    await notification_pushes.send(uow)
