"""Generators of clients make a type of each schema: each has a name, and each file its types."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.api.openapi_names import name_parts
from app.api.portrait_editions import FORMS
from app.services.portraits.formats import FORMATS
from tests.support.documents import whole_document

DOCUMENT = whole_document()
SCHEMAS = DOCUMENT["components"]["schemas"]
GENERATED = re.compile(r"\d$|_|Inner|AnyOf|OneOf")


def parts(tree: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(tree, dict):
        yield path, tree
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, item in inner:
        yield from parts(item, f"{path}/{name}")


def is_anonymous(schema: dict[str, Any]) -> bool:
    kinds = [item for key in ("oneOf", "anyOf") for item in schema.get(key, ()) if item.get("type") != "null"]
    is_choice = len([kind for kind in kinds if "$ref" in kind or kind.get("type") == "object"]) > 1
    return isinstance(schema.get("properties"), dict) or is_choice


def test_no_type_has_to_be_named_by_a_generator() -> None:
    inside = [*((name, list(schema.values())) for name, schema in SCHEMAS.items()), ("paths", DOCUMENT["paths"])]
    anonymous = [f"{name}{path}" for name, tree in inside for path, part in parts(tree) if is_anonymous(part)]
    assert [path for path in anonymous if "/examples" not in path] == []
    assert [name for name in SCHEMAS if GENERATED.search(name)] == []
    members = [part for schema in SCHEMAS.values() for _, part in parts(schema.get("properties", {}))]
    assert [part for part in members if "enum" in part] == []


def test_each_file_has_its_types() -> None:
    contents = [part["content"] for _, part in parts(DOCUMENT["paths"]) if isinstance(part.get("content"), dict)]
    assert [content for content in contents if "*/*" in content] == []
    assert len(contents) > 1_000


def test_the_forms_of_a_portrait_are_those_that_are_offered(app: FastAPI) -> None:
    assert {form.suffix: form.media_type for form in FORMATS.values()} == FORMS


def test_two_schemas_of_one_name_are_refused() -> None:
    fields = {"one": {"title": "Both", "properties": {}}, "two": {"title": "Both", "properties": {"a": {}}}}
    with pytest.raises(ValueError, match="two schemas would be called Both"):
        name_parts({"paths": {}, "components": {"schemas": {"Thing": {"properties": fields}}}})
