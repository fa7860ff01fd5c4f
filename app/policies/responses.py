"""Who sees an answer: whoever gave it; the managers of the community; and its members, if the mission said so.

Others see it only while its author is a member: leaving takes it away from them at once; and, of a series, for a year.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, literal_column, or_
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission, ShownTo
from app.models.responses import SHARED, MissionResponse, ResponseState
from app.policies import missions
from app.policies.communities import active_in, can_manage, managed_by
from app.policies.erasures import is_visible
from app.policies.hidings import is_hidden

_AUTHORS = aliased(Membership, name="authors")


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """By the clock, of the row at hand beside its mission."""
    return case(
        (is_missed(now), literal_column(f"'{ResponseState.MISSED}'", Text)), else_=cast(MissionResponse.state, Text)
    )


def is_missed(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The mission closed before they answered, whenever a job comes to write it down."""
    condition = and_(missions.is_closed(now), left_open_at(missions.ended_at(now)))
    return or_(MissionResponse.state == ResponseState.MISSED, condition)


def left_open_at(end: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Nothing was said by then. What is taken back later is taken back, not missed."""
    taken_back = and_(MissionResponse.state == ResponseState.RECLAIMED, MissionResponse.updated_at <= end)
    return or_(MissionResponse.state.in_((ResponseState.ASSIGNED, ResponseState.SEEN)), taken_back)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table, which is read beside its mission."""
    return and_(MissionResponse.mission_id == Mission.id, or_(owned_by(actor), shown_to(actor)))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    return MissionResponse.user_id == actor.id


def reviewable_by(actor: Actor) -> ColumnElement[bool]:
    """What the managers of its community see, and review. The mission stands beside it."""
    return and_(Mission.community_id.in_(managed_by(actor)), Mission.forgotten_at.is_(None), author_belongs())


def shown_to(actor: Actor) -> ColumnElement[bool]:
    return or_(reviewable_by(actor), and_(shown_to_community(), Mission.community_id.in_(active_in(actor))))


def shown_to_community() -> ColumnElement[bool]:
    """What its members see of each other."""
    condition = and_(Mission.responses_visible_to == ShownTo.COMMUNITY, MissionResponse.state.in_(SHARED))
    stays = and_(Mission.forgotten_at.is_(None), author_belongs(by_row=True))
    return and_(condition, stays, ~is_hidden(Mission.community_id, MissionResponse.id))


def can_read(actor: Actor, response: MissionResponse, mission: Mission, memberships: Iterable[Membership]) -> bool:
    """The same, for rows in hand."""
    if response.user_id == actor.user_id:
        return True
    members = [
        membership
        for membership in memberships
        if membership.community_id == mission.community_id and membership.is_active
    ]
    readers = [item for item in members if item.user_id == actor.user_id]
    shows_community = mission.responses_visible_to is ShownTo.COMMUNITY and response.state in SHARED and bool(readers)
    belongs = mission.forgotten_at is None and any(item.user_id == response.user_id for item in members)
    return belongs and (shows_community or any(can_manage(actor, reader) for reader in readers))


def author_belongs(*, by_row: bool = False) -> ColumnElement[bool]:
    """To its community, and stays. `by_row`: by the index of a person's memberships, however few PostgreSQL thinks
    that a community has: a span of one, which the index of a community's members cannot use."""
    is_in_community = _AUTHORS.community_id == Mission.community_id
    if by_row:
        is_in_community = _AUTHORS.community_id.between(Mission.community_id, Mission.community_id)
    conditions = (is_in_community, _AUTHORS.user_id == MissionResponse.user_id)
    belongs = exists().where(*conditions, _AUTHORS.state == MembershipState.ACTIVE).correlate_except(_AUTHORS)
    return and_(belongs, is_visible(MissionResponse.user_id))
