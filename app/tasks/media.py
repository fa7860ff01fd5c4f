import logging
from datetime import timedelta

from app.core.ports import StorageUnavailable, TranscriptionFailed
from app.core.uow import UnitOfWork
from app.services.media import captioning, objects, renditions, transcribing
from app.services.media.captioning import CaptionMedia
from app.services.media.objects import SweepObjects
from app.services.media.renditions import RenderMedia, RenderPhoto
from app.services.media.transcribing import TranscribeMedia

logger = logging.getLogger(__name__)
LATER = timedelta(minutes=1)


async def render_media(uow: UnitOfWork, job: RenderMedia) -> None:
    try:
        await renditions.render(uow, job.media_id, uow.runtime.background_renderer)
    except StorageUnavailable:  # storage may be away for long: the job does not fail
        uow.enqueue(job, after=LATER)


async def render_photo(uow: UnitOfWork, job: RenderPhoto) -> None:
    renderer = uow.runtime.renderer
    renderer.prepare()
    try:
        if await renditions.preview(uow, job.media_id, renderer):
            uow.enqueue(job)  # for the large picture: the small ones are shown now
        else:
            await renditions.render(uow, job.media_id, renderer)
    except StorageUnavailable:
        uow.enqueue(job, after=LATER)
    else:
        renderer.prepare()  # who shows one photo often shows more


async def caption_media(uow: UnitOfWork, job: CaptionMedia) -> None:
    try:
        await captioning.caption(uow, job.media_id)
    except StorageUnavailable:
        uow.enqueue(job, after=LATER)


async def sweep_objects(uow: UnitOfWork, _: SweepObjects) -> None:
    try:
        await objects.sweep(uow)
    except StorageUnavailable:
        uow.enqueue(SweepObjects(), after=LATER)


async def transcribe_media(uow: UnitOfWork, job: TranscribeMedia) -> None:
    try:
        if await transcribing.transcribe(uow):
            uow.enqueue(job)
    except (StorageUnavailable, TranscriptionFailed) as error:  # the recordings wait: the next run tries them again
        logger.warning("What is said could not be written down: %s", error)
