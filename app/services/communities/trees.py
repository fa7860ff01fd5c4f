"""What a community can do, counted from the talents of members who agreed, without revealing any one person.

Members agree in their membership, or by granting their talents to the community. They count from the day on which an
experience of theirs shows a talent, or after 30 days in the community: accounts made up to subtract all but one person
from a number do neither. Every number grows by steps that are several people wide, whatever it counts, and derived
values use those steps: single people cannot be told apart within an answer, nor between two (docs/decisions/0013).
"""

from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, case, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.actor import ME
from app.core.projections import Element, Json, SingleProjection, build, shape
from app.core.uow import Reading
from app.models.communities import Community
from app.models.skills import Framework, Skill
from app.models.trees import CommunityTree, TreeSkill
from app.policies.communities import CommunityNotFound, active_in, readable_by
from app.policies.sessions import SIGNED_IN
from app.policies.small_groups import rounded
from app.schemas.community_trees import SharedDomainRead, SharedFrameworkRead
from app.services.communities import tree_counts
from app.services.shared import community_guards, summaries

TRUNK, LEAF = 2, 10  # the trunk: at least one person in 2; a leaf: at most one in 10

_COMMUNITY = (
    select(Community.id, Community.k_min)
    .where(Community.id == bindparam("id", type_=Uuid()), readable_by(ME), Community.id.in_(active_in(ME)))
    .cte("own_community")
)
_LEAST_COUNT = select(_COMMUNITY.c.k_min).scalar_subquery()


def _rounded(count: Element) -> Element:
    return rounded(count, _LEAST_COUNT)


_DOMAIN_ID = func.coalesce(Skill.domain_id, Skill.id).label("domain_id")
_FRESH = tree_counts.fresh(_COMMUNITY)
_FRESH_SKILLS, _FRESH_PEOPLE = tree_counts.differences(_FRESH, tree_counts.talents_now(_FRESH))
_COUNTED_SKILLS = select(TreeSkill.skill_id, *(TreeSkill.__table__.c[name] for name in tree_counts.COUNTS)).where(
    TreeSkill.community_id == _COMMUNITY.c.id
)
_SUMMANDS = _COUNTED_SKILLS.union_all(
    select(_FRESH_SKILLS.c.skill_id, *(_FRESH_SKILLS.c[name] for name in tree_counts.COUNTS))
).subquery("both")
SUMS = (
    select(_SUMMANDS.c.skill_id, *(tree_counts.total(_SUMMANDS.c[name]).label(name) for name in tree_counts.COUNTS))
    .group_by(_SUMMANDS.c.skill_id)
    .cte("sums")
)
PEOPLE = (
    select(CommunityTree.people)
    .where(CommunityTree.community_id == _COMMUNITY.c.id)
    .union_all(select(_FRESH_PEOPLE.c.people))
    .subquery("counted_people")
)
_ALL = select(_rounded(tree_counts.total(PEOPLE.c.people)).label("people")).cte("everybody")
_BY_DOMAIN = select(SUMS.c.skill_id.label("domain_id"), _rounded(SUMS.c.in_domain).label("have")).cte("by_domain")
BY_SKILL = select(SUMS.c.skill_id, *(_rounded(SUMS.c[name]).label(name) for name in ("have", "offer", "seek"))).cte(
    "by_skill"
)
_TOTAL = select(_ALL.c.people).scalar_subquery()
_PART = case(
    (BY_SKILL.c.have * TRUNK >= _TOTAL, literal_column("'trunk'", Text)),
    (BY_SKILL.c.have * LEAF <= _TOTAL, literal_column("'leaf'", Text)),
    else_=literal_column("'branch'", Text),
)
_SKILL_FIELDS = {
    "skill": summaries.SKILL,
    "have": BY_SKILL.c.have,
    "offer": BY_SKILL.c.offer,
    "seek": BY_SKILL.c.seek,
    "part": _PART,
}
_SKILLS = (
    select(
        _DOMAIN_ID,
        func.json_agg(aggregate_order_by(build(_SKILL_FIELDS), Skill.position, Skill.code)).label("items"),
    )
    .where(Skill.id == BY_SKILL.c.skill_id)
    .where(or_(BY_SKILL.c.have > 0, BY_SKILL.c.offer > 0, BY_SKILL.c.seek > 0))
    .group_by(_DOMAIN_ID)
    .cte("skills_shown")
)
_EMPTY_LIST: Element = literal_column("'[]'::json")
_DOMAIN = shape(Skill, SharedDomainRead, have=_BY_DOMAIN.c.have, skills=func.coalesce(_SKILLS.c["items"], _EMPTY_LIST))
_DOMAINS = (
    select(Skill.framework_id, func.json_agg(aggregate_order_by(_DOMAIN, Skill.position)).label("items"))
    .select_from(_BY_DOMAIN)
    .join(Skill, Skill.id == _BY_DOMAIN.c.domain_id)
    .outerjoin(_SKILLS, _SKILLS.c.domain_id == _BY_DOMAIN.c.domain_id)
    .where(or_(_BY_DOMAIN.c.have > 0, _SKILLS.c.domain_id.is_not(None)))
    .group_by(Skill.framework_id)
    .cte("domains_shown")
)
_FRAMEWORKS = select(
    func.coalesce(
        func.json_agg(
            aggregate_order_by(shape(Framework, SharedFrameworkRead, domains=_DOMAINS.c["items"]), Framework.code)
        ),
        _EMPTY_LIST,
    )
).where(Framework.id == _DOMAINS.c.framework_id, _TOTAL > 0)
_TREE = {
    "k_min": _COMMUNITY.c.k_min,
    "withheld": _TOTAL == 0,
    "people": _TOTAL,
    "frameworks": _FRAMEWORKS.scalar_subquery(),
}
TREE = SingleProjection(SIGNED_IN, build(_TREE), literal_column("1"), _COMMUNITY.c.id.is_not(None))


_MISSING = BY_SKILL.c.seek - BY_SKILL.c.offer
_NEED = build({"skill": summaries.SKILL, "seek": BY_SKILL.c.seek, "offer": BY_SKILL.c.offer, "missing": _MISSING})
_ITEMS = (
    select(
        func.coalesce(
            func.json_agg(aggregate_order_by(_NEED, _MISSING.desc(), Framework.code, Skill.position, Skill.code)),
            _EMPTY_LIST,
        )
    )
    .where(Skill.id == BY_SKILL.c.skill_id, Framework.id == Skill.framework_id)
    .where(_MISSING > 0, _TOTAL > 0)
)
NEEDS = SingleProjection(
    SIGNED_IN,
    build(
        {name: element for name, element in _TREE.items() if name != "frameworks"} | {"items": _ITEMS.scalar_subquery()}
    ),
    literal_column("1"),
    _COMMUNITY.c.id.is_not(None),
)


async def get(reading: Reading, community_id: UUID) -> Json:
    """Return the tree of a community. Raises CommunityNotFound, MembersOnly."""
    return await _read(reading, TREE, community_id)


async def needs(reading: Reading, community_id: UUID) -> Json:
    """Return what more people look for than offer. Raises CommunityNotFound, MembersOnly."""
    return await _read(reading, NEEDS, community_id)


async def _read(reading: Reading, projection: SingleProjection, community_id: UUID) -> Json:
    representation = await projection.find(reading, id=community_id)
    if representation is None:
        await community_guards.check_member(reading, community_id)
        raise CommunityNotFound  # they were let in since the first query
    return representation.json
