from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

REFLECTION = timedelta(days=14)  # in which the person can cancel


class Erasure(Base):
    """A person's request to erase the account. They can cancel it until `due_at`."""

    __tablename__ = "erasures"
    __table_args__ = (Index(None, "due_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]  # when the erasure began; it cannot be cancelled any more


class ErasedAccount(Base):
    """The id of an erased account, without any other data. A restored backup erases it again."""

    __tablename__ = "erased_accounts"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
