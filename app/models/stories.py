from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index


class Story(Identified, Versioned, Base):
    """A Journal's published form, with its editions."""

    __tablename__ = "stories"
    __table_args__ = (Index(None, "owner_id", "published_at", "id"),)

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    journal_id: Mapped[UUID] = mapped_column(ForeignKey("journals.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(String(32))  # BCP 47
    edition: Mapped[int] = mapped_column(default=0)  # number of the latest
    published_at: Mapped[datetime]  # of the latest
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]

    def publish(self, title: str, language: str, now: datetime) -> None:
        self.title, self.language = title, language
        self.edition += 1
        self.published_at, self.withdrawn_at = now, None
        self.touch(now)

    def withdraw(self, now: datetime) -> None:
        self.withdrawn_at = now
        self.touch(now)


class Edition(Base):
    """A Story as it was published, frozen. `content` is complete except for media addresses.

    Only the places of awaited media are filled or removed, which increases `revision`.
    """

    __tablename__ = "editions"

    story_id: Mapped[UUID] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str]  # JSON; media addresses, and only these, begin with `{access}`
    card: Mapped[str]  # JSON: the part that lists show
    people: Mapped[list[str]] = mapped_column(
        default=list, server_default=text("'{}'")
    )  # first names of people who agreed
    published_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class EditionMedia(Identified, Base):
    """A medium as an Edition shows it: variants only, without metadata; it outlives the original."""

    __tablename__ = "edition_media"
    __table_args__ = (
        Index(None, "story_id", "edition"),
        Index(None, "media_id"),
        gin_index(None, "variants", postgresql_ops={"variants": "jsonb_path_ops"}),
        Index("ix_edition_media_awaited", "awaited_until", postgresql_where=text("awaited_until is not null")),
    )

    story_id: Mapped[UUID] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    edition: Mapped[int]
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    variants: Mapped[list[dict[str, Any]]]
    awaited_until: Mapped[datetime | None]  # the end of its place in the edition, while the medium is on its way
