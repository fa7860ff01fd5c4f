from app.core.uow import UnitOfWork
from app.services.notifications import announcements, notification_mails, pushes
from app.services.notifications.announcements import PostMails, SendPushes
from app.services.notifications.notifications import Announce
from app.services.sharing import gathered_posts
from app.services.sharing.gathered_posts import PostGathered


async def announce(uow: UnitOfWork, _job: Announce) -> None:
    await announcements.enqueue_deliveries(uow)


async def post_mails(uow: UnitOfWork, _job: PostMails) -> None:
    await notification_mails.post(uow)


async def post_gathered(uow: UnitOfWork, _job: PostGathered) -> None:
    await gathered_posts.post(uow)


async def send_pushes(uow: UnitOfWork, _job: SendPushes) -> None:
    await pushes.send(uow)
