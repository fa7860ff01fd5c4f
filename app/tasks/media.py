from datetime import timedelta

from app.core.ports import StorageUnavailable
from app.core.uow import UnitOfWork
from app.services.media import objects, renditions, uploads
from app.services.media.objects import SweepObjects
from app.services.media.renditions import RenderMedia
from app.services.media.uploads import ForgetUploads

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


async def forget_uploads(uow: UnitOfWork, _: ForgetUploads) -> None:
    await uploads.forget_unfinished(uow)
