from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Words


class FlagDecided(Conflict):
    title = Words("Ce signalement a déjà sa décision", context="flag")
    advice = Words("Relis-le. Ce qui a été masqué peut être rétabli par un autre responsable, après un recours.")


class FlagTarget(StrEnum):
    STORY = "story"
    PORTRAIT = "portrait"
    RESPONSE = "response"
    COMMENT = "comment"
    COMMUNITY = "community"
    ENDORSEMENT = "endorsement"
    PROPOSAL = "proposal"


class FlagReason(StrEnum):
    PERSONAL_DATA = "personal_data"
    HARASSMENT = "harassment"
    HATE = "hate"
    VIOLENCE = "violence"
    SEXUAL = "sexual"
    SELF_HARM = "self_harm"
    ILLEGAL = "illegal"
    OTHER = "other"


class FlagState(StrEnum):
    OPEN = "open"
    HIDDEN = "hidden"
    DISMISSED = "dismissed"


class Flag(Identified, Base):
    """A member's request to moderate something they see. The team of the community decides, else the operators."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("reporter_id", "target_type", "target_id"),
        Index("ix_flags_community", "community_id", "created_at", "id"),
        Index("ix_flags_community_state", "community_id", "state", "created_at", "id"),
        Index("ix_flags_reporter", "reporter_id", "created_at", "id"),
        Index("ix_flags_target", "target_type", "target_id"),
        Index("ix_flags_owner", "owner_id", postgresql_where=text("owner_id is not null")),
        Index("ix_flags_decider", "decided_by", postgresql_where=text("decided_by is not null")),
        Index("ix_flags_decided", "decided_at", postgresql_where=text("decided_at is not null")),
        Index("ix_flags_open", "created_at", postgresql_where=text("decided_at is null")),
        Index("ix_flags_operators", "created_at", "id", postgresql_where=text("community_id is null")),
    )

    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # of what is flagged
    target_type: Mapped[FlagTarget]
    target_id: Mapped[UUID]
    reason: Mapped[FlagReason]
    text: Mapped[str | None]
    state: Mapped[FlagState] = mapped_column(default=FlagState.OPEN)
    decision: Mapped[str | None]  # the reason, as the decider wrote it
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    def decide(self, state: FlagState, decision: str, by: UUID | None, now: datetime) -> bool:
        """Record the decision. False if it was the same before. Raises FlagDecided if it was another."""
        if (self.state, self.decision) == (state, decision):
            return False
        if self.state is not FlagState.OPEN:
            raise FlagDecided
        self.state, self.decision, self.decided_by, self.decided_at = state, decision, by, now
        self.version += 1
        return True


class HidingReviewed(Conflict):
    title = Words("Ce recours a déjà sa réponse")


class Hiding(Identified, Base):
    """Something hidden in one community, and unchanged elsewhere. Its author may appeal."""

    __tablename__ = "hidings"
    __table_args__ = (
        Index(
            "uq_hidings_standing",
            "community_id",
            "target_id",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
        Index("ix_hidings_mine", "owner_id", "hidden_at", "id"),
        Index(
            "ix_hidings_appealed",
            "owner_id",
            "hidden_at",
            "id",
            postgresql_where=text("appeal is not null and reviewed_at is null"),
        ),
        Index("ix_hidings_community", "community_id", "hidden_at", "id"),
        Index("ix_hidings_lifted", "lifted_at", postgresql_where=text("lifted_at is not null")),
        Index("ix_hidings_hider", "hidden_by", postgresql_where=text("hidden_by is not null")),
        Index("ix_hidings_reviewer", "reviewed_by", postgresql_where=text("reviewed_by is not null")),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    target_type: Mapped[FlagTarget]
    target_id: Mapped[UUID]
    reason: Mapped[str]  # the author reads it, if there is one
    hidden_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    hidden_at: Mapped[datetime]
    appeal: Mapped[str | None]  # the author's text
    appealed_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reviewed_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    def appeal_against(self, words: str, now: datetime) -> bool:
        """Record the appeal, once. False for the same text again. Raises HidingReviewed."""
        if self.appeal == words:
            return False
        if self.appeal is not None or self.lifted_at is not None:
            raise HidingReviewed
        self.appeal, self.appealed_at = words, now
        self.version += 1
        return True

    def review(self, answer: str, by: UUID | None, now: datetime, *, lift: bool) -> None:
        """Decide the appeal. Raises HidingReviewed unless an appeal waits."""
        if self.appeal is None or self.reviewed_at is not None:
            raise HidingReviewed
        self.answer, self.reviewed_by, self.reviewed_at = answer, by, now
        self.lifted_at = now if lift else None
        self.version += 1
