"""ROME as France Travail publishes it: a folder of tables. Its jobs by domain, each with the titles that it goes by.

Of the tables, only that of the jobs must be there. Without that of the domains, their names are those that they have
had since 2009.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.core.i18n import Locale
from app.models.skills import SkillKind
from app.services.talents.framework_imports import Edition, Node
from app.services.talents.framework_tables import UnreadableFramework, edition_in, rows

JOBS, TITLES, SKILLS = (f"unix_referentiel_{name}_*utf8.csv" for name in ("code_rome", "appellation", "competence"))
DOMAINS, SUBDOMAINS = "unix_grand_domaine_*utf8.csv", "unix_domaine_professionnel_*utf8.csv"
TITLE = {Locale.FR: "ROME", Locale.EN: "ROME, the French register of occupations"}
DESCRIPTION = {
    Locale.FR: "Répertoire opérationnel des métiers et des emplois",
    Locale.EN: "Operational directory of jobs and occupations",
}
NOTICE = {
    Locale.FR: "Source : France Travail, ROME, Licence Ouverte.",
    Locale.EN: "Source: France Travail, ROME, Open Licence.",
}
NAMES = {
    "A": "Agriculture et pêche, espaces naturels et espaces verts, soins aux animaux",
    "B": "Arts et façonnage d’ouvrages d’art",
    "C": "Banque, assurance, immobilier",
    "D": "Commerce, vente et grande distribution",
    "E": "Communication, média et multimédia",
    "F": "Construction, bâtiment et travaux publics",
    "G": "Hôtellerie-restauration, tourisme, loisirs et animation",
    "H": "Industrie",
    "I": "Installation et maintenance",
    "J": "Santé",
    "K": "Services à la personne et à la collectivité",
    "L": "Spectacle",
    "M": "Support à l’entreprise",
    "N": "Transport et logistique",
}


def is_one(folder: Path) -> bool:
    return any(folder.glob(JOBS))


def read(folder: Path) -> Edition:
    if not is_one(folder):
        raise UnreadableFramework(f"{folder} has no {JOBS}")
    names = sorted(file.name for file in folder.iterdir())
    nodes = [*_jobs(folder), *_skills(folder)]
    source = "https://www.data.gouv.fr/datasets/repertoire-operationnel-des-metiers-et-des-emplois-rome"
    return Edition("rome", TITLE, DESCRIPTION, edition_in(names), source, nodes, NOTICE)


def _jobs(folder: Path) -> Iterator[Node]:
    """A domain is the first letter of a job's code, a subdomain its first three characters."""
    domains = NAMES | _named(folder, DOMAINS, "code_grand_domaine", "libelle_grand_domaine")
    subdomains = _named(folder, SUBDOMAINS, "code_domaine_professionnel", "libelle_domaine_professionnel")
    titles, rare = _titles(folder)
    shown: set[str] = set()
    for row in _table(folder, JOBS, "code_rome", "libelle_rome"):
        code, label = row["code_rome"], row["libelle_rome"]
        domain, parent = code[:1], None
        for above, name in ((domain, domains.get(domain, domain)), (code[:3], subdomains.get(code[:3]))):
            if name is None:
                continue
            if above not in shown:
                shown.add(above)
                yield Node(above, SkillKind.GROUP, {Locale.FR: name}, parent)
            parent = above
        others = [title for title in titles[code] if title != label]
        yield Node(
            code,
            SkillKind.OCCUPATION,
            {Locale.FR: label},
            parent,
            alternatives={Locale.FR: others},
            keywords={Locale.FR: list(rare[code])},
        )


def _titles(folder: Path) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """By job: those in use, and those seldom used."""
    used: dict[str, dict[str, None]] = defaultdict(dict)
    rare: dict[str, dict[str, None]] = defaultdict(dict)
    long, short = "libelle_appellation_long", "libelle_appellation_court"
    for row in _table(folder, TITLES, "code_rome", long, short):
        found = rare if row.get("peu_usite") == "O" else used
        found[row["code_rome"]] |= dict.fromkeys(filter(None, (row[long], row[short])))
    return used, rare


def _skills(folder: Path) -> Iterator[Node]:
    groups: dict[str, str] = {}
    for row in _table(folder, SKILLS, "code_ogr", "libelle_competence"):
        kind = row.get("cat_comp") or "Compétences"
        if kind not in groups:
            groups[kind] = f"skills.{len(groups) + 1}"
            yield Node(groups[kind], SkillKind.GROUP, {Locale.FR: kind})
        yield Node(row["code_ogr"], SkillKind.SKILL, {Locale.FR: row["libelle_competence"]}, groups[kind])


def _named(folder: Path, pattern: str, code: str, label: str) -> dict[str, str]:
    return {row[code]: row[label] for row in _table(folder, pattern, code, label)}


def _table(folder: Path, pattern: str, *needed: str) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob(pattern)):
        yield from rows(file, *needed)
