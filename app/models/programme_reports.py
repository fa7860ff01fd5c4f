from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words


class FigureCode(StrEnum):
    """What is counted for a report. app/services/figures has the definition of each."""

    PROGRAMMES_BY_TEMPLATE = "programmes_by_template"
    STRUCTURES = "structures"
    MEETINGS = "meetings_held"
    PRESENCE = "presence"
    AUDIENCE = "people_reached"
    BY_PUBLIC = "by_public"
    ANSWERS = "answers"
    PROPOSALS = "proposals"
    CHOICES = "selected"
    ACTIONS = "actions"
    DONE_WITHIN_DUE = "done_within_due"
    BEFORE_AFTER = "before_after"
    TRAINING = "professionals_trained"
    OFFERS = "talents_offered"
    SEARCHES = "talents_sought"
    MATCHES = "talents_matched"
    EXCHANGES = "talents_exchanged"
    NEEDS_TOP = "needs_top"
    STORIES_PUBLISHED_TO_US = "stories_published_to_us"
    BUDGET = "budget_planned"
    SPENDING = "budget_spent"
    CONSENTS = "consents"


class Exactness(StrEnum):
    """How exactly a number is told. A rounded one is never more than the number."""

    EXACT = "exact"
    ROUNDED = "rounded"
    WITHHELD = "withheld"


class ReportKind(StrEnum):
    SYNTHESIS = "synthesis"
    ANNUAL = "annual"
    TREE = "tree"


class ReportSectionKind(StrEnum):
    FIGURES = "figures"
    TEXT = "text"
    QUOTES = "quotes"
    STORIES = "stories"
    PLAN = "plan"
    THEMES = "themes"
    TREE = "tree"


class ReportState(StrEnum):
    DRAFT = "draft"
    VALID = "validated"
    PUBLICATION = "published"
    WITHDRAWAL = "withdrawn"


class ActionState(StrEnum):
    """Of an action of the plan: the states that a proposal has once it is selected."""

    CHOICE = "selected"
    IN_PROGRESS = "in_progress"
    COMPLETE = "done"
    ABANDONMENT = "abandoned"


class ReportEditionState(StrEnum):
    CURRENT = "published"
    FORMER = "superseded"


class ReportMoved(Conflict):
    title = Words("Ce bilan n’en est plus là")
    advice = Words(
        "Un brouillon se valide, ce qui est validé se publie, ce qui est publié se retire, et ce qui est retiré ne "
        "revient pas : relis son `state`."
    )


class ProgrammeReport(Identified, Versioned, Base):
    """The report of a programme, or of a year of a community. What is published of it are its editions."""

    __tablename__ = "programme_reports"
    __table_args__ = (
        Index("ix_programme_reports_community", "community_id", "created_at", "id"),
        Index("ix_programme_reports_programme", "programme_id", postgresql_where=text("programme_id is not null")),
        Index("ix_programme_reports_author", "author_id", postgresql_where=text("author_id is not null")),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programmes.id", ondelete="SET NULL"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    kind: Mapped[ReportKind]
    title: Mapped[str]
    language: Mapped[str]  # of its title and texts: BCP 47
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # included
    sections: Mapped[list[dict[str, Any]]]
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    edition: Mapped[int] = mapped_column(default=0)  # the latest; 0: none was published
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    born_as: Mapped[str]

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        """Change the draft; the same fields change nothing. What was published stays as it is. Raises ReportMoved once
        it is withdrawn.
        """
        self._expect(ReportState.DRAFT, ReportState.VALID, ReportState.PUBLICATION)
        if self.version == 0 or any(getattr(self, name) != value for name, value in fields.items()):
            self.change({**fields, "state": ReportState.DRAFT}, now)

    def validate(self, now: datetime) -> bool:
        """Record that its draft is right. False if it is validated already. Raises ReportMoved unless it is a draft."""
        if self.state is ReportState.VALID:
            return False
        self._expect(ReportState.DRAFT)
        self.change({"state": ReportState.VALID}, now)
        return True

    def publish(self, now: datetime) -> bool:
        """Count one more edition. False if that is done. Raises ReportMoved unless it is validated."""
        if self.state is ReportState.PUBLICATION:
            return False
        self._expect(ReportState.VALID)
        self.change({"state": ReportState.PUBLICATION, "edition": self.edition + 1}, now)
        return True

    def withdraw(self, now: datetime) -> bool:
        """Withdraw all editions, for good. False if that is done. Raises ReportMoved if there is none."""
        if self.state is ReportState.WITHDRAWAL:
            return False
        if self.edition == 0:
            raise ReportMoved
        self.change({"state": ReportState.WITHDRAWAL, "withdrawn_at": now}, now)
        return True

    def forget(self, now: datetime) -> None:
        """Clear the texts of a report whose community has closed."""
        over = {"state": ReportState.WITHDRAWAL, "withdrawn_at": self.withdrawn_at or now}
        self.change({"title": "", "sections": [], **over}, now)

    def _expect(self, *states: ReportState) -> None:
        if self.state not in states:
            raise ReportMoved


class ReportEdition(Base):
    """What was published of a report: its figures, frozen; quotes, stories and names as references, which are asked
    again at each reading.
    """

    __tablename__ = "programme_report_editions"
    __table_args__ = (Index(None, "published_by"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("programme_reports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    k_min: Mapped[int]
    content: Mapped[dict[str, Any]]  # title, kind, period, sections
    figures: Mapped[list[dict[str, Any]]]  # each with its definition, what is published of it, and a digest of these
    computed_at: Mapped[datetime]
