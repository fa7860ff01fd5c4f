from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned


class Journal(Identified, Versioned, Base):
    """A named notebook. `blocks` cite experiences and media by id, all of the same owner."""

    __tablename__ = "journals"
    __table_args__ = (
        Index("ix_journals_owner", "owner_id"),
        Index("ix_journals_cover", "cover_media_id", postgresql_where=text("cover_media_id is not null")),
        Index("ix_journals_newest", "owner_id", "created_at", "id", postgresql_where=text("deleted_at is null")),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str]
    summary: Mapped[str | None]
    cover_media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id"))
    language: Mapped[str] = mapped_column(String(32))  # BCP 47
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    born_as: Mapped[str]

    def add(self, block: dict[str, Any], position: int | None, now: datetime) -> None:
        """Insert a block at `position`; at the end without one, or if it lies beyond the end."""
        index = len(self.blocks) if position is None else position
        self.blocks = [*self.blocks[:index], block, *self.blocks[index:]]
        self.touch(now)

    def cited_experiences(self) -> set[UUID]:
        return {UUID(block["experience_id"]) for block in self.blocks if block["kind"] == "experience"}

    def cited_media(self) -> set[UUID]:
        media_ids = {UUID(block["media_id"]) for block in self.blocks if block["kind"] == "media"}
        return media_ids | ({self.cover_media_id} if self.cover_media_id else set())

    def delete(self, now: datetime) -> None:
        """Delete the content. The id stays taken."""
        self.title, self.summary, self.cover_media_id, self.blocks = "", None, None, []
        self.deleted_at = now
        self.touch(now)
