"""What others lived, as far as they granted it: as it would be published, and never without a trace."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, exists, false, func, literal, null, select

from app.core.actor import ME
from app.core.projections import NOW, Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Accessed, Grant
from app.policies.experiences import covers, granted_to, of_experiences
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import ExperienceQuery, ExperienceRead
from app.services.access import access_events
from app.services.access.access_events import Access
from app.services.accounts import proofs
from app.services.journal.experiences import FILTERS, NEWEST, SKILLS, ExperienceNotFound, asked_of
from app.services.media.projections import CITED_MEDIA
from app.services.shared import admission
from app.services.sharing import beneficiaries

# Who else was there, how it felt and where exactly are for whoever lived it: an edition does not tell them either.
ITEM = shape(
    Experience,
    ExperienceRead,
    skills=SKILLS,
    media=CITED_MEDIA,
    people=func.json_build_array(),
    feeling=null(),
    kept_aside=false(),  # that it is kept aside would say what it is about
    place=case(
        (
            Experience.place.is_not(None),
            build({"label": Experience.place["label"], "lat": null(), "lng": null()}),
        )
    ),
)
_GRANTED = exists().where(granted_to(ME, NOW))
GRANTED = Projection(
    "granted_experiences.granted",
    SIGNED_IN,
    ITEM,
    Experience.owner_id == bindparam("person", type_=Uuid()),
    _GRANTED,
    order=NEWEST,
    filters=FILTERS,
)
ONE = SingleProjection(
    SIGNED_IN,
    ITEM,
    Experience.version,
    _GRANTED,
    Experience.id == bindparam("id", type_=Uuid()),
    missing=ExperienceNotFound,
)


async def search(reading: Reading, query: ExperienceQuery) -> Json:
    """Of the person that is asked for. Raises BeneficiaryNotFound."""
    asked = asked_of(query)
    async with reading.runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        page = await GRANTED.show(uow, **asked)
        await beneficiaries.enter(uow, asked["person"], of_experiences(), Accessed.EXPERIENCES)
        return page


async def get(uow: UnitOfWork, experience_id: UUID) -> Representation:
    """Raises ExperienceNotFound."""
    through = select(Grant.id, Experience.owner_id).where(
        Experience.id == experience_id, granted_to(uow.actor, literal(uow.now))
    )
    row = (await uow.session.execute(through.order_by(Grant.id).limit(1))).one_or_none()
    if row is None:
        here = (Experience.id == experience_id, covers(), Experience.trashed_at.is_(None))
        await proofs.check(uow, of_experiences(), exists().where(*here).correlate_except(Experience))
        raise ExperienceNotFound
    access_events.record(uow, Access(row.owner_id, row.id, Accessed.EXPERIENCE, experience_id))
    return await ONE.show(uow, id=experience_id)
