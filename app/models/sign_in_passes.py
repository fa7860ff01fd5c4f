from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

PASS_LIFE = timedelta(minutes=10)
PASS_PREFIX = "dtq_"  # noqa: S105  of every code


class SignInPass(Identified, Base):
    """A QR code by which a manager signs in a member who reads no mail. For a year it says who made it for whom."""

    __tablename__ = "sign_in_passes"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "maker_id"),
        Index(None, "community_id"),
        Index(None, "created_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    maker_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
