from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

KEPT_FOR = timedelta(days=30)


class KeptPlace(Base):
    """A place in a community, kept for a person under age until their guardian answers. It gives no access.

    `invitation_id`: one use of that invitation is reserved with the row, and given back when the place ends unused.
    """

    __tablename__ = "kept_places"
    __table_args__ = (
        Index("ix_kept_places_list", "person_id", "kept_at", "community_id"),
        Index(None, "community_id"),
        Index(None, "invitation_id"),
        Index(None, "until"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    reason: Mapped[str | None]  # the person's text for those who decide on requests
    kept_at: Mapped[datetime]
    until: Mapped[datetime]
