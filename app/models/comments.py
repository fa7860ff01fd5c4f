from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.models.grants import TargetType


class Comment(Identified, Base):
    """A person's comment on something of another person's, addressed to that owner, who always sees it. It belongs to
    its author.
    """

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_received", "owner_id", "created_at", "id"),
        Index("ix_comments_written", "author_id", "created_at", "id"),
        Index("ix_comments_received_type", "owner_id", "target_type", "created_at", "id"),
        Index("ix_comments_target", "target_type", "target_id", "created_at", "id"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    target_type: Mapped[TargetType]
    target_id: Mapped[UUID | None]
    text: Mapped[str]
    created_at: Mapped[datetime]
