"""Every page that a person without an account can see. Pure functions: they are given all that they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core.dates import say_day, say_duration
from app.core.i18n import Words
from app.core.text import unbroken
from app.models.endorsements import EndorsementState
from app.schemas.endorsements import AskedRead
from app.services import portrait_texts
from app.web import (
    access_texts,
    endorsement_texts,
    guardian_texts,
    portraits,
    stories,
    texts,
    unsubscribing_texts,
)
from app.web.assets import asset
from app.web.community_pages import CommunityPage, Step
from app.web.markdown import render_markdown
from app.web.portraits import PortraitPage
from app.web.site import Site
from app.web.stories import StoryPage

__all__ = [
    "CommunityPage",
    "EndorsementPage",
    "GuardianPage",
    "PasscodePage",
    "PortraitPage",
    "ProblemPage",
    "Site",
    "Step",
    "StoryPage",
    "UnsubscribePage",
    "access_page",
    "answered_page",
    "community_page",
    "endorsement_page",
    "error_page",
    "gone_page",
    "guardian_page",
    "landing_page",
    "passcode_page",
    "portrait_page",
    "problem_page",
    "problems_page",
    "sign_in_page",
    "story_page",
    "unsubscribe_page",
]


@dataclass(frozen=True, slots=True)
class PasscodePage:
    """A link that asks for a code. `wait`: seconds before another try is taken, when there were too many."""

    site: Site
    token: str
    wrong: bool = False
    wait: int | None = None


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Which mails end: those of a community, or `what`."""

    site: Site
    token: str
    community: str | None
    what: Words
    words: ModuleType = unsubscribing_texts


@dataclass(frozen=True, slots=True)
class GuardianPage:
    """Where a parent or guardian of `of` agrees; `since` when they did. `done`, `fault`: what just happened."""

    site: Site
    token: str
    of: str
    name: str
    acts: frozenset[str]
    since: date | None
    declaration: Words
    fault: Words | None = None
    done: str | None = None
    words: ModuleType = guardian_texts


@dataclass(frozen=True, slots=True)
class EndorsementPage:
    """Where somebody confirms a talent, or sees that they did. `faults`: what was wrong with the `typed` form."""

    site: Site
    token: str
    asked: AskedRead
    typed: Mapping[str, str] = field(default_factory=dict)
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


def story_page(page: StoryPage) -> str:
    parts = stories.parts_of(page)
    card = stories.card_of(page, asset("card.png"))
    return _render(
        "story.html",
        Site(page.locale, page.base_url),
        page=page,
        content=page.content,
        cover=stories.cover_of(page.content),
        parts=parts,
        moments=stories.moments_in(parts),
        period=stories.period_of(parts, page.locale),
        skills=stories.skills_in(parts),
        card=card,
        linked_data=stories.linked_data_of(page, card),
    )


def portrait_page(page: PortraitPage) -> str:
    content = page.content
    return _render(
        "portrait.html",
        Site(page.locale, page.base_url),
        page=page,
        content={**content, "language": content["languages"][0]},
        headline=page.say(content["headline"]),
        about=page.say(content["about"]),
        face=portraits.face_of(page),
        covers=portraits.covers_of(page),
        galleries=portraits.galleries_of(page),
        talents=portraits.talents_of(page),
        sources=page.sources(),
        card=portraits.card_of(page, asset("card.png")),
        portrait_texts=portrait_texts,
    )


def passcode_page(page: PasscodePage) -> str:
    """Says nothing of what the link leads to."""
    minutes = -(-page.wait // 60) if page.wait is not None else None
    return _render("passcode.html", page.site, page=page, minutes=minutes)


def guardian_page(page: GuardianPage) -> str:
    return _render("guardian.html", page.site, page=page)


def endorsement_page(page: EndorsementPage) -> str:
    asker = page.asked.asker or page.words.SOMEONE.in_(page.site.locale)
    template = "endorsement.html" if page.asked.state is EndorsementState.ASKED else "endorsement_given.html"
    return _render(template, page.site, page=page, asked=page.asked, words=page.words, asker=asker)


def community_page(page: CommunityPage) -> str:
    return _render("community.html", page.site, page=page, words=page.words)


def unsubscribe_page(page: UnsubscribePage) -> str:
    return _render("unsubscribe.html", page.site, page=page)


def answered_page(site: Site, title: Words, words: Words) -> str:
    """After an answer that leaves nothing more to do."""
    return _render("answered.html", site, title=title, words=words)


def gone_page(site: Site) -> str:
    """The same for a link that expired, was revoked, was used up, or never was."""
    return _render("gone.html", site)


def access_page(site: Site) -> str:
    """« Qui voit quoi », explained."""
    return _render("access.html", site, words=access_texts)


def landing_page(site: Site) -> str:
    return _render("landing.html", site)


def sign_in_page(site: Site) -> str:
    """Where the link of a sign-in mail leads to on a device that has no app."""
    return _render("sign_in.html", site)


def problem_page(site: Site, problem: ProblemPage) -> str:
    return _render("problem.html", site, problem=problem)


def problems_page(site: Site, problems: Sequence[ProblemPage]) -> str:
    return _render("problems.html", site, problems=sorted(problems, key=lambda one: (one.status, one.slug)))


def error_page(site: Site, status: int, request_id: str | None = None) -> str:
    """For browsers: 404, 503, and any other as 500."""
    title, lead = texts.ERRORS.get(status, texts.ERRORS[500])
    return _render("error.html", site, status=status, title=title, lead=lead, request_id=request_id)


def _render(template: str, site: Site, **values: object) -> str:
    def say(words: Words, **blanks: object) -> str:
        return unbroken(words.in_(site.locale, **blanks))

    return _PAGES.get_template(template).render(site=site, locale=site.locale, say=say, **values)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    pages.filters |= {"markdown": render_markdown, "unbroken": unbroken, "capital": _capital}
    pages.filters |= {"day": say_day, "length_of_time": say_duration}
    shared: dict[str, Any] = {"texts": texts, "asset": asset}
    pages.globals |= shared
    return pages


_PAGES = _environment()
