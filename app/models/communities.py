from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index


class CommunityKind(StrEnum):
    TRADE = "trade"
    SCHOOL = "school"
    COHORT = "cohort"
    ORGANISATION = "organisation"
    TERRITORY = "territory"
    NETWORK = "network"
    COMMITTEE = "committee"


class Visibility(StrEnum):
    SECRET = "secret"  # noqa: S105  its members alone know of it
    LISTED = "listed"  # every signed-in person can find it
    PUBLIC = "public"  # it has a page for everybody


class JoinPolicy(StrEnum):
    OPEN = "open"
    REQUEST = "request"
    INVITE = "invite"


class Community(Identified, Versioned, Base):
    """A group of people. The group above it has no rights in it, nor the reverse."""

    __tablename__ = "communities"
    __table_args__ = (
        Index("ix_communities_list", "created_at", "id", postgresql_where=text("closed_at is null")),
        Index("ix_communities_kind", "kind", "created_at", "id", postgresql_where=text("closed_at is null")),
        Index("ix_communities_parent", "parent_id", postgresql_where=text("parent_id is not null")),
        gin_index("ix_communities_plain", "plain", postgresql_ops={"plain": "gin_trgm_ops"}),
    )

    kind: Mapped[CommunityKind]
    name: Mapped[str]
    plain: Mapped[str] = mapped_column(Computed("plain_words(name)", persisted=True))  # the text that search reads
    charter: Mapped[str | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    visibility: Mapped[Visibility]
    join_policy: Mapped[JoinPolicy]
    timezone: Mapped[str]
    weekly_notification_cap: Mapped[int]
    k_min: Mapped[int]  # collective figures are withheld below this number of people
    directory_groups: Mapped[dict[str, str]] = mapped_column(
        JSONB, default=dict, server_default=text("'{}'")
    )  # of a school: id and name of each
    verified_at: Mapped[datetime | None]  # when operators verified its identity
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # its last member has left
    born_as: Mapped[str]

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        """Change its fields. A change of kind removes the verification by operators."""
        if fields.get("kind", self.kind) is not self.kind:
            self.verified_at = None
        self.change(fields, now)

    def hide(self, now: datetime) -> None:
        """Make it known to its members alone from now on."""
        self.visibility = Visibility.SECRET
        self.touch(now)

    def verify(self, now: datetime) -> None:
        """Record that operators verified it. A repetition changes nothing."""
        if self.verified_at is None:
            self.verified_at = now
            self.touch(now)

    def doubt(self, now: datetime) -> None:
        if self.verified_at is not None:
            self.verified_at = None
            self.touch(now)

    def close(self, now: datetime) -> None:
        """Close a community without members. The id stays taken; the texts are erased."""
        self.name, self.charter, self.parent_id, self.closed_at = "", None, None, now
        self.touch(now)
