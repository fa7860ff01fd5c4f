from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from app import __main__ as commands
from app.core.actor import SYSTEM
from app.core.settings import Settings
from app.core.uow import Runtime
from app.services.talents import framework_files, framework_imports, frameworks
from app.services.talents.framework_imports import Outcome, skill_id
from tests.support.frameworks import esco, group, rome, skill, under
from tests.support.people import Person


async def load(runtime: Runtime, folder: Path) -> Outcome:
    async with runtime.work(SYSTEM) as uow:
        return await framework_imports.load(uow, framework_files.read(folder, None))


async def head(person: Person) -> Any:
    frameworks = (await person.ask("GET", "/v1/frameworks", 200))["items"]
    return next(framework for framework in frameworks if framework["code"] == "esco")


async def names(runtime: Runtime, code: str) -> set[tuple[str, str, str]]:
    query = "select language, kind, plain from skill_names where skill_id = $1"
    return {tuple(row) for row in await runtime.database.reads.fetch(query, skill_id("esco", code))}


async def test_an_import_may_be_done_again_and_a_new_edition_says_only_what_is_new(
    runtime: Runtime, alice: Person, tmp_path: Path
) -> None:
    first = skill("a", "Gérer l’équipe", "diriger") + skill("b", "coudre")
    relations = under("a", "S1") + under("b", "S1")
    esco(tmp_path, skills_fr=first, skillGroups_fr=group("S1", "faire"), broaderRelationsSkillPillar=relations)
    assert await load(runtime, tmp_path) == (3, 3, 0)
    head_before = await head(alice)
    assert await load(runtime, tmp_path) == (3, 0, 0)
    assert await head(alice) == head_before
    assert head_before["notice"]["fr"].startswith("Ce service utilise la classification ESCO")
    assert await names(runtime, "a") == {("fr", "preferred", "gerer l equipe"), ("fr", "alternative", "diriger")}

    talent = await alice.ask("PUT", f"/v1/talents/{skill_id('esco', 'a')}", 201, json={"level": 2, "stance": "has"})
    esco(tmp_path, skills_fr=skill("b", "coudre à la main") + skill("c", "tisser"))
    assert await load(runtime, tmp_path) == (4, 3, 1)  # c hangs on nothing, hence one group more
    assert (await head(alice))["version"] == head_before["version"] + 1
    assert await names(runtime, "a") == set()
    assert await alice.ask("GET", f"/v1/talents/{talent['skill_id']}", 200) == talent
    tree = await alice.ask("GET", "/v1/frameworks/esco", 200)
    assert [[item["code"] for item in domain["skills"]] for domain in tree["domains"]] == [["b"], ["c"]]

    esco(tmp_path, skills_fr=first)
    assert (await load(runtime, tmp_path)).removals == 2
    assert await names(runtime, "a") == {("fr", "preferred", "gerer l equipe"), ("fr", "alternative", "diriger")}


async def test_a_language_that_comes_later_is_added(runtime: Runtime, alice: Person, tmp_path: Path) -> None:
    await load(runtime, esco(tmp_path / "fr", skills_fr=skill("x", "coudre"), skillGroups_fr=group("S9", "faire")))
    await load(runtime, esco(tmp_path / "en", skills_en=skill("x", "sew"), skillGroups_en=group("S9", "make")))
    assert {(language, plain) for language, _, plain in await names(runtime, "x")} == {("fr", "coudre"), ("en", "sew")}


def test_an_operator_sees_how_far_it_is(
    settings: Settings, app: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = rome(tmp_path, '"F1703","9","Maçon / Maçonne"\n')
    commands.import_framework(settings, Namespace(path=folder, kind="rome"))
    output = capsys.readouterr().err
    assert "rome: 2 of 2\n" in output
    assert "rome: 2 skills and groups, 2 new or changed, 0 obsolete from now on\n" in output


async def test_an_upgrade_brings_the_words_for_suggestions(runtime: Runtime) -> None:
    everyday = "framework_id = (select id from frameworks where code = 'everyday-skills')"
    count = f"""select count(*) from skill_names where is_gesture
        and skill_id in (select id from skills where {everyday})"""  # noqa: S608
    [before] = await runtime.database.reads.fetch(count)
    async with runtime.work(SYSTEM) as uow:
        connection = await uow.session.connection()
        await connection.exec_driver_sql(f"update skills set gestures = '{{}}' where {everyday}")  # noqa: S608
        await connection.exec_driver_sql("delete from skill_names where is_gesture")
    assert (await runtime.database.reads.fetch(count))[0][0] == 0
    await frameworks.prepare(runtime)
    [after] = await runtime.database.reads.fetch(count)
    assert after == before
    assert after[0] > 3_000
