from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Unit, parts

CONSENTS = Figure(
    FigureCode.CONSENTS,
    Words("Citations demandées"),
    Words(
        "Les demandes de citer une réponse dans un bilan, faites pendant la période, les refus, et les citations "
        "données ou reprises depuis. Refuser, ou ne rien dire, ne change rien pour la personne."
    ),
    Unit.COUNT,
    text("""
        with requests as (
            select r.id, r.state from grant_requests as r join programme_reports as b on b.id = r.report_id
            where b.community_id = :community and (cast(:programme as uuid) is null or b.programme_id = :programme)
                and r.created_at >= :from_at and r.created_at < :to_at
        ), quotes as (
            select g.id, g.revoked_at from requests join grants as g on g.request_id = requests.id
        )
        select part, value from (
            select 1 as place, 'asked' as part, count(*) as value from requests
            union all select 2, 'given', count(*) from quotes
            union all select 3, 'refused', count(*) from requests where state = 'refused'
            union all select 4, 'withdrawn', count(*) from quotes where revoked_at is not null
        ) as counts order by place
    """),
    parts,
    {
        "asked": Words("demandes"),
        "given": Words("citations données"),
        "refused": Words("refus"),
        "withdrawn": Words("citations reprises"),
    },
    is_of_day=True,
)
