"""Who sees an answer: its author, who leads the mission, and the members of the community if the mission allows it.

Managers, and the team of a programme, read with a recent second factor, unless the community is a circle of people
who know each other.

Others see it only while its author is a member: leaving hides it at once; answers to a series are visible for a year.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, or_, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.db import SINGLE_ROW, constant
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission, MissionKind, ShownTo
from app.models.programmes import Programme
from app.models.responses import SHARED_STATES, Attendance, MissionResponse, ResponseState
from app.policies import missions
from app.policies.communities import active_in, circle, managed_by
from app.policies.erasures import is_visible
from app.policies.grants import has_proved
from app.policies.hidings import is_hidden
from app.policies.programmes import facilitates
from app.policies.rooms import is_asked_in_room
from app.policies.sessions import in_session, made_in_session, within_place

WITHOUT_ANSWER = (ResponseState.ASSIGNED, ResponseState.SEEN)
_AUTHORS = aliased(Membership, name="authors")


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """The state by the clock, in a statement with its mission."""
    return case((is_missed(now), constant(ResponseState.MISSED)), else_=cast(MissionResponse.state, Text))


def is_missed(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The mission closed before an answer, even if the job that stores it has not run."""
    condition = and_(missions.is_closed(now), left_open_at(missions.ended_at(now)))
    return or_(MissionResponse.state == ResponseState.MISSED, condition)


def left_open_at(end: ColumnElement[datetime]) -> ColumnElement[bool]:
    """There was no answer by then. A later withdrawal counts as withdrawn, not missed."""
    taken_back = and_(MissionResponse.state == ResponseState.RECLAIMED, MissionResponse.updated_at <= end)
    return or_(MissionResponse.state.in_(WITHOUT_ANSWER), taken_back)


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The only read access to the table, in a statement with its mission."""
    access = or_(owned_by(actor), shown_to(actor, now))
    if actor.delegation is not None:
        access = and_(owned_by(actor), made_in_session(actor, MissionResponse.submitted_at))
    return and_(MissionResponse.mission_id == Mission.id, access, within_place(actor, Mission.community_id))


def answered_in_session() -> ColumnElement[bool]:
    """The session at the gate may show what was answered: nothing yet, or in that session, or nobody else holds it."""
    return or_(MissionResponse.state.in_(WITHOUT_ANSWER), in_session(MissionResponse.submitted_at))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    return MissionResponse.user_id == actor.id


def reviewable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """What they read, with whose it is, and review."""
    return and_(_reviewed(actor, now), Mission.forgotten_at.is_(None), _is_from_here())


def _is_from_here() -> ColumnElement[bool]:
    """The author is a member, or came into a room that asks the mission."""
    came = and_(is_asked_in_room(MissionResponse.user_id), is_visible(MissionResponse.user_id))
    return or_(author_belongs(), came)


def awaits_proof(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """They would review answers to the mission at hand, if their session had proved a second factor."""
    return and_(missions.changeable_by(actor), ~_reviewed(actor, now))


def _reviewed(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The actor leads the mission, and has proved a second factor where its community needs one."""
    in_circle = exists().where(Community.id == Programme.community_id, circle()).correlate(Programme)
    steps = and_(
        Mission.programme_id.is_not(None),
        Mission.programme_id.in_(facilitates(actor).where(or_(has_proved(actor, now), in_circle))),
    )
    return and_(Mission.asker_id.is_(None), or_(Mission.community_id.in_(_reviewed_by(actor, now)), steps))


def _reviewed_by(actor: Actor, now: ColumnElement[datetime]) -> Select[UUID]:
    needs_none = exists().where(Community.id == Membership.community_id, circle()).correlate(Membership)
    return managed_by(actor).where(or_(has_proved(actor, now), needs_none))


def shown_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(reviewable_by(actor, now), and_(shown_to_community(), Mission.community_id.in_(active_in(actor))))


def shown_to_community() -> ColumnElement[bool]:
    """What members see of each other's answers."""
    condition = and_(Mission.responses_visible_to == ShownTo.COMMUNITY, MissionResponse.state.in_(SHARED_STATES))
    stays = and_(Mission.forgotten_at.is_(None), author_belongs())
    return and_(condition, stays, ~is_hidden(Mission.community_id, MissionResponse.id))


def author_belongs() -> ColumnElement[bool]:
    """The author is an active member of the mission's community.

    The membership of each author is looked up: PostgreSQL joins no subquery that stands as a value, hence never begins
    with all members of the community.
    """
    membership = select(_AUTHORS.user_id).where(
        _AUTHORS.community_id == Mission.community_id,
        _AUTHORS.user_id == MissionResponse.user_id,
        _AUTHORS.state == MembershipState.ACTIVE,
    )
    belongs = membership.limit(SINGLE_ROW).correlate_except(_AUTHORS).scalar_subquery().is_not(None)
    return and_(belongs, is_visible(MissionResponse.user_id))


def is_certified() -> ColumnElement[bool]:
    """Whoever answered was at an event that gives a certificate. In a statement with its mission."""
    gives = and_(Mission.kind == MissionKind.EVENT, Mission.form["certificate"].astext == constant("true"))
    return and_(MissionResponse.attendance == Attendance.PRESENT, gives)
