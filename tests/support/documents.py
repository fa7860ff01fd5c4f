"""The published documents: the one for clients, and all of them as one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PARTS = ("openapi", "operators", "public", "unlisted")


def published(part: str = "openapi") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Path(f"openapi/{part}.json").read_text())
    return document


@cache
def whole_document() -> dict[str, Any]:
    """Return every operation of this server."""
    documents = [published(part) for part in PARTS]
    paths: dict[str, Any] = {}
    for document in documents:
        for path, item in document["paths"].items():
            paths.setdefault(path, {}).update(item)
    parts = [document["components"] for document in documents]
    schemas = {name: schema for part in parts for name, schema in part["schemas"].items()}
    examples = {name: example for part in parts for name, example in part["examples"].items()}
    tags = [tag for document in documents for tag in document["tags"]]
    return documents[0] | {
        "tags": [*{tag["name"]: tag for tag in tags}.values()],
        "paths": paths,
        "components": parts[0] | {"schemas": schemas, "examples": examples},
    }
