from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from app.core.i18n import CATALOGUES, Language, Words
from app.models.reports import Appealable, Measure, Report
from app.services.accounts.report_templates import WITHOUT_OPERATORS
from app.web import report_texts
from app.web.site import Site

Decision = TypeVar("Decision", bound=Appealable)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Where what a page shows is reported. It says nothing of that. `path`: its own."""

    site: Site
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    title: Words = report_texts.TITLE
    lead: Words = report_texts.LEAD
    words: ModuleType = report_texts


@dataclass(frozen=True, slots=True)
class DecisionPage(Generic[Decision]):
    """The page of a decision of operators, with the form of an appeal. `zone`: the time zone of its days."""

    site: Site
    token: str
    decision: Decision
    zone: ZoneInfo
    may_appeal: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = report_texts

    @property
    def until(self) -> date | None:
        end = self.decision.appeal_end
        return self.day(end) if end is not None else None

    def say_reason(self, reason: str) -> str:
        """Return the reason in the language of the page. What an operator wrote stays as it is."""
        languages = [Language(item) for item in CATALOGUES.languages]
        reasons = {words.in_(language): words for words in WITHOUT_OPERATORS for language in languages}
        return reasons[reason].in_(self.site.locale) if reason in reasons else reason

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


class ReportedPage(DecisionPage[Report]):
    """The page for the person who reported."""


class MeasurePage(DecisionPage[Measure]):
    """The page for the person whom the measure concerns."""

    @property
    def said(self) -> tuple[Words, Words]:
        is_over = self.decision.lifted_at is not None
        return report_texts.LIFTED_PAGE if is_over else report_texts.MEASURES[self.decision.kind]
