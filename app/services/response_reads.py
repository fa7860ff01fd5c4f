"""An answer as it is shown. Of the experience that it cites, as that stands: what was told and shown of the moment.

Not its place, people, feeling, reflection or tags, nor when a phone caught it: a mission asks for a moment, and these
are the person's own.
"""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, select

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW, Element, One, Shown, build, shape, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Accessed
from app.models.missions import Mission
from app.models.responses import STANDING, TO_DO, Response
from app.models.users import User
from app.policies.responses import owned_by, readable_by, reviewable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.responses import ResponseRead, ShownExperienceRead
from app.services import traces
from app.services.editions import cut
from app.services.experiences import SKILLS
from app.services.media_projections import CITED_MEDIA
from app.services.traces import Through


class ResponseNotFound(NotFound):
    title = Words("Réponse introuvable", "No such answer")


LATE = (Mission.due_at.is_not(None)) & case(
    (Response.state.in_(TO_DO), Mission.due_at < NOW), else_=Response.submitted_at > Mission.due_at
).is_(other=True)
AUTHOR = select(build({"id": User.id, "display_name": User.display_name})).where(User.id == Response.user_id)
_LIVED = Experience.__table__.c
EXPERIENCE = (
    select(
        shape(
            Experience,
            ShownExperienceRead,
            lived_at=cut(_LIVED.lived_at),
            skills=SKILLS,
            media=CITED_MEDIA,
        )
    )
    .where(Experience.id == Response.experience_id, Experience.trashed_at.is_(None), Response.state.in_(STANDING))
    .scalar_subquery()
)
ANSWERED = build({name: getattr(Mission, name) for name in ("id", "community_id", "title")})
_COLUMNS = Response.__table__.c


def _inside(column: Element) -> Element:
    """For its author and those who review it."""
    return case((owned_by(ME) | reviewable_by(ME), column))


ITEM = shape(
    Response,
    ResponseRead,
    mission=ANSWERED,
    author=AUTHOR.scalar_subquery(),
    late=LATE,
    experience_id=case((owned_by(ME), Response.experience_id)),
    experience=EXPERIENCE,
    reason=_inside(_COLUMNS.reason),
    comment=_inside(_COLUMNS.comment),
    seen_at=_inside(wire(_COLUMNS.seen_at)),
)
RESPONSE = One(SIGNED_IN, ITEM, Response.version, readable_by(ME), Response.id == bindparam("id", type_=Uuid()))


async def get(uow: UnitOfWork, response_id: UUID) -> Shown:
    """Somebody else’s is not read without a trace."""
    found = select(Response.user_id).join(Mission, Mission.id == Response.mission_id)
    owner_id = await uow.session.scalar(found.where(Response.id == response_id, readable_by(uow.actor)))
    if owner_id is None:
        raise ResponseNotFound
    if owner_id != uow.actor.id:
        traces.leave(uow, Through(owner_id, None, Accessed.RESPONSE, response_id))
    return await RESPONSE.show(uow, id=response_id)
