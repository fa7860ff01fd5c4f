"""A page of large items ends after some megabytes, since it is held in memory before it is sent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select

PAGE_BYTES = 4_000_000


def portion(
    rows: Subquery, body: str, order: Sequence[ColumnElement[Any]], most: ColumnElement[int] | int = PAGE_BYTES
) -> Select[*tuple[Any, ...]]:
    """The first rows, at least one, until their `body` together has `most` bytes. `found` counts all rows."""
    before = func.sum(func.octet_length(rows.c[body])).over(order_by=order, rows=(None, -1)).label("before")
    subquery = select(rows, before, func.count().over().label("found")).subquery("weighed")
    columns = (subquery.c[name] for name in (*rows.c.keys(), "found"))
    return select(*columns).where(func.coalesce(subquery.c.before, 0) < most)
