from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

EXPORT_LIFE = timedelta(hours=24)


class ExportState(StrEnum):
    PREPARING = "preparing"
    READY = "ready"


class Export(Identified, Base):
    """All data of a person, as a file that they download. It is deleted after a day."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "user_id", "asked_at", "id"), Index(None, "object_key"), Index(None, "expires_at"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[UUID | None]  # that asked for it: its end makes the address invalid
    state: Mapped[ExportState] = mapped_column(default=ExportState.PREPARING)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the token in its address
    object_key: Mapped[str | None]
    size: Mapped[int | None]
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    def complete(self, object_key: str, size: int, now: datetime) -> None:
        self.state, self.object_key, self.size, self.ready_at = ExportState.READY, object_key, size, now
        self.expires_at = now + EXPORT_LIFE
