from sqlalchemy import text

from app.core.i18n import Words
from app.models.programme_reports import FigureCode
from app.services.figures.figure import Figure, Sum, Unit, people

STORIES_PUBLISHED_TO_US = Figure(
    FigureCode.STORIES_PUBLISHED_TO_US,
    Words("Stories montrées à la communauté"),
    Words(
        "Les stories que des personnes ont choisi de montrer à la communauté pendant la période, et qu’elles lui "
        "montrent encore."
    ),
    Unit.COUNT,
    text("""
        select count(distinct g.target_id) as value, count(distinct g.owner_id) filter (where u.created_at <= :grown)
            as people
        from grants as g join users as u on u.id = g.owner_id join stories as s on s.id = g.target_id
        where g.audience_type = 'community' and g.audience_id = :community and g.target_type = 'story'
            and g.created_at >= :from_at and g.created_at < :to_at
            and g.revoked_at is null and (g.starts_at is null or g.starts_at <= :as_of)
            and (g.ends_at is null or g.ends_at > :as_of) and s.withdrawn_at is null
    """),
    people,
    people=Sum.ADDED,
    is_of_community=True,
)
