from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ExchangeRefusal(Base):
    """A person wants nothing from another one again: no exchanges, no comments. The other one is not told."""

    __tablename__ = "exchange_refusals"
    __table_args__ = (Index(None, "asker_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime]
