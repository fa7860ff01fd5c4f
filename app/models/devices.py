from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Device(Identified, Base):
    """A Web Push subscription (RFC 8030). It ends with the session that registered it."""

    __tablename__ = "devices"
    __table_args__ = (Index(None, "user_id", "id"), Index(None, "session_id"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    endpoint: Mapped[str] = mapped_column(unique=True)  # an address that is secret: it is enough to send pushes
    p256dh: Mapped[str]
    auth: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
