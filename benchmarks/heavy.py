"""Every GET of the document, and every filter of each, of an account that has much beside an ordinary one.

An operation that is new is asked by itself; a parameter that is new fails here until a value for it is written down.
"""

import http.client
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from app.core.security import Keys, digest
from benchmarks.world import PORT, SECRET, World

MADE = {"moments": 20_000, "members": 50_000, "readings": 100_000, "communities": 520}
HEAVY, ORDINARY = 1, 2
MOST_TIMES, MOST_SECONDS = 3, 0.1
NOISE = 0.002  # seconds more than the ordinary account: not worth three times a half
WARM, ROUNDS = 7, 9  # a connection decides at the sixth run whether it keeps one plan
OK = 200
DOCUMENTS = Path("openapi/openapi.json"), Path("openapi/operators.json")
REASONS = {
    "/m/{access}/{media_id}/{name}": "sends bytes of the object store",
    "/v1/media/{media_id}/original": "sends bytes of the object store",
    "/x/{token}": "sends bytes of the object store",
    "/v1/notifications/stream": "has no end",
    "/v1/invitations/{invitation}": "is opened by a token that is made when somebody invites",
    "/v1/endorsements/{endorsement_id}/credential": "signs one row",
    "/v1/endorsements/{endorsement_id}/credential.{form}": "draws one row",
    "/v1/media/{media_id}/captions": "is of one recording whose words were accepted",
    "/v1/media/{media_id}/transcription": "is of one recording whose words were proposed",
    "/v1/me/guardian": "nobody was asked",
    "/v1/me/erasure": "nobody asked for it",
    "/metrics": "is not about people",
    "/.well-known/assetlinks.json": "is a setting",
    "/.well-known/apple-app-site-association": "is a setting",
}
# What is whole by its nature: the time until its first byte is measured, and its whole is told.
WHOLE: Mapping[str, str] = {}
# By whom else than the account: who was given its things.
READERS = {"person_id", "person"}
QUERIES = {  # of what has no enumeration of its values
    "tag": "rare",
    "from": "2026-01-01",
    "to": "2026-10-01",
    "day": "2026-11-20",
    "language": "fr",
    "framework": "bench",
    "target_type": "story",
    "pages": "2",
    "year": "2026",
    "theme": "rare",
}
# A link is an access to that very portrait: its file is set in the same way.
ONES: Mapping[str, list[str]] = {"cursor": ["next"], "link": []}
SEARCHES = {"/v1/communities": "territoire 3", "/v1/skills": "équipe 12"}
SPANS = {"/v1/experiences/calendar": {"from": "2026-01-01", "to": "2026-11-30"}}
EMBED = "/oembed"
MANAGED = {"community_id": "community_id"}
OF_MISSIONS = ["draft", "scheduled", "open", "closed", "cancelled", "archived"]
# Lists with two sides, each with the values of a filter that only one of them takes.
SIDES: Mapping[str, list[tuple[dict[str, str], dict[str, list[str]]]]] = {
    "/v1/missions": [
        ({}, {"community_id": [], "series_id": [], "state": ["to_do", "done", "all"]}),
        (MANAGED, {"state": ["all", *OF_MISSIONS]}),
    ],
    "/v1/hidings": [({}, {"community_id": []}), (MANAGED, {})],
}


@dataclass
class Line:
    path: str
    query: str
    seconds: dict[int, float] = field(default_factory=dict)
    length: int = 0
    whole: float = 0.0  # seconds, for who has much, until the last byte
    status: set[int] = field(default_factory=set)

    @property
    def times(self) -> float:
        return self.seconds[HEAVY] / self.seconds[ORDINARY]

    @property
    def is_kept(self) -> bool:
        more = self.seconds[HEAVY] - self.seconds[ORDINARY]
        is_near = self.times <= MOST_TIMES or more <= NOISE
        return self.status == {200} and is_near and self.seconds[HEAVY] <= MOST_SECONDS

    def __str__(self) -> str:
        heavy, ordinary = (f"{self.seconds[item] * 1000:.1f}" for item in (HEAVY, ORDINARY))
        verdict = "ok" if self.is_kept else "ABOVE" if self.status == {200} else f"ANSWERS {sorted(self.status)}"
        name = self.path + (f"?{self.query}" if self.query else "")
        if self.path in WHOLE:
            verdict += f", first byte; whole in {self.whole * 1000:.0f} ms"
        return f"| `{name}` | {heavy} ms | {ordinary} ms | {self.times:.1f} | {self.length / 1000:.0f} kB | {verdict} |"


def measure(here: World, only: str = "") -> Iterator[str]:
    """The table, worst first; what was not asked, and why. `only`: of paths with these letters."""
    _address_links(here)
    known = dict(operations(document()))
    with here.serving(PORT):
        asked = {path for path in known.keys() - REASONS.keys() if only in path}
        measured = [_measured(here, line) for path in asked for line in lines(path, known)]
    measured.sort(key=lambda line: (line.is_kept, -max(line.times, line.seconds[HEAVY] * 30)))
    yield f"{len(known)} GETs: {len(asked)} asked, in {len(measured)} ways"
    yield "| Read | Heavy | Ordinary | Times | Answer | |\n|---|---|---|---|---|---|"
    yield from map(str, measured)
    yield f"above: {sum(not line.is_kept for line in measured)} of {len(measured)}"
    yield from (f"until its first byte: `{path}` {reason}" for path, reason in sorted(WHOLE.items()))
    yield from (f"not asked: `{path}` {reason}" for path, reason in sorted(REASONS.items()))


@cache
def document() -> dict[str, Any]:
    """The paths and schemas of everybody's document, and of the operators'."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for file in DOCUMENTS:
        content = json.loads(file.read_text())
        paths |= content["paths"]
        schemas |= content["components"]["schemas"]
    return {"paths": paths, "components": {"schemas": schemas}}


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for path, item in document["paths"].items():
        if "get" in item:
            yield path, [entry for entry in item["get"].get("parameters", ()) if entry["in"] == "query"]


def lines(path: str, known: Mapping[str, list[dict[str, Any]]]) -> Iterator[Line]:
    base = SPANS.get(path, {}) | ({"url": "story", "format": "json"} if path == EMBED else {})
    for side, own in SIDES.get(path, [({}, {})]):
        start = base | side
        yield Line(path, urlencode(start))
        for parameter in known[path]:
            if (name := parameter["name"]) not in start:
                for value in own[name] if name in own else _values(path, parameter):
                    yield Line(path, urlencode(start | {name: value}))


def _values(path: str, parameter: Mapping[str, Any]) -> list[str]:
    name, schema = parameter["name"], json.dumps(parameter["schema"])
    if name in ("limit", "maxwidth", "maxheight"):
        return [str(min(100, parameter["schema"].get("maximum", 100)))]
    if name == "q":
        return [SEARCHES.get(path, "écluse")]
    if name in ONES:
        return ONES[name]
    if '"format": "uuid"' in schema:
        return ["person" if name == "user_id" else name]  # in a path, it is a member's
    if '"boolean"' in schema:
        return ["true", "false"]
    listed = _listed(parameter["schema"])
    return listed or [QUERIES[name]]


def _listed(schema: Mapping[str, Any]) -> list[str]:
    if "$ref" in schema:
        return _listed(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema:
        return [schema["const"]]
    inners = [schema["items"]] if "items" in schema else schema.get("anyOf", ())
    return list(schema.get("enum", [])) or [item for inner in inners for item in _listed(inner)]


def ids(here: World, account: int) -> dict[str, str]:
    """What a name in a path, or in a query, stands for."""

    def made(kind: str, number: int = 1) -> str:
        return f"{kind}0000000-0000-7000-8000-{account * 10_000_000 + number:012x}"

    link = made("8", LINKS[account])
    return {
        "token": Keys(SECRET.encode()).token("dts_", "link", UUID(link)),
        "link": link,
        "experience_id": made("4", 50),
        "media_id": made("3"),
        "code": "bench",
        "journal_id": made("a"),
        "story_id": made("b"),
        "portrait_id": made("5"),
        "grant_id": made("8"),
        "community_id": made("c"),
        "parent_id": made("c"),
        "mission_id": made("d"),
        "domain_id": "70000000-0000-7000-8000-000000000002",
        "series_id": made("d", 2),
        "response_id": made("e", 3),
        "person_id": str(here.person(account)),
        "person": str(here.person(account)),
        "owner_id": str(here.person(account)),
        "user_id": made("1", 2),
        "invitation_id": made("9", 5_000_000 + 50),
        "request_id": made("9", 2_000_000 + 2),
        "skill_id": "70000000-0000-7000-8000-00000000001f",
        "target_id": made("b", 4),
        "export_id": made("9", 9_100_001),
        "import_id": made("9", 9_200_001),
        "token_id": made("2", 9_300_002),
        "webhook_id": made("9", 9_400_001),
        "room_id": made("9", 9_600_001),
        "community_token_id": made("2", 9_300_001),
        "number": "1",
        "suffix": "json",
    }


LINKS = {HEAVY: 4_999, ORDINARY: 119}


def _address_links(here: World) -> None:
    """What a link is opened with is made from our secret."""
    for account, number in LINKS.items():
        link = UUID(f"80000000-0000-7000-8000-{account * 10_000_000 + number:012x}")
        token = Keys(SECRET.encode()).token("dts_", "link", link)
        here.sql("update grants set token_digest = $1, revoked_at = null where id = $2", digest(token), link)


def _measured(here: World, line: Line) -> Line:
    asked = {account: request(here, line, account) for account in (HEAVY, ORDINARY)}
    taken: dict[int, list[float]] = {HEAVY: [], ORDINARY: []}
    for _ in range(WARM + ROUNDS):
        for account, (path, headers) in asked.items():
            status, body, first, whole = _timed(path, headers)
            taken[account].append(first if line.path in WHOLE else whole)
            line.status.add(status)
            if account == HEAVY:
                line.length, line.whole = len(body), whole
            if taken[account][-1] > 2:  # seconds: it will not become a tenth of a second
                taken[account].extend([taken[account][-1]] * ROUNDS)
        if any(len(item) > ROUNDS + WARM for item in taken.values()):
            break
    line.seconds = {account: statistics.median(seconds[-ROUNDS:]) for account, seconds in taken.items()}
    return line


def _names(here: World, path: str, account: int) -> dict[str, str]:
    """What stands for the names in this path."""
    names = ids(here, account)
    if path == "/v1/status-lists/{number}":
        names["number"] = "0"
    if path == "/v1/grants/{grant_id}/qr.svg":
        names["grant_id"] = names["link"]
    if path.startswith("/v1/communities/{community_id}/tokens/"):
        names["token_id"] = names["community_token_id"]
    return names


def request(here: World, line: Line, account: int) -> tuple[str, dict[str, str]]:
    names = _names(here, line.path, account)
    query = dict(part.split("=", 1) for part in line.query.split("&")) if line.query else {}
    is_of_person = query.get("user_id") == "person"
    reads = is_of_person or READERS & (query.keys() | {part.strip("{}") for part in line.path.split("/")})
    granted = "granted" in query.values()
    headers = {"Authorization": f"Bearer {here.token(account + 10 if reads or granted else account)}"}
    path = line.path.format(**names)
    if is_of_person:
        query["user_id"] = names["person"]
    query = {name: names[name] if value == name and name in names else value for name, value in query.items()}
    if line.path == EMBED:
        query["url"] = quote(f"http://127.0.0.1:{PORT}/s/{names['token']}", safe="")
    if "target_id" in query:
        query["target_type"] = "story"
    if is_of_person and line.path in ("/v1/stories", "/v1/portraits"):
        query["scope"] = "granted"
    is_later = query.pop("cursor", None) == "next"
    page = path + _written(query)
    return path + _written(query | {"cursor": _second(page, headers)}) if is_later else page, headers


def _written(query: Mapping[str, str]) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return f"?{asked}" if asked else ""


def _second(path: str, headers: dict[str, str]) -> str:
    """Where the second page begins; nowhere, when there is none."""
    status, body = _get(path, headers)
    return quote((json.loads(body).get("next_cursor") or "") if status == OK and body.startswith(b"{") else "")


def _get(path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    return _timed(path, headers)[:2]


def _timed(path: str, headers: dict[str, str]) -> tuple[int, bytes, float, float]:
    """And the seconds until the first byte of the body, and until the last."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read(1)
    first = time.perf_counter() - began
    body += answer.read()
    whole = time.perf_counter() - began
    connection.close()
    return answer.status, body, first, whole
