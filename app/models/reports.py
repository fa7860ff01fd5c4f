from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.dates import months_from
from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Locale, Words

TO_DECIDE = timedelta(days=7)
MONTHS_TO_APPEAL = 6  # of the calendar, at least (regulation 2022/2065, article 20)


class ReportDecided(Conflict):
    title = Words("Ce signalement a déjà sa décision")


class AppealClosed(Conflict):
    title = Words("Ce recours n’est pas ou plus possible")


class ReportTarget(StrEnum):
    STORY = "story"
    PORTRAIT = "portrait"
    COMMUNITY = "community"


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
    GONE = "gone"  # no longer shown, for another reason than the reported one


class MeasureKind(StrEnum):
    WITHDRAW_STORY = "withdraw_story"
    WITHDRAW_PORTRAIT = "withdraw_portrait"
    END_GRANT = "end_grant"
    RESTRICT = "restrict"
    WITHDRAW_COMMUNITY = "withdraw_community"
    END_COMMUNITY = "end_community"


class Appealable:
    """A decision with one appeal within its term, and one ruling on the appeal."""

    appeal: Mapped[str | None]  # the appellant's text
    appealed_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    ruled_at_column: ClassVar[str]  # the column of the first decision

    @property
    def ruled_at(self) -> datetime | None:
        instant: datetime | None = getattr(self, self.ruled_at_column)
        return instant

    @property
    def appeal_end(self) -> datetime | None:
        """The first instant at which the decision can be appealed against no more."""
        return None if self.ruled_at is None else months_from(self.ruled_at, MONTHS_TO_APPEAL)

    def may_appeal(self, now: datetime) -> bool:
        return self.appeal is None and self.appeal_end is not None and now < self.appeal_end

    def appeal_against(self, words: str, now: datetime) -> bool:
        """Record the appeal. False for the same text again. Raises AppealClosed."""
        if self.appeal == words:
            return False
        if not self.may_appeal(now):
            raise AppealClosed
        self.appeal, self.appealed_at = words, now
        return True

    def rule(self, answer: str, now: datetime) -> None:
        """Record the ruling. Raises AppealClosed unless an appeal waits."""
        if self.appeal is None or self.answered_at is not None:
            raise AppealClosed
        self.answer, self.answered_at = answer, now


class Report(Appealable, Identified, Base):
    """A request by somebody without an account to take down what a page shows. Operators decide."""

    __tablename__ = "reports"
    ruled_at_column = "decided_at"
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

    reference: Mapped[str] = mapped_column(unique=True)  # quoted by both sides
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the status page
    target_type: Mapped[ReportTarget]
    target_id: Mapped[UUID]
    edition: Mapped[int]  # the edition that was shown; of a community, its version
    grant_id: Mapped[UUID | None]  # the link that showed it
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reason: Mapped[ReportReason]
    text: Mapped[str | None]
    email: Mapped[str | None]  # of the reporter
    language: Mapped[Locale]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    decision: Mapped[str | None]  # the reason, as the decider wrote it
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def due_at(self) -> datetime:
        return self.created_at + TO_DECIDE

    def decide(self, state: ReportState, decision: str, now: datetime) -> bool:
        """Record the decision. False if it was the same before. Raises ReportDecided if it was another."""
        if (self.state, self.decision) == (state, decision):
            return False
        if self.state is not ReportState.OPEN:
            raise ReportDecided
        self.state, self.decision, self.decided_at = state, decision, now
        return True

    def reverse(self, state: ReportState = ReportState.UPHELD) -> None:
        """Reverse the decision after an appeal that was right, or has no object any more."""
        self.state = state


class Measure(Appealable, Identified, Base):
    """A measure of operators against a person or a community, with a reason and an objection.

    Content is withdrawn, a grant or a community ended, an account restricted.
    """

    __tablename__ = "measures"
    ruled_at_column = "taken_at"
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

    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # None: a community
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the page for objections
    kind: Mapped[MeasureKind]
    target_id: Mapped[UUID]  # of the story, portrait, grant, person or community
    reason: Mapped[str]  # the person reads it
    taken_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]

    def lift(self, now: datetime) -> bool:
        """Lift the measure. False if lifted already."""
        if self.lifted_at is not None:
            return False
        self.lifted_at = now
        return True
