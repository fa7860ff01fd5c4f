from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import ModuleType
from typing import Any

from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.models.consents import ConsentKind
from app.models.memberships import Role
from app.policies.consent_texts import TEXTS, of_community, to_come_in
from app.schemas.community_pages import CommunityPageRead, PageReportRead
from app.services.programme_reports.words import say_period
from app.services.proposals.plan_files import ACTION_STATES
from app.web import community_texts
from app.web.consents import versions_of
from app.web.programme_report_texts import DUE
from app.web.site import Site


class Step(StrEnum):
    """How far somebody has come who joins a community from its page."""

    EMAIL = "email"
    CODE = "code"
    GUARDIAN = "guardian"
    IN = "in"
    WAITS = "waits"


def kind_of(invitation: Mapping[str, Any] | None) -> ConsentKind:
    """What somebody agrees to who comes in by it, or else from the community’s own page."""
    return to_come_in(Role(invitation["role"]) if invitation else Role.MEMBER)


@dataclass(frozen=True, slots=True)
class CommunityPage:
    """A community, before its own page or an `invitation`, whose short code is `code`; None: it was mailed, and is for
    one address. `path`: where its forms lead."""

    site: Site
    path: str
    community: Mapping[str, Any]
    invitation: Mapping[str, Any] | None
    code: str | None
    step: Step = Step.EMAIL
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    proof: str = ""  # of the address, from the step before
    guardian: str | None = None  # who has answered already, and is not asked for anew
    year: int | None = None  # that the account knows
    contents: CommunityPageRead | None = None  # what the public community shows
    words: ModuleType = community_texts

    @property
    def coming(self) -> list[tuple[str, str, str]]:
        """The title, day and place of each event."""
        events = self.contents.events if self.contents else []
        return [(item.title, say_day(item.starts_at.date(), self.site.locale), item.place) for item in events]

    @property
    def informations(self) -> list[tuple[str, str, str]]:
        """The title, text and day of each information that is for everybody."""
        items = self.contents.informations if self.contents else []
        return [(item.title, item.text, say_day(item.created_at.date(), self.site.locale)) for item in items]

    @property
    def plan(self) -> list[tuple[str, str]]:
        """The title of each action, and how far it is."""
        locale = self.site.locale
        actions = self.contents.actions if self.contents else []
        return [
            (item.title, ", ".join([ACTION_STATES[item.state].in_(locale), *_due(item.due_on, locale)]))
            for item in actions
        ]

    def period_of(self, report: PageReportRead) -> str:
        return say_period(report.starts_on, report.ends_on, self.site.locale)

    @property
    def consent(self) -> Words:
        """Kept as it was shown."""
        return TEXTS[kind_of(self.invitation)].said(community=of_community(self.community["name"]))

    @property
    def versions(self) -> Mapping[str, str]:
        return versions_of([kind_of(self.invitation)])

    @property
    def may_join(self) -> bool:
        return self.invitation is not None or self.community["join_policy"] != "invite"

    @property
    def asks(self) -> bool:
        """Whoever joins here waits for an answer."""
        if self.invitation is not None:
            return bool(self.invitation["needs_approval"])
        return bool(self.community["join_policy"] == "request")

    @property
    def ends_on(self) -> date | None:
        ends_at = self.invitation["ends_at"] if self.invitation else None
        return date.fromisoformat(ends_at[:10]) if ends_at else None


def _due(day: date | None, language: Language) -> list[str]:
    return [DUE.in_(language, day=say_day(day, language))] if day else []


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place in a community that waits for the answer of a guardian. `token`: of this page."""

    site: Site
    token: str
    community: str
    until: date
    guardian: str | None  # whom we wait for
    has_answered: bool  # yes to other things, and not to joining
    asks: bool = False  # the community answers, too
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = community_texts
