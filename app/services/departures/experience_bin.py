from datetime import timedelta

from sqlalchemy import delete, select, update

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import TargetType
from app.models.responses import MissionResponse
from app.services.access import grant_endings
from app.services.media import media
from app.services.talents import endorsement_requests, talents

AT_ONCE = 200


class EmptyBin(Job):
    pass


async def empty(uow: UnitOfWork) -> None:
    """Delete experiences that have been in the bin for `bin_days`, and their media that nothing else shows. Accesses to
    them end.

    At most AT_ONCE; when there are more, another job goes on. The change log gets no entry: phones were told
    when they were put into the bin.
    """
    until = uow.now - timedelta(days=uow.runtime.settings.bin_days)
    # A row that a restore has locked waits for the next time.
    old = (
        select(Experience.id, Experience.owner_id)
        .where(Experience.trashed_at <= until)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = (await uow.session.execute(old)).all()
    ids, owners = [row.id for row in rows], {row.owner_id for row in rows}
    statement = select(ExperienceMedia.media_id).where(ExperienceMedia.experience_id.in_(ids)).distinct()
    shown_media = (await uow.session.scalars(statement)).all()
    responses = update(MissionResponse).where(MissionResponse.experience_id.in_(ids))
    await uow.session.execute(responses.values(shown=None, captured_at=None))
    await uow.session.execute(delete(Experience).where(Experience.id.in_(ids)))
    await grant_endings.end_all(uow, TargetType.EXPERIENCE, *ids)
    await endorsement_requests.forget_evidence(uow, owners, ids)
    await talents.forget_evidence(uow, owners, ids)
    await media.delete_unused(uow, shown_media)
    if len(ids) == AT_ONCE:
        uow.enqueue(EmptyBin())
