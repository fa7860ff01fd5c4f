"""How a Portrait composes itself from its facts. A pure function: the same facts, the same portrait."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.core.i18n import Locale, Words
from app.schemas.portrait_content import Source
from app.schemas.portraits import SectionKind

Facts = Mapping[str, Any]
TALENTS = 12  # of a section that does not say how many
TITLES = {
    SectionKind.TALENTS: Words("Ce que je sais faire", "What I can do"),
    SectionKind.LEARNING: Words("Ce que je veux apprendre", "What I want to learn"),
    SectionKind.STORIES: Words("Mes stories", "My stories"),
    SectionKind.WORK: Words("Travail", "Work"),
    SectionKind.IMMERSION: Words("Stages et immersions", "Placements"),
    SectionKind.TRAINING: Words("Formation", "Training"),
    SectionKind.VOLUNTEERING: Words("Bénévolat", "Volunteering"),
    SectionKind.LEISURE: Words("Loisirs", "Leisure"),
    SectionKind.FAMILY: Words("Famille", "Family"),
    SectionKind.EVENT: Words("Événements", "Events"),
    SectionKind.OTHER: Words("Et aussi", "And also"),
}
# Family life, and what fits nowhere, are shown by who asks for it.
BY_ITSELF = (
    SectionKind.TALENTS,
    SectionKind.WORK,
    SectionKind.IMMERSION,
    SectionKind.TRAINING,
    SectionKind.VOLUNTEERING,
    SectionKind.LEISURE,
    SectionKind.EVENT,
    SectionKind.STORIES,
    SectionKind.LEARNING,
)
SOUGHT = "seeks"


class Wanted(NamedTuple):
    """A section, as it was chosen or as it comes by itself."""

    kind: SectionKind
    id: str | None = None
    title: str | None = None
    text: str | None = None
    only: Sequence[str] = ()
    left_out: Sequence[str] = ()
    most: int | None = None


def compose(facts: Facts, edition: int = 0, published_at: str | None = None) -> dict[str, Any]:
    """In the shape of `PortraitContent`."""
    chosen = facts["chosen"]
    wanted = [Wanted(**section | {"kind": SectionKind(section["kind"])}) for section in chosen["sections"]]
    sections = [_section(facts, item) for item in wanted or map(Wanted, BY_ITSELF)]
    shown = [section for section in sections if section is not None]
    _link(shown)
    return {
        "template": chosen["template"],
        "languages": chosen["languages"],
        "person": facts["person"],
        "headline": _said(chosen, "headline"),
        "about": _said(chosen, "about"),
        "edition": edition,
        "published_at": published_at,
        "pdf": None,
        "sections": shown,
    }


def suggestions(facts: Facts) -> dict[str, Any]:
    pinned = set(facts["chosen"]["pinned_stories"])
    others = [{"id": story["id"], "title": story["title"]} for story in facts["stories"] if story["id"] not in pinned]
    return {"stories": others}


def media_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Those that are the portrait's own; a pinned story has its own copies."""
    if content["person"]["photo"] is not None:
        yield content["person"]["photo"]
    for section in content["sections"]:
        for moment in section.get("moments", ()):
            yield from moment["media"]


def _section(facts: Facts, wanted: Wanted) -> dict[str, Any] | None:
    """None when there is nothing to show in it."""
    match wanted.kind:
        case SectionKind.TEXT:
            lines: dict[str, Any] = {}
        case SectionKind.TALENTS | SectionKind.LEARNING:
            lines = {"talents": _talents(facts, wanted)}
        case SectionKind.STORIES:
            lines = {"stories": _stories(facts, wanted)}
        case _:
            lines = _moments(facts, wanted)
    if not all(lines.values()):
        return None
    head = {"kind": wanted.kind, "id": wanted.id, "title": _title(facts, wanted), "text": _text(facts, wanted)}
    return head | lines


def _talents(facts: Facts, wanted: Wanted) -> list[dict[str, Any]]:
    """Pinned first, then those that most speaks for: other people's word, then what was lived."""
    pinned = facts["chosen"]["pinned_talents"]
    sought = wanted.kind is SectionKind.LEARNING
    mine = [talent for talent in facts["talents"] if (talent["stance"] == SOUGHT) == sought]
    ranked = sorted(mine, key=lambda item: (_place(pinned, item), -_weight(item), item["skill"]["labels"]["fr"]))
    return [
        {
            "key": item["id"],
            "skill": item["skill"],
            "level": item["level"],
            "stance": item["stance"],
            "source": Source.RECOGNISED if item["recognitions"] else Source.DECLARED,
            "recognitions": item["recognitions"],
            "evidence": _evidence(item),
            "evidence_count": item["evidence_count"],
        }
        for item in _chosen(ranked, wanted, TALENTS)
    ]


def _evidence(talent: Mapping[str, Any]) -> list[dict[str, Any]]:
    latest_first = sorted(talent["evidence"], key=lambda item: str(item["lived_at"]), reverse=True)
    return [{"moment": item["id"]} | _without(item, "id") for item in latest_first]


def _weight(talent: Mapping[str, Any]) -> int:
    """A person who has seen it says more than many moments that nobody else has seen."""
    return 100 * len(talent["recognitions"]) + 4 * int(talent["evidence_count"]) + int(talent["level"])


def _stories(facts: Facts, wanted: Wanted) -> list[dict[str, Any]]:
    pinned = facts["chosen"]["pinned_stories"]
    mine = sorted((story for story in facts["stories"] if story["id"] in pinned), key=lambda item: _place(pinned, item))
    return _chosen(mine, wanted, len(mine))


def _moments(facts: Facts, wanted: Wanted) -> dict[str, Any]:
    here = [moment for moment in facts["moments"] if (moment["context"] or SectionKind.OTHER) == wanted.kind]
    lines = _chosen(facts["moments"] if wanted.only else here, wanted, len(here))
    span = next((span for span in facts["spans"] if span["context"] == wanted.kind), None)
    if not lines:
        return {"moments": []}
    days = [line["lived_at"][:10] for line in lines]
    return {
        "count": max(span["count"] if span else 0, len(lines)),
        "since": min([*days, span["since"]] if span else days),
        "until": max([*days, span["until"]] if span else days),
        "moments": [
            {"key": line["id"]} | _without(line, "id") | {"source": _source(line), "talents": []} for line in lines
        ],
    }


def _source(moment: Mapping[str, Any]) -> Source:
    return Source.ATTESTED if moment["attestations"] else Source.DECLARED


def _chosen(mine: Iterable[dict[str, Any]], wanted: Wanted, most: int) -> list[dict[str, Any]]:
    if wanted.only:
        by_id = {item["id"]: item for item in mine}
        return [by_id[item] for item in wanted.only if item in by_id]
    kept = [item for item in mine if item["id"] not in wanted.left_out]
    return kept[: wanted.most or most]


def _link(sections: Sequence[dict[str, Any]]) -> None:
    """A talent leads to the lines that show it, a line to the talents that it shows."""
    moments = {item["key"]: item for section in sections for item in section.get("moments", ())}
    for talent in (item for section in sections for item in section.get("talents", ())):
        for proof in talent["evidence"]:
            told = moments.get(proof["moment"])
            if told is None:
                proof["moment"] = None
            else:
                told["talents"].append(talent["key"])


def _title(facts: Facts, wanted: Wanted) -> dict[str, str | None]:
    usual = TITLES.get(wanted.kind)
    if wanted.title is not None or usual is None:
        return _in_both(facts["chosen"], wanted.title, _translated(facts["chosen"], wanted, "title"))
    return {locale: _translated(facts["chosen"], wanted, "title", locale) or usual.in_(locale) for locale in Locale}


def _text(facts: Facts, wanted: Wanted) -> dict[str, str | None]:
    return _in_both(facts["chosen"], wanted.text, _translated(facts["chosen"], wanted, "text"))


def _said(chosen: Facts, name: str) -> dict[str, str | None]:
    return _in_both(chosen, chosen[name], (chosen["translations"][_other(chosen)] or {}).get(name))


def _in_both(chosen: Facts, first: str | None, other: str | None) -> dict[str, str | None]:
    said = {chosen["languages"][0]: first, _other(chosen): other if len(chosen["languages"]) > 1 else None}
    return {locale: said[locale] for locale in Locale}


def _translated(chosen: Facts, wanted: Wanted, name: str, locale: str | None = None) -> str | None:
    words = chosen["translations"][locale or _other(chosen)] or {"sections": []}
    return next((section[name] for section in words["sections"] if section["id"] == wanted.id and wanted.id), None)


def _other(chosen: Facts) -> str:
    return Locale.EN if chosen["languages"][0] == Locale.FR else Locale.FR


def _place(pinned: Sequence[str], one: Mapping[str, Any]) -> int:
    return pinned.index(str(one["id"])) if one["id"] in pinned else len(pinned)


def _without(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}
