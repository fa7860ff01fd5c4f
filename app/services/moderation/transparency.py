"""Notice and action in the figures of a year: reports, decisions, their delay, and objections."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from app.core.uow import UnitOfWork
from app.models.operators import AdminVerb
from app.services.operators.operators import act

REPORTS = text("""
    select reason, count(*) as reported,
        count(*) filter (where state = 'open') as open,
        count(*) filter (where state = 'upheld') as upheld,
        count(*) filter (where state = 'left') as left,
        count(*) filter (where state = 'gone') as gone,
        count(*) filter (where coalesce(decided_at, :now) > created_at + interval '7 days') as late,
        round(cast(percentile_cont(0.5) within group (order by extract(epoch from decided_at - created_at) / 3600)
            as numeric), 1)::float as median_hours,
        count(appealed_at) as appeals,
        count(*) filter (where answered_at is not null and state = 'upheld') as appeals_agreed,
        grouping(reason) as is_total
    from reports where created_at >= :first and created_at < :after
    group by rollup (reason) order by is_total, reason
""")
MEASURES = text("""
    select kind, count(lifted_at) as lifted, count(appealed_at) as objections,
        count(*) filter (where answered_at is not null and lifted_at is not null) as objections_agreed,
        count(*) filter (where appealed_at is not null and answered_at is null) as objections_waiting
    from measures where taken_at >= :first and taken_at < :after group by kind order by kind
""")
ACTS = text("""
    select verb, count(*) as done from admin_acts
    where verb = any(:verbs) and at >= :first and at < :after group by verb order by verb
""")
OPERATOR_VERBS = (  # an act is kept longer than the account that it concerns
    AdminVerb.WITHDRAW,
    AdminVerb.END_GRANT,
    AdminVerb.END_COMMUNITY,
    AdminVerb.RESTRICT,
    AdminVerb.SIGN_OUT,
    AdminVerb.LIFT_MEASURE,
    AdminVerb.EXPORT_ACCOUNT,
    AdminVerb.ERASE_ACCOUNT,
    AdminVerb.RECTIFY_ACCOUNT,
)


async def count(uow: UnitOfWork, year: int) -> dict[str, Any]:
    """Count reports, measures and acts of that year, without names. `admin flags` counts the flags of members."""
    await act(uow, AdminVerb.READ_TRANSPARENCY, year)
    first, after = (datetime(item, 1, 1, tzinfo=UTC) for item in (year, year + 1))
    span = {"first": first, "after": after}
    by_reason = [dict(row) for row in (await uow.session.execute(REPORTS, span | {"now": uow.now})).mappings()]
    total = next(row for row in by_reason if row.pop("is_total"))
    return {
        "year": year,
        "reports": {name: value for name, value in total.items() if name != "reason"},
        "reports_by_reason": [row for row in by_reason if row is not total],
        "objections": [dict(row) for row in (await uow.session.execute(MEASURES, span)).mappings()],
        "acts": [
            dict(row) for row in (await uow.session.execute(ACTS, span | {"verbs": list(OPERATOR_VERBS)})).mappings()
        ],
    }
