"""Every page that a person without an account can see. Pure functions: they are given all that they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType
from urllib.parse import quote
from uuid import UUID

from app.core.app_paths import AppPath
from app.core.errors import Problem
from app.core.i18n import Words
from app.core.legal import NONE_YET
from app.models.consents import ConsentKind
from app.models.endorsements import EndorsementState
from app.models.sign_in_passes import PASS_PREFIX
from app.policies.age import SINCE_AGE
from app.policies.data_map import BACKUP, JOBS, MAIL_FILES, Retention, Section
from app.schemas.endorsements import AskedRead
from app.services.communities.kept_places import Waiting
from app.services.communities.place_admissions import Admission
from app.services.guardians.guardian_views import Publication
from app.services.notifications.mail_bodies import SOMEONE
from app.services.sharing.links import LinkGone, NotForRobots, WrongPasscode
from app.web import (
    access_texts,
    accessibility,
    birth_year_texts,
    endorsement_texts,
    guardian_texts,
    inactivity_texts,
    legal_texts,
    plan,
    privacy,
    privacy_texts,
    texts,
    unsubscribing_texts,
)
from app.web.community_pages import CommunityPage, PlacePage, Step
from app.web.portraits import PortraitPage, portrait_page
from app.web.rendering import render
from app.web.report_pages import MeasurePage, ReportedPage, ReportPage
from app.web.site import Site
from app.web.stories import StoryPage, story_page

__all__ = [
    "BirthYearPage",
    "ClosedLinkPage",
    "CommunityPage",
    "EndorsementPage",
    "GuardianPage",
    "InactivePage",
    "MeasurePage",
    "PlacePage",
    "PortraitPage",
    "ProblemPage",
    "ReportPage",
    "ReportedPage",
    "Site",
    "Step",
    "StoryPage",
    "UnsubscribePage",
    "access_page",
    "accessibility_page",
    "answered_page",
    "birth_year_page",
    "closed_link_page",
    "community_page",
    "endorsement_page",
    "error_page",
    "gone_page",
    "guardian_page",
    "inactive_page",
    "landing_page",
    "legal_page",
    "measure_page",
    "place_page",
    "plan_page",
    "portrait_page",
    "privacy_page",
    "problem_page",
    "problems_page",
    "report_page",
    "reported_page",
    "sign_in_page",
    "story_page",
    "unsubscribe_page",
]

CLOSED: Mapping[type[Problem], str] = {LinkGone: "gone.html", NotForRobots: "landing.html"}


@dataclass(frozen=True, slots=True)
class ClosedLinkPage:
    """A link that does not open, or asks for a code, and says nothing of what it leads to. `problem`: why."""

    site: Site
    token: str
    problem: Problem
    medium_id: UUID | None = None  # the recording that is asked for

    @property
    def query(self) -> str:
        return f"?play={self.medium_id.hex}" if self.medium_id else ""

    @property
    def wrong(self) -> bool:
        return isinstance(self.problem, WrongPasscode)

    @property
    def minutes(self) -> int | None:
        """The minutes before another try is taken, when there were too many."""
        wait = self.problem.extensions.get("retry_after")
        return -(-wait // 60) if isinstance(wait, int) else None


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Which mails end: those of a community, or those of a `subject`."""

    site: Site
    token: str
    community: str | None
    subject: Words
    stays: Words = unsubscribing_texts.STAYS
    words: ModuleType = unsubscribing_texts


@dataclass(frozen=True, slots=True)
class InactivePage:
    """Where whoever has not signed in for long keeps their account."""

    site: Site
    token: str
    words: ModuleType = inactivity_texts


@dataclass(frozen=True, slots=True)
class GuardianPage:
    """Where a parent or guardian of `of` agrees; `since` when they did. `result`, `faults`: what just happened.

    `texts`: what each button agrees to, and `versions`, which the forms carry.
    `agreed_acts`: what they signed for; `acts`, `declared`: what is ticked. `places`: communities that
    wait for their agreement; `admissions`: those that it has just opened. `publications`: once they agreed.
    """

    site: Site
    token: str
    of: str
    name: str
    acts: frozenset[str]
    places: Sequence[Waiting]
    since: date | None
    texts: Mapping[ConsentKind, Words]
    versions: Mapping[str, str]
    agreed_acts: frozenset[str] = frozenset()
    publications: Sequence[Publication] = ()
    declared: bool = False
    faults: Mapping[str, Words] = field(default_factory=dict)
    result: str | None = None
    admissions: Sequence[Admission] = ()
    words: ModuleType = guardian_texts


@dataclass(frozen=True, slots=True)
class BirthYearPage:
    """Where a parent or guardian of `of` confirms a `claimed_year` of birth, or corrects the `current_year`."""

    site: Site
    token: str
    of: str
    claimed_year: int | None
    current_year: int | None
    texts: Mapping[ConsentKind, Words]
    versions: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = birth_year_texts

    @property
    def declared(self) -> bool:
        """Ticked as it is shown: a text that has changed since is ticked anew."""
        return self.fields.get("declaration") == "yes" and "declaration" not in self.faults


@dataclass(frozen=True, slots=True)
class EndorsementPage:
    """Where somebody confirms a talent, or sees that they did. `faults`: of the `fields` of the form."""

    site: Site
    token: str
    request: AskedRead
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Words] = field(default_factory=dict)
    words: ModuleType = endorsement_texts


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """What the `type` of an API error leads to. `explanation` and `what_to_do` are our own Markdown."""

    slug: str
    title: str
    explanation: str
    status: int
    what_to_do: str


def closed_link_page(page: ClosedLinkPage) -> str:
    """A robot without access gets the landing page, whatever the link shows."""
    template = CLOSED.get(type(page.problem), "passcode.html")
    return render(template, page.site, page=page, since_age=SINCE_AGE, advice=texts.GONE_ADVICE)


def guardian_page(page: GuardianPage) -> str:
    return render("guardian.html", page.site, page=page)


def birth_year_page(page: BirthYearPage) -> str:
    return render("birth_year.html", page.site, page=page)


def endorsement_page(page: EndorsementPage) -> str:
    asker = page.request.asker or SOMEONE.in_(page.site.locale)
    template = "endorsement.html" if page.request.state is EndorsementState.ASKED else "endorsement_given.html"
    return render(template, page.site, page=page, request=page.request, words=page.words, asker=asker)


def community_page(page: CommunityPage) -> str:
    path = AppPath.COMMUNITY.of(page.community["id"])
    join_path = f"/join?key={page.path.rpartition('/')[2]}"
    return render("community.html", page.site, page=page, words=page.words, community_path=path, join_path=join_path)


def place_page(page: PlacePage) -> str:
    return render("place.html", page.site, page=page, words=page.words)


def unsubscribe_page(page: UnsubscribePage) -> str:
    return render("unsubscribe.html", page.site, page=page)


def inactive_page(page: InactivePage) -> str:
    return render("inactive.html", page.site, page=page)


def report_page(page: ReportPage) -> str:
    return render("report.html", page.site, page=page)


def reported_page(page: ReportedPage) -> str:
    return render("reported.html", page.site, page=page)


def measure_page(page: MeasurePage) -> str:
    return render("measure.html", page.site, page=page)


def answered_page(site: Site, title: Words, words: Words, *, app_path: str | None = None, **blanks: str) -> str:
    """After an answer that leaves nothing more to do here. `app_path`: where the application goes on."""
    return render("answered.html", site, title=title, words=words, blanks=blanks, app_path=app_path)


def gone_page(site: Site, advice: Words = texts.GONE_ADVICE) -> str:
    """The same for a link that expired, was revoked, was used up, or never was. `advice`: what to do then."""
    return render("gone.html", site, advice=advice)


def access_page(site: Site) -> str:
    """« Qui voit quoi », explained."""
    return render("access.html", site, words=access_texts)


def privacy_page(site: Site, backup_days: int, mail_file_days: int | None) -> str:
    """`mail_file_days`: None where mails go to a server."""
    assert site.responsible  # noqa: S101  a page that says who answers for it
    return render(
        "privacy.html",
        site,
        words=privacy_texts,
        since_age=SINCE_AGE,
        sections=Section,
        kept_for=privacy.kept_for,
        reasons=privacy.reasons(site.responsible.basis),
        intimate=privacy.intimate(),
        jobs=JOBS,
        report=Retention.REPORT.value,
        objected=privacy.objected(site.responsible.basis),
        facts=privacy.FACTS,
        backup=BACKUP,
        backup_days=backup_days,
        mail_files=MAIL_FILES,
        mail_file_days=mail_file_days,
    )


def legal_page(site: Site) -> str:
    return render("legal.html", site, words=legal_texts)


def accessibility_page(site: Site) -> str:
    """The declaration, in the official form."""
    return render("accessibility.html", site, words=legal_texts, audit=accessibility, plan=plan, none_yet=NONE_YET)


def plan_page(site: Site) -> str:
    return render("plan.html", site, words=legal_texts, plan=plan)


def landing_page(site: Site) -> str:
    return render("landing.html", site, since_age=SINCE_AGE)


def sign_in_page(site: Site, token: str) -> str:
    """Where the link of a sign-in mail, or of a code that was shown, leads to: our application, or words on another."""
    words = texts.BY_CODE if token.startswith(PASS_PREFIX) else texts.BY_MAIL
    if site.app_url == f"{site.base_url}/app":
        words = texts.IN_BROWSER._replace(safety=words.safety)
    return render("sign_in.html", site, words=words, sign_in_path=AppPath.SIGN_IN.format(token=quote(token, safe="")))


def problem_page(site: Site, problem: ProblemPage) -> str:
    return render("problem.html", site, problem=problem)


def problems_page(site: Site, problems: Sequence[ProblemPage]) -> str:
    return render("problems.html", site, problems=sorted(problems, key=lambda problem: (problem.status, problem.slug)))


def error_page(site: Site, status: int, request_id: str | None = None) -> str:
    """For browsers: 404, 503, and any other as 500."""
    title, lead = texts.ERRORS.get(status, texts.ERRORS[500])
    return render("error.html", site, status=status, title=title, lead=lead, request_id=request_id)
