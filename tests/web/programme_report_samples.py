"""A report of a programme with one of everything that its page can show, and one that has nearly nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from app.core.i18n import Language
from app.models.programme_reports import FigureCode
from app.services.figures import computing
from app.services.figures.registry import FIGURES
from app.services.programme_reports import words
from app.services.programme_reports.documents import EditionText
from app.web.programme_reports import ReportPage, programme_report_page
from app.web.site import Site
from tests.web.community_samples import RESPONSIBLE

EMPTY: dict[str, Any] = {"text": None, "has_title": False} | {
    name: [] for name in ("figures", "quotes", "stories", "actions", "themes", "talents")
}
NUMBERS: dict[FigureCode, float | dict[str, float | None] | None] = {
    FigureCode.STRUCTURES: 9,
    FigureCode.MEETINGS: 4,
    FigureCode.PRESENCE: {"asked": 74, "registered": 48, "present": 61},
    FigureCode.AUDIENCE: {"accounts": 1212},
    FigureCode.BY_PUBLIC: {"lycée": 57, "en recherche d’emploi": 21, "others": 10},
    FigureCode.TRAINING: None,
    FigureCode.ANSWERS: 85,
    FigureCode.EXCHANGES: {"asked": 15, "accepted": None},
    FigureCode.BUDGET: 1_250_000,
    FigureCode.SPENDING: 1_180_050,
}
ROUNDED = {FigureCode.ANSWERS, FigureCode.EXCHANGES}
OWN_LABELS = {"lycée", "en recherche d’emploi"}


def told(code: FigureCode, value: Any) -> dict[str, str]:
    return {"exactness": "withheld" if value is None else "rounded" if code in ROUNDED else "exact"}


def figure(code: FigureCode, number: Any, locale: Language) -> dict[str, Any]:
    """Return a figure as an edition tells it."""
    own, parts = FIGURES[code], number if isinstance(number, dict) else {}
    frozen = {
        "code": code,
        "label": None,
        "definition": own.definition.fr,
        "unit": own.unit,
        "value": None if parts else number,
        "withheld": number is None,
        "exactness": told(code, number)["exactness"],
        "parts": [
            {"code": name, "label": {"fr": name} if name in OWN_LABELS else None, "value": value, "people": None}
            | told(code, value)
            for name, value in parts.items()
        ],
        "digest": "0" * 64,
    }
    return computing.as_read(frozen, 5, locale)


def before_after(locale: Language) -> dict[str, Any]:
    own = FIGURES[FigureCode.BEFORE_AFTER]
    frozen = {
        "code": "before_after.clarte",
        "label": {"fr": "Je sais à qui m’adresser pour mon orientation"},
        "definition": own.definition.fr,
        "unit": own.unit,
        "value": None,
        "withheld": False,
        "parts": [
            {"code": "before", "label": None, "value": 2.4, "people": 88},
            {"code": "after", "label": None, "value": 3.6, "people": 71},
        ],
        "digest": "0" * 64,
    }
    return computing.as_read(frozen, 5, locale)


def action(title: str | None, **fields: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": title,
        "owner": "Rose Delaunay",
        "accepted": True,
        "structure": "Mission locale",
        "state": "in_progress",
        "due_on": "2026-06-30",
        "overdue": False,
        "progress": 40,
    }
    return values | fields


def section(kind: str, locale: Language, **fields: Any) -> dict[str, Any]:
    title = next(sentence for name, sentence in words.SECTIONS.items() if name == kind).in_(locale)
    return EMPTY | {"kind": kind, "title": title} | fields


def sections(locale: Language) -> list[dict[str, Any]]:
    text = "Quatre rencontres ont réuni neuf structures.\nLes jeunes disent mieux ce qu’ils savent faire."
    figures = [figure(code, number, locale) for code, number in NUMBERS.items()] + [before_after(locale)]
    quotes = [
        {"excerpt": "J’ai compris que je pouvais demander.", "attributed_to": "une lycéenne"},
        {"excerpt": None, "attributed_to": None},
        {"excerpt": "On ne m’avait jamais expliqué ce métier.", "attributed_to": None},
    ]
    stories = [
        {"title": "Mon stage à l’hôpital", "summary": "Deux semaines en cuisine.", "author": "Inès M."},
        {"title": None, "summary": None, "author": None},
    ]
    actions = [
        action("Un guichet commun, le mercredi"),
        action("Visiter trois ateliers", state="selected", accepted=False, structure=None, progress=0, overdue=True),
        action("Un annuaire des métiers", state="done", owner=None, due_on=None, progress=100),
        action(None, state="abandoned", owner=None, structure=None),
    ]
    themes = [{"theme": "Transports", "proposals": 12}, {"theme": "Stages", "proposals": 9}]
    return [
        section("text", locale, text=text, title="En bref", has_title=True),
        section("figures", locale, figures=figures),
        section("plan", locale, actions=actions),
        section("themes", locale, themes=themes),
        section("quotes", locale, quotes=quotes),
        section("stories", locale, stories=stories),
        section("tree", locale, talents=[{"skill": "Animer un atelier", "have": 15, "offer": 10, "seek": 5}]),
    ]


def report(locale: Language, **fields: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "number": 2,
        "state": "published",
        "community": {"id": "01990000-0000-7000-8000-000000000001", "name": "Comité local d’orientation de l’Indre"},
        "programme": {"id": "01990000-0000-7000-8000-000000000002", "name": "Hack ton orientation"},
        "kind": "annual",
        "title": "Bilan 2026 du comité local",
        "language": "fr",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "k_min": 5,
        "computed_at": datetime(2026, 12, 15, 9, tzinfo=UTC),
        "sections": sections(locale),
    }
    return whole | fields


def page(locale: Language, ends_on: date | None = date(2027, 6, 30), **fields: Any) -> str:
    site = Site(locale, "https://daytripper.test", responsible=RESPONSIBLE)
    return programme_report_page(ReportPage(site, EditionText(report(locale, **fields), locale), "/b/dts_3n", ends_on))


BARE: dict[str, Any] = {
    "programme": None,
    "number": 1,
    "sections": [section("plan", Language("fr")), section("text", Language("fr"), text="Rien encore.")],
}
PAGES: dict[str, Callable[[Language], str]] = {
    "programme report": page,
    "bare programme report": partial(page, ends_on=None, title="Un titre", **BARE),
}
