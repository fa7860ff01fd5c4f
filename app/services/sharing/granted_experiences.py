"""Experiences that others granted: shown as they would be published. Each reading is recorded."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, exists, false, func, null, select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.db import SINGLE_ROW
from app.core.projections import NOW, Json, Projection, Representation, SingleProjection, asked_by, build, shape
from app.core.uow import Reading, UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Accessed, Grant
from app.policies.experiences import covers, granted_to, of_experiences
from app.policies.grants import awaits_proof
from app.policies.second_factors import SecondFactorRequired
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import ExperienceQuery, ExperienceRead
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.journal.experience_reads import FILTERS, NEWEST, SKILLS, ExperienceNotFound, filters_of
from app.services.media.projections import CITED_MEDIA
from app.services.shared import admission
from app.services.sharing import beneficiaries

# People, feeling, the organisation and the exact place are for the owner alone; an edition leaves them out, too.
ITEM = shape(
    Experience,
    ExperienceRead,
    skills=SKILLS,
    media=CITED_MEDIA,
    people=func.json_build_array(),
    refused_skills=func.json_build_array(),  # what somebody says they are not
    feeling=null(),
    phone_time=null(),
    organisation=null(),  # a place that is more exact than its town
    kept_aside=false(),  # the mark alone would reveal the subject
    place=case(
        (
            Experience.place.is_not(None),
            build({"label": Experience.place["label"], "lat": null(), "lng": null()}),
        )
    ),
)
_IS_READABLE = exists().where(granted_to(ME, NOW))
GRANTED_EXPERIENCES = Projection(
    "granted_experiences.granted",
    SIGNED_IN,
    ITEM,
    Experience.owner_id == bindparam("person", type_=Uuid()),
    _IS_READABLE,
    order=NEWEST,
    filters=FILTERS,
)
GRANTED_EXPERIENCE = SingleProjection(
    SIGNED_IN,
    ITEM,
    Experience.version,
    _IS_READABLE,
    Experience.id == bindparam("id", type_=Uuid()),
    missing=ExperienceNotFound,
)
_ID = bindparam("id", type_=Uuid())
THROUGH = Compiled(
    select(Grant.id, Experience.owner_id)
    .where(Experience.id == _ID, granted_to(ME, NOW))
    .order_by(Grant.id)
    .limit(SINGLE_ROW)
)
# The grant that would show it to a session with a second factor.
WITHHELD = Compiled(
    select(Grant.id)
    .where(awaits_proof(ME, NOW), of_experiences())
    .where(exists().where(Experience.id == _ID, covers(), Experience.trashed_at.is_(None)).correlate_except(Experience))
    .limit(SINGLE_ROW)
)


async def search(reading: Reading, query: ExperienceQuery) -> Json:
    """List the granted experiences of a person. Raises BeneficiaryNotFound."""
    filters = filters_of(query)
    async with reading.runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        page = await GRANTED_EXPERIENCES.show(uow, **filters)
        await beneficiaries.enter(uow, filters["person"], of_experiences(), Accessed.EXPERIENCES)
        return page


async def get(uow: UnitOfWork, experience_id: UUID) -> Representation:
    """Return a granted experience and record the reading. Raises ExperienceNotFound, SecondFactorRequired."""
    values = asked_by(uow, {"id": experience_id})
    row = (await THROUGH.execute(uow.session, values)).one_or_none()
    if row is None:
        withheld = await WITHHELD.execute(uow.session, values)
        raise ExperienceNotFound if withheld.one_or_none() is None else SecondFactorRequired
    access_events.record(uow, ReadTarget(row.owner_id, row.id, Accessed.EXPERIENCE, experience_id))
    return await GRANTED_EXPERIENCE.show(uow, id=experience_id)
