from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PENDING, Base, Identified


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
    LISTED = "listed"  # whoever is signed in can find it
    PUBLIC = "public"  # it has a page for everybody


class JoinPolicy(StrEnum):
    OPEN = "open"
    REQUEST = "request"
    INVITE = "invite"


class Community(Identified, Base):
    """Any group of people. Which group it belongs to gives nobody any right in it."""

    __tablename__ = "communities"
    __table_args__ = (
        Index("ix_communities_list", "created_at", "id", postgresql_where=text("closed_at is null")),
        Index("ix_communities_kind", "kind", "created_at", "id", postgresql_where=text("closed_at is null")),
        Index("ix_communities_parent", "parent_id", postgresql_where=text("parent_id is not null")),
        Index(
            "ix_communities_plain",
            "plain",
            postgresql_using="gin",
            postgresql_with=PENDING,
            postgresql_ops={"plain": "gin_trgm_ops"},
        ),
    )

    kind: Mapped[CommunityKind]
    name: Mapped[str]
    plain: Mapped[str] = mapped_column(Computed("plain_words(name)", persisted=True))  # what it is found by
    charter: Mapped[str | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    visibility: Mapped[Visibility]
    join_policy: Mapped[JoinPolicy]
    timezone: Mapped[str]
    weekly_notification_cap: Mapped[int]
    k_min: Mapped[int]  # what is collective is withheld below so many people
    verified_at: Mapped[datetime | None]  # operators know who is behind it
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # its last member has left
    born_as: Mapped[str]

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        """Operators verified what it was: as another kind of community it waits for them anew."""
        if fields.get("kind", self.kind) is not self.kind:
            self.verified_at = None
        for name, value in fields.items():
            setattr(self, name, value)
        self._touch(now)

    def hide(self, now: datetime) -> None:
        """Its members alone know of it from now on."""
        self.visibility = Visibility.SECRET
        self._touch(now)

    def verify(self, now: datetime) -> None:
        """Operators know who is behind it. Known already, it changes nothing."""
        if self.verified_at is None:
            self.verified_at = now
            self._touch(now)

    def doubt(self, now: datetime) -> None:
        if self.verified_at is not None:
            self.verified_at = None
            self._touch(now)

    def close(self, now: datetime) -> None:
        """Nobody is left. The id stays taken; what it said does not stay."""
        self.name, self.charter, self.parent_id, self.closed_at = "", None, None, now
        self._touch(now)

    def _touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now
