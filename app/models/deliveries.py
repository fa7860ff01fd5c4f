from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

WAITING = text("done_at is null")


class Channel(StrEnum):
    PUSH = "push"
    EMAIL = "email"
    DIGEST = "digest"


class Outcome(StrEnum):
    SENT = "sent"
    MOOT = "moot"  # the notification was read, answered, withdrawn or unwanted before sending
    FAILED = "failed"


class Delivery(Identified, Base):
    """A push or mail that follows from a notification: one row for each effect, so none is sent twice."""

    __tablename__ = "dispatches"
    __table_args__ = (
        Index(
            "uq_dispatches_effect",
            *("notification_id", "seq", "channel", "device_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_dispatches_waiting", "channel", "due_at", postgresql_where=WAITING),
        Index(
            "ix_dispatches_digest", "user_id", "due_at", postgresql_where=text("done_at is null and channel = 'digest'")
        ),
        Index("ix_dispatches_week", "user_id", "community_id", "created_at"),
        Index(None, "device_id"),
        Index(None, "created_at"),
    )

    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.id", ondelete="CASCADE"))
    seq: Mapped[int]  # of the notification when decided: earlier contents are moot
    channel: Mapped[Channel]
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    community_id: Mapped[UUID | None]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
