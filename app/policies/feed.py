"""What a community sees of its feed: each read checks the grant or the answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.feed import FeedKind
from app.models.grants import AudienceType, Grant, TargetType
from app.models.informations import Information
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.stories import Edition, Story
from app.policies.grants import is_unlocked, live
from app.policies.hidings import is_hidden
from app.policies.informations import stands
from app.policies.responses import shown_to_community
from app.policies.stories import shown_through

Item = Any  # CommunityFeedItem, or whatever has its columns


def shown_edition(item: Item, actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The Grant shows the Edition of the Story to the community of the item."""
    edition = (Edition.story_id == Story.id, Edition.number == shown_through())
    story = (Story.id == Grant.target_id, Story.withdrawn_at.is_(None))
    return and_(item.kind == FeedKind.EDITION, granted_through(item, actor, now), *story, *edition)


def shown_response(item: Item) -> ColumnElement[bool]:
    """The community of the item sees the MissionResponse, which is to the Mission."""
    response = (MissionResponse.id == item.ref, Mission.id == MissionResponse.mission_id)
    return and_(item.kind == FeedKind.RESPONSE, *response, shown_to_community())


def shown_information(item: Item, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The community of the item sees the Information."""
    return and_(item.kind == FeedKind.INFORMATION, Information.id == item.ref, stands(now))


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
