"""The picture in a preview of a link: made when a service asks for it, and kept for a while in this process.

Nothing is stored: few photos stand for a link, and a link is previewed once or twice.
"""

import asyncio
from uuid import UUID

from app.core.errors import Unavailable
from app.core.ports import ObjectNotFound, Rejected
from app.core.recent import Recent
from app.core.uow import Runtime
from app.models.media import MediaNotFound
from app.services.media import files, scratch

KIND, SOURCE = "card", "large"
CARDS: Recent[str, bytes] = Recent(4_000_000)  # by the key of the object, which never changes
TASKS: dict[str, asyncio.Task[bytes]] = {}  # of cards that are being made, by the same key
AT_ONCE, RETRY_AFTER = 16, 5  # cards; seconds


async def get(runtime: Runtime, media_key: str, media_id: UUID) -> bytes:
    """Return the card of a photo, as JPEG. Raises Unavailable; MediaNotFound, also where the key does not open it."""
    file = await files.find(runtime, media_key, media_id, SOURCE)
    card = CARDS.get(file.object_key)
    return await asyncio.shield(_task(runtime, file)) if card is None else card


def _task(runtime: Runtime, file: files.StoredFile) -> asyncio.Task[bytes]:
    """Return the task that makes the card: one for all who ask for it."""
    task = TASKS.get(file.object_key)
    if task is None:
        if len(TASKS) >= AT_ONCE:
            raise Unavailable(retry_after=RETRY_AFTER)
        task = TASKS[file.object_key] = asyncio.create_task(_make(runtime, file))
        task.add_done_callback(lambda _: TASKS.pop(file.object_key, None))
    return task


async def _make(runtime: Runtime, file: files.StoredFile) -> bytes:
    with scratch.folder() as folder:
        original = folder / "original"
        try:
            await runtime.objects.get_file(file.object_key, original)
            rendition = await runtime.renderer.render(KIND, file.content_type, original, folder)
        except (ObjectNotFound, Rejected) as error:
            raise MediaNotFound from error
        card = await asyncio.to_thread(rendition.variants[0].path.read_bytes)
    CARDS.keep(file.object_key, card, len(card))
    return card
