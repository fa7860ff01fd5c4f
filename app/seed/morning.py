"""Sends a morning digest at once. Clients cannot change the time, so this uses the database, as operators may."""

import asyncio
from uuid import UUID

from app.adapters import postgres
from app.core.actor import SYSTEM
from app.core.settings import S3Settings, Settings
from app.main import open_runtime
from app.services.notifications import notification_mails

TRIES = 100


async def come(settings: Settings, user_id: UUID) -> bool:
    """Send that person's digest now. False: the database cannot be reached, or there is nothing to send."""
    url = settings.database_url or postgres.kept_running(settings.data_dir / "postgres")
    if url is None:
        return False
    local_settings = settings.model_copy(update={"database_url": url, "s3": settings.s3 or S3Settings()})
    async with open_runtime(local_settings) as runtime:
        for _ in range(TRIES):
            async with runtime.work(SYSTEM) as uow:
                if await notification_mails.hasten(uow, user_id):
                    return True
            await asyncio.sleep(0.05)
    return False
