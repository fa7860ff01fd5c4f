"""A story as it is frozen at publication, with one of everything that a page can show."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import Problem, TooMany
from app.core.i18n import Locale
from app.models.endorsements import EndorsementState
from app.models.grants import AudienceType, TargetType
from app.models.reports import Measure, MeasureKind, Report, ReportReason, ReportState
from app.schemas.endorsements import AskedRead
from app.services.communities.kept_places import Waiting
from app.services.guardians.guardian_views import Publication, Reader
from app.services.sharing.links import PasscodeRequired, WrongPasscode
from app.web import (
    birth_year_texts,
    birth_years,
    endorsement_texts,
    guardian_texts,
    guardians,
    provider_texts,
    report_texts,
)
from app.web.collective_stories import CollectivePage, Telling, collective_page
from app.web.consents import texts_of, versions_of
from app.web.pages import (
    BirthYearPage,
    ClosedLinkPage,
    EndorsementPage,
    GuardianPage,
    InactivePage,
    MeasurePage,
    ProblemPage,
    ReportedPage,
    ReportPage,
    Site,
    StoryPage,
    UnsubscribePage,
    access_page,
    accessibility_page,
    answered_page,
    birth_year_page,
    closed_link_page,
    endorsement_page,
    error_page,
    gone_page,
    guardian_page,
    inactive_page,
    landing_page,
    legal_page,
    measure_page,
    plan_page,
    privacy_page,
    problem_page,
    problems_page,
    report_page,
    reported_page,
    sign_in_page,
    story_page,
    unsubscribe_page,
)
from app.web.photos import EditionJson
from app.web.reports import FIELDS as REPORT_FIELDS
from app.web.unsubscribing_texts import DIGEST
from tests.web.community_samples import COMMUNITY_PAGES, RESPONSIBLE

THUMBHASH = "nCgOLYaGeYh8h3iAd1iIiYd3gMgI"  # mountains at dawn
PARIS = ZoneInfo("Europe/Paris")
LONG_WORD = "Anticonstitutionnellement" * 3


def picture(name: str, width: int, height: int) -> EditionJson:
    return {"name": name, "content_type": "image/png", "width": width, "height": height, "url": f"/media/{name}.png"}


def photo(alt: str | None, width: int = 1600, height: int = 1200, caption: str | None = None) -> EditionJson:
    sizes = {"thumb": 320, "small": 800, "large": 1600}
    return {
        "id": "01990000-0000-7000-8000-000000000001",
        "kind": "photo",
        "alt": alt,
        "caption": caption,
        "transcript": None,
        "thumbhash": THUMBHASH,
        "width": width,
        "height": height,
        "duration": None,
        "variants": [picture(name, side, side * height // width) for name, side in sizes.items()],
    }


SOUND: EditionJson = photo(None) | {
    "kind": "audio",
    "caption": "Dans le bus, en rentrant",
    "transcript": "Bon, alors.\nAujourd’hui, premier vrai service.",
    "thumbhash": None,
    "duration": 72.4,
    "variants": [{"name": "audio", "content_type": "audio/mp4", "width": None, "height": None, "url": "/media/a.m4a"}],
}
FILM: EditionJson = photo("Le geste, de près") | {
    "kind": "video",
    "duration": 18.0,
    "transcript": "On entend la meuleuse.",
    "variants": [
        picture("poster", 1280, 720),
        {"name": "video", "content_type": "video/mp4", "width": 1280, "height": 720, "url": "/media/v.mp4"},
    ],
}
PAPER: EditionJson = photo("Première page de l’attestation") | {
    "kind": "document",
    "caption": "Mon attestation",
    "variants": [
        picture("thumb", 240, 320),
        {"name": "document", "content_type": "application/pdf", "width": None, "height": None, "url": "/media/d.pdf"},
    ],
}
LOST: EditionJson = photo("Une photo perdue") | {"variants": [], "thumbhash": None, "width": None, "height": None}

BARE: EditionJson = {
    "kind": "experience",
    "title": None,
    "text": None,
    "context": None,
    "lived_at": "2026-01-01T00:00:00+00:00",
    "lived_until": None,
    "lived_precision": "year",
    "utc_offset": 60,
    "place": None,
    "reflection": None,
    "tags": [],
    "skills": [],
    "media": [],
}
SERVICE: EditionJson = {
    "kind": "experience",
    "title": "Premier coup de feu en cuisine",
    "text": "62 couverts 😅\nLe chef m’a dit « pas mal ».\n\n# Leçon\n\n- tout préparer *avant* ;\n- respirer.",
    "context": "work",
    "lived_at": "2025-09-19T22:40:00+00:00",
    "lived_until": "2025-09-19T23:15:00+00:00",
    "lived_precision": "minute",
    "utc_offset": 120,
    "place": {"label": "Tours"},
    "organisation": "Chez Lucie & Cie",
    "reflection": {"did": "Refait ma mise en place.", "learned": "Tout préparer avant !", "next": None},
    "tags": ["cuisine", "stress"],
    "skills": [
        {"code": "ORG.2", "labels": {"fr": "Préparer son poste", "en": "Get one’s station ready"}},
        {"code": "LEARN.3", "labels": {"fr": "Tirer une leçon de ses erreurs", "en": "Learn from one’s mistakes"}},
    ],
    "media": [
        SOUND,
        photo("Le passe, vu de la salle"),
        photo("Un four", 1200, 1600),
        photo(None, 1200, 1600, "Le plan"),
    ],
}
PASTRY: EditionJson = SERVICE | {
    "title": f"Pâte à choux, {LONG_WORD}",
    "context": "training",
    "lived_at": "2026-03-01T08:00:00+00:00",
    "lived_until": None,
    "lived_precision": "month",
    "reflection": None,
    "skills": SERVICE["skills"][1:],
    "media": [FILM, PAPER, LOST],
}
BLOCKS: list[EditionJson] = [
    {"kind": "text", "text": "## Avant\n\nJe ne savais **rien** : [le CFA](https://example.org/cfa) m’a tout appris."},
    SERVICE,
    {"kind": "quote", "text": "Tu poses les bonnes questions.", "attribution": "Mme Lefèvre, formatrice"},
    {"kind": "media", "media": photo("Un mur clair", 1600, 1067), "caption": "La vue depuis la plonge"},
    PASTRY,
    {"kind": "media", "media": SOUND, "caption": None},
    BARE,
]
STORY: EditionJson = {
    "title": "Un an en cuisine",
    "summary": "Du premier service au zéro gaspi.",
    "language": "fr",
    "author": {"display_name": "Inès Martin"},
    "edition": 2,
    "published_at": "2026-06-21T16:05:00+02:00",
    "cover": photo("Un four ouvert", 1200, 1600),
    "blocks": BLOCKS,
}
SPARE: EditionJson = STORY | {
    "title": LONG_WORD,
    "summary": None,
    "author": {"display_name": None},
    "edition": 1,
    "cover": None,
    "blocks": [BARE],
}
BASE_URL = "https://daytripper.test"


def site(locale: Locale = Locale.FR) -> Site:
    return Site(locale, BASE_URL, responsible=RESPONSIBLE)


def by_several(locale: Locale) -> CollectivePage:
    """Two parts: one of everything, and one without a name, a cover or moments."""
    tellings = [
        Telling.of(n, f"https://daytripper.test/s/dtl_{n}", content, locale)
        for n, content in enumerate((STORY, SPARE), 1)
    ]
    site = Site(locale, "https://daytripper.test", responsible=RESPONSIBLE)
    return CollectivePage(site, "Le mur du lycée", "Maçons de Touraine", "/c/01990000", tellings)


def story(content: EditionJson = STORY, locale: Locale = Locale.FR, ends_on: date | None = None) -> StoryPage:
    return StoryPage(locale, BASE_URL, "tok_3n", content, ends_on)


def closed(problem: Problem, locale: Locale = Locale.FR) -> str:
    return closed_link_page(ClosedLinkPage(site(locale), "tok_3n", problem))


def guardian(locale: Locale = Locale.FR, **given_fields: Any) -> GuardianPage:
    shown_fields: dict[str, Any] = {
        "of": "Zoé",
        "name": "",
        "acts": frozenset(),
        "since": None,
        "places": (Waiting("Maçons de Touraine", asks=False), Waiting("Chantier-école", asks=True)),
    }
    said_fields: dict[str, Any] = {
        "texts": texts_of(guardians.KINDS, person="Zoé"),
        "versions": versions_of(guardians.KINDS),
    }
    return GuardianPage(site(locale), "tok_3n", **shown_fields | given_fields, **said_fields)


def birth_year(locale: Locale = Locale.FR, claim: int | None = None, **fields: Any) -> BirthYearPage:
    texts = texts_of(birth_years.KINDS, person="Zoé", **({"year": str(claim)} if claim else {}))
    versions = versions_of(birth_years.KINDS)
    return BirthYearPage(site(locale), "tok_3n", "Zoé", claim, 2013, texts, versions, **fields)


PUBLICATIONS = (
    Publication(TargetType.STORY, "Mon stage de mars", [Reader(AudienceType.LINK, None, date(2026, 4, 2))]),
    Publication(TargetType.PORTRAIT, None),
    Publication(TargetType.TALENTS, None, [Reader(AudienceType.USER, "Rose", None)]),
)
AGREED = {
    "publications": PUBLICATIONS,
    "agreed_acts": frozenset({"publish"}),
    "name": "Sofia Diallo",
    "acts": frozenset({"publish"}),
    "since": date(2026, 3, 3),
    "result": "agree",
}


STALE = ProblemPage(
    "stale", "Cela a changé depuis ta lecture", "`If-Match` ne va plus.", 412, "Fusionne `current`, puis renvoie."
)
LOST_PAGE = ProblemPage("not-found", "Introuvable", "Cela n’existe pas.", 404, "Vérifie l’adresse.")

ASKED = AskedRead(
    state=EndorsementState.ASKED,
    asker="Inès Martin",
    skill="Travailler en équipe sur un chantier",
    asked_name="Karim Benali",
    message="Bonjour Karim,\nte souviens-tu du mur de mars ?",
    evidence=["Mon premier mur droit", LONG_WORD],
    language=Locale.FR,
    ends_on=date(2026, 4, 2),
    endorser_name=None,
    endorser_role=None,
    comment=None,
)
SAID = {"name": "Karim Benali", "role": "Tuteur de stage", "comment": "Six rangs, tous droits."}
GIVEN = {"endorser_name": SAID["name"], "endorser_role": SAID["role"], "comment": SAID["comment"]}


def endorsement(locale: Locale, state: str = "asked", *, spoilt: bool = False) -> str:
    answers = GIVEN if state == "confirmed" else {}
    read = ASKED.model_copy(update={"state": EndorsementState(state)} | answers)
    faults = {"name": endorsement_texts.MISSING, "comment": endorsement_texts.TOO_LONG["comment"]} if spoilt else {}
    return endorsement_page(EndorsementPage(site(locale), "tok_3n", read, SAID if spoilt else {}, faults))


REPORTED = Report(
    reference="F7TE-5KYW",
    reason=ReportReason.PICTURED,
    text="La deuxième photo.\nJe suis à gauche.",
    email="temoin@example.org",
    state=ReportState.LEFT,
    decision="Personne n’y est reconnaissable.",
    created_at=datetime(2026, 3, 3, tzinfo=UTC),
    decided_at=datetime(2026, 3, 6, tzinfo=UTC),
)
TAKEN = Measure(
    kind=MeasureKind.WITHDRAW_STORY,
    reason="Une photo sans accord.",
    taken_at=datetime(2026, 3, 3, tzinfo=UTC),
    appeal="Je l’ai enlevée.",
    appealed_at=datetime(2026, 3, 4, tzinfo=UTC),
    answer="Merci.",
)


WAITING = Report(
    reference="A2BC-3DEF",
    reason=ReportReason.HATE,
    text="Ici.",
    email="temoin@example.org",
    state=ReportState.OPEN,
    created_at=datetime(2026, 3, 3, tzinfo=UTC),
)


def reported(locale: Locale, report: Report = REPORTED, **fields: Any) -> str:
    return reported_page(ReportedPage(site(locale), "tok_3n", report, PARIS, **{"may_appeal": True} | fields))


def guardian_answered(locale: Locale, result: str) -> str:
    return answered_page(
        site(locale), guardian_texts.RESULT_TITLES[result], guardian_texts.RESULT_MESSAGES[result], of="Zoé"
    )


def year_answered(locale: Locale, result: str) -> str:
    return answered_page(
        site(locale), birth_year_texts.RESULT_TITLES[result], birth_year_texts.RESULT_MESSAGES[result], of="Zoé"
    )


PAGES: dict[str, Callable[[Locale], str]] = {
    "story": lambda locale: story_page(story(locale=locale)),
    "spare story": lambda locale: story_page(story(SPARE, locale)),
    "story by several": lambda locale: collective_page(by_several(locale)),
    "passcode": lambda locale: closed(PasscodeRequired(), locale),
    "wrong passcode": lambda locale: closed(WrongPasscode(), locale),
    "too many passcodes": lambda locale: closed(TooMany(700), locale),
    "guardian": lambda locale: guardian_page(guardian(locale, faults=guardian_texts.FAULTS)),
    "guardian asked": lambda locale: guardian_page(guardian(locale)),
    "guardian who comes back": lambda locale: guardian_page(guardian(locale, **AGREED | {"result": None})),
    "guardian who adds": lambda locale: guardian_page(
        guardian(locale, **AGREED | {"result": None, "faults": {"name": guardian_texts.FAULTS["name"]}})
    ),
    "guardian who agreed": lambda locale: guardian_page(guardian(locale, **AGREED)),
    "year of birth claimed": lambda locale: birth_year_page(birth_year(locale, claim=2009)),
    "year of birth mistyped": lambda locale: birth_year_page(birth_year(locale, faults=birth_year_texts.FAULTS)),
    **{
        f"guardian {what}": partial(guardian_answered, result=what)
        for what in guardian_texts.RESULT_MESSAGES
        if what != "agree"
    },
    **{f"year of birth {what}": partial(year_answered, result=what) for what in birth_year_texts.RESULT_MESSAGES},
    "inactive": lambda locale: inactive_page(InactivePage(site(locale), "dtk_3n")),
    "gone": lambda locale: gone_page(site(locale)),
    "endorsement": endorsement,
    "spoilt endorsement": lambda locale: endorsement(locale, spoilt=True),
    "given endorsement": lambda locale: endorsement(locale, "confirmed"),
    "report": lambda locale: report_page(ReportPage(site(locale), "/s/tok_3n/report")),
    "spoilt report": lambda locale: report_page(
        ReportPage(site(locale), "/s/tok_3n/report", {}, {name: report_texts.FAULTS[name] for name in REPORT_FIELDS})
    ),
    "report of a community": lambda locale: report_page(
        ReportPage(site(locale), "/c/0/report", {}, {}, report_texts.COMMUNITY_TITLE, report_texts.COMMUNITY_LEAD)
    ),
    "reported": reported,
    "report that waits": partial(reported, report=WAITING, may_appeal=False),
    "spoilt appeal": partial(reported, faults={"appeal": report_texts.FAULTS["appeal"]}),
    "measure": lambda locale: measure_page(MeasurePage(site(locale), "tok_3n", TAKEN, PARIS)),
    "access": lambda locale: access_page(site(locale)),
    "privacy": lambda locale: privacy_page(site(locale), 21, 7),
    "unsubscribe": lambda locale: unsubscribe_page(UnsubscribePage(site(locale), "tok_3n", None, DIGEST)),
    "legal": lambda locale: legal_page(site(locale)),
    "accessibility": lambda locale: accessibility_page(site(locale)),
    "plan": lambda locale: plan_page(site(locale)),
    **COMMUNITY_PAGES,
    "landing": lambda locale: landing_page(site(locale)),
    "sign in": lambda locale: sign_in_page(site(locale), "dtl_x"),
    "sign in, in a browser": lambda locale: sign_in_page(
        replace(site(locale), app_url=f"{site(locale).base_url}/app"), "dtl_x"
    ),
    "sign in by a code": lambda locale: sign_in_page(site(locale), "dtq_x"),
    "provider return": lambda locale: answered_page(site(locale), *provider_texts.RETURNED_PAGE),
    "provider refusal": lambda locale: answered_page(site(locale), *provider_texts.REFUSED_PAGE),
    "provider silence": lambda locale: answered_page(site(locale), *provider_texts.SILENT_PAGE),
    "signed out": lambda locale: answered_page(site(locale), *provider_texts.SIGNED_OUT_PAGE),
    "problem": lambda locale: problem_page(site(locale), STALE),
    "problems": lambda locale: problems_page(site(locale), [STALE, LOST_PAGE]),
    "error": lambda locale: error_page(site(locale), 500, "0199"),
}
