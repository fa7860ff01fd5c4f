from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

LIVE = text("settled_at is null")


class NotificationType(StrEnum):
    MISSION = "mission"  # a mission waits for an answer
    REMINDER = "reminder"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    EXCHANGE = "exchange"  # somebody said yes to the exchange that one asks for
    JOIN_REQUEST = "join_request"
    MEMBERSHIP = "membership"
    GRANT_REQUEST = "grant_request"
    REPORT = "report"  # of a programme: it is published, to one's community or with one's words
    QUOTE = "quote"  # a report would cite words of the person
    GRANT = "grant"
    COMMENT = "comment"
    ENDORSEMENT = "endorsement"
    EXPIRY = "expiry"
    GUARDIAN = "guardian"
    MODERATION = "moderation"
    FLAG = "flag"
    APPEAL = "appeal"
    SECURITY = "security"
    PROPOSAL = "proposal"
    PLAN = "plan"
    INFORMATION = "information"  # of a community; it asks for no answer
    STEP = "step"  # of a programme: an event is near, or what came of it
    COMPLETION = "completion"  # the media that an edition awaited came, or will not


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Inbox(Base):
    """One sequence per person. Each notification locks this row until commit: numbers appear in commit order, so a
    stream that has seen one number never misses a smaller one.
    """

    __tablename__ = "inboxes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    rhythm: Mapped[Rhythm] = mapped_column(server_default=Rhythm.DAILY)  # of the digest mail


class Notification(Identified, Base):
    """A notification to a person about one subject. While it is live it is updated, never repeated."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("uq_notifications_live", "user_id", "subject_id", unique=True, postgresql_where=LIVE),
        Index(None, "user_id", "seq", unique=True),
        Index("ix_notifications_unread", "user_id", "seq", postgresql_where=text("read_at is null and is_shown")),
        Index("ix_notifications_subject", "subject_id", postgresql_where=LIVE),
        Index("ix_notifications_unannounced", "id", postgresql_where=text("not is_announced")),
        Index("ix_notifications_community", "community_id", postgresql_where=text("community_id is not null")),
        Index(None, "told_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    seq: Mapped[int]  # of the person's inbox; renewed with each update
    type: Mapped[NotificationType]
    subject_id: Mapped[UUID]  # the mission, request, grant…
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    data: Mapped[dict[str, Any]]  # ids, and the names in its sentence
    is_shown: Mapped[bool]  # in the list, by the person's preferences
    is_announced: Mapped[bool]  # its mails and pushes were decided
    created_at: Mapped[datetime]
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # closed: answered, withdrawn, over
