import json
from typing import Any

import httpx

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.schemas.experiences import SkillRead
from app.schemas.frameworks import FrameworkDocument, FrameworkRead, FrameworkTreeRead
from app.services.talents import frameworks
from app.services.talents.frameworks import DEFAULTS
from tests.support.people import BARE, Person, capture

OURS = {"everyday-skills": (8, 40), "spro-coordination": (7, 106)}


async def test_two_frameworks_are_there_from_the_start(alice: Person) -> None:
    page = await alice.ask("GET", "/v1/frameworks", 200)
    assert {item["code"] for item in page["items"]} >= set(OURS)
    assert [FrameworkRead.model_validate(item).model_dump(mode="json") for item in page["items"]] == page["items"]


async def test_a_tree_says_what_its_file_says_in_its_order(alice: Person) -> None:
    for code, size in OURS.items():
        document = json.loads((DEFAULTS / f"{code}.json").read_text())
        tree = await alice.ask("GET", f"/v1/frameworks/{code}", 200)
        assert FrameworkTreeRead.model_validate(tree).model_dump(mode="json") == tree
        assert [
            said(domain) | {"skills": [said(skill) for skill in domain["skills"]]} for domain in tree["domains"]
        ] == [
            written(domain) | {"skills": [written(skill) for skill in domain["skills"]]}
            for domain in document["domains"]
        ]
        assert (len(tree["domains"]), sum(len(domain["skills"]) for domain in tree["domains"])) == size


def said(node: dict[str, Any]) -> dict[str, Any]:
    return {"code": node["code"], "labels": node["labels"], "keywords": node.get("keywords", {})}


def written(node: dict[str, Any]) -> dict[str, Any]:
    return {"code": node["code"], "labels": node["label"], "keywords": node.get("keywords", {})}


async def test_a_phone_that_has_the_tree_does_not_get_it_again(alice: Person) -> None:
    first = await alice.client.get("/v1/frameworks/everyday-skills")
    answer = await alice.client.get("/v1/frameworks/everyday-skills", headers={"If-None-Match": first.headers["etag"]})
    response = await alice.client.get(
        "/v1/frameworks/spro-coordination", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (first.status_code, answer.status_code, response.status_code) == (200, 304, 200)


async def test_only_who_is_signed_in_reads_them(guest: httpx.AsyncClient, alice: Person) -> None:
    assert (await guest.get("/v1/frameworks")).status_code == 401
    assert (await guest.get("/v1/frameworks/everyday-skills")).status_code == 401
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    await alice.ask("GET", "/v1/frameworks/everyday-skills", 401)


async def test_an_unknown_code_is_not_found_and_a_strange_one_refused(alice: Person) -> None:
    assert (await alice.ask("GET", "/v1/frameworks/nothing", 404))["type"] == "/problems/framework-not-found"
    await alice.ask("GET", "/v1/frameworks/%00", 422)


async def test_an_experience_cites_skills_and_no_domains(alice: Person) -> None:
    tree = await alice.ask("GET", "/v1/frameworks/everyday-skills", 200)
    domain = tree["domains"][0]
    experience = await capture(alice, BARE | {"skills": [domain["skills"][1]["id"], domain["skills"][0]["id"]]})
    assert [skill["code"] for skill in experience["skills"]] == [
        domain["skills"][1]["code"],
        domain["skills"][0]["code"],
    ]
    assert [SkillRead.model_validate(skill).framework for skill in experience["skills"]] == ["everyday-skills"] * 2
    answer = await alice.ask("POST", "/v1/experiences", 422, json=BARE | {"skills": [domain["id"]]})
    assert answer["errors"][0]["code"] == "unknown_skill"


async def test_loading_again_changes_nothing_and_a_new_edition_only_what_is_new(
    alice: Person, runtime: Runtime
) -> None:
    fields = {"code": "T.1", "label": {"fr": "Un"}}
    document = FrameworkDocument.model_validate(
        {
            "code": "test",
            "title": {"fr": "Essai"},
            "description": {"fr": "Pour voir"},
            "version": "1",
            "source": "nous",
            "domains": [{"code": "T", "label": {"fr": "Tout"}, "skills": [fields]}],
        }
    )
    wider = document.model_dump(mode="json")
    wider["domains"][0]["skills"].append({"code": "T.2", "label": {"fr": "Deux"}})
    assert await load(runtime, document) == 2
    assert await load(runtime, document) == 0
    before = await alice.client.get("/v1/frameworks/test")
    assert await load(runtime, FrameworkDocument.model_validate(wider)) == 1
    after = await alice.client.get("/v1/frameworks/test", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    first, second = after.json()["domains"][0]["skills"]
    assert first == before.json()["domains"][0]["skills"][0]
    assert second["labels"] == {"fr": "Deux"}


async def load(runtime: Runtime, document: FrameworkDocument) -> int:
    async with runtime.work(SYSTEM) as uow:
        return await frameworks.load(uow, document)
