"""A Portrait as it is frozen, with one of everything that other formats have a place for."""

from typing import Any
from uuid import UUID

from app.core.i18n import Locale
from app.core.ids import uuid7
from app.schemas.portrait_content import PortraitContent
from app.services.portraits.formats import Frozen

PORTRAIT = UUID("01990000-0000-7000-8000-00000000000a")
ADDRESS = "https://daytripper.test/s/dts_x"


def both(fr: str | None, en: str | None = None) -> dict[str, str]:
    return {tag: words for tag, words in (("fr", fr), ("en", en)) if words}


def variant(name: str, width: int) -> dict[str, Any]:
    url = f"https://daytripper.test/m/x/{name}.webp"
    return {"name": name, "content_type": "image/webp", "width": width, "height": width, "url": url}


def moment(title: str | None = "Mon premier mur droit", **fields: object) -> dict[str, Any]:
    body: dict[str, Any] = {
        "key": "moment-1",
        "title": title,
        "text": "Mur en parpaings, 6 m & « 90 % » d’aplomb.",
        "context": "work",
        "place": {"label": "Tours"},
        "reflection": {"did": "Monté six rangs", "learned": "La patience", "next": "Le chaînage"},
        "language": "fr",
        "source": "declared",
        "attestations": [],
        "talents": [],
        "media": [],
        "lived_at": "2026-03-01T23:30:00.000Z",
        "lived_until": None,
        "lived_precision": "day",
        "utc_offset": 60,
    }
    return body | fields


def bare(title: str, **fields: object) -> dict[str, Any]:
    return moment(title, **{"text": None, "place": None, "reflection": None, "context": None} | fields)


def section(kind: str, **fields: object) -> dict[str, Any]:
    return {"kind": kind, "id": None, "title": both(None), "text": both(None)} | fields


def moments_section(kind: str, *moments: dict[str, Any]) -> dict[str, Any]:
    return section(kind, count=len(moments), since="2026-01-01", until="2026-03-02", moments=list(moments))


def talent(label: str = "Monter un mur", stance: str = "has", **fields: object) -> dict[str, Any]:
    skill = {"framework": "esco", "code": "S1.2", "uri": "http://data.europa.eu/esco/skill/x"}
    body = {
        "key": "talent-1",
        "skill": skill | {"labels": both(label, "Build a wall")},
        "level": 3,
        "stance": stance,
        "source": "declared",
        "recognitions": [],
        "evidence": [],
        "evidence_count": 0,
    }
    return body | fields


def recognition(comment: str | None = "Six rangs, tous droits.", **fields: object) -> dict[str, Any]:
    body = {"id": str(uuid7()), "name": "Karim Benali", "role": "Tuteur", "on": "2026-03-03", "comment": comment}
    return body | fields


STORY = {
    "id": str(uuid7()),
    "url": "http://test/m/key/story",
    "title": "Un an",
    "summary": "Du premier mur au dernier.",
    "language": "fr",
    "cover": None,
    "edition": 1,
    "published_at": "2026-06-01T10:00:00.000Z",
}
SECTIONS = [
    section("text", title=both("À propos"), text=both("Bonjour")),
    section("talents", talents=[talent(recognitions=[recognition(), recognition(None)]), talent("Lire un plan")]),
    section("learning", talents=[talent("Souder", "seeks")]),
    moments_section(
        "work",
        moment(organisation="Maçonnerie Dubois"),
        bare("Chantier d’été", lived_precision="month"),
        bare("Coulage de la dalle", organisation="maconnerie  dubois", lived_at="2026-02-02T08:00:00.000Z"),
    ),
    moments_section(
        "immersion",
        moment(
            "Stage", lived_until="2026-03-20T08:00:00.000Z", lived_precision="minute", organisation="Maçonnerie Dubois"
        ),
    ),
    moments_section(
        "training", moment("CAP maçon", lived_precision="year", organisation="CFA de Tours"), bare("Secourisme")
    ),
    moments_section("volunteering", moment("Distribution", organisation="Banque alimentaire"), bare("Collecte")),
    moments_section("leisure", bare("Judo", organisation="Dojo de Loches"), bare("Pêche")),
    moments_section("event", bare("Salon du bâtiment")),
    moments_section("other", bare("Déménagement")),
    section("stories", stories=[STORY, STORY | {"summary": None}]),
]


def content(**fields: object) -> dict[str, Any]:
    body: dict[str, Any] = {
        "template": "notebook",
        "languages": ["fr", "en"],
        "person": {
            "display_name": "Inès Martin",
            "email": "ines@example.org",
            "photo": {
                "id": str(uuid7()),
                "kind": "photo",
                "alt": "Inès",
                "caption": None,
                "transcript": None,
                "thumbhash": None,
                "width": 4000,
                "height": 3000,
                "duration": None,
                "variants": [variant("small", 640), variant("large", 1600)],
            },
        },
        "headline": both("Apprentie maçonne", "Apprentice mason"),
        "about": both("J’aime quand c’est d’aplomb."),
        "edition": 2,
        "published_at": "2026-06-21T14:05:00.500Z",
        "pdf": None,
        "sections": SECTIONS,
    } | fields
    PortraitContent.model_validate(body)
    return body


EMPTY: dict[str, Any] = {
    "person": {"display_name": None, "email": None, "photo": None},
    "headline": both(None),
    "about": both(None),
    "sections": [],
}


def frozen(locale: Locale = Locale.FR, address: str | None = ADDRESS, **fields: object) -> Frozen:
    return Frozen(PORTRAIT, 2, locale, content(**fields), address)
