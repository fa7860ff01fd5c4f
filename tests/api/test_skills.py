from typing import Any

import httpx
import pytest

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.skills import SkillKind
from app.schemas.skills import FoundSkillRead, SkillDetailRead
from app.services.journal import misspellings
from app.services.talents import framework_imports
from app.services.talents.framework_imports import FrameworkRelease, Node
from tests.support.people import Person
from tests.support.talents import skill


async def find(person: Person, q: str, **fields: str) -> list[Any]:
    answer = await person.client.get("/v1/skills", params={"q": q} | fields)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    assert [FoundSkillRead.model_validate(item).model_dump(mode="json") for item in items] == items
    return items


async def first(person: Person, q: str, **fields: str) -> str:
    return str((await find(person, q, framework="everyday-skills", **fields))[0]["code"])


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("Expliquer quelque chose avec des mots simples", "COM.2"),  # as it is
        ("Écouter et vér", "COM.3"),  # how it begins
        ("ecouter et verifier", "COM.3"),  # without accents
        ("mots simples expliquer", "COM.2"),  # in another order
        ("explain in simple words", "COM.2"),  # in the other language
        ("ecrire un mesage clair", "COM.4"),  # with a slip
        ("REFORMULER", "COM.3"),  # a keyword
        ("sourrire", "COM.1"),  # a keyword with a slip
    ],
)
async def test_a_skill_is_found_by_what_people_call_it(alice: Person, q: str, code: str) -> None:
    assert await first(alice, q) == code


MISSPELLED = [
    ("acceuil", "accueil"),
    ("accueli", "accueil"),
    ("accuiel", "accueil"),
    ("ecouetr", "écouter"),
    ("écoutter", "écouter"),
    ("mecanik", "mécanique"),
    ("expliker", "expliquer"),
    ("expilquer", "expliquer"),
    ("reformuller", "reformuler"),
    ("reofrmuler", "reformuler"),
    ("calculler", "calculer"),
    ("fabirquer", "fabriquer"),
    ("fabriker", "fabriquer"),
    ("netoyage", "nettoyage"),
    ("nettoyaeg", "nettoyage"),
    ("securrité", "sécurité"),
    ("sécruité", "sécurité"),
    ("hygéine", "hygiène"),
    ("dispuet", "dispute"),
    ("plannign", "planning"),
    ("inventairre", "inventaire"),
    ("rassurrer", "rassurer"),
    ("convainrce", "convaincre"),
    ("transmetrte", "transmettre"),
    ("objetcif", "objectif"),
    ("dosssier", "dossier"),
    ("formualire", "formulaire"),
    ("montgae", "montage"),
    ("recyclgae", "recyclage"),
    ("gaspillaeg", "gaspillage"),
]


@pytest.mark.parametrize(("misspelling", "word"), MISSPELLED)
async def test_a_misspelled_word_finds_what_the_right_one_finds(alice: Person, misspelling: str, word: str) -> None:
    right = [item["id"] for item in await find(alice, word)]
    if word != "mécanique":  # no name of ours has it
        assert right
    assert [item["id"] for item in await find(alice, misspelling)][:1] == right[:1]


@pytest.mark.parametrize("word", ["piano", "marin", "chevre", "tennis", "guitare", "soleil", "zebre", "kayak"])
async def test_another_word_is_no_misspelling(runtime: Runtime, word: str) -> None:
    assert await misspellings.correct(runtime.database.reads, word) == word


async def test_what_was_found_says_by_which_name(alice: Person) -> None:
    [hit, *_] = await find(alice, "ecrire un message", framework="everyday-skills")
    assert hit["found_by"] == {"name": "Écrire un message clair et utile", "language": "fr", "kind": "preferred"}
    assert (hit["id"], hit["framework"], hit["kind"]) == (skill("COM.4"), "everyday-skills", "skill")
    assert (hit["parent"]["code"], hit["parent"]["labels"]["fr"]) == ("COM", "Communiquer")


async def test_a_language_or_a_framework_may_be_asked_for(alice: Person) -> None:
    assert await find(alice, "reformuler", language="fr", framework="everyday-skills")
    assert "rephrase" not in {item["found_by"]["name"] for item in await find(alice, "rephrase", language="fr")}
    assert {item["framework"] for item in await find(alice, "accueil", framework="spro-coordination")} == {
        "spro-coordination"
    }
    assert await find(alice, "reformuler", framework="nothing") == []


@pytest.mark.parametrize("q", ["!!!", "…", "zzzzzzzzzz", "c++ c#", "%", "~"])
async def test_what_means_nothing_finds_nothing(alice: Person, q: str) -> None:
    assert await find(alice, q, framework="everyday-skills") == []


async def test_pages_follow_each_other_without_a_gap(alice: Person) -> None:
    for query in ({"q": "e", "framework": "everyday-skills"}, {"framework": "everyday-skills"}):
        whole = (await alice.client.get("/v1/skills", params=query | {"limit": "100"})).json()["items"]
        pages: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await alice.client.get("/v1/skills", params=query | {"limit": "3"} | cursor)).json()
            pages += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert pages == whole
        assert len(pages) > 6
    assert {page["code"].partition(".")[2] for page in pages} != {""}  # skills, and not their groups
    assert {page["found_by"] for page in pages} == {None}


async def test_what_became_obsolete_is_found_no_more_and_stays_readable(alice: Person, runtime: Runtime) -> None:
    async def load(*nodes: Node) -> None:
        release = FrameworkRelease("passing", {Locale.FR: "Essai"}, {Locale.FR: "Pour voir"}, "1", "nous", nodes)
        async with runtime.work(SYSTEM) as uow:
            await framework_imports.load(uow, release)

    group = Node("G", SkillKind.GROUP, {Locale.FR: "Tout"})
    node = Node("G.1", SkillKind.SKILL, {Locale.FR: "Rempailler"}, "G", alternatives={Locale.FR: ["Canner"]})
    await load(group, node)
    [hit] = await find(alice, "rempailler")
    path = f"/v1/skills/{hit['id']}"
    detail = await alice.ask("GET", path, 200)
    assert SkillDetailRead.model_validate(detail).model_dump(mode="json") == detail
    assert (detail["alternatives"], detail["obsolete"]) == ({"fr": ["Canner"]}, False)
    assert detail["parent"] == detail["domain"]
    etag = (await alice.client.get(path)).headers["etag"]
    assert (await alice.client.get(path, headers={"If-None-Match": etag})).status_code == 304
    await load(group)
    assert await find(alice, "rempailler") == []
    assert (await alice.ask("GET", path, 200))["obsolete"]
    assert hit["id"] not in {item["id"] for item in await find(alice, "a", framework="passing")}


async def test_only_who_is_signed_in_finds_skills(guest: httpx.AsyncClient, alice: Person) -> None:
    paths = ["/v1/skills", "/v1/skills?q=a", f"/v1/skills/{skill('COM.1')}"]
    for path in paths:
        assert (await guest.get(path)).status_code == 401
    assert (await alice.ask("GET", f"/v1/skills/{uuid7()}", 404))["type"] == "/problems/skill-not-found"
    await alice.ask("GET", "/v1/skills?q=", 422)
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    for path in paths:
        await alice.ask("GET", path, 401)
