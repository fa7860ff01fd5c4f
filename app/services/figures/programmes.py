from collections.abc import Sequence

from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Part, Row, Scope, Unit, Value, count

OWN = "own"  # of a programme that was not made from a template


def _by_template(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    return [Value(parts=[Part(row.part, row.value, None if row.part == OWN else row.label) for row in rows])]


PROGRAMMES_BY_TEMPLATE = Figure(
    FigureCode.PROGRAMMES_BY_TEMPLATE,
    Words("Programmes, par modèle"),
    Words("Les programmes démarrés dont une partie tombe dans la période. Un programme abandonné ne compte pas."),
    Unit.COUNT,
    text("""
        select coalesce(p.template ->> 'code', 'own') as part, count(*) as value,
            coalesce(t.body -> 'title', jsonb_build_object('fr', p.template ->> 'code')) as label
        from programmes as p left join programme_templates as t on t.code = p.template ->> 'code'
        where p.community_id = :community and (cast(:programme as uuid) is null or p.id = :programme)
            and p.state in ('running', 'closed', 'reported')
            and p.starts_on < (cast(:to_at as timestamptz) at time zone :zone)::date
            and coalesce(p.ends_on, p.starts_on) >= (cast(:from_at as timestamptz) at time zone :zone)::date
        group by part, label order by value desc, part
    """),
    _by_template,
    {OWN: Words("sans modèle")},
)


def _sum(rows: Sequence[Row], scope: Scope) -> Sequence[Value]:
    """Publish what was written; nothing is not zero."""
    return [Value(parts=[])] if rows[0].value is None else count(rows, scope)


BUDGET_SUM = """
    select sum((p.budget ->> '{field}')::bigint) as value
    from programmes as p
    where p.community_id = :community and (cast(:programme as uuid) is null or p.id = :programme)
        and p.state in ('running', 'closed', 'reported')
        and p.starts_on < (cast(:to_at as timestamptz) at time zone :zone)::date
        and coalesce(p.ends_on, p.starts_on) >= (cast(:from_at as timestamptz) at time zone :zone)::date
"""
BUDGET = Figure(
    FigureCode.BUDGET,
    Words("Budget prévu"),
    Words("La somme des budgets prévus des programmes de la période, telle que l’équipe les a écrits."),
    Unit.CENTS,
    text(BUDGET_SUM.replace("{field}", "planned_cents")),
    _sum,
)
SPENDING = Figure(
    FigureCode.SPENDING,
    Words("Budget dépensé"),
    Words("La somme des dépenses des programmes de la période, telle que l’équipe les a écrites."),
    Unit.CENTS,
    text(BUDGET_SUM.replace("{field}", "spent_cents")),
    _sum,
)
