from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Unit, count, parts

PROPOSALS = Figure(
    FigureCode.PROPOSALS,
    Words("Idées proposées"),
    Words("Les idées envoyées pendant la période et montrées à toutes et tous. Deux idées réunies comptent deux fois."),
    Unit.COUNT,
    text("""
        select count(*) as value from proposals as a join missions as m on m.id = a.mission_id
        where a.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
            and a.state in ('approved', 'shortlisted', 'selected', 'in_progress', 'done', 'abandoned', 'merged')
            and a.submitted_at >= :from_at and a.submitted_at < :to_at
    """),
    count,
)
CHOICES = Figure(
    FigureCode.CHOICES,
    Words("Actions retenues"),
    Words("Les idées retenues pendant la période pour devenir une action, par un vote ou par l’équipe."),
    Unit.COUNT,
    text("""
        select count(*) as value from proposals as a join missions as m on m.id = a.mission_id
        where a.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
            and a.selected_at >= :from_at and a.selected_at < :to_at
    """),
    count,
)
ACTIONS = Figure(
    FigureCode.ACTIONS,
    Words("Où en sont les actions"),
    Words(
        "Les actions retenues avant la fin de la période, telles qu’elles sont au jour du calcul : prévues, en cours, "
        "faites ou abandonnées."
    ),
    Unit.COUNT,
    text("""
        select states.part, count(m.id) as value
        from (values (1, 'planned', 'selected'), (2, 'running', 'in_progress'), (3, 'done', 'done'),
            (4, 'abandoned', 'abandoned')) as states (place, part, state)
        left join proposals as a on a.community_id = :community and a.state = states.state and a.selected_at < :to_at
        left join missions as m on m.id = a.mission_id
            and (cast(:programme as uuid) is null or m.programme_id = :programme)
        group by states.place, states.part order by states.place
    """),
    parts,
    {
        "planned": Words("prévues"),
        "running": Words("en cours", context="actions"),
        "done": Words("faites"),
        "abandoned": Words("abandonnées"),
    },
    is_of_day=True,
)
DONE_WITHIN_DUE = Figure(
    FigureCode.DONE_WITHIN_DUE,
    Words("Actions faites à temps"),
    Words(
        "Parmi les actions faites qui avaient une échéance, celles notées comme faites au plus tard ce jour-là, au "
        "jour du calcul."
    ),
    Unit.COUNT,
    text("""
        with actions as (
            select a.due_on, (select min(n.noted_at) from proposal_notes as n
                where n.proposal_id = a.id and n.state = 'done') as done_at
            from proposals as a join missions as m on m.id = a.mission_id
            where a.community_id = :community and (cast(:programme as uuid) is null or m.programme_id = :programme)
                and a.state = 'done' and a.due_on is not null and a.selected_at < :to_at
        )
        select parts.part, count(actions) filter (where parts.holds) as value
        from (select null) as always left join actions on true
        cross join lateral (values
            (1, 'with_due', due_on is not null), (2, 'on_time', (done_at at time zone :zone)::date <= due_on)
        ) as parts (place, part, holds)
        group by parts.place, parts.part order by parts.place
    """),
    parts,
    {"with_due": Words("faites, avec une échéance"), "on_time": Words("dont à temps")},
    is_of_day=True,
)
