from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Sum, Unit, count, groups_of_people, people

STRUCTURES = Figure(
    FigureCode.STRUCTURES,
    Words("Structures actives"),
    Words(
        "Les structures dont au moins une personne a répondu, ou est venue à une rencontre, pendant la période. Une "
        "structure qui n’a rien fait ne compte pas."
    ),
    Unit.COUNT,
    text("""
        select count(distinct s.on_behalf_of) as value, count(distinct s.user_id) as people
        from memberships as s
        where s.community_id = :community and s.on_behalf_of is not null and exists (
            select from responses as r join missions as m on m.id = r.mission_id
            where r.user_id = s.user_id and m.community_id = :community
                and (cast(:programme as uuid) is null or m.programme_id = :programme) and m.asker_id is null
                and (r.attendance = 'present' or r.state in ('submitted', 'returned', 'accepted'))
                and coalesce(r.submitted_at, r.reviewed_at) >= :from_at
                and coalesce(r.submitted_at, r.reviewed_at) < :to_at
        )
    """),
    count,
)
AUDIENCE = Figure(
    FigureCode.AUDIENCE,
    Words("Personnes touchées"),
    Words(
        "Les personnes qui ont répondu ou sont venues, chacune une fois : celles qui ont un compte, celles qui sont "
        "entrées dans une salle sans compte, et celles qui ont voté sur papier. Du papier, un programme ne compte que "
        "son plus grand vote. La même personne peut être dans deux de ces nombres : ils ne s’additionnent pas."
    ),
    Unit.PEOPLE,
    text("""
        with reached as (
            select r.user_id, u.guest_of, u.created_at <= :grown and u.guest_of is null as is_counted
            from missions as m join responses as r on r.mission_id = m.id join users as u on u.id = r.user_id
            where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                and (m.programme_id is null or m.programme_id <> all(cast(:without as uuid[])))
                and m.asker_id is null
                and (r.attendance = 'present' or r.state in ('submitted', 'returned', 'accepted'))
                and coalesce(r.submitted_at, r.reviewed_at) >= :from_at
                and coalesce(r.submitted_at, r.reviewed_at) < :to_at
        )
        select 'accounts' as part, count(distinct user_id) filter (where guest_of is null) as value,
            count(distinct user_id) filter (where is_counted) as people
        from reached
        union all
        select 'guests', count(distinct user_id), count(distinct user_id) from reached where guest_of is not null
        union all
        select 'paper', coalesce(sum(votes.most), 0)::bigint, coalesce(sum(votes.most), 0)::bigint from (
            select max(people) as most from (
                select coalesce(m.programme_id, m.id) as place_id, sum(c.people) as people
                from missions as m join paper_counts as c on c.mission_id = m.id
                where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                    and (m.programme_id is null or m.programme_id <> all(cast(:without as uuid[])))
                    and c.joined_at is not null and c.withdrawn_at is null
                    and c.counted_at >= :from_at and c.counted_at < :to_at
                group by m.id
            ) as ballots group by place_id
        ) as votes
    """),
    groups_of_people,
    {"accounts": Words("avec un compte"), "guests": Words("sans compte, en salle"), "paper": Words("sur papier")},
    people=Sum.UNION,
)
TRAINING = Figure(
    FigureCode.TRAINING,
    Words("Professionnels formés"),
    Words("Les personnes venues à une journée d’interconnaissance, chacune une fois."),
    Unit.PEOPLE,
    text("""
        select count(distinct r.user_id) as value,
            count(distinct r.user_id) filter (where u.created_at <= :grown and u.guest_of is null) as people
        from missions as m join programmes as p on p.id = m.programme_id
        join responses as r on r.mission_id = m.id join users as u on u.id = r.user_id
        where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
            and (m.programme_id is null or m.programme_id <> all(cast(:without as uuid[])))
            and p.template ->> 'code' = 'journee-interconnaissance' and m.kind = 'event' and r.attendance = 'present'
            and m.state in ('open', 'closed', 'archived')
            and (m.form ->> 'starts_at')::timestamptz >= :from_at and (m.form ->> 'starts_at')::timestamptz < :to_at
    """),
    people,
    people=Sum.UNION,
)
