from pathlib import Path

import pytest

from app.core.i18n import Locale
from app.models.skills import SkillKind
from app.services.talents import framework_files
from app.services.talents.framework_imports import Node
from app.services.talents.framework_tables import UnreadableFramework
from app.services.talents.frameworks import DEFAULTS
from tests.support.frameworks import ESCO, TITLES, esco, group, rome, skill, under


def read(folder: Path) -> dict[str, Node]:
    nodes = framework_files.read(folder, None).nodes
    codes = [node.code for node in nodes]
    assert len(set(codes)) == len(codes)
    assert all(node.parent is None or node.parent in codes[:n] for n, node in enumerate(nodes))
    return {node.code: node for node in nodes}


def test_languages_are_merged_by_uri(tmp_path: Path) -> None:
    nodes = read(
        esco(
            tmp_path,
            skills_fr=skill("a", "gérer une équipe", "diriger une équipe\nmener une équipe\ngérer une équipe"),
            skills_en=skill("a", "manage a team") + skill("b", "listen", kind="knowledge"),
            skillGroups_fr=group("S1", "travailler avec d’autres"),
            broaderRelationsSkillPillar=under("a", "S1"),
        )
    )
    assert nodes["a"].labels == {Locale.FR: "gérer une équipe", Locale.EN: "manage a team"}
    assert nodes["a"].alternatives == {Locale.FR: ["diriger une équipe", "mener une équipe"], Locale.EN: []}
    assert (nodes["a"].parent, nodes["a"].uri, nodes["a"].kind) == ("S1", f"{ESCO}a", SkillKind.SKILL)
    assert (nodes["b"].parent, nodes["b"].kind) == ("other-knowledge", SkillKind.KNOWLEDGE)
    assert nodes["other-knowledge"].kind is SkillKind.GROUP


def test_a_skill_is_shown_under_a_group_and_belongs_to_all_its_broader_ones(tmp_path: Path) -> None:
    relations = under("a", "b") + under("a", "S2") + under("a", "S1") + under("S2", "S1") + under("a", "unknown")
    nodes = read(
        esco(
            tmp_path,
            skills_fr=skill("a", "coudre") + skill("b", "travailler le tissu"),
            skillGroups_fr=group("S1", "faire") + group("S2", "fabriquer"),
            broaderRelationsSkillPillar_fr=relations,
        )
    )
    assert (nodes["a"].parent, nodes["a"].also_under) == ("S2", ["S1", "b"])
    assert nodes["S2"].parent == "S1"
    assert nodes["b"].parent == "other-skills"


def test_circles_and_withdrawn_skills_do_no_harm(tmp_path: Path) -> None:
    circle = under("a", "b") + under("b", "c") + under("c", "a")
    skills = "".join(skill(code, f"savoir {code}") for code in "abc") + skill("d", "vieux", status="obsolete")
    nodes = read(esco(tmp_path, skills_fr=skills, broaderRelationsSkillPillar=circle))
    assert set(nodes) == {"a", "b", "c", "other-skills"}
    assert {node.parent for node in nodes.values()} == {None, "other-skills", "a", "c"}


def test_a_code_that_two_schemes_use_is_told_apart(tmp_path: Path) -> None:
    twice = skill("a", "un") + skill("a", "deux").replace("/skill/", "/isced-f/")
    assert set(read(esco(tmp_path, skills_fr=twice))) == {"a", "isced-f.a", "other-skills"}


def test_occupations_come_along_where_they_are_there(tmp_path: Path) -> None:
    content = read(esco(tmp_path, skills_fr=skill("a", "coudre"), occupations_fr=skill("o", "couturier", kind="")))
    assert (content["o"].kind, content["o"].parent) == (SkillKind.OCCUPATION, "other-occupations")


def test_a_job_has_its_domain_and_the_titles_that_it_goes_by(tmp_path: Path) -> None:
    titles = '"1","Maçon / Maçonne","Maçon(ne)","F1703","N"\n"2","Murailler / Muraillère","","F1703","O"\n'
    nodes = read(rome(tmp_path, '"F1703","9","Maçon / Maçonne"\n"F1704","8","Plâtrier"\n"Z1","7","Nouveau"\n', titles))
    assert list(nodes) == ["F", "F1703", "F1704", "Z", "Z1"]
    assert nodes["F"].labels == {Locale.FR: "Construction, bâtiment et travaux publics"}
    assert (nodes["F1703"].parent, nodes["F1703"].kind) == ("F", SkillKind.OCCUPATION)
    assert nodes["F1703"].alternatives == {Locale.FR: ["Maçon(ne)"]}
    assert nodes["F1703"].keywords == {Locale.FR: ["Murailler / Muraillère"]}
    assert nodes["Z"].labels == {Locale.FR: "Z"}


def test_subdomains_and_skills_come_along_where_they_are_there(tmp_path: Path) -> None:
    nodes = read(
        rome(
            tmp_path,
            '"F1703","9","Maçon / Maçonne"\n',
            grand_domaine="code_grand_domaine,libelle_grand_domaine\nF,Bâtir\n",
            domaine_professionnel="code_domaine_professionnel,libelle_domaine_professionnel\nF17,Gros œuvre\n",
            referentiel_competence="code_ogr,libelle_competence,cat_comp\n"
            "1,Monter un mur,Savoir-faire\n2,Lire un plan,Savoir-faire\n3,Le béton,\n",
        )
    )
    assert [(node.code, node.parent) for node in nodes.values()] == [
        ("F", None),
        ("F17", "F"),
        ("F1703", "F17"),
        ("skills.1", None),
        ("1", "skills.1"),
        ("2", "skills.1"),
        ("skills.2", None),
        ("3", "skills.2"),
    ]
    assert nodes["F"].labels == {Locale.FR: "Bâtir"}


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "ours.json").write_text('{"code": "x"}')
    columns = rome(tmp_path / "columns", "")
    (columns / "unix_referentiel_code_rome_v460_utf8.csv").write_text("code,label\n")
    latin = esco(tmp_path / "latin", skills_fr=skill("a", "coudre"))
    (latin / "skills_fr.csv").write_bytes("conceptUri,preferredLabel,altLabels\nx/a,é,\n".encode("latin-1"))
    for path, kind, message in (
        (tmp_path / "nowhere", None, "is not there"),
        (tmp_path / "empty", None, "neither"),
        (tmp_path / "empty", "esco", "skills_fr.csv"),
        (tmp_path / "empty", "rome", "code_rome"),
        (tmp_path / "ours.json", None, "not one of our frameworks"),
        (columns, None, "has no column code_rome, libelle_rome"),
        (latin, None, "not in UTF-8"),
    ):
        with pytest.raises(UnreadableFramework, match=message):
            framework_files.read(path, kind)


def test_ours_and_its_edition_are_known_by_their_names(tmp_path: Path) -> None:
    assert framework_files.read(DEFAULTS / "everyday-skills.json", None).code == "everyday-skills"
    dataset = esco(tmp_path / "ESCO dataset - v1.2.0 - fr - csv", skills_fr=skill("a", "coudre"))
    assert framework_files.read(dataset, None).edition == "v1.2.0"
    assert framework_files.read(rome(tmp_path / "rome", "", TITLES), None).edition == "v460"
