"""The published documents: the one for clients, and all of them as one.

`python -m tests.support.documents` writes openapi/released.json, when a release is made.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

RELEASE = Path("openapi/released.json")
EXAMPLES = {"example", "examples"}  # of bodies and answers: they refuse nothing
PARTS = ("openapi", "programs", "operators", "public", "unlisted")


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


def _without_examples(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _without_examples(item) for name, item in tree.items() if name not in EXAMPLES}
    return [_without_examples(item) for item in tree] if isinstance(tree, list) else tree


if __name__ == "__main__":
    whole = whole_document()
    paths = _without_examples(whole["paths"])
    components = {"schemas": whole["components"]["schemas"]}
    release = {"info": {"version": whole["info"]["version"]}, "paths": paths, "components": components}
    RELEASE.write_text(json.dumps(release, indent=1, ensure_ascii=False) + "\n")
