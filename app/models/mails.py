from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Mail(Identified, Base):
    """A mail that waits to be sent. Its content is erased once it is sent."""

    __tablename__ = "mails"
    __table_args__ = (
        Index(None, "created_at"),
        Index("ix_mails_user", "user_id", postgresql_where=text("user_id is not null")),
        Index("ix_mails_held", "due_at", postgresql_where=text("due_at is not null")),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # the person who caused it
    # to, subject, text, html, headers, attachment; the column keeps the name by which the previous release writes it
    content: Mapped[dict[str, Any] | None] = mapped_column("letter")
    keeps_quiet: Mapped[bool] = mapped_column(server_default=text("false"))  # the recipient's quiet hours
    due_at: Mapped[datetime | None]  # the end of the quiet hours that hold it
    until: Mapped[datetime | None]  # not sent after this instant
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
