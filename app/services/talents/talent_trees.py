"""The number of a person's talents in each domain of the frameworks' trees. The talents are listed by domain."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.actor import ME
from app.core.projections import Representation, SingleProjection, build, shape
from app.core.uow import Reading
from app.models.skills import Framework, Skill
from app.models.talents import Stance, Talent
from app.policies.sessions import SIGNED_IN
from app.policies.talents import readable_by
from app.schemas.talents import TalentDomainRead, TalentFrameworkRead

CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "have": Talent.stance != Stance.SEEKS,
    "offer": Talent.stance == Stance.OFFERS,
    "seek": Talent.stance == Stance.SEEKS,
}
_DOMAIN = func.coalesce(Skill.domain_id, Skill.id).label("domain_id")
_COUNTS_BY_DOMAIN = (
    select(_DOMAIN, *(func.count().filter(says).label(name) for name, says in CONDITIONS.items()))
    .where(readable_by(ME), Skill.id == Talent.skill_id)
    .group_by(_DOMAIN)
    .cte("mine")
)
_NUMBERS = {name: _COUNTS_BY_DOMAIN.c[name] for name in CONDITIONS}
_DOMAINS = (
    select(shape(Skill, TalentDomainRead, **_NUMBERS).label("item"), Skill.framework_id, Skill.position)
    .where(Skill.id == _COUNTS_BY_DOMAIN.c.domain_id)
    .cte("domains")
)
_FRAMEWORKS = (
    select(
        shape(
            Framework,
            TalentFrameworkRead,
            domains=func.json_agg(aggregate_order_by(_DOMAINS.c.item, _DOMAINS.c.position)),
        ).label("item"),
        Framework.code,
    )
    .where(Framework.id == _DOMAINS.c.framework_id)
    .group_by(Framework.id)
    .cte("trees")
)
_TREE = build(
    {
        "frameworks": func.coalesce(
            select(func.json_agg(aggregate_order_by(_FRAMEWORKS.c.item, _FRAMEWORKS.c.code))).scalar_subquery(),
            literal_column("'[]'::json"),
        )
    }
)
_FINGERPRINT = func.hashtextextended(cast(_TREE, Text), 0).op("&")(literal_column(str(2**63 - 1)))
TREE = SingleProjection(SIGNED_IN, _TREE, _FINGERPRINT)


async def get(reading: Reading) -> Representation:
    return await TREE.get(reading)
