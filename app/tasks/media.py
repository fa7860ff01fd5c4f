from datetime import timedelta

from app.core.ports import StorageUnavailable
from app.core.uow import UnitOfWork
from app.services.media import objects, renditions
from app.services.media.objects import SweepObjects
from app.services.media.renditions import RenderMedia

LATER = timedelta(minutes=1)


async def render_media(uow: UnitOfWork, job: RenderMedia) -> None:
    try:
        await renditions.render(uow, job.media_id)
    except StorageUnavailable:  # storage may be away for long: the job does not fail
        uow.enqueue(job, after=LATER)


async def sweep_objects(uow: UnitOfWork, _: SweepObjects) -> None:
    try:
        await objects.sweep(uow)
    except StorageUnavailable:
        uow.enqueue(SweepObjects(), after=LATER)
