"""Responses as they are shown, with the cited experience as it was when it was sent.

Experiences are private: later changes are visible to others only when the response is sent again. A deleted photo or
experience disappears at once. Place, organisation, people, feeling, reflection, tags and the time of capture are never
shown: a mission asks for a moment, and these are the person's own.
"""

from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, cast, column, exists, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.db import constant
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW, Element, Representation, SingleProjection, build, many, shape, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.grants import Accessed
from app.models.media import Media
from app.models.missions import Mission
from app.models.responses import OPEN_STATES, STANDING, MissionResponse, ResponseState
from app.models.users import User
from app.policies.communities import active_in
from app.policies.missions import is_open, is_secret
from app.policies.responses import is_missed, owned_by, readable_by, reviewable_by, state
from app.policies.rooms import is_asked_in_room
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import CitedMediaRead
from app.schemas.responses import ResponseRead, ShownExperienceRead
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.accounts import proofs
from app.services.journal.experience_reads import SKILLS
from app.services.media.projections import VARIANT_NAMES
from app.services.shared import summaries
from app.services.stories.editions import cut


class ResponseNotFound(NotFound):
    title = Words("Réponse introuvable")


# A moment that a phone without signal captured in time is in time, whenever it arrived. `least` ignores null.
CAME_AT = func.least(MissionResponse.submitted_at, MissionResponse.captured_at)
_IS_OPEN = MissionResponse.state.in_(OPEN_STATES) & ~is_missed(NOW)
LATE = (Mission.due_at.is_not(None)) & case((_IS_OPEN, Mission.due_at < NOW), else_=Mission.due_at < CAME_AT).is_(
    other=True
)
AUTHOR = select(summaries.PERSON).where(User.id == MissionResponse.user_id)
_COLUMNS = MissionResponse.__table__.c
_WORDS = ("alt", "caption", "transcript")
# The current experience as Response.shown stores it. Renditions of media are read later: they may not exist yet.
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
_SENT_ITEM = (
    func.jsonb_array_elements(_COLUMNS.shown["media"])
    .table_valued(column("value", JSONB), with_ordinality="position")
    .render_derived(name="sent")
)
_IN_EXPERIENCE = (ExperienceMedia.experience_id == MissionResponse.experience_id, ExperienceMedia.media_id == Media.id)
# Media that were sent, and are still in the experience.
SENT_MEDIA = (
    Media.id == cast(_SENT_ITEM.c.value["id"].astext, Uuid),
    exists().where(*_IN_EXPERIENCE).correlate_except(ExperienceMedia),
)
SENT_ORDER = _SENT_ITEM.c.position
SENT_MEDIUM = shape(
    Media, CitedMediaRead, variants=VARIANT_NAMES, **{name: _SENT_ITEM.c.value[name] for name in _WORDS}
)
_EXPERIENCE_FIELDS = {name: _COLUMNS.shown[name] for name in ShownExperienceRead.model_fields}
EXPERIENCE = (
    select(build(_EXPERIENCE_FIELDS | {"media": many(SENT_MEDIUM, *SENT_MEDIA, order_by=SENT_ORDER)}))
    .where(Experience.id == MissionResponse.experience_id, Experience.trashed_at.is_(None))
    .where(MissionResponse.state.in_(STANDING), MissionResponse.shown.is_not(None))
    .scalar_subquery()
)
MISSION_FIELDS = {"id": Mission.id, "community_id": Mission.community_id, "title": Mission.title}
# A person who left the community reads the title of that day, or none where none was stored.
MISSION_TITLE = case(
    (Mission.community_id.in_(active_in(ME)) | is_asked_in_room(ME.id), Mission.title),
    else_=func.coalesce(MissionResponse.mission_title, literal_column("''", Text)),
)


# Whether the reader is the author or a reviewer; the offset keeps PostgreSQL from asking it once for each column.
_RIGHTS = (
    select((owned_by(ME) | reviewable_by(ME, NOW)).label("of_author_or_reviewer"))
    .offset(0)
    .correlate_except(None)
    .lateral("rights")
)


def _for_author_and_reviewers(column: Element) -> Element:
    """Show the column to the response's author and reviewers only."""
    return case((_RIGHTS.c.of_author_or_reviewer, column))


# In the order of the questions; each says what its type takes.
_QUESTION = (
    func.jsonb_array_elements(Mission.form["questions"])
    .table_valued(column("value", JSONB), with_ordinality="position")
    .render_derived(name="missions")
)
_ANSWER_VALUE = _COLUMNS.answers[_QUESTION.c.value["code"].astext]
_ANSWERS = case(
    (
        _COLUMNS.answers.is_not(None),
        many(
            build(
                {
                    "code": _QUESTION.c.value["code"],
                    "options": case(
                        (func.jsonb_typeof(_ANSWER_VALUE) == "array", _ANSWER_VALUE),
                        else_=literal_column("'[]'::jsonb"),
                    ),
                    "number": case((func.jsonb_typeof(_ANSWER_VALUE) == "number", _ANSWER_VALUE)),
                    "text": case((func.jsonb_typeof(_ANSWER_VALUE) == "string", _ANSWER_VALUE)),
                }
            ),
            _ANSWER_VALUE.is_not(None),
            order_by=_QUESTION.c.position,
        ),
    )
)
# Of somebody else's vote that is secret: neither whether they have voted while it goes on, nor when.
_HIDDEN = is_secret() & ~owned_by(ME)
_STATE = case((_HIDDEN & is_open(NOW), constant(ResponseState.ASSIGNED)), else_=state(NOW))
VERSION = case((_HIDDEN, literal_column("1")), else_=MissionResponse.version)
_NEVER_HIDDEN = {
    "mission": build(MISSION_FIELDS | {"title": MISSION_TITLE}),
    "author": AUTHOR.scalar_subquery(),
    "experience": EXPERIENCE,
}
ITEM = shape(
    MissionResponse,
    ResponseRead,
    **_NEVER_HIDDEN,
    state=_STATE,
    late=case((_HIDDEN, literal_column("false")), else_=LATE),
    submitted_at=case((~_HIDDEN, wire(_COLUMNS.submitted_at))),
    reviewed_at=case((~_HIDDEN, wire(_COLUMNS.reviewed_at))),
    updated_at=wire(case((_HIDDEN, _COLUMNS.assigned_at), else_=_COLUMNS.updated_at)),
    version=VERSION,
    experience_id=case((owned_by(ME), MissionResponse.experience_id)),
    answers=_for_author_and_reviewers(_ANSWERS),
    attendance=_for_author_and_reviewers(_COLUMNS.attendance),
    waiting_since=_for_author_and_reviewers(wire(_COLUMNS.waiting_since)),
    keep_in_journal=case((owned_by(ME), _COLUMNS.keep_in_journal)),
    choices=case((owned_by(ME), _COLUMNS.choices)),
    captured_at=case((owned_by(ME), wire(_COLUMNS.captured_at))),
    reason=_for_author_and_reviewers(_COLUMNS.reason),
    comment=_for_author_and_reviewers(_COLUMNS.comment),
    seen_at=_for_author_and_reviewers(case((~_HIDDEN, wire(_COLUMNS.seen_at)))),
)
_ID = MissionResponse.id == bindparam("id", type_=Uuid())
# The experience may go into the bin, and media change; an open response becomes late and missed by the clock.
_STEADY = (
    MissionResponse.experience_id.is_(None)
    & MissionResponse.state.not_in(OPEN_STATES)
    & summaries.has_no_avatar(MissionResponse.user_id)
)
RESPONSE = SingleProjection(SIGNED_IN, ITEM, VERSION, readable_by(ME, NOW), _ID, steady=_STEADY)
# The same towards its author, who is hidden nothing: whoever answers waits for no plan of who else may read it.
OWN_RESPONSE = SingleProjection(
    SIGNED_IN,
    shape(MissionResponse, ResponseRead, **_NEVER_HIDDEN, state=state(NOW), late=LATE, answers=_ANSWERS),
    MissionResponse.version,
    MissionResponse.mission_id == Mission.id,
    owned_by(ME),
    _ID,
    steady=_STEADY,
)


async def get(uow: UnitOfWork, response_id: UUID) -> Representation:
    """Return the response, and record the reading of somebody else's. Raises ResponseNotFound, SecondFactorRequired."""
    statement = select(MissionResponse.user_id).join(Mission, Mission.id == MissionResponse.mission_id)
    owner_id = await uow.session.scalar(
        statement.where(MissionResponse.id == response_id, readable_by(uow.actor, literal(uow.now)))
    )
    if owner_id is None:
        await check_proof(uow, response_id)
        raise ResponseNotFound
    if owner_id != uow.actor.id:
        access_events.record(uow, ReadTarget(owner_id, None, Accessed.RESPONSE, response_id))
    return await RESPONSE.show(uow, id=response_id)


async def check_proof(uow: UnitOfWork, response_id: UUID) -> None:
    """Raises SecondFactorRequired when the answer is not shown for want of it alone."""
    missions = select(MissionResponse.mission_id).where(MissionResponse.id == response_id)
    await proofs.check_review(uow, Mission.id == missions.scalar_subquery())
