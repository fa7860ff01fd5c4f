from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from zoneinfo import ZoneInfo

from app.core.i18n import Words
from app.models.reports import TO_APPEAL, Measure, Report
from app.web import report_texts
from app.web.site import Site


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
class ReportedPage:
    """Where whoever reported something follows it. `zone`: by whose days it counts."""

    site: Site
    token: str
    report: Report
    zone: ZoneInfo
    may_appeal: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = report_texts

    @property
    def until(self) -> date | None:
        ruled_at = self.report.ruled_at
        return self.day(ruled_at + TO_APPEAL) if ruled_at is not None else None

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """Where a person reads what operators took from them, and objects."""

    site: Site
    token: str
    measure: Measure
    zone: ZoneInfo
    may_appeal: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = report_texts

    @property
    def said(self) -> tuple[Words, Words]:
        is_over = self.measure.lifted_at is not None
        return report_texts.LIFTED_PAGE if is_over else report_texts.MEASURES[self.measure.kind]

    @property
    def until(self) -> date:
        return self.day(self.measure.taken_at + TO_APPEAL)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()
