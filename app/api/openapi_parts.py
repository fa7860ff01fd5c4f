"""Splits the document: what clients of the application call, what a community connects other systems by, what operators
and their machines call, what anybody looks up without an account, and what works without being offered.

Generators make a class of each operation, and a newcomer reads all of them.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.api.permissions import OPEN

MAIN, PROGRAMS, OPERATORS, PUBLIC, UNLISTED = "openapi", "programs", "operators", "public", "unlisted"
PART = "x-document"  # of an operation, until the document is split
LOOKED_UP: dict[str, Any] = OPEN | {PART: PUBLIC}  # the `openapi_extra` of what others than our clients look up
AT_ADDRESSES: dict[str, Any] = LOOKED_UP  # of what is fetched at an address that an answer gives
IN_MAIN: dict[str, Any] = {PART: MAIN}
ALIAS: dict[str, Any] = {PART: UNLISTED}  # of a former address, and of what a protocol describes by itself
BY_TAG = {"programs": PROGRAMS, "admin": OPERATORS, "health": OPERATORS, "credentials": PUBLIC}
INTRODUCTIONS = {
    PROGRAMS: "What a community connects other systems by. The conventions are those of `openapi.json`.",
    OPERATORS: "What operators and their machines call. The conventions are those of `openapi.json`.",
    PUBLIC: "What anybody may look up without an account. The conventions are those of `openapi.json`.",
    UNLISTED: "What works without being offered to new clients: former addresses, and what tus 1.0 describes.",
}
REFERENCE = re.compile(r"#/components/schemas/([\w.-]+)")
EXAMPLE = re.compile(r"#/components/examples/([\w.-]+)")
Document = dict[str, Any]


def split(document: Document) -> Mapping[str, Document]:
    """Return each part, a document by itself, with the tags and components that it uses."""
    return {part: _part(document, part) for part in (MAIN, *INTRODUCTIONS)}


def _part(document: Document, part: str) -> Document:
    paths = {path: kept for path, item in document["paths"].items() if (kept := _operations(item, part))}
    tags = {tag for item in paths.values() for operation in item.values() for tag in operation["tags"]}
    components = document["components"]
    schemas, examples, schemes = components["schemas"], components["examples"], components["securitySchemes"]
    names = _reached(str(paths), schemas)
    introduction = INTRODUCTIONS.get(part)
    return {
        **document,
        "info": document["info"] | ({"description": introduction} if introduction else {}),
        "tags": [tag for tag in document["tags"] if tag["name"] in tags],
        "paths": paths,
        "components": components
        | {
            "schemas": {name: schemas[name] for name in schemas if name in names},
            "securitySchemes": {
                name: schemes[name] for name in schemes if name == "bearer" or f"'{name}'" in str(paths)
            },
            "examples": {name: examples[name] for name in sorted(set(EXAMPLE.findall(str(paths))))},
        },
    }


def _operations(item: Document, part: str) -> Document:
    return {method: _without_mark(operation) for method, operation in item.items() if _part_of(operation) == part}


def _without_mark(operation: Document) -> Document:
    return {key: value for key, value in operation.items() if key != PART}


def _part_of(operation: Document) -> str:
    by_tag = next((BY_TAG[tag] for tag in operation["tags"] if tag in BY_TAG), MAIN)
    part: str = operation.get(PART, by_tag)
    return part


def _reached(text: str, schemas: Document) -> set[str]:
    """Return the names of the schemas that the text refers to, at any depth."""
    names, ahead = set[str](), [text]
    while ahead:
        new_names = set(REFERENCE.findall(ahead.pop())) - names
        names |= new_names
        ahead += [str(schemas[name]) for name in new_names]
    return names
