"""What one OpenAPI document breaks for those who rely on another.

What comes in may be widened, what goes out may have more members: then nothing breaks. A value more of an enumeration
that goes out, and one more kind of thing beside others, break the clients that generators make. What may grow there is
no enumeration (app/api/openapi_growth.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
MAXIMA = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
SHAPES = ("pattern", "format")
KEYWORDS = {*LEAST, *MAXIMA, *SHAPES, "type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const", "items"}
KEYWORDS |= {"properties", "required", "additionalProperties"}
NOTES = {"title", "description", "examples", "discriminator", "default", "deprecated"}  # they refuse nothing
NOTES |= {"readOnly", "x-extensible-enum"}
STRUCTURE = {"properties": "object", "items": "array"}


def breaks(before: Schema, after: Schema) -> set[str]:
    """List what in `after` would break clients of `before`."""
    return set(_Comparison(before, after).run())


@dataclass
class _Comparison:
    before: Schema
    after: Schema
    seen: set[tuple[str, str, bool]] = field(default_factory=set)  # pairs of components; whether they come in

    def run(self) -> Iterator[str]:
        for path, item in self.before["paths"].items():
            for method in METHODS & item.keys():
                place, now = f"{method.upper()} {path}", self.after["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{place} is gone"
                else:
                    yield from self._operation(place, item[method], now)

    def _operation(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{place} is no longer called {old['operationId']}"
        if old.get("security") == [] != new.get("security"):
            yield f"{place} demands a session"
        yield from self._parameters(place, _by_name(old), _by_name(new))
        yield from self._body(place, old.get("requestBody", {}), new.get("requestBody", {}))
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{place} no longer answers {status}"
            else:
                now = new["responses"][status]
                yield from self._headers(f"{place} {status}", answer.get("headers", {}), now.get("headers", {}))
                yield from self._content(f"{place} {status}", answer, now, "no longer answers", comes_in=False)

    def _headers(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, header in old.items():
            if name not in new:
                yield f"{place} no longer carries {name}"
            else:
                yield from self._schema(f"{place} {name}", header["schema"], new[name]["schema"], comes_in=False)

    def _parameters(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, parameter in new.items():
            if parameter.get("required") and not old.get(name, {}).get("required"):
                yield f"{place} demands {name}"
        for name, parameter in old.items():
            if name not in new:
                yield f"{place} no longer takes {name}"
            else:
                yield from self._schema(f"{place} {name}", parameter["schema"], new[name]["schema"], comes_in=True)

    def _body(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield f"{place} demands a body"
        yield from self._content(f"{place} body", old, new, "no longer takes", comes_in=True)

    def _content(self, place: str, old: Schema, new: Schema, verb: str, *, comes_in: bool) -> Iterator[str]:
        for kind, media in old.get("content", {}).items():
            now = new.get("content", {}).get(kind)
            if now is None:
                yield f"{place} {verb} {kind}"
            elif "schema" in media:
                yield from self._schema(place, media["schema"], now.get("schema", {}), comes_in=comes_in)

    def _schema(self, place: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        before, after = _named_alike(_alternatives(self.before, old), _alternatives(self.after, new))
        if comes_in:
            yield from (f"{place} no longer takes {kind}" for kind in before.keys() - after.keys())
        else:
            yield from (f"{place} is no longer {kind}" for kind in before.keys() - after.keys() if _is_named(kind))
            yield from (f"{place} may be {kind} now" for kind in after.keys() - before.keys())
        for kind in before.keys() & after.keys():
            (name, old_schema), (now, new_schema) = before[kind], after[kind]
            if name and (name, now, comes_in) in self.seen:
                continue
            self.seen.add((name, now, comes_in))
            yield from self._leaf(name or place, old_schema, new_schema, comes_in=comes_in)

    def _leaf(self, place: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        yield from (f"{place} changed its {key}" for key in SHAPES if _is_other(old, new, key, comes_in=comes_in))
        yield from _narrowed(place, old, new) if comes_in else _widened(place, old, new)
        if "items" in old:
            yield from self._schema(f"{place}[]", old["items"], new.get("items", {}), comes_in=comes_in)
        yield from self._members(place, old, new, comes_in=comes_in)

    def _members(self, place: str, old: Schema, new: Schema, *, comes_in: bool) -> Iterator[str]:
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        if comes_in:
            yield from (f"{place}.{name} is demanded" for name in now - was)
        else:
            yield from (f"{place}.{name} may be missing" for name in (was - now) & new.get("properties", {}).keys())
        values, additional = (item.get("additionalProperties") for item in (old, new))
        if isinstance(values, dict) and isinstance(additional, dict):
            yield from self._schema(f"{place}{{}}", values, additional, comes_in=comes_in)
        for name, schema in old.get("properties", {}).items():
            if comes_in and schema.get("readOnly"):  # it is ignored
                continue
            if name not in new.get("properties", {}):
                yield f"{place}.{name} is gone"
            else:
                yield from self._schema(f"{place}.{name}", schema, new["properties"][name], comes_in=comes_in)


def _by_name(operation: Schema) -> dict[str, Schema]:
    return {f"{item['in']} {item['name']}": item for item in operation.get("parameters", [])}


def _alternatives(document: Schema, schema: Schema, name: str = "") -> dict[str, tuple[str, Schema]]:
    """The kinds of value that it allows: of each, the component that says so, if it is one, and what it says."""
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return _alternatives(document, document["components"]["schemas"][name], name)
    inner = [item for key in ("anyOf", "oneOf") for item in schema.get(key, ())]
    if inner:
        return {kind: alternative for item in inner for kind, alternative in _alternatives(document, item).items()}
    if "allOf" in schema:
        parts = [part for item in schema["allOf"] for part in _alternatives(document, item).items()]
        return {parts[0][0]: ("", _all_of([alternative for _, (_, alternative) in parts]))}
    kinds = schema.get("type", _implied(schema))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {f"{kind} {name}" if kind == "object" and name else kind: (name, schema) for kind in kinds}


def _named_alike(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where one object is possible, what its component is called does not matter."""
    (olds, news) = ([kind for kind in kinds if _is_named(kind)] for kinds in (before, after))
    if len(olds) == len(news) == 1:
        after = {olds[0] if kind == news[0] else kind: schema for kind, schema in after.items()}
    return before, after


def _is_named(kind: str) -> bool:
    return kind.startswith("object ")


def _implied(schema: Schema) -> str:
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return {bool: "boolean", int: "integer", float: "number"}.get(type(values[0]), "string")
    return next((kind for key, kind in STRUCTURE.items() if key in schema), "anything")


def _all_of(parts: list[Schema]) -> Schema:
    return {
        "properties": {name: member for part in parts for name, member in part.get("properties", {}).items()},
        "required": [name for part in parts for name in part.get("required", ())],
    }


def _is_other(old: Schema, new: Schema, key: str, *, comes_in: bool) -> bool:
    """What comes in may lose a condition; what goes out, gain one."""
    (now, was) = (new.get(key), old.get(key)) if comes_in else (old.get(key), new.get(key))
    return now is not None and now != was


def _narrowed(place: str, old: Schema, new: Schema) -> Iterator[str]:
    was, now = _values(old), _values(new)
    if now is not None:
        yield from (f"{place}: {value} is no longer a value" for value in was or () if value not in now)
        if was is None:
            yield f"{place} takes only some values"
    for key in LEAST:
        if new.get(key, float("-inf")) > old.get(key, float("-inf")):
            yield f"{place} has a higher {key}"
    for key in MAXIMA:
        if new.get(key, float("inf")) < old.get(key, float("inf")):
            yield f"{place} has a lower {key}"


def _widened(place: str, old: Schema, new: Schema) -> Iterator[str]:
    was, now = _values(old), _values(new)
    if was is not None and now is None:
        yield f"{place} may be any value now"
    elif was is not None:
        yield from (f"{place} may be {value} now" for value in now or () if value not in was)


def _values(schema: Schema) -> list[object] | None:
    return schema.get("enum") or ([schema["const"]] if "const" in schema else None)
