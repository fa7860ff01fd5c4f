"""To tell people of a test something, as services do."""

from uuid import UUID

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.services.notifications import Notice, settle, tell
from tests.factories import Person

WALL = {"title": "Un mur droit", "person": "Karim", "community": "Les maçons"}


async def told(
    runtime: Runtime,
    person: Person,
    kind: NotificationType = NotificationType.MISSION,
    subject_id: UUID | None = None,
    /,
    **data: str | int | None,
) -> UUID:
    """Its subject."""
    subject = subject_id or uuid7()
    async with runtime.work(SYSTEM) as uow:
        await tell(uow, person.id, Notice(kind, subject, data=WALL | data))
    return subject


async def settled(runtime: Runtime, subject_id: UUID, whom: Person | None = None) -> None:
    async with runtime.work(SYSTEM) as uow:
        await settle(uow, subject_id, whom.id if whom else None)
