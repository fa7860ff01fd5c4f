from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Sum, Unit, people

ANSWERS = Figure(
    FigureCode.ANSWERS,
    Words("Réponses reçues"),
    Words(
        "Les réponses envoyées pendant la période, à toutes les missions. Une feuille d’enquête sans nom compte aussi, "
        "même si la personne a effacé son compte depuis."
    ),
    Unit.PEOPLE,
    text("""
        with scope as materialized (
            select m.id, m.kind = 'survey' and m.form ->> 'sheets' = 'unlinked' as is_unlinked
            from missions as m
            where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                and (m.programme_id is null or m.programme_id <> all(cast(:without as uuid[])))
                and m.asker_id is null
        ), answers as (
            select scope.is_unlinked, r.user_id, u.created_at <= :grown and u.guest_of is null as is_counted
            from scope join responses as r on r.mission_id = scope.id join users as u on u.id = r.user_id
            where r.state in ('submitted', 'returned', 'accepted')
                and r.submitted_at >= :from_at and r.submitted_at < :to_at
        ), unlinked as (
            select count(*) as number from scope join sheets as s on s.mission_id = scope.id
            where s.day >= (cast(:from_at as timestamptz) at time zone :zone)::date
                and s.day < (cast(:to_at as timestamptz) at time zone :zone)::date
        )
        select count(*) filter (where not is_unlinked) + (select number from unlinked) as value,
            count(distinct user_id) filter (where is_counted) as people
        from answers
    """),
    people,
    people=Sum.ADDED,
)
