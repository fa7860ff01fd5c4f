from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Sum, Unit, parts_of_people

EXCHANGES = Figure(
    FigureCode.EXCHANGES,
    Words("Talents échangés"),
    Words(
        "Les échanges de savoir-faire que des membres ont demandés pendant la période, et ceux auxquels quelqu’un a "
        "dit oui. Ils comptent pour toute la communauté, avec ou sans programme."
    ),
    Unit.PEOPLE,
    text("""
        with exchanges as (
            select m.asker_id, (
                select r.user_id from responses as r
                where r.mission_id = m.id and r.state in ('submitted', 'accepted') limit 1
            ) as giver_id
            from missions as m
            where m.community_id = :community and m.asker_id is not null and m.state <> 'cancelled'
                and m.created_at >= :from_at and m.created_at < :to_at
        ), rows as (
            select 'asked' as part, asker_id as user_id, 1 as exchange from exchanges
            union all select 'accepted', asker_id, 1 from exchanges where giver_id is not null
            union all select 'accepted', giver_id, 0 from exchanges where giver_id is not null
        )
        select names.part, coalesce(sum(rows.exchange), 0) as value,
            count(distinct u.id) filter (where u.created_at <= :grown and u.guest_of is null) as people
        from (values (1, 'asked'), (2, 'accepted')) as names (place, part)
        left join rows on rows.part = names.part left join users as u on u.id = rows.user_id
        group by names.place, names.part order by names.place
    """),
    parts_of_people,
    {"asked": Words("demandés"), "accepted": Words("acceptés")},
    people=Sum.ADDED,
    is_of_community=True,
)
