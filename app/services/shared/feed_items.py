"""Writes rows of a community's feed, in the transaction that shares a story, answers a mission or tells something.

A row says what was shown, where and when; it gives no access. Each read checks that (`policies/feed`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.ids import uuid7
from app.core.uow import UnitOfWork
from app.models.feed import CommunityFeedItem, FeedKind
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.informations import Information
from app.models.missions import Mission
from app.models.responses import MissionResponse


async def show_response(uow: UnitOfWork, mission: Mission, response: MissionResponse) -> None:
    conditions = {"community_id": mission.community_id, "owner_id": response.user_id}
    await _show(uow, uow.now, kind=FeedKind.RESPONSE, ref=response.id, **conditions)


async def show_information(uow: UnitOfWork, information: Information) -> None:
    community_id = information.community_id
    await _show(uow, uow.now, kind=FeedKind.INFORMATION, ref=information.id, community_id=community_id, owner_id=None)


async def show_grant(uow: UnitOfWork, grant: Grant) -> None:
    """Show a story granted to a community, from the grant's beginning on. All other grants have no row."""
    if grant.target_type is not TargetType.STORY or grant.audience_type is not AudienceType.COMMUNITY:
        return
    conditions = {"community_id": grant.audience_id, "owner_id": grant.owner_id}
    at = max(uow.now, grant.starts_at or uow.now)
    await _show(uow, at, kind=FeedKind.EDITION, ref=grant.target_id, **conditions)


async def show_again(uow: UnitOfWork, story_id: UUID) -> None:
    """Move a story to the top where the latest edition is shown: there is a new one."""
    follows = select(Grant.audience_id).where(
        Grant.target_type == TargetType.STORY,
        Grant.target_id == story_id,
        Grant.audience_type == AudienceType.COMMUNITY,
        Grant.follow == Follow.LATEST,
        Grant.revoked_at.is_(None),
    )
    statement = update(CommunityFeedItem).where(
        CommunityFeedItem.ref == story_id, CommunityFeedItem.community_id.in_(follows)
    )
    await uow.session.execute(statement.values(at=func.greatest(CommunityFeedItem.at, uow.now)))


async def _show(uow: UnitOfWork, at: datetime, **item: object) -> None:
    """Insert the row at the top, or move it there."""
    new = {"id": uuid7(), "at": at, **item}
    statement = insert(CommunityFeedItem).values(new)
    await uow.session.execute(
        statement.on_conflict_do_update(index_elements=["community_id", "ref"], set_={"at": statement.excluded.at})
    )


async def forget(uow: UnitOfWork, ref: UUID) -> None:
    await uow.session.execute(delete(CommunityFeedItem).where(CommunityFeedItem.ref == ref))
