from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class PageStory(Base):
    """A link to a story that its author shows on a community's public page.

    Several that answer one mission are one story by several authors; each takes their part back.
    """

    __tablename__ = "page_stories"
    __table_args__ = (
        Index(None, "community_id", "created_at", "grant_id"),
        Index(None, "owner_id"),
        Index("ix_page_stories_mission_id", "mission_id", postgresql_where=text("mission_id is not null")),
    )

    grant_id: Mapped[UUID] = mapped_column(ForeignKey("grants.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # of the link
    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("missions.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
