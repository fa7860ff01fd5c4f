"""What a community sees of its feed: each read checks the grant or the answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from app.core.actor import Actor
from app.models.feed import FeedKind
from app.models.grants import AudienceType, Grant, TargetType
from app.models.informations import Information
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.stories import Story
from app.policies.grants import is_unlocked, live
from app.policies.hidings import is_hidden
from app.policies.informations import stands
from app.policies.responses import shown_to_community
from app.policies.stories import shown_through

Item = Any  # CommunityFeedItem, or whatever has its columns
_STORY = and_(Story.id == Grant.target_id, Story.withdrawn_at.is_(None))


def shown(item: Item, actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(shown_story(item, actor, now), _shown_response(item), _shown_information(item, now))


def shown_story(item: Item, actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    story = exists().where(granted_through(item, actor, now), _STORY).correlate_except(Grant, Story)
    return and_(item.kind == FeedKind.EDITION, story)


def granted_edition(item: Item, actor: Actor, now: ColumnElement[datetime]) -> Select[int]:
    """Select the number of the edition that the community is shown; null where it is shown none."""
    conditions = (item.kind == FeedKind.EDITION, granted_through(item, actor, now), _STORY)
    return select(func.max(shown_through()).label("number")).where(*conditions)


def shown_edition(item: Item, number: ColumnElement[int | None], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`shown`, for an item whose `granted_edition` is known."""
    return or_(number.is_not(None), _shown_response(item), _shown_information(item, now))


def _shown_response(item: Item) -> ColumnElement[bool]:
    # Not `exists`: PostgreSQL would read all answers in order to find a few.
    response = select(true()).where(
        MissionResponse.id == item.ref, Mission.id == MissionResponse.mission_id, shown_to_community()
    )
    return and_(
        item.kind == FeedKind.RESPONSE,
        response.correlate_except(MissionResponse, Mission).scalar_subquery().is_(true()),
    )


def _shown_information(item: Item, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    information = select(true()).where(Information.id == item.ref, stands(now)).correlate_except(Information)
    return and_(item.kind == FeedKind.INFORMATION, information.scalar_subquery().is_(true()))


def granted_through(item: Item, actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The live grants of that story to that community by which this member reads it."""
    return and_(
        Grant.target_type == TargetType.STORY,
        Grant.target_id == item.ref,
        Grant.audience_type == AudienceType.COMMUNITY,
        Grant.audience_id == item.community_id,
        live(now),
        or_(Grant.owner_id == actor.id, is_unlocked(actor, now)),
        ~is_hidden(item.community_id, item.ref),
    )
