"""Composition of a Portrait from its facts. It is a pure function: the same facts give the same portrait."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, assert_never

from app.core.i18n import Locale, Words
from app.schemas.portrait_content import Source
from app.schemas.portraits import SectionKind
from app.services.shared.moment_texts import CONTEXTS

Facts = Mapping[str, Any]
TALENTS = 12  # shown in a section without a number of its own
TITLES = {
    SectionKind.TALENTS: Words("Ce que je sais faire"),
    SectionKind.LEARNING: Words("Ce que je veux apprendre"),
    SectionKind.STORIES: Words("Mes stories"),
    SectionKind.WORK: CONTEXTS["work"],
    SectionKind.IMMERSION: Words("Stages et immersions"),
    SectionKind.TRAINING: CONTEXTS["training"],
    SectionKind.VOLUNTEERING: CONTEXTS["volunteering"],
    SectionKind.LEISURE: CONTEXTS["leisure"],
    SectionKind.FAMILY: CONTEXTS["family"],
    SectionKind.EVENT: Words("Évènements"),
    SectionKind.OTHER: Words("Et aussi"),
}
OTHER_ALONE = Words("Ce que j’ai vécu")
# A section `family` appears only when the person chooses it.
DEFAULT_SECTIONS = (
    SectionKind.TALENTS,
    SectionKind.WORK,
    SectionKind.IMMERSION,
    SectionKind.TRAINING,
    SectionKind.VOLUNTEERING,
    SectionKind.LEISURE,
    SectionKind.EVENT,
    SectionKind.OTHER,
    SectionKind.STORIES,
    SectionKind.LEARNING,
)
SEEKING = "seeks"


class SectionChoice(NamedTuple):
    """A section that the person chose, or a default section. Fields are named as in the schema `Section`."""

    kind: SectionKind
    id: str | None = None
    title: str | None = None
    text: str | None = None
    only: Sequence[str] = ()
    left_out: Sequence[str] = ()
    most: int | None = None


def compose(facts: Facts, edition: int = 0, published_at: str | None = None) -> dict[str, Any]:
    """Compose the content in the shape of `PortraitContent`."""
    settings = facts["chosen"]
    choices = [SectionChoice(**section | {"kind": SectionKind(section["kind"])}) for section in settings["sections"]]
    candidates = [_section(facts, item) for item in choices or map(SectionChoice, DEFAULT_SECTIONS)]
    sections = [section for section in candidates if section is not None]
    _link(sections)
    return {
        "template": settings["template"],
        "languages": settings["languages"],
        "person": facts["person"],
        "headline": _texts(settings, "headline"),
        "about": _texts(settings, "about"),
        "edition": edition,
        "published_at": published_at,
        "pdf": None,
        "sections": sections,
    }


def suggestions(facts: Facts) -> dict[str, Any]:
    pinned_ids = set(facts["chosen"]["pinned_stories"])
    stories = [
        {"id": story["id"], "title": story["title"]} for story in facts["stories"] if story["id"] not in pinned_ids
    ]
    return {"stories": stories}


def media_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the media of the portrait itself. A pinned story has its own copies."""
    if content["person"]["photo"] is not None:
        yield content["person"]["photo"]
    for section in content["sections"]:
        for moment in section.get("moments", ()):
            yield from moment["media"]


def _section(facts: Facts, choice: SectionChoice) -> dict[str, Any] | None:
    """Compose a section; None when it is empty."""
    match choice.kind:
        case SectionKind.TEXT:
            lines: dict[str, Any] = {}
        case SectionKind.TALENTS | SectionKind.LEARNING:
            lines = {"talents": _talents(facts, choice)}
        case SectionKind.STORIES:
            lines = {"stories": _stories(facts, choice)}
        case (
            SectionKind.WORK
            | SectionKind.IMMERSION
            | SectionKind.TRAINING
            | SectionKind.VOLUNTEERING
            | SectionKind.LEISURE
            | SectionKind.FAMILY
            | SectionKind.EVENT
            | SectionKind.OTHER
        ):
            lines = _moments(facts, choice)
        case kind:
            assert_never(kind)
    if not all(lines.values()):
        return None
    head = {"kind": choice.kind, "id": choice.id, "title": _title(facts, choice), "text": _text(facts, choice)}
    return head | lines


def _talents(facts: Facts, choice: SectionChoice) -> list[dict[str, Any]]:
    """Pinned talents come first, then the others by weight: recognitions, then evidence."""
    pinned_ids = facts["chosen"]["pinned_talents"]
    is_learning = choice.kind is SectionKind.LEARNING
    talents = [talent for talent in facts["talents"] if (talent["stance"] == SEEKING) == is_learning]
    ranking = sorted(talents, key=lambda item: (_rank(pinned_ids, item), -_weight(item), item["skill"]["labels"]["fr"]))
    return [
        {
            "key": item["id"],
            "skill": item["skill"],
            "level": item["level"],
            "stance": item["stance"],
            "source": Source.RECOGNISED if item["recognitions"] else Source.DECLARED,
            "recognitions": item["recognitions"],
            "evidence": _evidence(item),
            "evidence_count": len(item["evidence"]),
        }
        for item in _select(ranking, choice, TALENTS)
    ]


def _evidence(talent: Mapping[str, Any]) -> list[dict[str, Any]]:
    latest_first = sorted(talent["evidence"], key=lambda item: str(item["lived_at"]), reverse=True)
    return [{"moment": item["id"]} | _without(item, "id") for item in latest_first]


def _weight(talent: Mapping[str, Any]) -> int:
    """One recognition weighs more than many moments that nobody else has seen."""
    return 100 * len(talent["recognitions"]) + 4 * int(talent["evidence_count"]) + int(talent["level"])


def _stories(facts: Facts, choice: SectionChoice) -> list[dict[str, Any]]:
    pinned_ids = facts["chosen"]["pinned_stories"]
    stories = sorted(
        (story for story in facts["stories"] if story["id"] in pinned_ids), key=lambda item: _rank(pinned_ids, item)
    )
    return _select(stories, choice, len(stories))


def _moments(facts: Facts, choice: SectionChoice) -> dict[str, Any]:
    moments = [moment for moment in facts["moments"] if (moment["context"] or SectionKind.OTHER) == choice.kind]
    lines = _select(facts["moments"] if choice.only else moments, choice, len(moments))
    if not lines:
        return {"moments": []}
    return {
        "count": len(lines),
        "since": min(line["lived_at"][:10] for line in lines),
        "until": max((line["lived_until"] or line["lived_at"])[:10] for line in lines),
        "moments": [
            {"key": line["id"]} | _without(line, "id") | {"source": _source(line), "talents": []} for line in lines
        ],
    }


def _source(moment: Mapping[str, Any]) -> Source:
    return Source.ATTESTED if moment["attestations"] else Source.DECLARED


def _select(items: Iterable[dict[str, Any]], choice: SectionChoice, default_count: int) -> list[dict[str, Any]]:
    if choice.only:
        by_id = {item["id"]: item for item in items}
        return [by_id[item] for item in choice.only if item in by_id]
    remaining = [item for item in items if item["id"] not in choice.left_out]
    return remaining[: choice.most or default_count]


def _link(sections: Sequence[dict[str, Any]]) -> None:
    """Link each talent to the moments that show it, and each moment to its talents."""
    moments = {item["key"]: item for section in sections for item in section.get("moments", ())}
    for talent in (item for section in sections for item in section.get("talents", ())):
        for proof in talent["evidence"]:
            moment = moments.get(proof["moment"])
            if moment is None:
                proof |= {"moment": None, "first_words": None}  # its text is not told here
            else:
                moment["talents"].append(talent["key"])


def _title(facts: Facts, choice: SectionChoice) -> dict[str, str]:
    usual = _usual_title(facts, choice.kind)
    if choice.title is not None or usual is None:
        return _in_each(facts["chosen"], choice.title, partial(_translation, facts["chosen"], choice, "title"))
    texts = _in_each(facts["chosen"], None, partial(_translation, facts["chosen"], choice, "title"))
    return {str(locale): usual.in_(locale) for locale in Locale} | texts


def _usual_title(facts: Facts, kind: SectionKind) -> Words | None:
    """Name the section. « Et aussi » would follow nothing where no moment has a context."""
    contexts = {moment["context"] or SectionKind.OTHER for moment in facts["moments"]}
    return OTHER_ALONE if kind is SectionKind.OTHER and contexts == {SectionKind.OTHER} else TITLES.get(kind)


def _text(facts: Facts, choice: SectionChoice) -> dict[str, str]:
    return _in_each(facts["chosen"], choice.text, partial(_translation, facts["chosen"], choice, "text"))


def _texts(settings: Facts, name: str) -> dict[str, str]:
    return _in_each(settings, settings[name], lambda tag: settings["translations"].get(tag, {}).get(name))


def _in_each(settings: Facts, first: str | None, translate: Callable[[str], str | None]) -> dict[str, str]:
    """Return the text by the tag of each language of the portrait that has it."""
    main, *languages = settings["languages"]
    texts = {main: first} | {tag: translate(tag) for tag in languages}
    return {tag: text for tag, text in texts.items() if text}


def _translation(settings: Facts, choice: SectionChoice, name: str, tag: str) -> str | None:
    sections = settings["translations"].get(tag, {}).get("sections", ())
    return next((section[name] for section in sections if section["id"] == choice.id and choice.id), None)


def _rank(pinned_ids: Sequence[str], item: Mapping[str, Any]) -> int:
    return pinned_ids.index(str(item["id"])) if item["id"] in pinned_ids else len(pinned_ids)


def _without(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}
