"""ESCO as the Commission publishes it: a folder of tables, some of them once per language.

Skills, groups and (optional) occupations are identified by URI. A skill with several broader concepts is placed under
the first group, else under the first of them. A download may lack groups: skills without a parent are gathered in a
group of ours, so that no skill stands among the domains.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.core.i18n import Locale
from app.models.skills import SkillKind
from app.services.talents.framework_imports import FrameworkRelease, Node
from app.services.talents.framework_tables import UnreadableFramework, alignments, release_in, rows

CONCEPTS = {
    "skillGroups": SkillKind.GROUP,
    "ISCOGroups": SkillKind.GROUP,
    "skills": SkillKind.SKILL,
    "occupations": SkillKind.OCCUPATION,
}
RELATIONS = "broaderRelations*Pillar*.csv"
TITLE = {Locale.FR: "ESCO", Locale.EN: "ESCO"}
DESCRIPTION = {
    Locale.FR: "Classification européenne des aptitudes, compétences, certifications et professions",
    Locale.EN: "European Skills, Competences, Qualifications and Occupations",
}
NOTICE = {
    Locale.FR: "Ce service utilise la classification ESCO de la Commission européenne.",
    Locale.EN: "This service uses the ESCO classification of the European Commission.",
}
LOOSE = {
    SkillKind.SKILL: ("other-skills", {Locale.FR: "Autres savoir-faire", Locale.EN: "Other skills"}),
    SkillKind.KNOWLEDGE: ("other-knowledge", {Locale.FR: "Autres connaissances", Locale.EN: "Other knowledge"}),
    SkillKind.OCCUPATION: ("other-occupations", {Locale.FR: "Autres professions", Locale.EN: "Other occupations"}),
}


class Concept:
    def __init__(self, uri: str, kind: SkillKind) -> None:
        self.uri, self.kind = uri, kind
        self.labels: dict[Locale, str] = {}
        self.alternatives: dict[Locale, list[str]] = {}
        self.keywords: dict[Locale, list[str]] = {}
        self.description: dict[Locale, str] = {}

    def say(self, language: Locale, row: dict[str, str]) -> None:
        self.labels[language] = row["preferredLabel"]
        self.alternatives[language] = _lines(row["altLabels"], but=row["preferredLabel"])
        self.keywords[language] = _lines(row.get("hiddenLabels", ""), but=row["preferredLabel"])
        if description := row.get("description") or row.get("definition"):
            self.description[language] = description


def is_release(folder: Path) -> bool:
    return any(folder.glob("skills_*.csv"))


def read(folder: Path) -> FrameworkRelease:
    concepts = _concepts(folder)
    broader: dict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.glob(RELATIONS)):
        for row in rows(file, "conceptUri", "broaderUri"):
            if {row["conceptUri"], row["broaderUri"]} <= concepts.keys():
                broader[row["conceptUri"]].append(row["broaderUri"])
    for above in broader.values():
        above.sort(key=lambda uri: concepts[uri].kind is not SkillKind.GROUP)
    names = [folder.resolve().name, *sorted(file.name for file in folder.iterdir())]
    by_skill = alignments(folder)
    nodes = [node._replace(alignments=by_skill.get(node.uri or "", ())) for node in _nodes(concepts, broader)]
    return FrameworkRelease(
        "esco", TITLE, DESCRIPTION, release_in(names), "https://esco.ec.europa.eu", nodes, NOTICE, adds_languages=True
    )


def _concepts(folder: Path) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for name, kind in CONCEPTS.items():
        for language in Locale:
            file = folder / f"{name}_{language}.csv"
            for row in rows(file, "conceptUri", "preferredLabel", "altLabels") if file.exists() else ():
                if row["preferredLabel"] and row.get("status") != "obsolete":
                    is_knowledge = row.get("skillType") == "knowledge"
                    concept = Concept(row["conceptUri"], SkillKind.KNOWLEDGE if is_knowledge else kind)
                    concepts.setdefault(concept.uri, concept).say(language, row)
    if not concepts:
        raise UnreadableFramework(f"{folder} has no skills_fr.csv or skills_en.csv")
    return concepts


def _lines(value: str, but: str) -> list[str]:
    return [line for line in dict.fromkeys(part.strip() for part in value.splitlines()) if line and line != but]


def _nodes(concepts: dict[str, Concept], broader: dict[str, list[str]]) -> Iterator[Node]:
    """Yield parents before their children, from the top down. A circle is cut where it is first met."""
    below: dict[str, list[str]] = defaultdict(list)
    for uri, above in broader.items():
        below[above[0]].append(uri)
    codes = _codes(concepts)
    placed_uris: set[str] = set()
    loose_kinds: set[SkillKind] = set()
    tops = [uri for uri in concepts if uri not in broader]
    for top in (*tops, *broader):
        waiting: list[tuple[str, str | None]] = [(top, None)]
        while waiting:
            uri, parent = waiting.pop()
            if uri in placed_uris:
                continue
            placed_uris.add(uri)
            concept = concepts[uri]
            if parent is None and concept.kind in LOOSE:
                parent, labels = LOOSE[concept.kind]
                if concept.kind not in loose_kinds:
                    loose_kinds.add(concept.kind)
                    yield Node(parent, SkillKind.GROUP, labels)
            other_codes = [codes[broader_uri] for broader_uri in broader.get(uri, ()) if codes[broader_uri] != parent]
            yield Node(
                codes[uri],
                concept.kind,
                concept.labels,
                parent,
                other_codes,
                uri,
                concept.alternatives,
                concept.keywords,
                concept.description,
            )
            waiting.extend((child, codes[uri]) for child in reversed(below[uri]))


def _codes(concepts: dict[str, Concept]) -> dict[str, str]:
    """Take the last part of each URI, with the part before it where that is not unique."""
    codes: dict[str, str] = {}
    used: set[str] = set()
    for uri in concepts:
        *_, scheme, code = uri.split("/")
        codes[uri] = code if code not in used else f"{scheme}.{code}"
        used.add(codes[uri])
    return codes
