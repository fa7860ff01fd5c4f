from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class FeedKind(StrEnum):
    EDITION = "edition"
    RESPONSE = "response"
    INFORMATION = "information"


class CommunityFeedItem(Identified, Base):
    """Something shown to a community, and when. Each read checks whether it may still be seen."""

    __tablename__ = "feed_items"
    __table_args__ = (
        UniqueConstraint("community_id", "ref"),
        Index("ix_feed_items_newest", "community_id", "at", "id"),
        Index("ix_feed_items_ref", "ref"),
        Index(None, "owner_id", "community_id"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    # None: the community's own, which stays when its author goes.
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[FeedKind]
    ref: Mapped[UUID]  # the story, the response, or the information
    at: Mapped[datetime]
