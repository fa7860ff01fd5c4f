"""What holds for the whole house. Each check says how much it checked, so that none passes while checking nothing."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app import settings_page
from app.api import openapi_parts
from app.core.jobs import Job
from app.core.statuses import STATUS
from app.schemas.types import Input, Output
from app.tasks import FORMER_NAMES, HANDLERS
from tests.support.documents import PARTS, published, whole_document
from tests.support.people import visit

METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
DOCUMENT = whole_document()
ID = "01890000-0000-7000-8000-000000000000"
# What anybody may ask without signing in. Everything else answers 401.
PUBLIC = {
    "get_sign_in_challenge",
    "create_session",
    "refresh_session",
    "send_code",
    "healthz",
    "readyz",
    "metrics",
    "get_oembed",
    "list_providers",
    "start_provider_sign_in",
    "get_creation_capabilities",  # tus: OPTIONS
    "get_upload_capabilities",
    "get_variant",  # its address is the key
    "head_variant",
    "get_link",
    "get_invitation_card",
    "create_guest",
    "unlock_link",
    "get_did_document",  # for whoever checks a credential
    "get_jwks",
    "get_apple_links",  # for phones
    "get_android_links",
    "get_status_list",
    "fetch_export",  # its address is the key, too
}
FOREIGN = {"OembedQuery", "OembedRead"}  # shapes of another specification


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


async def test_every_operation_refuses_anonymous_callers_unless_listed(app: FastAPI) -> None:
    count, open_to_all = 0, set()
    async with visit(app) as guest:
        for path, method, operation in operations(app.openapi()):
            count += 1
            answer = await guest.request(
                method, re.sub(r"{.*?}", ID, path), json={} if method in {"put", "post", "patch"} else None
            )
            if answer.status_code != 401:
                open_to_all.add(operation["operationId"])
    assert open_to_all == PUBLIC
    assert count == len(list(operations(DOCUMENT))) >= 190


def test_the_document_says_of_each_operation_what_it_needs(app: FastAPI) -> None:
    for path, method, operation in operations(app.openapi()):
        name = f"{method} {path}"
        assert 6 <= len(operation["summary"]) <= 120, name
        assert operation.get("description", "").rstrip(".") != operation["summary"], name
        assert operation["tags"], name
        assert any(status < "400" for status in operation["responses"]), name
        has_caller = operation.get("security") != []
        assert has_caller != (operation["operationId"] in PUBLIC), name
        assert not has_caller or "401" in operation["responses"], name
        failures = [answer for status, answer in operation["responses"].items() if status >= "400"]
        assert all("application/problem+json" in answer["content"] for answer in failures), name


def test_the_published_document_is_current(app: FastAPI) -> None:
    parts = openapi_parts.split(app.openapi())
    assert json.loads(json.dumps(parts)) == {part: published(part) for part in PARTS}, "run: make docs"


def test_the_settings_are_all_explained() -> None:
    assert Path("docs/settings.md").read_text() == settings_page.page(), "run: make docs"


def inputs(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema that something from outside is read by: bodies, and parameters."""
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            yield f"{method} {path} {parameter['name']}", parameter["schema"]
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield f"{method} {path} body", media["schema"]


def leaves(
    document: dict[str, Any], schema: dict[str, Any], references: frozenset[str] = frozenset()
) -> Iterator[dict[str, Any]]:
    if reference := schema.get("$ref"):
        if reference not in references:
            yield from leaves(
                document, document["components"]["schemas"][reference.rpartition("/")[2]], references | {reference}
            )
        return
    yield schema
    inner = [
        *schema.get("anyOf", []),
        *schema.get("oneOf", []),
        *schema.get("allOf", []),
        *(item for item in schema.get("properties", {}).values() if not item.get("readOnly")),  # these are ignored
    ]
    for item in inner + [schema[key] for key in ("items",) if isinstance(schema.get(key), dict)]:
        yield from leaves(document, item, references)


BOUNDED_TEXT = ("maxLength", "enum", "const", "pattern")
BOUNDED_FORMATS = {"uuid", "date", "date-time", "binary"}


def is_bounded(schema: dict[str, Any]) -> bool:
    match schema.get("type"):
        case "string":
            return any(key in schema for key in BOUNDED_TEXT) or schema.get("format") in BOUNDED_FORMATS
        case "integer" | "number":
            return "enum" in schema or {"minimum", "maximum"} <= schema.keys()
        case "array":
            return "maxItems" in schema
        case _:
            return True


def test_nothing_comes_in_without_a_bound(app: FastAPI) -> None:
    document = app.openapi()
    looked_at = [(place, leaf) for place, schema in inputs(document) for leaf in leaves(document, schema)]
    assert [(place, leaf) for place, leaf in looked_at if not is_bounded(leaf)] == []
    assert len(looked_at) > 300


def subclasses(kind: type[Any]) -> set[type[Any]]:
    return {item for child in kind.__subclasses__() for item in (child, *subclasses(child))}


def test_what_comes_in_forbids_unknown_fields() -> None:
    inputs = subclasses(Input)
    assert [
        model for model in inputs if model.model_config["extra"] != "forbid" and model.__name__ not in FOREIGN
    ] == []
    assert len(inputs) > 90


# Frozen editions that are older than a name lack it.
LACKED_BY_OLDER_EDITIONS = {
    ("EditionExperience", "organisation"),
    *((model, "first_words") for model in ("EditionExperience", "Evidence", "PortraitMoment")),
    ("PortraitMoment", "organisation"),
}


def test_what_goes_out_has_no_defaults() -> None:
    outputs = subclasses(Output)
    foreign = {model for model in outputs if model.__name__ in FOREIGN}
    defaults = {
        (model.__name__, name)
        for model in outputs - foreign
        for name, field in model.model_fields.items()
        if not field.is_required()
    }
    assert defaults == LACKED_BY_OLDER_EDITIONS
    assert len(outputs) > 90


def test_every_job_has_a_handler() -> None:
    assert set(HANDLERS) == {job for job in subclasses(Job) if job.__module__.startswith("app.")}
    assert len(HANDLERS) > 25
    assert set(FORMER_NAMES.values()) <= set(HANDLERS)
    assert not set(FORMER_NAMES) & {job.__name__ for job in HANDLERS}


@pytest.mark.parametrize("folder", ["app", "tests", "benchmarks"])
def test_a_file_is_read_in_one_sitting(folder: str) -> None:
    lengths = {str(file): len(file.read_text().splitlines()) for file in Path(folder).rglob("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
    assert lengths


WORDS_NOBODY_NEEDS = ("utils", "helpers", "common", "base")


def test_no_file_is_named_for_anything_in_particular() -> None:
    files = list(Path("app").rglob("*.py"))
    assert [file for file in files if file.stem in WORDS_NOBODY_NEEDS] == []
    assert len(files) > 350


def test_one_place_knows_the_numbers_of_refusals() -> None:
    """`web/texts.py` says in words what an error page is about, by its number."""
    files = [file for layer in ("api", "services", "tasks", "web") for file in Path("app", layer).rglob("*.py")]
    places = {
        (file.name, node.value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in set(STATUS.values())
    }
    assert places == {("texts.py", 404), ("texts.py", 503)}
    assert len(files) > 200


async def test_every_path_under_which_nothing_is_answers_a_problem(app: FastAPI) -> None:
    async with visit(app, {"Accept-Language": "fr"}) as guest:
        for path in ("/v1/nowhere", "/nowhere", "/v1/experiences/", "/v1/%00"):
            answer = await guest.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
            assert answer.json()["title"] == "Introuvable"


@pytest.mark.slow
def test_the_server_carries_nothing_that_it_does_not_use() -> None:
    """Decoders meet hostile bytes, and typesetting and migrations pass: each in a process of its own. Any library can
    still be imported.
    """
    foreign = ["PIL", "av", "pillow_heif", "typst", "alembic", "mako", "httpx", "rich"]
    program = f"""
import sys, app.__main__
print([name for name in {foreign} if name in sys.modules], None in sys.modules.values())
"""
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert process.stdout.strip() == "[] False"


def test_the_document_introduces_every_tag_it_uses(app: FastAPI) -> None:
    document = app.openapi()
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert {tag["name"] for tag in document["tags"]} == used


def test_whoever_wrote_in_ignorance_is_shown_what_there_is(app: FastAPI) -> None:
    schemas, document = [], app.openapi()
    for path, method, operation in operations(document):
        stale = operation["responses"].get("412", {})
        if stale.get("x-problem-types") == ["/problems/stale"]:
            name = stale["content"]["application/problem+json"]["schema"]["$ref"].rpartition("/")[2]
            details = document["components"]["schemas"][name]
            schemas.append((f"{method} {path}", details["properties"]["current"]))
            assert "current" in details["required"]
    vague = [name for name, current in schemas if "$ref" not in json.dumps(current)]
    assert all(name.startswith("delete ") for name in vague), vague
    assert len(schemas) > 20


def test_pages_are_answered_in_one_place() -> None:
    """Status, caching, compression and policy of a page: by `respond` alone. A redirect, a PDF and the
    application are no pages."""
    pages = {path.name: path.read_text() for path in Path("app/web").glob("*.py")}
    assert sum("Page(" in source for source in pages.values()) > 10
    makers = {name for name, source in pages.items() if re.search(r"Response\(", source)}
    assert makers == {"answers.py", "cards.py", "client_files.py", "lost.py", "pinned_pages.py"}


def test_addresses_of_people_are_compared_as_mailboxes() -> None:
    """`one.email == other.email` takes `zoe+parent@` for somebody else. SQL that looks accounts up is not meant."""
    count, as_text = 0, []
    for path in sorted(Path("app/services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [ast.unparse(item) for item in (node.left, *node.comparators)]
                count += sum("mailbox" in side for side in sides) == len(sides)
                if any(re.fullmatch(r"[a-z_]+\.email", side) for side in sides) and not any(
                    re.search(r"\b[A-Z]", side) for side in sides
                ):
                    as_text.append(f"{path}: {ast.unparse(node)}")
    assert as_text == []
    assert count >= 3
