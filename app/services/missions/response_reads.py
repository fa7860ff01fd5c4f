"""An answer as it is shown. Of the experience that it cites: what was told and shown of the moment when it was sent.

An experience is private, always: what is written in it afterwards is seen by nobody else until it is sent again. What
is taken away, a photo or all of it, is gone at once. Its place, people, feeling, reflection and tags are never shown,
nor when a phone caught it: a mission asks for a moment, and these are the person's own.
"""

from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, cast, column, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW, Element, Representation, SingleProjection, build, many, shape, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import Accessed
from app.models.media import Media
from app.models.missions import Mission
from app.models.responses import OPEN_STATES, STANDING, MissionResponse
from app.models.users import User
from app.policies.communities import active_in
from app.policies.responses import is_missed, owned_by, readable_by, reviewable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import CitedMediaRead
from app.schemas.responses import ResponseRead, ShownExperienceRead
from app.services.access import access_events
from app.services.access.access_events import Access
from app.services.journal.experiences import SKILLS
from app.services.media.projections import variants
from app.services.shared import summaries
from app.services.stories.editions import cut


class ResponseNotFound(NotFound):
    title = Words("Réponse introuvable", "No such answer")


# What a phone without signal captured in time is in time, whenever it came; PostgreSQL's `least` passes over null.
_CAME_AT = func.least(MissionResponse.submitted_at, MissionResponse.captured_at)
_IS_OPEN = MissionResponse.state.in_(OPEN_STATES) & ~is_missed(NOW)
LATE = (Mission.due_at.is_not(None)) & case((_IS_OPEN, Mission.due_at < NOW), else_=Mission.due_at < _CAME_AT).is_(
    other=True
)
AUTHOR = select(summaries.PERSON).where(User.id == MissionResponse.user_id)
_COLUMNS = MissionResponse.__table__.c
_WORDS = ("alt", "caption", "transcript")
# Of the experience at hand, as it is kept in Response.shown. Of media, what they look like comes later: they may not
# have arrived yet.
FROZEN = cast(
    shape(
        Experience,
        ShownExperienceRead,
        lived_at=cut(Experience.__table__.c.lived_at),
        skills=SKILLS,
        media=many(
            build({name: Media.__table__.c[name] for name in ("id", *_WORDS)}),
            ExperienceMedia.experience_id == Experience.id,
            Media.id == ExperienceMedia.media_id,
            order_by=ExperienceMedia.position,
        ),
    ),
    JSONB,
)
_SENT = (
    func.jsonb_array_elements(_COLUMNS.shown["media"])
    .table_valued(column("value", JSONB), with_ordinality="position")
    .render_derived(name="sent")
)
_KEPT = (ExperienceMedia.experience_id == MissionResponse.experience_id, ExperienceMedia.media_id == Media.id)
# Those that were sent, and are still in the experience.
SENT_MEDIA = (
    Media.id == cast(_SENT.c.value["id"].astext, Uuid),
    exists().where(*_KEPT).correlate_except(ExperienceMedia),
)
SENT_ORDER = _SENT.c.position
SENT_MEDIUM = shape(Media, CitedMediaRead, variants=variants(), **{name: _SENT.c.value[name] for name in _WORDS})
_SHOWN = {name: _COLUMNS.shown[name] for name in ShownExperienceRead.model_fields}
EXPERIENCE = (
    select(build(_SHOWN | {"media": many(SENT_MEDIUM, *SENT_MEDIA, order_by=SENT_ORDER)}))
    .where(Experience.id == MissionResponse.experience_id, Experience.trashed_at.is_(None))
    .where(MissionResponse.state.in_(STANDING), MissionResponse.shown.is_not(None))
    .scalar_subquery()
)
ANSWERED = {"id": Mission.id, "community_id": Mission.community_id, "title": Mission.title}
# A person who left reads the title of that day. One who was not given it reads none, never a later one.
MISSION_TITLE = case(
    (Mission.community_id.in_(active_in(ME)), Mission.title),
    else_=func.coalesce(MissionResponse.mission_title, literal_column("''", Text)),
)


def _inside(column: Element) -> Element:
    """For its author and those who review it."""
    return case((owned_by(ME) | reviewable_by(ME), column))


ITEM = shape(
    MissionResponse,
    ResponseRead,
    mission=build(ANSWERED | {"title": MISSION_TITLE}),
    author=AUTHOR.scalar_subquery(),
    state=state(NOW),
    late=LATE,
    experience_id=case((owned_by(ME), MissionResponse.experience_id)),
    experience=EXPERIENCE,
    reason=_inside(_COLUMNS.reason),
    comment=_inside(_COLUMNS.comment),
    seen_at=_inside(wire(_COLUMNS.seen_at)),
)
RESPONSE = SingleProjection(
    SIGNED_IN,
    ITEM,
    MissionResponse.version,
    readable_by(ME),
    MissionResponse.id == bindparam("id", type_=Uuid()),
    # Or it goes into the bin, and media come and go; what nobody answered is late and missed by the clock.
    steady=MissionResponse.experience_id.is_(None) & MissionResponse.state.not_in(OPEN_STATES),
)


async def get(uow: UnitOfWork, response_id: UUID) -> Representation:
    """Somebody else’s is not read without a trace."""
    statement = select(MissionResponse.user_id).join(Mission, Mission.id == MissionResponse.mission_id)
    owner_id = await uow.session.scalar(statement.where(MissionResponse.id == response_id, readable_by(uow.actor)))
    if owner_id is None:
        raise ResponseNotFound
    if owner_id != uow.actor.id:
        access_events.record(uow, Access(owner_id, None, Accessed.RESPONSE, response_id))
    return await RESPONSE.show(uow, id=response_id)
