from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Calendar(Identified, Base):
    """The secret address at which a person's calendar shows their missions. One at a time; it ends with its session."""

    __tablename__ = "calendars"
    __table_args__ = (Index(None, "session_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    last_read_on: Mapped[date | None]  # in UTC; no hour is kept
