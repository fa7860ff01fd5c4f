"""The document names the headers that answers carry."""

import json
from pathlib import Path
from typing import Any

from tests.support.people import BARE, Person, capture

PATHS = json.loads(Path("openapi/openapi.json").read_text())["paths"]
EXPERIENCES, EXPERIENCE = "/v1/experiences", "/v1/experiences/{experience_id}"


def headers(path: str, method: str, status: str) -> set[str]:
    found: dict[str, Any] = PATHS[path][method]["responses"][status].get("headers", {})
    return set(found)


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
    assert "application/merge-patch+json" in PATHS[EXPERIENCE]["patch"]["requestBody"]["content"]


async def test_a_fault_says_where_it_is(alice: Person) -> None:
    await capture(alice, BARE)
    [fault] = (await alice.ask("GET", f"{EXPERIENCES}?limit=0", 422))["errors"]
    assert (fault["in"], fault["pointer"]) == ("query", "/limit")


def test_it_names_them_wherever_they_are() -> None:
    answers = [entry["responses"] for item in PATHS.values() for entry in item.values()]
    assert all({"Retry-After", "RateLimit"} <= answer["429"]["headers"].keys() for answer in answers if "429" in answer)
    assert sum("ETag" in said.get("headers", {}) for answer in answers for said in answer.values()) > 80
    assert sum("304" in answer for answer in answers) > 15
    assert sum("Location" in answer.get("201", {}).get("headers", {}) for answer in answers) >= 9
