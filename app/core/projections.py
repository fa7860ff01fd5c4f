"""What is read. PostgreSQL writes the JSON; Python passes it on untouched.

A projection is declared once, beside the service that uses it, with the schema it answers with. SQLAlchemy compiles it
once and asyncpg runs it: building and hashing a SELECT for each request costs more than running it.

The statement begins at a session gate: the row that lets the caller in. A closed gate returns no row; an open gate
without an item returns a row with nulls. So one round trip checks the session and reads the page.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, NewType, cast

from pydantic import BaseModel
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    FromClause,
    LargeBinary,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import Actor
from app.core.compiled import Compiled
from app.core.cursors import owner_of, seal, unseal
from app.core.db import Base
from app.core.errors import NotFound, Unauthenticated
from app.core.portions import portion
from app.core.uow import Reading, UnitOfWork

Json = NewType("Json", bytes)
Element = ColumnElement[Any]
SPELLING = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'  # of a timestamp in UTC, for `to_char`; in Python: clock.on_the_wire
# The values that `asked_by` binds for each request.
NOW, BASE = bindparam("now", type_=DateTime(timezone=True)), bindparam("base", type_=Text())


class Representation(NamedTuple):
    """The JSON of a single thing. `steady`: its version changes whenever its content does."""

    version: int
    json: Json
    steady: bool = True


def without_row(model: BaseModel) -> Representation:
    """Return the JSON of what no row holds, as version 0."""
    return Representation(0, Json(model.model_dump_json().encode()))


def known_by_content(representation: Representation) -> Representation:
    """Replace the version by a digest of the content, for things without a version of their own."""
    mark = hashlib.blake2b(representation.json, digest_size=7).digest()
    return Representation(int.from_bytes(mark), representation.json)


@dataclass(frozen=True, slots=True)
class SessionGate:
    """The table whose one row, when `open`, lets the caller in. A projection may use its columns by name."""

    table: FromClause
    open: ColumnElement[bool]


def shape(table: type[Base], schema: type[BaseModel], **elements: Element) -> Element:
    """Build a JSON object with the fields of `schema`: each from `elements`, or the column of that name."""
    return build(fields(table, schema, **elements))


def fields(table: type[Base], schema: type[BaseModel], **elements: Element) -> dict[str, Element]:
    columns = table.__table__.c
    return {name: elements[name] if name in elements else wire(columns[name]) for name in schema.model_fields}


def compact(elements: Mapping[str, Element]) -> Element:
    """Build a JSON object without blanks. No element may be an aggregate: it would count within the object."""
    row = select(*(wire(element).label(name) for name, element in elements.items())).correlate_except(None).lateral()
    return select(func.row_to_json(row.table_valued())).scalar_subquery()


def build(fields: Mapping[str, Element | QueryableAttribute[Any]]) -> Element:
    pairs: Iterator[tuple[Element, Element]] = (
        (literal_column(f"'{name}'"), wire(cast("Element", fields[name]))) for name in fields
    )
    return func.json_build_object(*chain.from_iterable(pairs))


def written_out(members: Mapping[str, Element], rest: Element | None = None) -> Element:
    """Build the text of a JSON object. `rest`: the text of another object, whose members follow without being read."""
    names = [literal_column(f"'{',' if n else '{'}\"{name}\":'", Text) for n, name in enumerate(members)]
    pairs = zip(names, map(_written, members.values()), strict=True)
    tail = [] if rest is None else [literal_column("','", Text), func.substr(rest, literal_column("2"), type_=Text())]
    end = tail or [literal_column("'}'", Text)]
    return func.concat(*chain.from_iterable(pairs), *end, type_=JSON())


def _written(element: Element) -> Element:
    quote, null = literal_column("'\"'", Text), literal_column("'null'", Text)
    if isinstance(element.type, DateTime | Uuid):
        return func.coalesce(quote + wire(element).cast(Text) + quote, null)
    return func.coalesce((element if isinstance(element.type, JSON) else func.to_json(element)).cast(Text), null)


def many(item: Element, *on: ColumnElement[bool], order_by: Element | QueryableAttribute[Any]) -> Element:
    """A nested list: `[]` when there is nothing in it, never null."""
    return func.array(select(item).where(*on).order_by(order_by).scalar_subquery())


def as_bytes(item: Element) -> Element:
    """Convert the JSON to bytes in PostgreSQL: Python need not decode it."""
    return func.convert_to(item.cast(Text), literal_column("'UTF8'"))


def wire(column: Element) -> Element:
    """Spell a column as answers do: instants as `clock.on_the_wire` does, digests in hexadecimal."""
    if isinstance(column.type, LargeBinary):
        return func.encode(column, literal_column("'hex'"))
    if not isinstance(column.type, DateTime):
        return column
    return spelled(func.timezone(literal_column("'UTC'"), column))


def spelled(utc: Element) -> Element:
    """Spell a timestamp in UTC as `clock.on_the_wire` does."""
    return func.to_char(utc, literal_column(f"'{SPELLING}'"))


class SingleProjection:
    """A single thing. It can be read alone, or within the transaction that changes it."""

    def __init__(
        self,
        gate: SessionGate,
        item: Element,
        version: Element | QueryableAttribute[int],
        *scope: ColumnElement[bool],
        steady: ColumnElement[bool] = literal_column("true", Boolean),  # noqa: B008  it never changes
        missing: type[NotFound] = NotFound,
    ) -> None:
        """`scope` knows the caller as ME. `steady`: the row's version changes with all of the item."""
        self._missing = missing
        row = select(as_bytes(item).label("item"), version.label("version"), steady.label("steady")).where(*scope)
        subquery = row.correlate(gate.table).lateral("found")
        self._compiled = Compiled(select(subquery).select_from(gate.table.outerjoin(subquery, true())).where(gate.open))

    async def get(self, reading: Reading, **values: object) -> Representation:
        """Read the item. Raises Unauthenticated when the gate is closed, `missing` when there is no item."""
        representation = await self.find(reading, **values)
        if representation is None:
            raise self._missing
        return representation

    async def find(self, reading: Reading, **values: object) -> Representation | None:
        """Read the item, or return None when there is none. Raises Unauthenticated."""
        arguments = self._compiled.values(asked_by(reading, values))
        row = await reading.database.reads.fetchrow(self._compiled.query, *arguments)
        if row is None:
            raise Unauthenticated
        return None if row["item"] is None else Representation(row["version"], Json(row["item"]), row["steady"])

    @property
    def explain(self) -> Compiled:
        """Return the statement as it is sent, for tests of its plan."""
        return self._compiled

    async def show(self, uow: UnitOfWork, **values: object) -> Representation:
        """Read the item in this transaction. Raises Unauthenticated, or `missing` when it is gone meanwhile."""
        row = (await self._compiled.execute(uow.session, asked_by(uow, values))).one_or_none()
        if row is None:
            raise Unauthenticated
        if row.item is None:
            raise self._missing
        return Representation(row.version, Json(row.item), row.steady)


def asked_by(asking: Reading | UnitOfWork, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values that every projection may use of its caller, with `values`."""
    actor, base = asking.actor, asking.runtime.settings.public_base_url
    caller = {"me": actor.id, "reader": actor.reader_id, "session": actor.session_id}
    return {**caller, "base": base, "now": asking.now, **values}


class Some(NamedTuple):
    """A part of a list in its order, with the cursor of the rest, if any."""

    items: Sequence[bytes]
    next_cursor: str | None


class Projection:
    """A list as `{"items": [...], "next_cursor": ...}`."""

    def __init__(  # noqa: PLR0913  all that a list is
        self,
        name: str,
        gate: SessionGate,
        item: Element,
        *scope: ColumnElement[bool],
        order: Sequence[Element | QueryableAttribute[Any]],
        filters: Mapping[str, ColumnElement[bool]] | None = None,
        large: bool = False,
    ) -> None:
        """`name` is unique: cursors are valid for the list of that name only. `scope` knows the caller as ME. `order`
        is descending and ends in a unique key. `large`: items may be so large that a page ends before its limit.
        """
        self.name, self._gate, self.order, self._large = name, gate, order, large
        keys = [key.cast(Text).label(f"key_{n}") for n, key in enumerate(order)]
        self._shown, self._scope = select(as_bytes(item).label("item"), *keys), scope
        self._statement = self._shown.where(*scope).order_by(*(key.desc() for key in order))
        self.kinds = [key.type.python_type for key in order]
        self._marks = [bindparam(f"after_{n}", type_=key.type) for n, key in enumerate(order)]
        # Each key in a subquery: for a constant, PostgreSQL estimates how many rows follow it, and would plan
        # each page anew.
        self._after = tuple_(*order) < tuple_(*(select(mark).scalar_subquery() for mark in self._marks))
        self.filters = filters or {}
        self._ready: dict[object, Compiled] = {}

    async def page(self, reading: Reading, *, limit: int, cursor: str | None = None, **filters: object) -> Json:
        """Read one page. Raises Unauthenticated when the gate is closed, InvalidCursor for another list's or person's
        cursor.
        """
        owner = self.owner(reading.actor, filters)
        statement, arguments = self._asked(owner, limit, cursor, filters)
        values = statement.values(asked_by(reading, arguments))
        return written(self._some(await reading.database.reads.fetch(statement.query, *values), owner, limit))

    async def show(self, uow: UnitOfWork, *, limit: int, cursor: str | None = None, **filters: object) -> Json:
        """Read one page in this transaction, which also records the access to another person's data."""
        return written(await self.some(uow, limit=limit, cursor=cursor, **filters))

    async def some(self, uow: UnitOfWork, *, limit: int, cursor: str | None = None, **filters: object) -> Some:
        """Read one page without its envelope, for a page of several lists."""
        owner = self.owner(uow.actor, filters)
        statement, arguments = self._asked(owner, limit, cursor, filters)
        result = await statement.execute(uow.session, asked_by(uow, arguments))
        return self._some(result.all(), owner, limit)

    def owner(self, actor: Actor, filters: Mapping[str, object]) -> str:
        return owner_of(actor.id.bytes, self.name, sorted(filters.items()))

    def _asked(
        self, owner: str, limit: int, cursor: str | None, filters: Mapping[str, object]
    ) -> tuple[Compiled, dict[str, object]]:
        arguments = {**filters, "rows": limit + 1}
        if cursor is not None:
            arguments |= {f"after_{n}": value for n, value in enumerate(unseal(cursor, owner, self.kinds))}
        names = tuple(sorted(filters.keys() & self.filters.keys()))
        return self._compiled(names, _rows(limit), after=cursor is not None), arguments

    def explain(self, *names: str, after: bool = False) -> Compiled:
        """Return the statement as it is sent, for tests of its plan."""
        return self._compiled(tuple(sorted(names)), _rows(20), after=after)

    def _compiled(self, names: tuple[str, ...], rows: str, *, after: bool) -> Compiled:
        if (names, rows, after) not in self._ready:
            self._ready[names, rows, after] = self._compile(names, ROWS[rows], after=after)
        return self._ready[names, rows, after]

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        conditions = [self.filters[name] for name in names] + [self._after] * after
        selection = self._statement.where(*conditions).limit(rows)
        return self._behind_gate(self._portion(selection) if self._large else selection)

    def _behind_gate(self, selection: Select[*tuple[Any, ...]]) -> Compiled:
        page = selection.correlate(self._gate.table).lateral("page")
        source = self._gate.table.outerjoin(page, true())
        return Compiled(select(page).select_from(source).where(self._gate.open))

    def _portion(self, selection: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        rows = selection.add_columns(*(key.label(f"order_{n}") for n, key in enumerate(self.order))).subquery("rows")
        order = [rows.c[f"order_{n}"].desc() for n in range(len(self.order))]
        items = portion(rows, "item", order)
        return items.order_by(*(items.selected_columns[f"order_{n}"].desc() for n in range(len(self.order))))

    def _some(self, rows: Sequence[Sequence[Any]], owner: str, limit: int) -> Some:
        """Raises Unauthenticated when the gate was closed: then there is not even an empty row."""
        if not rows:
            raise Unauthenticated
        page = rows[:limit]
        items = [row[0] for row in page if row[0] is not None]
        total = rows[0][-1] or 0 if self._large else len(rows)
        keys = tuple(page[-1])[1 : 1 + len(self.kinds)]
        return Some(items, seal(owner, keys) if total > len(page) else None)


def written(portion_of_items: Some) -> Json:
    cursor = "null" if portion_of_items.next_cursor is None else f'"{portion_of_items.next_cursor}"'
    return Json(b'{"items":[%b],"next_cursor":%b}' % (b",".join(portion_of_items.items), cursor.encode()))


def is_empty(page: Json) -> bool:
    return page.startswith(b'{"items":[]')


NEWEST = 300  # rows that are checked one by one
ALL_ROWS = 2**63 - 1


class Searched(Projection):
    """A list with filters that no index serves in the list's order.

    A search matches nearly all rows or hardly any, which is unknown beforehand. The statement walks the newest rows
    until they fill a page. If they do not, another index finds all older matching rows; they are sorted and checked
    until the page is full. PostgreSQL alone would choose one of the two plans for good, from the average search.
    """

    def __init__(  # noqa: PLR0913  all that a list is
        self,
        name: str,
        gate: SessionGate,
        item: Element,
        *scope: ColumnElement[bool],
        order: Sequence[Element | QueryableAttribute[Any]],
        walk: Sequence[ColumnElement[bool]],
        searches: Mapping[str, Select[*tuple[Any, ...]]],
        filters: Mapping[str, ColumnElement[bool]],
        ordered_filters: Collection[str] = (),
    ) -> None:
        """`walk`: the part of `scope` that an index has before `order`. `searches`: the filters that are searches, each
        with a statement that selects the columns of `order` of all rows that match. These may not refer to the gate.

        `ordered_filters`: the filters that an index of their own has before `order`. If there are any, pages with such
        a filter, and pages without a filter, are walked by keys as well, also where most people have few rows.
        """
        super().__init__(name, gate, item, *scope, order=order, filters=filters)
        self._walk, self._found, self._walked = walk, searches, ordered_filters

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        searches = [self._found[name] for name in names if name in self._found]
        if not searches and not self._walked:
            return super()._compile(names, rows, after=after)
        fits = (*self._scope, *(self.filters[name] for name in names))
        statement = select(*self._keys()).where(*self._walk, *[self._after] * after)
        in_order = statement.order_by(*(key.desc() for key in self.order))
        if not searches:
            by = [self.filters[name] for name in names if name in self._walked][:1]
            walked_rows = in_order.where(*by).limit(_walked_rows(ALL_ROWS)).subquery("walked")
            return self._chosen(self._looked_at(walked_rows, fits).limit(rows))
        newest = in_order.limit(_walked_rows(NEWEST)).cte("newest")
        near = self._looked_at(newest, fits).limit(rows).cte("near")
        end = select(newest).order_by(*newest.c).offset(NEWEST - 1).limit(1).cte("end_of_newest")
        last = [select(key).scalar_subquery() for key in end.c]
        is_short = select(func.count()).select_from(near).scalar_subquery() < rows
        matches = searches[0].cte("found").prefix_with("materialized")
        older = select(matches).where(is_short, last[0].is_not(None), tuple_(*matches.c) < tuple_(*last))
        sorted_once = older.order_by(*(key.desc() for key in matches.c)).offset(0).subquery("older")
        far = self._looked_at(sorted_once, fits).limit(rows).cte("far")
        page = select(union_all(select(near), select(far)).subquery("both"))
        return self._chosen(page.order_by(*(key.desc() for key in page.selected_columns)).limit(rows))

    def _chosen(self, page: Select[*tuple[Any, ...]]) -> Compiled:
        subquery = page.subquery("chosen")
        row = self._shown.where(*self._walk, *self._at(subquery)).offset(0)
        item = row.correlate(subquery, self._gate.table).lateral("shown")
        statement = select(item).select_from(subquery.join(item, true()))
        return self._behind_gate(statement.order_by(*(key.desc() for key in subquery.c)))

    def _looked_at(self, keys: FromClause, fits: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
        """Check the rows one by one: the offset keeps PostgreSQL from merging the subquery."""
        row: Select[Any] = select(literal_column("1")).where(*self._walk, *self._at(keys), *fits).offset(0)
        subquery = row.correlate(keys).lateral("one")
        return select(keys).join_from(keys, subquery, true()).order_by(*(key.desc() for key in keys.c))

    def _keys(self) -> Iterator[Element]:
        return (key.label(f"order_{n}") for n, key in enumerate(self.order))

    def _at(self, keys: FromClause) -> Iterator[ColumnElement[bool]]:
        return (key == column for key, column in zip(self.order, keys.c, strict=True))


# The usual limits are constants: PostgreSQL keeps one plan for a short page, and replans any other limit each time.
ROWS: Mapping[str, Element] = {
    **{str(limit + 1): literal_column(str(limit + 1), BigInteger()) for limit in (20, 50, 100)},
    "any": bindparam("rows", type_=BigInteger()),
}


def _rows(limit: int) -> str:
    return str(limit + 1) if str(limit + 1) in ROWS else "any"


def _walked_rows(count: int) -> ScalarSelect[Any]:
    """Hide the limit from the planner: it supposes that a tenth is read, and walks the index that has the order."""
    return select(literal_column(str(count))).scalar_subquery()
