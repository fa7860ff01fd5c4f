"""Who leads a programme, and who knows of it. Managers of its community lead it, and the facilitators of its team."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.core.actor import Actor
from app.models.communities import Community
from app.models.missions import Mission
from app.models.programmes import Programme, ProgrammeMember, ProgrammeState, ProgrammeVisibility
from app.models.responses import MissionResponse
from app.policies.communities import active_in, led_by, managed_by, public


def runs(actor: Actor) -> Select[UUID]:
    """Select the programmes that the actor leads: whose steps they write, read and run."""
    return select(Programme.id).where(led_by_team(actor))


def facilitates(actor: Actor) -> Select[UUID]:
    """Select the programmes that the actor leads as one of their team. Who leaves it, or the role, leads no more."""
    own_places = (ProgrammeMember.programme_id == Programme.id, ProgrammeMember.user_id == actor.id)
    statement = select(ProgrammeMember.programme_id).where(*own_places, Programme.community_id.in_(led_by(actor)))
    return statement.correlate_except(ProgrammeMember, Programme)


def led_by_team(actor: Actor) -> ColumnElement[bool]:
    """`runs`, in a statement with the programme."""
    return or_(Programme.community_id.in_(managed_by(actor)), Programme.id.in_(facilitates(actor)))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table. A draft is its team's."""
    audience = or_(
        and_(Programme.visibility == ProgrammeVisibility.COMMUNITY, Programme.community_id.in_(active_in(actor))),
        and_(
            Programme.visibility == ProgrammeVisibility.PUBLIC,
            or_(Programme.community_id.in_(active_in(actor)), Programme.community_id.in_(_public_communities())),
        ),
    )
    return or_(led_by_team(actor), and_(Programme.state != ProgrammeState.DRAFT, audience))


def concerns(actor: Actor) -> ColumnElement[bool]:
    """The actor leads it, or was sent one of its steps."""
    has_step = (
        exists()
        .where(Mission.programme_id == Programme.id, MissionResponse.mission_id == Mission.id)
        .where(MissionResponse.user_id == actor.id)
        .correlate_except(Mission, MissionResponse)
    )
    return or_(led_by_team(actor), has_step)


def _public_communities() -> Select[UUID]:
    return select(Community.id).where(public()).correlate_except(Community)
