from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, String, false, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.dates import Precision
from app.core.db import Base, Identified, Versioned, gin_index

DOCUMENTED_SCORE = 60  # below, the journal offers to complete it


class Context(StrEnum):
    WORK = "work"
    TRAINING = "training"
    VOLUNTEERING = "volunteering"
    LEISURE = "leisure"
    FAMILY = "family"
    IMMERSION = "immersion"
    EVENT = "event"
    OTHER = "other"


class ExperienceMedia(Base):
    """The media of an experience, in order."""

    __tablename__ = "experience_media"
    __table_args__ = (Index(None, "media_id"),)

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("experiences.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id"))


class Experience(Identified, Versioned, Base):
    """A lived moment, always private: others see Editions and Responses, never this row."""

    __tablename__ = "experiences"
    __table_args__ = (
        Index("ix_experiences_journal", "owner_id", "lived_at", "id", postgresql_where=text("trashed_at is null")),
        Index("ix_experiences_trashed", "owner_id", "lived_at", "id", postgresql_where=text("trashed_at is not null")),
        Index(
            "ix_experiences_contexts",
            "owner_id",
            "context",
            "lived_at",
            "id",
            postgresql_where=text("trashed_at is null"),
        ),
        Index(
            "ix_experiences_media",
            "owner_id",
            "has_media",
            "lived_at",
            "id",
            postgresql_where=text("trashed_at is null"),
        ),
        Index(
            "ix_experiences_incomplete",
            "owner_id",
            "lived_at",
            "id",
            postgresql_where=text(f"trashed_at is null and completeness < {DOCUMENTED_SCORE}"),
        ),
        Index("ix_experiences_calendar", "owner_id", "lived_on", postgresql_where=text("trashed_at is null")),
        Index("ix_experiences_bin", "trashed_at", "id", postgresql_where=text("trashed_at is not null")),
        gin_index("ix_experiences_found", "owner_id", "search", "tags", "skills"),
        gin_index(
            "ix_experiences_organisation",
            "owner_id",
            text("media_search(organisation, null, null)"),
            postgresql_where=text("organisation is not null"),
        ),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str | None]
    text: Mapped[str | None]
    context: Mapped[Context | None]
    lived_at: Mapped[datetime]
    lived_until: Mapped[datetime | None]
    lived_precision: Mapped[Precision] = mapped_column(default=Precision.MINUTE)
    utc_offset: Mapped[int] = mapped_column(default=0)  # minutes east of UTC, where it was lived
    lived_on: Mapped[date]  # the day on the wall calendar there
    captured_at: Mapped[datetime]
    phone_time: Mapped[datetime | None]  # what a clock that was wrong said at the capture
    received_at: Mapped[datetime]
    place: Mapped[dict[str, Any] | None]
    organisation: Mapped[str | None]
    people: Mapped[list[str]] = mapped_column(default=list)
    feeling: Mapped[int | None]
    kept_aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    reflection: Mapped[dict[str, Any] | None]
    tags: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[UUID]] = mapped_column(default=list)
    # That their author said no to: they are suggested no more.
    refused_skills: Mapped[list[UUID]] = mapped_column(default=list, server_default="{}")
    language: Mapped[str] = mapped_column(String(32))  # BCP 47
    completeness: Mapped[int] = mapped_column(default=0)
    has_media: Mapped[bool] = mapped_column(default=False, server_default=false())  # as experience_media says
    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]
    trashed_at: Mapped[datetime | None]
    born_as: Mapped[str]  # digest of the body that created it
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("experience_search(title, text, place, people, reflection, tags)", persisted=True),
        deferred=True,
    )
    media_links: Mapped[list[ExperienceMedia]] = relationship(
        order_by=ExperienceMedia.position, cascade="all, delete-orphan", lazy="raise", passive_deletes=True
    )

    def rewrite(self, columns: Mapping[str, object], media: Sequence[UUID], now: datetime) -> None:
        self.change(columns, now)
        self.media_links = [ExperienceMedia(position=n, media_id=media_id) for n, media_id in enumerate(media)]

    def trash(self, now: datetime) -> None:
        self.trashed_at = now
        self.touch(now)

    def restore(self, now: datetime) -> None:
        self.trashed_at = None
        self.touch(now)
