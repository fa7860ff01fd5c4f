"""What each figure counts, written a second time: one statement for each, plainly, without regard to how it is told.

A statement returns `part`, `value` and `people`: who is behind the value with an account of more than a week. `part` is
null of a figure that is one number. A mean's part is `question/part`.
"""

from collections.abc import Mapping
from string import Template

from app.models.programme_reports import FigureCode, ReportSectionKind

PERIOD = "tstzrange(:from_at, :to_at)"
HERE = "m.community_id = :community and (:programme is null or m.programme_id = :programme)"
COUNTED = "u.guest_of is null and u.created_at <= cast(:as_of as timestamptz) - interval '7 days'"
TALENTS = """
    with talents_of_members as (
        select t.skill_id, t.stance, t.user_id from talents t
        join memberships a on a.user_id = t.user_id and a.community_id = :community
        join users u on u.id = t.user_id
        where a.state = 'active' and a.show_talents and a.joined_at <= cast(:as_of as timestamptz) - interval '30 days'
            and u.created_at <= cast(:as_of as timestamptz) - interval '7 days'
    ), numbers as (
        select skill_id,
            case when count(*) filter (where stance <> 'seeks') >= 5
                then count(*) filter (where stance <> 'seeks') / 5 * 5 else 0 end as have,
            case when count(*) filter (where stance = 'offers') >= 5
                then count(*) filter (where stance = 'offers') / 5 * 5 else 0 end as offer,
            case when count(*) filter (where stance = 'seeks') >= 5
                then count(*) filter (where stance = 'seeks') / 5 * 5 else 0 end as seek
        from talents_of_members group by skill_id
    )
"""
PLAN = "from proposals p join missions m on m.id = p.mission_id where $HERE"
ANSWERED = "r.state in ('submitted', 'returned', 'accepted')"
PROGRAMMES = """
    from programmes p where p.community_id = :community and (:programme is null or p.id = :programme)
        and p.state in ('running', 'closed', 'reported')
        and daterange(p.starts_on, coalesce(p.ends_on, p.starts_on), '[]') && daterange(:first_day, :last_day, '[]')
"""
MEETING = "m.kind = 'event' and m.asker_id is null and m.state <> 'cancelled' and $HERE"
STARTS_AT = "cast(m.form ->> 'starts_at' as timestamptz)"
ATTENDANCES = """
    from responses r join missions m on m.id = r.mission_id join users u on u.id = r.user_id
    where $MEETING and $PERIOD @> $STARTS_AT
"""
INVOLVED = """
    from responses r join missions m on m.id = r.mission_id join users u on u.id = r.user_id
    where $HERE and m.asker_id is null and (r.attendance = 'present' or $ANSWERED)
        and $PERIOD @> coalesce(r.submitted_at, r.reviewed_at)
"""
SHEETS = """
    select m.id as mission_id, answers from sheets s join missions m on m.id = s.mission_id where $HERE
    union all
    select m.id, r.answers from responses r join missions m on m.id = r.mission_id
    where r.answers is not null and $HERE
"""

DEFINITIONS: Mapping[FigureCode, str] = {
    FigureCode.PROGRAMMES_BY_TEMPLATE: """
        select coalesce(p.template ->> 'code', 'own') as part, count(*) as value, 0 as people $PROGRAMMES group by 1
    """,
    FigureCode.STRUCTURES: """
        select null as part, count(distinct a.on_behalf_of) as value, 0 as people from memberships a
        where a.community_id = :community and a.user_id in (select u.id $INVOLVED)
    """,
    FigureCode.MEETINGS: """
        select null as part, count(*) as value, 0 as people from missions m
        where $MEETING and $PERIOD @> $STARTS_AT and cast(m.form ->> 'ends_at' as timestamptz) <= :as_of
    """,
    FigureCode.PRESENCE: """
        select 'asked' as part, count(*) as value, count(distinct u.id) filter (where $COUNTED) as people $ATTENDANCES
        union all
        select 'registered', count(*), count(distinct u.id) filter (where $COUNTED) $ATTENDANCES
            and r.submitted_at is not null and r.attendance is not null
        union all
        select 'present', count(*), count(distinct u.id) filter (where $COUNTED) $ATTENDANCES
            and r.attendance = 'present'
    """,
    FigureCode.AUDIENCE: """
        select 'accounts' as part, count(distinct u.id) as value, count(distinct u.id) filter (where $COUNTED) as people
            $INVOLVED and u.guest_of is null
        union all
        select 'guests', count(distinct u.id), count(distinct u.id) $INVOLVED and u.guest_of is not null
        union all
        select 'paper', coalesce(sum(most), 0), coalesce(sum(most), 0) from (
            select max(people) as most from (
                select m.id, m.programme_id, sum(c.people) as people from paper_counts c
                join missions m on m.id = c.mission_id
                where $HERE and $PERIOD @> c.counted_at and c.joined_at is not null and c.withdrawn_at is null
                group by m.id
            ) as votes group by coalesce(programme_id, id)
        ) as largest
    """,
    FigureCode.BY_PUBLIC: """
        select s.answers -> 'public' ->> 0 as part, count(*) as value, m.id as mission_id, (
            select count(*) from responses r join users u on u.id = r.user_id
            where r.mission_id = m.id and r.submitted_at is not null and $COUNTED
        ) as people
        from ($SHEETS) as s join missions m on m.id = s.mission_id
        where m.kind = 'survey' and $PERIOD @> coalesce(m.ended_at, m.closes_at)
        group by m.id, 1 order by m.id
    """,
    FigureCode.ANSWERS: """
        select null as part, (
            select count(*) from responses r join missions m on m.id = r.mission_id
            where $HERE and m.asker_id is null and $ANSWERED and $PERIOD @> r.submitted_at
                and (m.form ->> 'sheets') is distinct from 'unlinked'
        ) + (
            select count(*) from sheets s join missions m on m.id = s.mission_id
            where $HERE and s.day between :first_day and :last_day
        ) as value, (
            select count(distinct u.id) from responses r join missions m on m.id = r.mission_id
            join users u on u.id = r.user_id
            where $HERE and m.asker_id is null and $ANSWERED and $PERIOD @> r.submitted_at and $COUNTED
        ) as people
    """,
    FigureCode.PROPOSALS: """
        select null as part, count(*) as value, 0 as people $PLAN and $PERIOD @> p.submitted_at
            and p.state not in ('draft', 'submitted', 'withdrawn', 'set_aside')
    """,
    FigureCode.CHOICES: """
        select null as part, count(*) as value, 0 as people $PLAN and $PERIOD @> p.selected_at
    """,
    FigureCode.ACTIONS: """
        select case p.state when 'selected' then 'planned' when 'in_progress' then 'running' else p.state end as part,
            count(*) as value, 0 as people $PLAN and p.selected_at < :to_at
            and p.state in ('selected', 'in_progress', 'done', 'abandoned') group by 1
    """,
    FigureCode.DONE_WITHIN_DUE: """
        select 'with_due' as part, count(*) as value, 0 as people $PLAN and p.selected_at < :to_at
            and p.state = 'done' and p.due_on is not null
        union all
        select 'on_time', count(*), 0 $PLAN and p.selected_at < :to_at and p.state = 'done' and p.due_on >= (
            select cast(min(n.noted_at) at time zone :zone as date) from proposal_notes n
            where n.proposal_id = p.id and n.state = 'done')
    """,
    FigureCode.BEFORE_AFTER: """
        select 'clarte/' || side.part as part, round(avg(cast(s.answers ->> 'clarte' as numeric)), 1) as value,
            count(*) as number, sum(cast(s.answers ->> 'clarte' as numeric)) as total, (
                select count(*) from responses r join users u on u.id = r.user_id
                where r.mission_id = side.id and r.submitted_at is not null and $COUNTED
            ) as people
        from missions m cross join lateral (values
            ('before', cast(m.form ->> 'before' as uuid)), ('after', m.id)) as side (part, id)
        join (
            select mission_id, answers from sheets union all
            select mission_id, answers from responses where answers is not null
        ) as s on s.mission_id = side.id
        where $HERE and m.form ? 'before' and $PERIOD @> coalesce(m.ended_at, m.closes_at)
        group by side.part, side.id
    """,
    FigureCode.TRAINING: """
        select null as part, count(distinct u.id) as value, count(distinct u.id) filter (where $COUNTED) as people
        $ATTENDANCES and r.attendance = 'present' and m.programme_id in (
            select id from programmes where template ->> 'code' = 'journee-interconnaissance')
    """,
    FigureCode.OFFERS: "$TALENTS select null as part, count(*) as value, 0 as people from numbers where offer > 0",
    FigureCode.SEARCHES: "$TALENTS select null as part, count(*) as value, 0 as people from numbers where seek > 0",
    FigureCode.MATCHES: """
        $TALENTS select null as part, count(*) as value, 0 as people from numbers where offer > 0 and seek > 0
    """,
    FigureCode.EXCHANGES: """
        with exchanges as (
            select m.id, m.asker_id, (
                select min(cast(r.user_id as text)) from responses r
                where r.mission_id = m.id and r.state in ('submitted', 'accepted')
            ) as giver_id from missions m
            where m.community_id = :community and m.asker_id is not null and m.state <> 'cancelled'
                and $PERIOD @> m.created_at
        )
        select 'asked' as part, count(*) as value,
            (select count(*) from users u where $COUNTED and u.id in (select asker_id from exchanges)) as people
        from exchanges
        union all
        select 'accepted', count(*), (
            select count(*) from users u where $COUNTED and cast(u.id as text) in (
                select cast(asker_id as text) from exchanges where giver_id is not null
                union select giver_id from exchanges)
        ) from exchanges where giver_id is not null
    """,
    FigureCode.NEEDS_TOP: """
        $TALENTS select cast(skill_id as text) as part, seek - offer as value, 0 as people
        from numbers where seek > offer
    """,
    FigureCode.STORIES_PUBLISHED_TO_US: """
        select null as part, count(distinct g.target_id) as value,
            count(distinct u.id) filter (where $COUNTED) as people
        from grants g join users u on u.id = g.owner_id join stories s on s.id = g.target_id
        where g.target_type = 'story' and g.audience_type = 'community' and g.audience_id = :community
            and $PERIOD @> g.created_at and g.revoked_at is null and s.withdrawn_at is null
            and coalesce(g.starts_at, :as_of) <= :as_of and coalesce(g.ends_at, 'infinity') > :as_of
    """,
    FigureCode.BUDGET: """
        select null as part, sum(cast(p.budget ->> 'planned_cents' as bigint)) as value, 0 as people $PROGRAMMES
    """,
    FigureCode.SPENDING: """
        select null as part, sum(cast(p.budget ->> 'spent_cents' as bigint)) as value, 0 as people $PROGRAMMES
    """,
    FigureCode.CONSENTS: """
        with requests as (
            select q.id, q.state from grant_requests q join programme_reports b on b.id = q.report_id
            where b.community_id = :community and (:programme is null or b.programme_id = :programme)
                and $PERIOD @> q.created_at
        )
        select 'asked' as part, count(*) as value, 0 as people from requests
        union all select 'refused', count(*), 0 from requests where state = 'refused'
        union all select 'given', count(*), 0 from grants g join requests on requests.id = g.request_id
        union all select 'withdrawn', count(*), 0 from grants g join requests on requests.id = g.request_id
            where g.revoked_at is not null
    """,
}
SECTIONS: Mapping[ReportSectionKind, str] = {
    ReportSectionKind.THEMES: """
        select theme as label, array[count(*)] as numbers from proposals p join missions m on m.id = p.mission_id
        cross join lateral unnest(p.themes) as theme
        where $HERE and $PERIOD @> p.submitted_at
            and p.state not in ('draft', 'submitted', 'withdrawn', 'set_aside')
        group by theme
    """,
    ReportSectionKind.TREE: """
        $TALENTS select k.labels ->> 'fr' as label, array[have, offer, seek] as numbers
        from numbers join skills k on k.id = numbers.skill_id where have > 0 or offer > 0 or seek > 0
    """,
}
PIECES = {
    "PERIOD": PERIOD,
    "HERE": HERE,
    "COUNTED": COUNTED,
    "TALENTS": TALENTS,
    "PLAN": PLAN,
    "ANSWERED": ANSWERED,
    "PROGRAMMES": PROGRAMMES,
    "MEETING": MEETING,
    "STARTS_AT": STARTS_AT,
    "ATTENDANCES": ATTENDANCES,
    "INVOLVED": INVOLVED,
    "SHEETS": SHEETS,
}


def statement_of(definition: str) -> str:
    """Return the definition with its pieces filled in."""
    while "$" in definition:
        definition = Template(definition).substitute(PIECES)
    return definition
