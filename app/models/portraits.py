from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index


class Template(StrEnum):
    """How a Portrait looks, on a screen and on paper."""

    NOTEBOOK = "notebook"
    POSTER = "poster"
    CLASSIC = "classic"


class Portrait(Identified, Versioned, Base):
    """A portfolio that composes itself from talents, stories and experiences. This row holds only the choices.

    `languages`: one or two, the first being the main language; `translations` has the texts in the other.
    """

    __tablename__ = "portraits"
    __table_args__ = (
        Index("ix_portraits_owner", "owner_id"),
        Index("ix_portraits_newest", "owner_id", "created_at", "id", postgresql_where=text("deleted_at is null")),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]  # a label for the owner
    headline: Mapped[str | None]
    about: Mapped[str | None]
    template: Mapped[Template]
    languages: Mapped[list[str]]
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sections: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    pinned_stories: Mapped[list[UUID]] = mapped_column(default=list)
    pinned_talents: Mapped[list[UUID]] = mapped_column(default=list)
    show_contact: Mapped[bool] = mapped_column(default=False)
    show_photo: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=0)  # number of the latest; 0: never published
    published_at: Mapped[datetime | None]  # of the latest
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    born_as: Mapped[str]

    def publish(self, now: datetime) -> None:
        self.edition += 1
        self.published_at, self.withdrawn_at = now, None
        self.touch(now)

    def withdraw(self, now: datetime) -> None:
        self.withdrawn_at = now
        self.touch(now)

    def delete(self, now: datetime) -> None:
        """Delete the content. The id stays taken."""
        self.name, self.headline, self.about, self.translations = "", None, None, {}
        self.sections, self.pinned_stories, self.pinned_talents = [], [], []
        self.deleted_at = now
        self.touch(now)


class PortraitEdition(Base):
    """A Portrait as it was published, frozen.

    Only withdrawn things are taken out, and the places of awaited media filled or removed, which increases `revision`.
    """

    __tablename__ = "portrait_editions"

    portrait_id: Mapped[UUID] = mapped_column(ForeignKey("portraits.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str]  # JSON; media addresses, and only these, begin with `{access}`
    card: Mapped[str]  # JSON: the part that lists show
    people: Mapped[list[str]] = mapped_column(
        default=list, server_default=text("'{}'")
    )  # first names of people who agreed
    published_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)


class PortraitMedia(Identified, Base):
    """A medium as a PortraitEdition shows it: variants only, without metadata."""

    __tablename__ = "portrait_media"
    __table_args__ = (
        ForeignKeyConstraint(
            ["portrait_id", "edition"],
            ["portrait_editions.portrait_id", "portrait_editions.number"],
            ondelete="CASCADE",
        ),
        Index(None, "portrait_id", "edition"),
        Index(None, "media_id"),
        gin_index(None, "variants", postgresql_ops={"variants": "jsonb_path_ops"}),
        Index("ix_portrait_media_awaited", "awaited_until", postgresql_where=text("awaited_until is not null")),
    )

    portrait_id: Mapped[UUID]
    edition: Mapped[int]
    media_id: Mapped[UUID | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    variants: Mapped[list[dict[str, Any]]]
    awaited_until: Mapped[datetime | None]  # as in EditionMedia


class PortraitStory(Base):
    """A pinned Story: readers of this PortraitEdition may also open that Edition of it."""

    __tablename__ = "portrait_stories"
    __table_args__ = (
        ForeignKeyConstraint(
            ["portrait_id", "edition"],
            ["portrait_editions.portrait_id", "portrait_editions.number"],
            ondelete="CASCADE",
        ),
        Index(None, "story_id", "story_edition"),
    )

    portrait_id: Mapped[UUID] = mapped_column(primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    story_edition: Mapped[int]
