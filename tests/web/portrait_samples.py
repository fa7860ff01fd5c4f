"""A portrait as it is frozen at publication, with one of everything that its page can show."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from app.core.i18n import Locale
from app.web.pages import PortraitPage, portrait_page
from tests.web.samples import FILM, LONG_WORD, SOUND, photo


def said(fr: str | None, en: str | None = None) -> dict[str, str | None]:
    return {"fr": fr, "en": en}


def moment_fields(title: str | None, at: str, until: str | None = None, precision: str = "day") -> dict[str, Any]:
    return {
        "title": title,
        "lived_at": at,
        "lived_until": until,
        "lived_precision": precision,
        "utc_offset": 120,
        "context": "work",
    }


def moment(key: str, title: str | None, at: str, until: str | None = None, **fields: object) -> dict[str, Any]:
    precision = "month" if until else "day"
    bare: dict[str, Any] = {
        "text": None,
        "place": None,
        "reflection": None,
        "language": "fr",
        "attestations": [],
        "talents": [],
    }
    return bare | {"key": key, "source": "declared", "media": []} | moment_fields(title, at, until, precision) | fields


def talent(key: str, fr: str, en: str, level: int, **fields: Any) -> dict[str, Any]:
    skill = {"framework": "everyday", "code": key, "uri": None, "labels": {"fr": fr, "en": en}}
    bare: dict[str, Any] = {
        "stance": "has",
        "source": "declared",
        "recognitions": [],
        "evidence": [],
        "evidence_count": 0,
    }
    whole: dict[str, Any] = bare | {"key": key, "skill": skill, "level": level} | fields
    return {"evidence_count": len(whole["evidence"])} | whole


def proof(key: str | None, title: str | None, at: str) -> dict[str, Any]:
    return {"moment": key} | moment_fields(title, at)


KARIM = {
    "id": "01990000-0000-7000-8000-00000000000a",
    "name": "Karim Benali",
    "role": "chef d’équipe, Bâti Touraine",
    "on": "2026-05-12",
    "comment": "Elle vérifie tout deux fois, et elle a raison. Je lui confie les angles.",
}
LUCIE = KARIM | {"name": "Lucie Moreau", "role": "formatrice au CFA", "comment": None}
WALL = moment(
    "moment-1",
    "Mon premier mur droit",
    "2026-03-03T12:00:00.000Z",
    place={"label": "Tours"},
    organisation="Bâti Touraine & Fils",
    text="Mur en parpaings, 6 mètres. **Chaque rang** vérifié au niveau, et le cordeau déplacé à chaque fois.",
    reflection={"did": "Monté six rangs", "learned": "Aller lentement au début fait gagner du temps", "next": None},
    media=[photo("Un mur de parpaings au soleil couchant"), photo("Un niveau posé sur un rang", 1200, 1600)],
    talents=["talent-1", "talent-2"],
)
ARCH = moment(
    "moment-2",
    "Un arc en briques pour le jardin d’une école",
    "2026-04-01T00:00:00.000Z",
    "2026-05-30T00:00:00.000Z",
    place={"label": "Loches"},
    source="attested",
    attestations=[{"by": "CFA de Tours, maçons 1ʳᵉ année", "mission": "Un ouvrage fini", "on": "2026-06-02"}],
    text="Tracer, poser, décoffrer. Il tient.",
    talents=["talent-1"],
)
SPOKEN = moment("moment-3", None, "2026-02-10T08:00:00.000Z", first_words="Bon, alors", media=[SOUND])
CAPTIONS = {"name": "captions", "content_type": "text/vtt", "width": None, "height": None, "url": "/media/c.vtt"}
CAPTIONED = FILM | {"variants": [*FILM["variants"], CAPTIONS]}
PICTURED = moment(
    "moment-6", None, "2026-01-13T08:00:00.000Z", media=[photo("Des tuiles empilées, au soleil"), CAPTIONED]
)
UNTITLED = moment("moment-7", None, "2026-01-12T08:00:00.000Z")
PLAN = moment("moment-4", "Lire un plan et retrouver l’erreur", "2025-11-18T08:00:00.000Z", talents=["talent-3"])
FOOD_BANK = moment(
    "moment-5", "La collecte alimentaire, deux hivers de suite", "2024-11-30T08:00:00.000Z", "2025-12-01T08:00:00.000Z"
)
TALENTS = [
    talent(
        "talent-1",
        "Monter un mur d’aplomb",
        "Building a plumb wall",
        3,
        source="recognised",
        recognitions=[KARIM, LUCIE],
        stance="offers",
        evidence=[
            proof("moment-2", ARCH["title"], "2026-04-01T00:00:00.000Z"),
            proof("moment-1", WALL["title"], "2026-03-03T12:00:00.000Z"),
            proof(None, "Le muret de la voisine", "2025-08-02T12:00:00.000Z"),
        ],
        evidence_count=9,
    ),
    talent(
        "talent-2",
        "Apprendre de ses erreurs",
        "Learning from mistakes",
        4,
        source="recognised",
        recognitions=[LUCIE],
        evidence=[proof("moment-1", WALL["title"], "2026-03-03T12:00:00.000Z")],
    ),
    talent(
        "talent-3",
        "Lire un plan",
        "Reading a plan",
        2,
        evidence=[proof("moment-4", PLAN["title"], "2025-11-18T08:00:00.000Z")],
        evidence_count=2,
    ),
    talent("talent-4", "Travailler en équipe", "Working in a team", 3),
    talent("talent-5", "Expliquer un geste à quelqu’un qui débute", "Explaining a movement to a beginner", 2),
    talent("talent-6", "Arriver à l’heure, tous les jours", "Being on time, every day", 4),
]
ABOUT = (
    "J’ai commencé par un stage de troisième, et je ne suis jamais vraiment repartie. Ce que j’aime : le matin, le "
    "mortier, et le moment où l’on enlève le cintre."
)
STORY = {
    "id": "01990000-0000-7000-8000-00000000000b",
    "url": "/m/key/01990000-0000-7000-8000-00000000000b",
    "title": "Un an sur les chantiers",
    "summary": "De la première truelle au premier arc.",
    "language": "fr",
    "cover": photo("Le chantier au petit matin"),
    "edition": 2,
    "published_at": "2026-06-10T09:00:00.000Z",
}


def head(fr: str | None, en: str | None = None, **fields: object) -> dict[str, Any]:
    return {"id": None, "title": said(fr, en), "text": said(None)} | fields


SECTIONS = [
    head("Ce que je sais faire", "What I can do", kind="talents", talents=TALENTS),
    head(
        "Sur les chantiers",
        "On site",
        kind="work",
        count=38,
        since="2025-06-02",
        until="2026-06-20",
        moments=[ARCH, WALL, SPOKEN, PICTURED, UNTITLED],
    ),
    head("Formation", "Training", kind="training", count=1, since="2025-11-18", until="2025-11-18", moments=[PLAN]),
    head(
        "Bénévolat",
        "Volunteering",
        kind="volunteering",
        count=1,
        since="2022-11-30",
        until="2025-12-01",
        moments=[FOOD_BANK],
    ),
    head("Mes stories", "My stories", kind="stories", stories=[STORY, STORY | {"cover": None, "summary": None}]),
    head("Pratique", "Practical", kind="text", text=said("Permis B, voiture. Libre en **septembre**.", "I drive.")),
    head(None, kind="text", text=said("Un mot sans titre.")),
    head(
        "Ce que je veux apprendre",
        "What I want to learn",
        kind="learning",
        talents=[talent("talent-7", "Taille de pierre", "Stone cutting", 1, stance="seeks")],
    ),
]
PORTRAIT: dict[str, Any] = {
    "template": "notebook",
    "languages": ["fr", "en"],
    "person": {
        "display_name": "Inès Morel",
        "email": "ines@example.org",
        "photo": photo("Inès, casque sur la tête, devant un mur", 1200, 1600),
    },
    "headline": said("Apprentie maçonne. J’aime quand c’est d’aplomb.", "Apprentice mason. I like it plumb."),
    "about": said(ABOUT),
    "edition": 3,
    "published_at": "2026-06-21T09:00:00.000Z",
    "pdf": {"url": "/m/key/portrait.pdf"},
    "sections": SECTIONS,
}
BARE: dict[str, Any] = PORTRAIT | {
    "template": "classic",
    "languages": ["en"],
    "person": {"display_name": None, "email": None, "photo": None},
    "headline": said(None),
    "about": said(None, LONG_WORD),
    "published_at": "2026-06-21T09:00:00.000Z",
    "sections": [head(None, kind="text", text=said(None, "Only this.")), SECTIONS[-1]],
}

SPOKEN_WORDS = (
    "Ce matin j’ai réparé la pompe de la serre. Le joint était mort, j’en ai taillé un dans une chambre à air."
)
VOICES = [
    moment(
        "moment-1", None, "2026-06-20T08:00:00Z", context=None, first_words="Ce matin j’ai réparé la pompe de la serre"
    ),
    moment("moment-2", None, "2026-06-18T17:00:00Z", context=None),
    moment("moment-3", None, "2026-06-11T07:00:00Z", context="work"),
]
SOUNDS = [SOUND | {"transcript": SPOKEN_WORDS}, SOUND | {"transcript": None}, SOUND | {"transcript": None}]
SPEAKER: dict[str, Any] = PORTRAIT | {
    "languages": ["fr"],
    "person": {"display_name": "Moussa Traoré", "email": None, "photo": None},
    "headline": said(None),
    "about": said(None),
    "sections": [
        head(
            "Ce que j’ai vécu",
            "What I lived",
            kind="other",
            count=3,
            since="2026-06-11",
            until="2026-06-20",
            moments=[one | {"media": [sound]} for one, sound in zip(VOICES, SOUNDS, strict=True)],
        ),
    ],
}


def portrait(content: dict[str, Any], locale: Locale = Locale.FR, **fields: Any) -> PortraitPage:
    address = "http://test/s/tok_3n"
    whole = {"address": address, "pdf": content["pdf"]["url"], "ends_on": date(2026, 12, 31)} | fields
    return PortraitPage(locale, content, "http://test", **whole)


def _page(content: dict[str, Any], locale: Locale) -> str:
    return portrait_page(portrait(content, locale))


def _played_page(locale: Locale) -> str:
    one = SPEAKER["sections"][0]["moments"][0]
    return portrait_page(portrait(SPEAKER, locale, recording=(one, one["media"][0])))


TEMPLATES = ("notebook", "poster", "classic")
PAGES: dict[str, Callable[[Locale], str]] = {
    **{f"{template} portrait": partial(_page, PORTRAIT | {"template": template}) for template in TEMPLATES},
    "bare portrait": partial(_page, BARE),
    "spoken portrait": partial(_page, SPEAKER),
    "portrait from a QR code": _played_page,
}
