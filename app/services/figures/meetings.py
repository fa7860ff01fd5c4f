from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Sum, Unit, count, parts_of_people

MEETINGS = Figure(
    FigureCode.MEETINGS,
    Words("Rencontres tenues"),
    Words("Les rencontres qui ont eu lieu pendant la période. Une rencontre annulée ne compte pas."),
    Unit.COUNT,
    text("""
        select count(*) as value from missions as m
        where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
            and m.asker_id is null
            and m.kind = 'event' and m.state in ('open', 'closed', 'archived')
            and (m.form ->> 'starts_at')::timestamptz >= :from_at and (m.form ->> 'starts_at')::timestamptz < :to_at
            and (m.form ->> 'ends_at')::timestamptz <= :as_of
    """),
    count,
)
PRESENCE = Figure(
    FigureCode.PRESENCE,
    Words("Présence aux rencontres"),
    Words(
        "Combien de fois quelqu’un a été invité, s’était inscrit, et est venu. Une personne venue à deux rencontres "
        "compte deux fois. « Inscrites » compte les personnes qui s’étaient inscrites avant de venir."
    ),
    Unit.PEOPLE,
    text("""
        with invited as (
            select r.user_id, r.attendance, r.submitted_at,
                u.created_at <= :grown and u.guest_of is null as is_counted
            from missions as m join responses as r on r.mission_id = m.id join users as u on u.id = r.user_id
            where m.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                and (m.programme_id is null or m.programme_id <> all(cast(:without as uuid[])))
                and m.asker_id is null
                and m.kind = 'event' and m.state in ('open', 'closed', 'archived')
                and (m.form ->> 'starts_at')::timestamptz >= :from_at
                and (m.form ->> 'starts_at')::timestamptz < :to_at
        )
        select parts.part, count(invited) filter (where parts.holds) as value,
            count(distinct invited.user_id) filter (where parts.holds and is_counted) as people
        from (select null) as always left join invited on true
        cross join lateral (values
            (1, 'asked', invited.user_id is not null),
            (2, 'registered', attendance is not null and submitted_at is not null),
            (3, 'present', attendance = 'present')
        ) as parts (place, part, holds)
        group by parts.place, parts.part order by parts.place
    """),
    parts_of_people,
    {"asked": Words("invitées"), "registered": Words("inscrites"), "present": Words("venues")},
    people=Sum.ADDED,
)
