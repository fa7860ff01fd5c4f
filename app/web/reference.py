"""The reference of the API, as it is read: the operations of each group of the published document."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple

from markupsafe import Markup, escape

Schema = Mapping[str, Any]
DOCUMENT = "openapi.json"
DEEPEST = 3  # members of members of members; the example shows the rest
CODE = re.compile(r"`([^`]+)`")
JSON = "application/json"
PLACES = ("path", "query", "header")  # where a parameter is that one fills in


class Member(NamedTuple):
    name: str
    kind: str
    is_mandatory: bool
    description: Markup


class Answer(NamedTuple):
    status: str
    description: Markup
    problems: list[str]
    members: list[Member]
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: Markup
    description: Markup
    scope: str | None
    parameters: list[tuple[str, Member]]  # where each is
    body_type: str | None
    body: list[Member]
    example: str
    answers: list[Answer]


class Group(NamedTuple):
    name: str
    description: Markup
    size: int


def words(text: str) -> Markup:
    """Set what stands between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  just escaped


class Reference:
    """The document, read anew: two megabytes are not kept for the few who read it here."""

    def __init__(self) -> None:
        self._document: dict[str, Any] = json.loads(files("openapi").joinpath(DOCUMENT).read_bytes())

    def groups(self) -> list[Group]:
        paths = self._document["paths"].values()
        tags = [tag for item in paths for operation in item.values() for tag in operation["tags"]]
        return [
            Group(tag["name"], words(tag["description"]), tags.count(tag["name"])) for tag in self._document["tags"]
        ]

    def operations(self, group: str) -> list[Operation]:
        """Return those of a group, in the order of the document; none of an unknown one."""
        return [
            self._operation(method, path, item)
            for path, methods in self._document["paths"].items()
            for method, item in methods.items()
            if group in item["tags"]
        ]

    def _operation(self, method: str, path: str, item: Schema) -> Operation:
        content = item.get("requestBody", {}).get("content", {})
        body_type = next(iter(content), None)
        body = content.get(body_type, {})
        return Operation(
            name=item["operationId"],
            method=method.upper(),
            path=path,
            summary=words(item["summary"]),
            description=words(item.get("description", "").partition("\n\n")[2]),
            scope=item.get("x-token-scope"),
            parameters=[
                (parameter["in"], self._member(parameter["name"], parameter["schema"], parameter))
                for parameter in item.get("parameters", ())
                if parameter["in"] in PLACES
            ],
            body_type=body_type,
            body=[*self._members(body.get("schema", {}), DEEPEST)],
            example=self._example(body),
            answers=[self._answer(status, answer) for status, answer in item["responses"].items()],
        )

    def _answer(self, status: str, answer: Schema) -> Answer:
        content = answer.get("content", {}).get(JSON, {})
        return Answer(
            status,
            words(answer["description"].partition("\n")[0]),
            [kind.removeprefix("/problems/") for kind in answer.get("x-problem-types", ())],
            [*self._members(content.get("schema", {}), 1)],
            self._example(content),
        )

    def _example(self, content: Schema) -> str:
        value = content.get("example")
        for reference in content.get("examples", {}).values():
            value = self._resolved(reference)["value"]
        return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)

    def _members(self, schema: Schema, levels: int, prefix: str = "") -> Iterator[Member]:
        """Yield what it has, and what that has, but for what is ignored."""
        schema = self._resolved(schema)
        for choice in schema.get("oneOf", schema.get("anyOf", ())) if levels else ():
            yield from self._members(choice, levels, prefix)
        if "items" in schema:
            yield from self._members(schema["items"], levels, f"{prefix}[]")
        for name, member in schema.get("properties", {}).items() if levels else ():
            if not member.get("readOnly"):
                path = f"{prefix}.{name}".lstrip(".")
                yield self._member(path, member, {"required": name in schema.get("required", ())})
                yield from self._members(member, levels - 1, path)

    def _member(self, name: str, schema: Schema, notes: Schema) -> Member:
        inner = (choice.get("description") for choice in (notes, schema, *schema.get("anyOf", ())))
        description = next((text for text in inner if text), "")
        return Member(name, self._kind(schema), bool(notes.get("required")), words(description.replace("\n", " ")))

    def _kind(self, schema: Schema) -> str:
        """Say what may stand there, in a word or by its values."""
        if "$ref" in schema:
            name, target = schema["$ref"].rpartition("/")[2], self._resolved(schema)
            return name if target.get("type", "object") == "object" else self._kind(target)
        if choices := schema.get("oneOf", schema.get("anyOf")):
            return " | ".join(dict.fromkeys(self._kind(choice) for choice in choices))
        if "const" in schema or "enum" in schema:
            return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
        if "items" in schema:
            return f"[{self._kind(schema['items'])}]"
        return str(schema.get("format") or schema.get("type") or "any")

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            _, kind, name = schema["$ref"].rsplit("/", 2)
            schema = self._document["components"][kind][name]
        return schema
