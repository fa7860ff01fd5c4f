from datetime import timedelta

from sqlalchemy import delete, select, update

from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.responses import MissionResponse
from app.services.media import media
from app.services.talents import endorsement_requests, talents

AT_ONCE = 200


class EmptyBin(Job):
    pass


async def empty(uow: UnitOfWork) -> None:
    """Delete experiences that have been in the bin for `bin_days`, and their media that nothing else shows.

    At most AT_ONCE; when there are more, another job goes on. The change feed gets no entry: phones were told
    when they were put into the bin.
    """
    until = uow.now - timedelta(days=uow.runtime.settings.bin_days)
    # What somebody holds just now, to restore it, is left for the next time.
    old = (
        select(Experience.id, Experience.owner_id)
        .where(Experience.trashed_at <= until)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = (await uow.session.execute(old)).all()
    doomed, owners = [row.id for row in rows], {row.owner_id for row in rows}
    statement = select(ExperienceMedia.media_id).where(ExperienceMedia.experience_id.in_(doomed)).distinct()
    shown_media = (await uow.session.scalars(statement)).all()
    sent = update(MissionResponse).where(MissionResponse.experience_id.in_(doomed))
    await uow.session.execute(sent.values(shown=None, captured_at=None))
    await uow.session.execute(delete(Experience).where(Experience.id.in_(doomed)))
    await endorsement_requests.forget_evidence(uow, owners, doomed)
    await talents.forget_evidence(uow, owners, doomed)
    await media.delete_unused(uow, shown_media)
    if len(doomed) == AT_ONCE:
        uow.enqueue(EmptyBin())
