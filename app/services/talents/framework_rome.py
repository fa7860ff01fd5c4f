"""ROME as France Travail publishes it: a folder of tables, with jobs by domain and the titles of each job.

Only the table of jobs is required. Without the table of domains, their names of 2009 are used.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.core.i18n import Locale
from app.models.skills import SkillKind
from app.services.talents.framework_imports import FrameworkRelease, Node
from app.services.talents.framework_tables import UnreadableFramework, alignments, release_in, rows

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


def is_release(folder: Path) -> bool:
    return any(folder.glob(JOBS))


def read(folder: Path) -> FrameworkRelease:
    if not is_release(folder):
        raise UnreadableFramework(f"{folder} has no {JOBS}")
    names = sorted(file.name for file in folder.iterdir())
    by_skill = alignments(folder)
    nodes = [node._replace(alignments=by_skill.get(node.code, ())) for node in (*_jobs(folder), *_skills(folder))]
    source = "https://www.data.gouv.fr/datasets/repertoire-operationnel-des-metiers-et-des-emplois-rome"
    return FrameworkRelease("rome", TITLE, DESCRIPTION, release_in(names), source, nodes, NOTICE)


def _jobs(folder: Path) -> Iterator[Node]:
    """Yield the jobs with their groups. A domain is the first letter of a job's code, a subdomain its first three."""
    domains = NAMES | _labels(folder, DOMAINS, "code_grand_domaine", "libelle_grand_domaine")
    subdomains = _labels(folder, SUBDOMAINS, "code_domaine_professionnel", "libelle_domaine_professionnel")
    titles, rare = _titles(folder)
    group_codes: set[str] = set()
    for row in _table(folder, JOBS, "code_rome", "libelle_rome"):
        code, label = row["code_rome"], row["libelle_rome"]
        domain, parent = code[:1], None
        for above, name in ((domain, domains.get(domain, domain)), (code[:3], subdomains.get(code[:3]))):
            if name is None:
                continue
            if above not in group_codes:
                group_codes.add(above)
                yield Node(above, SkillKind.GROUP, {Locale.FR: name}, parent)
            parent = above
        other_titles = [title for title in titles[code] if title != label]
        yield Node(
            code,
            SkillKind.OCCUPATION,
            {Locale.FR: label},
            parent,
            alternatives={Locale.FR: other_titles},
            keywords={Locale.FR: list(rare[code])},
        )


def _titles(folder: Path) -> tuple[dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """Return the titles in use and the seldom used ones, by job."""
    common: dict[str, dict[str, None]] = defaultdict(dict)
    rare: dict[str, dict[str, None]] = defaultdict(dict)
    long, short = "libelle_appellation_long", "libelle_appellation_court"
    for row in _table(folder, TITLES, "code_rome", long, short):
        titles = rare if row.get("peu_usite") == "O" else common
        titles[row["code_rome"]] |= dict.fromkeys(filter(None, (row[long], row[short])))
    return common, rare


def _skills(folder: Path) -> Iterator[Node]:
    groups: dict[str, str] = {}
    for row in _table(folder, SKILLS, "code_ogr", "libelle_competence"):
        kind = row.get("cat_comp") or "Compétences"
        if kind not in groups:
            groups[kind] = f"skills.{len(groups) + 1}"
            yield Node(groups[kind], SkillKind.GROUP, {Locale.FR: kind})
        yield Node(row["code_ogr"], SkillKind.SKILL, {Locale.FR: row["libelle_competence"]}, groups[kind])


def _labels(folder: Path, pattern: str, code: str, label: str) -> dict[str, str]:
    return {row[code]: row[label] for row in _table(folder, pattern, code, label)}


def _table(folder: Path, pattern: str, *columns: str) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob(pattern)):
        yield from rows(file, *columns)
