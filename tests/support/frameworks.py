"""Small frameworks in their publishers' layouts."""

from pathlib import Path

ESCO = "http://data.europa.eu/esco/skill/"
SKILLS = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,description\n"
GROUPS = "conceptType,conceptUri,preferredLabel,altLabels,description\n"
BROADER = "conceptType,conceptUri,broaderType,broaderUri\n"
JOBS = '"code_rome","code_ogr","libelle_rome"\n'
TITLES = '"code_ogr","libelle_appellation_long","libelle_appellation_court","code_rome","peu_usite"\n'


def skill(code: str, label: str, synonyms: str = "", kind: str = "skill/competence", status: str = "released") -> str:
    return f'KnowledgeSkillCompetence,{ESCO}{code},{kind},cross-sector,"{label}","{synonyms}",{status},\n'


def group(code: str, label: str) -> str:
    return f"SkillGroup,{ESCO}{code},{label},,\n"


def under(code: str, above: str) -> str:
    return f"X,{ESCO}{code},X,{ESCO}{above}\n"


def esco(folder: Path, **tables: str) -> Path:
    """Write a release of ESCO with these tables. A name that ends in a language is a table with words."""
    folder.mkdir(exist_ok=True)
    heads = {"skills": SKILLS, "skillGroups": GROUPS, "occupations": SKILLS, "broaderRelationsSkillPillar": BROADER}
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text(heads[name.partition("_")[0]] + lines, encoding="utf-8-sig")
    return folder


def rome(folder: Path, jobs: str, titles: str = "", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "unix_referentiel_code_rome_v460_utf8.csv").write_text(JOBS + jobs)
    (folder / "unix_referentiel_appellation_v460_utf8.csv").write_text(TITLES + titles)
    for name, lines in files.items():
        (folder / f"unix_{name}_v460_utf8.csv").write_text(lines)
    return folder
