"""The document names the headers that answers carry."""

import json
from typing import Any

from app.api.problems import type_of
from app.core.statuses import every_problem, status_of
from tests.support.documents import whole_document
from tests.support.people import BARE, Person, capture

DOCUMENT = whole_document()
PATHS = DOCUMENT["paths"]
EXPERIENCES, EXPERIENCE = "/v1/experiences", "/v1/experiences/{experience_id}"


def headers(path: str, method: str, status: str) -> set[str]:
    findings: dict[str, Any] = PATHS[path][method]["responses"][status].get("headers", {})
    return set(findings)


async def test_what_the_document_names_is_there(alice: Person) -> None:
    answer = await alice.client.post(EXPERIENCES, json=BARE)
    assert headers(EXPERIENCES, "post", "201") == {"ETag", "Location"}
    assert {"etag", "location"} <= set(answer.headers)
    path, tag = f"{EXPERIENCES}/{answer.json()['id']}", answer.headers["etag"]
    known_response = await alice.client.get(path, headers={"If-None-Match": tag})
    assert (str(known_response.status_code) in PATHS[EXPERIENCE]["get"]["responses"], known_response.status_code) == (
        True,
        304,
    )
    patched_response = await alice.client.patch(
        path,
        content=json.dumps({"title": "Mur"}),
        headers={"If-Match": tag, "Content-Type": "application/merge-patch+json"},
    )
    assert (patched_response.status_code, headers(EXPERIENCE, "patch", "200")) == (200, {"ETag"})
    for version, status in (("2", 200), ('W/"3"', 200), ("2", 412)):  # as batches write it, and as proxies do
        headers_sent = {"If-Match": version}
        answer = await alice.client.patch(path, json={"title": f"Mur {version}"}, headers=headers_sent)
        assert answer.status_code == status
    assert "application/merge-patch+json" in PATHS[EXPERIENCE]["patch"]["requestBody"]["content"]


async def test_a_fault_says_where_it_is(alice: Person) -> None:
    await capture(alice, BARE)
    [fault] = (await alice.ask("GET", f"{EXPERIENCES}?limit=0", 422))["errors"]
    assert (fault["in"], fault["pointer"]) == ("query", "/limit")


def test_it_names_them_wherever_they_are() -> None:
    answers = [entry["responses"] for item in PATHS.values() for entry in item.values()]
    assert all({"Retry-After", "RateLimit"} <= answer["429"]["headers"].keys() for answer in answers if "429" in answer)
    assert sum("ETag" in words.get("headers", {}) for answer in answers for words in answer.values()) > 80
    assert sum("304" in answer for answer in answers) > 15


def test_each_post_that_makes_what_has_an_address_names_it() -> None:
    collections = {path.rpartition("/")[0] for path, item in PATHS.items() if path.endswith("}") and "get" in item}
    posts = {path: item["post"]["responses"] for path, item in PATHS.items() if "post" in item}
    makers = {path for path, answers in posts.items() if path in collections and "201" in answers}
    assert {path for path in makers if "Location" in headers(path, "post", "201")} == makers
    assert len(makers) >= 7  # what the client names itself is made by PUT at its address


def test_each_problem_is_named_by_type_where_it_is_answered() -> None:
    kinds = {type_of(kind): kind for kind in every_problem()}
    answers = [
        (status, answer["x-problem-types"])
        for item in PATHS.values()
        for operation in item.values()
        for status, answer in operation["responses"].items()
        if "application/problem+json" in answer.get("content", {})
    ]
    assert {(status, str(status_of(kinds[name]))) for status, names in answers for name in names} == {
        (status, status) for status, _ in answers
    }
    assert all(names for _, names in answers)
    listed = {name for _, names in answers for name in names}
    assert set(DOCUMENT["components"]["schemas"]["ProblemDocument"]["properties"]["type"]["examples"]) == listed
    assert len(listed) >= 90
