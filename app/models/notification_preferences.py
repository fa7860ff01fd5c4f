from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.models.notifications import NotificationType


class Timing(StrEnum):
    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


class NotificationPreference(Identified, Base):
    """A person's preference for a type, for a community, for both, or (both None) for all. A channel that is None keeps
    its value without this row.
    """

    __tablename__ = "notification_preferences"
    __table_args__ = (
        Index(
            "uq_notification_preferences_scope",
            *("user_id", "community_id", "type"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_notification_preferences_community", "community_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    type: Mapped[NotificationType | None]
    in_app: Mapped[bool | None]
    push: Mapped[bool | None]
    email: Mapped[Timing | None]
