"""What one OpenAPI document breaks for those who rely on another.

What comes in may be widened, what goes out may be extended: then nothing breaks. A new value of an enumeration, or a
new kind of thing beside others, is an extension where it goes out: clients expect some that they do not know.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
MOST = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
SHAPES = ("pattern", "format")
COMPARED = {*LEAST, *MOST, *SHAPES, "type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const", "items"}
COMPARED |= {"properties", "required", "additionalProperties"}
NOTES = {"title", "description", "examples", "discriminator", "default", "deprecated"}  # they refuse nothing
STRUCTURE = {"properties": "object", "items": "array"}


def breaks(before: Schema, after: Schema) -> set[str]:
    return set(_Comparison(before, after).run())


@dataclass
class _Comparison:
    before: Schema
    after: Schema
    seen: set[tuple[str, str, bool]] = field(default_factory=set)  # pairs of components; whether they come in

    def run(self) -> Iterator[str]:
        for path, item in self.before["paths"].items():
            for method in METHODS & item.keys():
                where, now = f"{method.upper()} {path}", self.after["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{where} is gone"
                else:
                    yield from self._operation(where, item[method], now)

    def _operation(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{where} is no longer called {old['operationId']}"
        if old.get("security") == [] != new.get("security"):
            yield f"{where} demands a session"
        yield from self._parameters(where, _by_name(old), _by_name(new))
        yield from self._body(where, old.get("requestBody", {}), new.get("requestBody", {}))
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{where} no longer answers {status}"
            else:
                now = new["responses"][status]
                yield from self._headers(f"{where} {status}", answer.get("headers", {}), now.get("headers", {}))
                yield from self._content(f"{where} {status}", answer, now, "no longer answers", comes_in=False)

    def _headers(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, one in old.items():
            if name not in new:
                yield f"{where} no longer carries {name}"
            else:
                yield from self._schema(f"{where} {name}", one["schema"], new[name]["schema"], comes_in=False)

    def _parameters(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, one in new.items():
            if one.get("required") and not old.get(name, {}).get("required"):
                yield f"{where} demands {name}"
        for name, one in old.items():
            if name not in new:
                yield f"{where} no longer takes {name}"
            else:
                yield from self._schema(f"{where} {name}", one["schema"], new[name]["schema"], comes_in=True)

    def _body(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield f"{where} demands a body"
        yield from self._content(f"{where} body", old, new, "no longer takes", comes_in=True)

    def _content(self, where: str, old: Schema, new: Schema, gone: str, *, comes_in: bool) -> Iterator[str]:
        for kind, media in old.get("content", {}).items():
            now = new.get("content", {}).get(kind)
            if now is None:
                yield f"{where} {gone} {kind}"
            elif "schema" in media:
                yield from self._schema(where, media["schema"], now.get("schema", {}), comes_in=comes_in)

    def _schema(self, where: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        before, after = _named_alike(_alternatives(self.before, old), _alternatives(self.after, new))
        if comes_in:
            yield from (f"{where} no longer takes {kind}" for kind in before.keys() - after.keys())
        else:
            yield from (f"{where} is no longer {kind}" for kind in before.keys() - after.keys() if _is_named(kind))
            known = any(_is_named(kind) for kind in before)
            yield from (
                f"{where} may be {kind} now" for kind in after.keys() - before.keys() if not (known and _is_named(kind))
            )
        for kind in before.keys() & after.keys():
            (name, one), (now, other) = before[kind], after[kind]
            if name and (name, now, comes_in) in self.seen:
                continue
            self.seen.add((name, now, comes_in))
            yield from self._leaf(name or where, one, other, comes_in=comes_in)

    def _leaf(self, where: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        yield from (f"{where} changed its {key}" for key in SHAPES if _is_other(old, new, key, comes_in=comes_in))
        if comes_in:
            yield from _narrowed(where, old, new)
        if "items" in old:
            yield from self._schema(f"{where}[]", old["items"], new.get("items", {}), comes_in=comes_in)
        yield from self._members(where, old, new, comes_in=comes_in)

    def _members(self, where: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        if comes_in:
            yield from (f"{where}.{name} is demanded" for name in now - was)
        else:
            yield from (f"{where}.{name} may be missing" for name in (was - now) & new.get("properties", {}).keys())
        values, others = (item.get("additionalProperties") for item in (old, new))
        if isinstance(values, dict) and isinstance(others, dict):
            yield from self._schema(f"{where}{{}}", values, others, comes_in=comes_in)
        for name, schema in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is gone"
            else:
                yield from self._schema(f"{where}.{name}", schema, new["properties"][name], comes_in=comes_in)


def _by_name(operation: Schema) -> dict[str, Schema]:
    return {f"{item['in']} {item['name']}": item for item in operation.get("parameters", [])}


def _alternatives(document: Schema, schema: Schema, name: str = "") -> dict[str, tuple[str, Schema]]:
    """The kinds of value that it allows: of each, the component that says so, if it is one, and what it says."""
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return _alternatives(document, document["components"]["schemas"][name], name)
    inner = [item for key in ("anyOf", "oneOf") for item in schema.get(key, ())]
    if inner:
        return {kind: found for item in inner for kind, found in _alternatives(document, item).items()}
    if "allOf" in schema:
        parts = [part for item in schema["allOf"] for part in _alternatives(document, item).items()]
        return {parts[0][0]: ("", _all_of([found for _, (_, found) in parts]))}
    kinds = schema.get("type", _implied(schema))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {f"{kind} {name}" if kind == "object" and name else kind: (name, schema) for kind in kinds}


def _named_alike(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where one object is possible, what its component is called does not matter."""
    (olds, news) = ([kind for kind in kinds if _is_named(kind)] for kinds in (before, after))
    if len(olds) == len(news) == 1:
        after = {olds[0] if kind == news[0] else kind: found for kind, found in after.items()}
    return before, after


def _is_named(kind: str) -> bool:
    return kind.startswith("object ")


def _implied(schema: Schema) -> str:
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return {bool: "boolean", int: "integer", float: "number"}.get(type(values[0]), "string")
    return next((kind for key, kind in STRUCTURE.items() if key in schema), "anything")


def _all_of(parts: list[Schema]) -> Schema:
    return {
        "properties": {name: one for part in parts for name, one in part.get("properties", {}).items()},
        "required": [name for part in parts for name in part.get("required", ())],
    }


def _is_other(old: Schema, new: Schema, key: str, *, comes_in: bool) -> bool:
    """What comes in may lose a condition; what goes out, gain one."""
    (now, was) = (new.get(key), old.get(key)) if comes_in else (old.get(key), new.get(key))
    return now is not None and now != was


def _narrowed(where: str, old: Schema, new: Schema) -> Iterator[str]:
    was, now = _values(old), _values(new)
    if now is not None:
        yield from (f"{where}: {value} is no longer a value" for value in was or () if value not in now)
        if was is None:
            yield f"{where} takes only some values"
    for key in LEAST:
        if new.get(key, float("-inf")) > old.get(key, float("-inf")):
            yield f"{where} has a higher {key}"
    for key in MOST:
        if new.get(key, float("inf")) < old.get(key, float("inf")):
            yield f"{where} has a lower {key}"


def _values(schema: Schema) -> list[object] | None:
    return schema.get("enum") or ([schema["const"]] if "const" in schema else None)
