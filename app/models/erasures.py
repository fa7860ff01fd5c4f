from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

REFLECTION = timedelta(days=14)  # to change one's mind


class Erasure(Base):
    """A person wants to leave with everything. Until `due_at` they may change their mind."""

    __tablename__ = "erasures"
    __table_args__ = (Index(None, "due_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]  # from then on it is carried out, and cannot be taken back


class ErasedAccount(Base):
    """An id that was somebody's. Nothing says whose: it only keeps a restored backup from bringing them back."""

    __tablename__ = "erased_accounts"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
