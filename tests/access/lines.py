"""How a line of the matrix is written: who may ask for this, and what of hers they then see."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.access.settlement import EVERYBODY, MEMBERS, SIGNED_IN, Caller, Settlement
from tests.access.undoing import Answer, ask
from tests.support.guardians import YOUNG
from tests.support.people import ADULT

Names = tuple[str, ...]
OWNER: Names = ("owner",)
WITH: Names = ("counsellor_with",)
MANAGER: Names = ("manager",)
TEAM: Names = ("facilitator", "manager")
BELONGING: Names = (*MEMBERS, "owner")
NOBODY: Names = ()
__all__ = ["BELONGING", "EVERYBODY", "MANAGER", "MEMBERS", "NOBODY", "OWNER", "SIGNED_IN", "TEAM", "WITH"]
REFUSALS = frozenset({401, 403, 404})
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}


@dataclass(frozen=True)
class Cell:
    """One of them asks for one thing."""

    settlement: Settlement
    caller: Caller
    runtime: Runtime

    @property
    def app(self) -> FastAPI:
        return self.settlement.app

    async def does(self, name: str, method: str, path: str, body: object = None) -> Any:
        """Somebody, beforehand. What it comes to is undone with the rest."""
        headers, content = self.settlement.people[name].headers, b""
        if body is not None:
            headers, content = headers | {"content-type": "application/json"}, json.dumps(body).encode()
        answer = await ask(self.app, method, path, headers, content)
        assert answer.status < 300, f"{name}: {method} {path}: {answer.status} {answer.text}"
        return answer.json() if "json" in answer.headers.get("content-type", "") else None

    async def run(self, statement: str, *values: object) -> Any:
        return await self.runtime.database.writes.fetch(statement, *values)


Before = Callable[[Cell], Awaitable[object]]
Value = object | Callable[[Cell], object]


@dataclass(frozen=True)
class Line:
    """Whoever is not `allowed` is refused. `sees`: in whose answer there is something of hers."""

    allowed: Names
    sees: Names = NOBODY
    tells: Names = NOBODY  # and something of her community
    at: Mapping[str, Value] = field(default_factory=dict)  # path parameters, where their names do not say it
    query: Value = ""
    body: Value = None  # JSON, unless it is bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    before: Before | None = None  # for whoever is allowed
    refused: frozenset[int] = REFUSALS
    status: Callable[[Answer], int] = lambda answer: answer.status


def said(value: Value, cell: Cell) -> Any:
    return value(cell) if callable(value) else value


async def claim_year(cell: Cell) -> None:
    """An earlier year of birth of hers waits."""
    years = "update users set birth_year = $2, claimed_birth_year = $3 where id = $1"
    await cell.run(years, cell.settlement.person("owner").id, YOUNG, ADULT)


PARAMETERS: Mapping[str, Value] = {
    "number": 1,
    "suffix": "html",
    "name": "small",
    "code": "everyday-skills",
    "token": lambda cell: cell.caller.token,
    "access": lambda cell: cell.caller.media_key,
    "person_id": lambda cell: cell.settlement.ids["owner"],
    "user_id": lambda cell: cell.settlement.ids["owner"],
    "request_id": lambda cell: cell.settlement.ids["grant_request"],
    "invitation": lambda cell: cell.settlement.things["invitation"]["code"],
}


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    parameters: Names  # of the path
    headers: Names

    async def asked(self, line: Line, cell: Cell) -> Answer:
        path, query = self.path, said(line.query, cell)
        for parameter in self.parameters:
            path = path.replace(f"{{{parameter}}}", str(self._value(parameter, line, cell)))
        headers, body = cell.caller.headers | dict(line.headers), said(line.body, cell)
        if body is not None and not isinstance(body, bytes):
            headers, body = headers | {"content-type": "application/json"}, json.dumps(body).encode()
        if "if-match" in self.headers:
            headers = self._known_version(line, cell) | headers
        return await ask(cell.app, self.method.upper(), f"{path}?{query}" if query else path, headers, body or b"")

    def _known_version(self, line: Line, cell: Cell) -> dict[str, str]:
        """That of what the path names last; the best that somebody who should be refused could know."""
        last = self.parameters[-1] if self.parameters else "me"
        noun = str(line.at.get(last, last.removesuffix("_id")))
        version = cell.settlement.versions.get(cell.caller.name if noun == "me" else noun)
        return {} if version is None else {"if-match": f'"{version}"'}

    def _value(self, parameter: str, line: Line, cell: Cell) -> object:
        noun = line.at.get(parameter, PARAMETERS.get(parameter, parameter.removesuffix("_id")))
        value = said(noun, cell)
        return cell.settlement.ids.get(value, value) if isinstance(value, str) else value


def operations(document: dict[str, Any]) -> dict[str, Operation]:
    """All of the document, by their names."""
    by_name = {}
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            entry = item[method]
            names = {"path": list[str](), "header": list[str](), "query": list[str]()}
            for parameter in entry.get("parameters", ()):
                names[parameter["in"]].append(parameter["name"].lower())
            name, parameters = entry["operationId"], (tuple(names["path"]), tuple(names["header"]))
            by_name[name] = Operation(name, method, path, *parameters)
    return by_name
