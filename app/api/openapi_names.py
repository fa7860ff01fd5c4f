"""Names the schemas of the document that stand inside others: generators of clients make a type of each name."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
NOTES = ("description", "examples", "readOnly")  # of the member
REFERENCE = "#/components/schemas/"


def reference(name: str) -> Schema:
    return {"$ref": REFERENCE + name}


def name_parts(spec: dict[str, Any]) -> None:
    """Make components of unions and objects by their titles, and of enumerations by where they are."""
    schemas = spec["components"]["schemas"]
    _widen_booleans(schemas)
    _name_pages(spec["paths"], schemas)
    for part in list(parts([spec["paths"], *(list(schema.values()) for schema in schemas.values())])):
        if part.keys() & {"discriminator", "properties"} and "title" in part:
            _move(part, part["title"], schemas)
    members = [(name, member) for name, schema in schemas.items() for member in schema.get("properties", {}).items()]
    for owner, (name, member) in members:
        for part in parts(member):
            if "enum" in part:
                noun = owner.removesuffix("Read").removesuffix("Write")
                _move(part, noun + name.title().replace("_", ""), schemas)


def _widen_booleans(schemas: dict[str, Schema]) -> None:
    """Allow both truth values where one is: Swift has no enumeration of them."""
    for part in parts(schemas):
        if part.get("type") == "boolean":
            part.pop("const", None)


def _name_pages(paths: dict[str, Any], schemas: dict[str, Schema]) -> None:
    """Call a page by its title: Pydantic calls generic models by their parameters, with underscores."""
    pages = {REFERENCE + name: schemas.pop(name) for name in list(schemas) if name.endswith("_")}
    for part in parts(paths):
        if (page := pages.get(str(part.get("$ref")))) is not None:
            schemas[page["title"]] = page
            part["$ref"] = REFERENCE + page["title"]


def _move(part: Schema, name: str, schemas: dict[str, Schema]) -> None:
    notes = {key: part.pop(key) for key in NOTES if key in part and "enum" in part}
    schema = {**part, "title": name}
    if schemas.setdefault(name, schema) != schema:
        raise ValueError(f"two schemas would be called {name}")
    part.clear()
    part.update(reference(name) | notes)


def parts(tree: object) -> Iterator[Schema]:
    """Yield all objects in it, the innermost first."""
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for item in list(inner):
        yield from parts(item)
    if isinstance(tree, dict):
        yield tree
