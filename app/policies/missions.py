"""Who sees a mission: the managers of its community, the team of its programme, and its recipients. Also its state."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.db import constant
from app.models.blocked_people import BlockedPerson
from app.models.memberships import Membership, MembershipState
from app.models.missions import BEFORE, AudienceKind, Mission, MissionKind, MissionState
from app.models.responses import OPEN_STATES, MissionResponse, ResponseState
from app.models.skills import Skill
from app.models.talents import Stance, Talent
from app.policies.communities import active_in, managed_by
from app.policies.programmes import facilitates
from app.policies.rooms import is_asked_in_room
from app.policies.sessions import within_place

_COMES_ONCE = Mission.recurrence.is_(None)
EXCHANGE_MONTH, MOST_REQUESTS = timedelta(days=30), 3  # how often a person is asked for one skill
STATES_WITHOUT_ANSWER = (*OPEN_STATES, ResponseState.MISSED)


def has_opened(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The mission is no draft any more, and its time has come: a room may show it."""
    return state(now).not_in(BEFORE)


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """`Mission.state_at`, in SQL."""
    begins = case((_COMES_ONCE, Mission.opens_at), else_=Mission.next_at)
    over = and_(_COMES_ONCE, Mission.closes_at <= now)
    condition = and_(Mission.state == MissionState.SCHEDULED, begins <= now)
    return case(
        (and_(condition, over), constant(MissionState.CANCELLED)),
        (condition, constant(MissionState.OPEN)),
        (and_(Mission.state == MissionState.OPEN, over), constant(MissionState.CLOSED)),
        else_=cast(Mission.state, Text),
    )


def is_open(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The mission takes answers."""
    return state(now) == constant(MissionState.OPEN)


def is_closed(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return state(now) == constant(MissionState.CLOSED)


def opened_at(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    by_itself = and_(_COMES_ONCE, Mission.state == MissionState.SCHEDULED, is_open(now))
    return func.coalesce(Mission.opened_at, case((by_itself, Mission.opens_at)))


def ended_at(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    over = and_(_COMES_ONCE, state(now).in_([constant(MissionState.CLOSED), constant(MissionState.CANCELLED)]))
    return func.coalesce(Mission.ended_at, case((over, Mission.closes_at)))


def is_secret() -> ColumnElement[bool]:
    """It is a vote that nobody reads."""
    return and_(Mission.kind == MissionKind.BALLOT, Mission.form["secret"].astext.is_not_distinct_from("true"))


def is_steady() -> ColumnElement[bool]:
    """Time alone does not change the mission."""
    ends = and_(Mission.state == MissionState.OPEN, Mission.closes_at.is_not(None))
    return ~or_(Mission.state == MissionState.SCHEDULED, ends)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table."""
    has_assignment = (
        exists()
        .where(MissionResponse.mission_id == Mission.id, MissionResponse.user_id == actor.id)
        .correlate_except(MissionResponse)
    )
    access = or_(changeable_by(actor), and_(has_assignment, shown_to_members(actor)), asked_by(actor))
    return and_(access, within_place(actor, Mission.community_id))


def asked_by(actor: Actor) -> ColumnElement[bool]:
    """An exchange that the actor asks for, as long as they belong to the community."""
    return and_(Mission.asker_id == actor.id, Mission.community_id.in_(active_in(actor)))


def changeable_by(actor: Actor) -> ColumnElement[bool]:
    """The actor leads it: manages its community, or is of the team of its programme. Nobody leads an exchange."""
    leads = or_(Mission.community_id.in_(managed_by(actor)), Mission.programme_id.in_(facilitates(actor)))
    return and_(leads, Mission.forgotten_at.is_(None), Mission.asker_id.is_(None))


def shown_to_members(actor: Actor) -> ColumnElement[bool]:
    """Shown to its recipients, as long as they belong to the community, or came into a room that asks it."""
    belongs = Mission.community_id.in_(active_in(actor)).is_(true())  # evaluated once, without a join
    access = or_(belongs, is_asked_in_room(actor.id))
    return and_(Mission.state.not_in(BEFORE), access, within_place(actor, Mission.community_id))


def members_of(mission: Mission) -> ColumnElement[bool]:
    return and_(Membership.community_id == mission.community_id, Membership.state == MembershipState.ACTIVE)


def addressed(mission: Mission) -> ColumnElement[bool]:
    """The memberships in its audience, without whoever asks; but whoever calls a vote votes, too."""
    if mission.kind is MissionKind.BALLOT:
        return _meant(mission)
    return and_(Membership.user_id.is_distinct_from(mission.author_id or mission.asker_id), _meant(mission))


def _meant(mission: Mission) -> ColumnElement[bool]:  # noqa: C901, PLR0911  one for each kind
    audience = mission.audience
    match AudienceKind(audience["type"]):
        case AudienceKind.ALL:
            return true()
        case AudienceKind.TAGS:
            return Membership.tags.op("&&")(literal(audience["tags"], Membership.tags.type))
        case AudienceKind.ROLES:
            return Membership.role.in_(audience["roles"])
        case AudienceKind.USERS:
            return Membership.user_id.in_([UUID(user) for user in audience["users"]])
        case AudienceKind.NOT_ANSWERED:
            has_assignment = (
                MissionResponse.mission_id == UUID(audience["mission_id"]),
                MissionResponse.user_id == Membership.user_id,
            )
            return (
                exists().where(*has_assignment, MissionResponse.state.in_(STATES_WITHOUT_ANSWER)).correlate(Membership)
            )
        case AudienceKind.ROOM:
            return false()  # who is there gets it as it opens: assignments.assign_in_rooms
        case AudienceKind.OFFERS:
            return _can_be_asked(mission)


def _can_be_asked(mission: Mission) -> ColumnElement[bool]:
    """They let others ask, offer the skill or one that is the same, and are neither asked often nor by this person."""
    skill_id = UUID(mission.audience["skill_id"])
    concept = select(func.coalesce(Skill.same_as, Skill.id)).where(Skill.id == skill_id).scalar_subquery()
    duplicate = aliased(Skill)
    skills = select(duplicate.id).where(or_(duplicate.id == concept, duplicate.same_as == concept))
    offers = exists().where(
        Talent.user_id == Membership.user_id, Talent.stance == Stance.OFFERS, Talent.skill_id.in_(skills)
    )
    refusal = exists().where(BlockedPerson.user_id == Membership.user_id, BlockedPerson.person_id == mission.asker_id)
    earlier = aliased(Mission)
    requests = (
        select(func.count())
        .select_from(MissionResponse)
        .join(earlier, earlier.id == MissionResponse.mission_id)
        .where(
            MissionResponse.user_id == Membership.user_id,
            MissionResponse.assigned_at > (mission.opened_at or mission.created_at) - EXCHANGE_MONTH,
            earlier.id != mission.id,
            earlier.asker_id.is_not(None),
            earlier.community_id == mission.community_id,
            earlier.skills == mission.skills,
        )
        .correlate(Membership)
        .scalar_subquery()
    )
    return and_(Membership.reachable, offers, ~refusal, requests < MOST_REQUESTS)
