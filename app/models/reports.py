from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Locale, Words

TO_DECIDE = timedelta(days=7)
TO_APPEAL = timedelta(days=180)


class ReportDecided(Conflict):
    title = Words("Ce signalement a déjà sa décision", "That report has its decision already")


class AppealClosed(Conflict):
    title = Words("Ce recours n’est pas ou plus possible", "That appeal is not possible, or not any more")


class ReportTarget(StrEnum):
    STORY = "story"
    PORTRAIT = "portrait"


class ReportReason(StrEnum):
    PICTURED = "pictured"
    NAMED = "named"
    PERSONAL_DATA = "personal_data"
    HARASSMENT = "harassment"
    HATE = "hate"
    VIOLENCE = "violence"
    SEXUAL = "sexual"
    SELF_HARM = "self_harm"
    ILLEGAL = "illegal"
    OTHER = "other"


class ReportState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    LEFT = "left"


class MeasureKind(StrEnum):
    WITHDRAW_STORY = "withdraw_story"
    WITHDRAW_PORTRAIT = "withdraw_portrait"
    END_GRANT = "end_grant"
    RESTRICT = "restrict"


class Appealable:
    """A decision, once: appealed against within its days, once; answered, once."""

    appeal: Mapped[str | None]  # in the words of who appeals
    appealed_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    @property
    def ruled_at(self) -> datetime | None:
        raise NotImplementedError

    def may_appeal(self, now: datetime) -> bool:
        ruling_at = self.ruled_at
        return ruling_at is not None and self.appeal is None and now < ruling_at + TO_APPEAL

    def appeal_against(self, words: str, now: datetime) -> bool:
        """False when it says just that already. Raises AppealClosed."""
        if self.appeal == words:
            return False
        if not self.may_appeal(now):
            raise AppealClosed
        self.appeal, self.appealed_at = words, now
        return True

    def rule(self, answer: str, now: datetime) -> None:
        """Raises AppealClosed unless an appeal waits."""
        if self.appeal is None or self.answered_at is not None:
            raise AppealClosed
        self.answer, self.answered_at = answer, now


class Report(Appealable, Identified, Base):
    """Somebody without an account asks that what a link shows be taken down. Operators decide."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_target", "target_type", "target_id"),
        Index("ix_reports_owner", "owner_id", postgresql_where=text("owner_id is not null")),
        Index("ix_reports_address", "email", postgresql_where=text("email is not null")),
        Index(
            "ix_reports_waiting",
            "created_at",
            "id",
            postgresql_where=text("state = 'open' or (appealed_at is not null and answered_at is null)"),
        ),
        Index(None, "created_at", "id"),
    )

    reference: Mapped[str] = mapped_column(unique=True)  # that both sides write and say
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the page where it is followed
    target_type: Mapped[ReportTarget]
    target_id: Mapped[UUID]
    edition: Mapped[int]  # the one that was shown
    grant_id: Mapped[UUID | None]  # the link through which it was seen
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reason: Mapped[ReportReason]
    text: Mapped[str | None]
    email: Mapped[str | None]  # of who reports
    language: Mapped[Locale]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    decision: Mapped[str | None]  # why, in the words of who decided
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def ruled_at(self) -> datetime | None:
        return self.decided_at

    @property
    def due_at(self) -> datetime:
        return self.created_at + TO_DECIDE

    def decide(self, state: ReportState, decision: str, now: datetime) -> bool:
        """False when it was decided just so. Raises ReportDecided when otherwise."""
        if (self.state, self.decision) == (state, decision):
            return False
        if self.state is not ReportState.OPEN:
            raise ReportDecided
        self.state, self.decision, self.decided_at = state, decision, now
        return True

    def reverse(self) -> None:
        """An appeal was right."""
        self.state = ReportState.UPHELD


class Measure(Appealable, Identified, Base):
    """What operators took from somebody: shown no more, ended, restricted; why; and what that person objected."""

    __tablename__ = "measures"
    __table_args__ = (
        Index("uq_measures_standing", "kind", "target_id", unique=True, postgresql_where=text("lifted_at is null")),
        Index("ix_measures_person", "person_id", "taken_at", "id"),
        Index(
            "ix_measures_waiting",
            "appealed_at",
            "id",
            postgresql_where=text("appealed_at is not null and answered_at is null"),
        ),
        Index(None, "taken_at", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the page where the person objects
    kind: Mapped[MeasureKind]
    target_id: Mapped[UUID]  # of the story, the portrait, the grant, the person
    reason: Mapped[str]  # said to the person
    taken_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]

    @property
    def ruled_at(self) -> datetime | None:
        return self.taken_at

    def lift(self, now: datetime) -> bool:
        """False when it was."""
        if self.lifted_at is not None:
            return False
        self.lifted_at = now
        return True
