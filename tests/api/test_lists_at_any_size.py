"""A page of a list takes what it holds: no step of its plan reads more rows than a few pages have.

Each list of the document is asked as the application asks it, with each of its filters, of somebody who has thousands
of everything; what was sent to PostgreSQL is then carried out once more with the plan that it keeps for any values.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import event

from app.core.db import READ_ONLY, Statements
from app.core.settings import Settings
from app.main import create_app
from app.models.operators import AdminVerb
from benchmarks import heavy
from benchmarks.heavy import HEAVY, Line
from benchmarks.world import SECRET, World
from tests.support.people import visit
from tests.support.world import furnished

MADE = {"moments": 2_000, "members": 2_500, "readings": 3_000, "communities": 40}
PAGE = 21
MOST = 25 * PAGE
DOCUMENT = heavy.document()
OPERATIONS = dict(heavy.operations(DOCUMENT))
BY_THE_CLOCK = "its state hangs on the clock, which no index knows; there are as many as one has asked for in months"
TREES = "goes through what a person gave, or was given by each"
FEW = "a person says so of some dozens of skills, of which 1,000 are made here"
OWN = "whatever was hidden here was the caller's own: others decide about it"
REASONS: dict[str, str] = {
    "/v1/grants?state=inactive": BY_THE_CLOCK,
    "/v1/grants?audience_type=community": "one in three kinds",
    "/v1/grants?audience_type=link": "one in three kinds",
    "/v1/grants?audience_type=report": "quotes, which a person has some dozens of",
    **{f"/v1/admin/acts?verb={verb}": "one in three dozen kinds, in a table of a year" for verb in AdminVerb},
    "/v1/missions/{mission_id}/board?state=missed": BY_THE_CLOCK,
    "/v1/sync?types=media": "a page has 200 changes, and each medium three files",
    "/v1/talents?": FEW,
    "/v1/talents?user_id=person": TREES,
    "/v1/talents?domain_id=domain_id": FEW,
    "/v1/beneficiaries/{person_id}/extract?": TREES,
    "/v1/beneficiaries/{person_id}/extract?cursor=next": TREES,
    "/v1/beneficiaries/{person_id}/grants?": TREES,
    "/v1/beneficiaries/{person_id}/grants?cursor=next": TREES,
    "/v1/beneficiaries?": TREES,
    "/v1/beneficiaries?cursor=next": TREES,
    **{
        f"/v1/communities/{{community_id}}/invitations?state={state}": BY_THE_CLOCK
        for state in ("active", "exhausted", "expired", "revoked")
    },
    **{f"/v1/grant-requests?state={state}": BY_THE_CLOCK for state in ("accepted", "lapsed", "pending", "withdrawn")},
    **{
        f"/v1/endorsements?state={state}": BY_THE_CLOCK
        for state in ("asked", "confirmed", "declined", "expired", "withdrawn")
    },
    **{
        f"/v1/missions?community_id=community_id&state={state}": BY_THE_CLOCK
        for state in ("archived", "cancelled", "closed", "draft", "open", "scheduled")
    },
    **{f"/v1/talents?stance={stance}": FEW for stance in ("has", "offers", "seeks")},
    **{f"/v1/flags?state={state}": "nobody may flag more than some things a day" for state in ("hidden", "open")},
    **{f"/v1/hidings?community_id=community_id{query}": OWN for query in ("", "&state=appealed", "&cursor=next")},
}
Query = tuple[str, Sequence[object]]


def lists() -> list[str]:
    """The paths whose answer is a page, and says where the next one begins."""
    return [path for path in OPERATIONS if {"next_cursor", "cursor"} & _answer(path).keys()]


def _answer(path: str) -> dict[str, Any]:
    content = DOCUMENT["paths"][path]["get"]["responses"].get("200", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    properties: dict[str, Any] = (
        DOCUMENT["components"]["schemas"].get(reference.rpartition("/")[2], {}).get("properties", {})
    )
    return properties


@dataclass
class MeasuredApp:
    """An application over such a world, and what it sent to PostgreSQL."""

    here: World
    client: httpx.AsyncClient
    connection: asyncpg.Connection
    sent: list[Query] = field(default_factory=list)

    async def page(self, line: Line) -> list[Query]:
        """What was sent for the page; the next one, where the line says so."""
        is_later = "cursor=next" in line.query
        first = replace(line, query=line.query.removesuffix("cursor=next").rstrip("&"))
        path, headers = heavy.request(self.here, first, HEAVY)
        answer = await self._ask(path, headers)
        if is_later and (cursor := answer.get("next_cursor") or answer.get("cursor")):
            await self._ask(f"{path}{'&' if '?' in path else '?'}cursor={cursor}", headers)
        return [(query, values) for query, values in self.sent if query.lstrip().lower().startswith(("select", "with"))]

    async def _ask(self, path: str, headers: Mapping[str, str]) -> Any:
        self.sent.clear()
        answer = await self.client.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    async def most_of(self, line: Line) -> tuple[int, str]:
        return max([await self.most(query) for query in await self.page(line)])

    async def most(self, execution: Query) -> tuple[int, str]:
        """The most rows that a step of the plan reads, and which step that is."""
        query, given = execution
        await self.connection.execute("deallocate all")
        await self.connection.execute(f"prepare asked as {query}")
        values = f"({', '.join(map(literal, given))})" if given else ""
        explain = f"explain (analyze, timing off, summary off, format json) execute asked{values}"
        plan = json.loads(await self.connection.fetchval(explain))[0]["Plan"]
        return max(((read(node), described(node)) for node in nodes(plan)), default=(0, ""))


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def read(node: Mapping[str, Any]) -> int:
    """Rows that it gave, or passed over, in all its turns."""
    over = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
    return int((node["Actual Rows"] + over) * node["Actual Loops"])


def described(node: Mapping[str, Any]) -> str:
    names = (
        "Node Type",
        "Relation Name",
        "Index Name",
        "CTE Name",
        "Function Name",
        "Index Cond",
        "Filter",
        "Sort Key",
    )
    return " ".join(str(node[name])[:200] for name in names if name in node)


def literal(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value).lower()
        case bytes():
            return f"'\\x{value.hex()}'"
        case datetime():
            return f"'{value.astimezone(UTC).isoformat()}'"
        case date() | UUID() | str():
            return "'" + str(value).replace("'", "''") + "'"
        case list() | tuple():
            return f"'{{{', '.join(map(_element, value))}}}'"
    raise TypeError(type(value))


def _element(value: object) -> str:
    """Return an element of an array literal, whose type the parameter says."""
    match value:
        case None | bool() | int() | float():
            return literal(value)
        case bytes():
            return f'"\\\\x{value.hex()}"'
        case _:
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("'", "''") + '"'


class _Noted(Statements):
    """Notes what is read."""

    def __init__(self, url: str, queries: list[Query]) -> None:
        super().__init__(url, 1, READ_ONLY)
        self._sent = queries

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        self._sent.append((query, args))
        return await super().fetch(query, *args)

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        self._sent.append((query, args))
        return await super().fetchrow(query, *args)


def script() -> str:
    text = Path("benchmarks/heavy.sql").read_text()
    for mark, number in MADE.items():
        text = text.replace(f":{mark}", str(number))
    return text


@pytest.fixture(scope="module")
async def measured_app(settings: Settings) -> AsyncIterator[MeasuredApp]:
    home = (await furnished(settings)).model_copy(update={"secret": SecretStr(SECRET)})
    connection = await asyncpg.connect(home.database_url, statement_cache_size=0)
    try:
        await connection.execute(script())
    except asyncpg.PostgresError:
        await connection.close()  # an open connection keeps the loop of all tests from ending
        raise
    await connection.execute("vacuum analyze")
    # Two people share the tables: the planner has to be told that nobody has half of one.
    await connection.execute("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
    app = create_app(home)
    async with app.router.lifespan_context(app), visit(app) as client:
        runtime = app.state.runtime
        measured_app = MeasuredApp(World(home), client, connection)
        notes = _Noted(str(home.database_url), measured_app.sent)
        app.state.runtime = replace(runtime, database=replace(runtime.database, reads=notes))
        engine = runtime.database.sessions.kw["bind"].sync_engine

        @event.listens_for(engine, "before_cursor_execute")
        def _note(_conn: object, _cursor: object, statement: str, values: Sequence[object], *_: object) -> None:
            measured_app.sent.append((statement, values))

        yield measured_app
        await notes.close()
    await connection.close()


def lines(path: str) -> list[Line]:
    return [line for line in heavy.lines(path, OPERATIONS) if "limit=100" not in line.query]


def test_every_list_is_looked_at() -> None:
    assert len(lists()) >= 37
    assert sum(len(lines(path)) for path in lists()) > 200
    assert REASONS.keys() <= {f"{line.path}?{line.query}" for path in lists() for line in lines(path)}


@pytest.mark.parametrize("path", lists())
async def test_a_page_reads_a_few_pages_of_rows(measured_app: MeasuredApp, path: str) -> None:
    row_counts = {f"{line.path}?{line.query}": await measured_app.most_of(line) for line in lines(path)}
    assert {name: count for name, count in row_counts.items() if count[0] > MOST and name not in REASONS} == {}


@pytest.mark.parametrize(
    ("index", "line"),
    [
        ("ix_memberships_list", Line("/v1/communities/{community_id}/memberships", "")),
        ("ix_experiences_journal", Line("/v1/experiences", "cursor=next")),
        ("ix_experiences_found", Line("/v1/experiences", "tag=rare")),
        ("ix_media_list_state", Line("/v1/media", "state=rejected")),
        ("ix_feed_items_newest", Line("/v1/feed", "")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_index_that_is_gone_is_found(measured_app: MeasuredApp, index: str, line: Line) -> None:
    queries = await measured_app.page(line)
    transaction = measured_app.connection.transaction()
    await transaction.start()
    try:
        await measured_app.connection.execute(f"drop index {index}")
        assert max([await measured_app.most(query) for query in queries])[0] > MOST
    finally:
        await transaction.rollback()
