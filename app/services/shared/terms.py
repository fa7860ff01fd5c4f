"""A reader's rights and their end: the union of the grants that show a thing."""

from sqlalchemy import ColumnElement, SelectBase, case, distinct, func, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.projections import Element, wire


def terms(is_own: ColumnElement[bool], grants: SelectBase) -> dict[str, Element]:
    """Combine the `rights` and `ends_at` of `grants`: all rights, and the latest end. Null for the owner.

    They are read in the statement that shows the thing, so a revoked grant shows nothing.
    """
    through = grants.subquery("through")
    right = select(func.unnest(through.c.rights).label("right")).subquery("rights")
    rights = select(func.to_json(func.array_agg(aggregate_order_by(distinct(right.c.right), right.c.right))))
    latest = case((~func.bool_or(through.c.ends_at.is_(None)), func.max(through.c.ends_at)))
    return {
        "rights": case((is_own, null()), else_=rights.scalar_subquery()),
        "ends_at": case((is_own, null()), else_=wire(select(latest).scalar_subquery())),
    }
