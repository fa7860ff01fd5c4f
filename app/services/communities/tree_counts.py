"""The number of people of a community per skill and stance, kept up to date.

`tree_people` holds the share of each person counted, `tree_skills` the sums of these shares, always. A share is the
person's talents when they were last counted. It may differ from their present talents only for fresh people: those in
`tree_changes`, where triggers write each person who changes anything that counts; those not counted yet; those for whom
a date has passed since. A reading adds the present talents of fresh people and subtracts their shares: it is exact, and
what ended is gone in the next answer (docs/decisions/0048). A job brings the sums up to date, so that few are fresh.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Interval,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    delete,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.db import SINGLE_ROW, Base, claim
from app.core.ids import GREATEST_ID, LEAST_ID
from app.core.jobs import Job, Lane
from app.core.projections import NOW
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, TargetType
from app.models.memberships import Membership, MembershipState
from app.models.skills import Framework, Skill
from app.models.talents import Stance, Talent
from app.models.trees import CommunityTree, TreeChange, TreePerson, TreeSkill
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.grants import live
from app.policies.small_groups import ACCOUNT_AGE_IN_SQL
from app.services.shared import stored_counts
from app.services.shared.stored_counts import ALL_ROWS, LEAST, MINUS, PLUS, array_bind

STANDING = timedelta(days=30)  # in the community, for people without evidence
A_DAY = timedelta(days=1)  # until passed dates are counted without any change
PEOPLE_AT_ONCE, COMMUNITIES_AT_ONCE = 1_000, 200
COUNTS = ("have", "offer", "seek", "in_domain")
_STANDING = literal_column(f"interval '{STANDING.days} days'", Interval())
LOCK = 20261127  # the number of an advisory lock of PostgreSQL
_ZERO = literal_column("0", BigInteger())


class CountTrees(Job):
    lane = Lane.HEAVY


def _counts() -> ColumnElement[bool]:
    """Whether the current membership counts: the person agreed, and is no stranger: the team let them in by name, or
    operators verified the community. A stranger needs an account for a week, and evidence or 30 days of membership.

    See decisions/0013.
    """
    shows = exists().where(Talent.user_id == Membership.user_id, func.cardinality(Talent.evidence) > 0)
    is_old = exists().where(User.id == Membership.user_id, User.created_at <= NOW - ACCOUNT_AGE_IN_SQL)
    is_agreement = and_(Membership.show_talents, is_visible(Membership.user_id))
    is_in_grant = exists().where(
        *_of_community(Membership.community_id), Grant.owner_id == Membership.user_id, live(NOW)
    )
    is_verified = exists().where(Community.id == Membership.community_id, Community.verified_at.is_not(None))
    has_stood = and_(is_old, or_(Membership.joined_at <= NOW - _STANDING, shows))
    return and_(
        Membership.state == MembershipState.ACTIVE,
        or_(Membership.admitted_at.is_not(None), is_verified, has_stood),
        or_(is_agreement, is_in_grant),
    )


def fresh(communities: FromClause) -> CTE:
    """Select the people of the current communities whose talents may differ from their share."""
    statement = select(communities.c.id.label("community_id"), TreeChange.user_id).select_from(
        communities.join(TreeChange, true())
    )
    covered_to = func.coalesce(CommunityTree.covered_to, LEAST)
    condition = and_(Membership.community_id == communities.c.id, Membership.user_id > covered_to)
    members = select(communities.c.id, Membership.user_id).select_from(_tree(communities).join(Membership, condition))
    return union(statement, members, *_people_of_passed_dates(communities)).cte("fresh")


def _tree(communities: FromClause) -> FromClause:
    return communities.outerjoin(CommunityTree, CommunityTree.community_id == communities.c.id)


def _people_of_passed_dates(communities: FromClause) -> Sequence[Select[*tuple[Any, ...]]]:
    """Select people with 30 days in the community or a week of account since the last count, and those whose grant
    began or ended since.
    """
    since = func.least(CommunityTree.counted_at, NOW)
    until = func.greatest(CommunityTree.counted_at, NOW)  # the clock may have been set back
    stands = and_(
        Membership.community_id == communities.c.id,
        Membership.state == MembershipState.ACTIVE,
        Membership.joined_at > since - _STANDING,
        Membership.joined_at <= until - _STANDING,
    )
    turns = and_(
        *_of_community(communities.c.id),
        or_(*(and_(moment > since, moment <= until) for moment in (Grant.starts_at, Grant.ends_at))),
    )
    has_week = exists().where(
        User.id == Membership.user_id,
        User.created_at > since - ACCOUNT_AGE_IN_SQL,
        User.created_at <= until - ACCOUNT_AGE_IN_SQL,
    )
    grows = and_(
        Membership.community_id == communities.c.id,
        Membership.state == MembershipState.ACTIVE,
        Membership.joined_at > since - ACCOUNT_AGE_IN_SQL,  # nobody joins before they have an account
        has_week,
    )
    columns = (
        (Membership, Membership.user_id, stands),
        (Membership, Membership.user_id, grows),
        (Grant, Grant.owner_id, turns),
    )
    return [
        select(communities.c.id, user.label("user_id")).select_from(_tree(communities).join(table, on))
        for table, user, on in columns
    ]


def _of_community(community_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> Sequence[ColumnElement[bool]]:
    to_community = (Grant.audience_type == AudienceType.COMMUNITY, Grant.audience_id == community_id)
    return (*to_community, Grant.target_type == TargetType.TALENTS, Grant.revoked_at.is_(None))


def talents_now(people: FromClause) -> Select[*tuple[Any, ...]]:
    """Select the present talents of these people, where their memberships count."""
    of_person = (Membership.community_id == people.c.community_id, Membership.user_id == people.c.user_id)
    member = select(literal_column("1")).where(*of_person, _counts()).limit(SINGLE_ROW).lateral("member")
    talent_rows = _counted_talents(people).limit(ALL_ROWS).lateral("talents_now")
    columns = (people.c.community_id, people.c.user_id, talent_rows.c.skill_id, talent_rows.c.stance)
    return select(*columns).select_from(people.join(member, true()).join(talent_rows, true()))


def _counted_talents(people: FromClause) -> Select[*tuple[Any, ...]]:
    """Select the skills that count, each once: what is exactly the same counts as the community's own skill, else as
    the one that everybody reads. Skills that are of another community alone do not count.
    """
    concept, own = aliased(Skill, name="concept"), aliased(Skill, name="own_skill")
    own_id = (
        select(own.id)
        .join(Framework, Framework.id == own.framework_id)
        .where(own.same_as == concept.id, Framework.community_id == people.c.community_id)
        .order_by(own.id)
        .limit(SINGLE_ROW)
        .correlate(concept, people)
        .scalar_subquery()
    )
    stances = {item: func.bool_or(Talent.stance == literal_column(f"'{item}'")) for item in Stance}
    stance = case(
        *((stances[item], literal_column(f"'{item}'", Text)) for item in (Stance.OFFERS, Stance.HAS)),
        else_=literal_column(f"'{Stance.SEEKS}'", Text),
    )
    skill_id = func.coalesce(own_id, concept.id)
    is_readable = or_(concept.audience_id.is_(None), concept.audience_id == people.c.community_id)
    return (
        select(skill_id.label("skill_id"), stance.label("stance"))
        .select_from(Talent)
        .join(Skill, Skill.id == Talent.skill_id)
        .join(concept, concept.id == func.coalesce(Skill.same_as, Skill.id))
        .where(Talent.user_id == people.c.user_id, is_readable)
        .group_by(literal_column("1"))
    )


def _shares(people: FromClause) -> Select[*tuple[Any, ...]]:
    conditions = (TreePerson.community_id == people.c.community_id, TreePerson.user_id == people.c.user_id)
    share = select(TreePerson.skills, TreePerson.stances).where(*conditions).limit(SINGLE_ROW).lateral("share")
    skill = func.unnest(share.c.skills, share.c.stances).table_valued("id", "stance").render_derived(name="skill")
    columns = (people.c.community_id, people.c.user_id, skill.c.id, skill.c.stance)
    return select(*columns).select_from(people.join(share, true()).join(skill, true()))


def differences(people: FromClause, now: Select[*tuple[Any, ...]]) -> tuple[CTE, CTE]:
    """Build the present talents of these people less their shares: by skill, and in numbers of people."""
    statements = (now.add_columns(PLUS.label("sign")), _shares(people).add_columns(MINUS))
    subquery = union_all(*statements).cte("said")
    has = subquery.c.stance != literal_column(f"'{Stance.SEEKS}'")
    offers, seeks = (subquery.c.stance == literal_column(f"'{item}'") for item in (Stance.OFFERS, Stance.SEEKS))
    by_skill = select(
        subquery.c.community_id,
        subquery.c.skill_id,
        func.sum(subquery.c.sign).filter(has).label("have"),
        func.sum(subquery.c.sign).filter(offers).label("offer"),
        func.sum(subquery.c.sign).filter(seeks).label("seek"),
        _ZERO.label("in_domain"),
    ).group_by(subquery.c.community_id, subquery.c.skill_id)
    holders = (
        select(
            subquery.c.sign,
            subquery.c.community_id,
            subquery.c.user_id,
            func.coalesce(Skill.domain_id, Skill.id).label("id"),
        )
        .add_columns(has.label("has"))
        .where(Skill.id == subquery.c.skill_id)
        .distinct()
        .subquery("holders")
    )
    by_domain = select(
        holders.c.community_id, holders.c.id, _ZERO, _ZERO, _ZERO, func.sum(holders.c.sign).filter(holders.c.has)
    ).group_by(holders.c.community_id, holders.c.id)
    signs_of_people = (
        select(subquery.c.sign, subquery.c.community_id, subquery.c.user_id).distinct().subquery("everybody_said")
    )
    by_community = select(signs_of_people.c.community_id, func.sum(signs_of_people.c.sign).label("people"))
    return union_all(by_skill, by_domain).cte("differences"), by_community.group_by(signs_of_people.c.community_id).cte(
        "more"
    )


def total(column: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), _ZERO), BigInteger)


async def count(uow: UnitOfWork) -> bool:
    """Bring shares and sums up to date: changed people first, then communities not fully counted or with passed dates.

    Each portion has a transaction of its own. Return whether more communities are left.
    """
    await count_changed(uow)
    communities = await overdue(uow)
    await count_members(uow, communities)
    return len(communities) == COMMUNITIES_AT_ONCE


async def count_changed(uow: UnitOfWork) -> None:
    await stored_counts.count_portions(uow, LOCK, _count_changed)


async def count_members(uow: UnitOfWork, communities: Sequence[UUID]) -> None:
    for community_id in communities:
        await stored_counts.count_portions(uow, LOCK, partial(_count_members, community_id=community_id))


async def overdue(uow: UnitOfWork) -> Sequence[UUID]:
    """Return the communities to count, also those counted by a clock that was set back since."""
    now = uow.runtime.clock()  # another job may have counted them since this work began
    condition = and_(CommunityTree.counted_at >= now - A_DAY, CommunityTree.counted_at <= now)
    whole = and_(CommunityTree.covered_to == GREATEST_ID, condition)
    late = select(Community.id).outerjoin(CommunityTree).where(func.coalesce(whole, false()).is_(False))
    async with uow.runtime.database.sessions() as session:
        return (await session.scalars(late.order_by(Community.id).limit(COMMUNITIES_AT_ONCE))).all()


async def _count_changed(uow: UnitOfWork) -> bool:
    """Count people who changed. People whose account or community is locked wait for the next time."""
    users = await stored_counts.lock_changed(uow, TreeChange.user_id, PEOPLE_AT_ONCE)
    memberships = select(Membership.community_id, Membership.user_id).where(
        Membership.user_id.in_(users), Membership.state == MembershipState.ACTIVE
    )
    shares = select(TreePerson.community_id, TreePerson.user_id).where(TreePerson.user_id.in_(users))
    rows = (await uow.session.execute(memberships.union(shares))).all()
    trees = await _lock_trees(uow, {community_id for community_id, _ in rows})
    pairs = [(community_id, user_id) for community_id, user_id in rows if community_id in trees]
    return await _update_shares(uow, pairs, users) and len(users) == PEOPLE_AT_ONCE


async def _count_members(uow: UnitOfWork, community_id: UUID) -> bool:
    """Count the next members, and people with passed dates."""
    first = {"people": 0, "counted_at": uow.now, "covered_to": LEAST_ID}
    await claim(uow.session, CommunityTree, community_id=community_id, **first)
    if not await _lock_trees(uow, {community_id}):
        return False
    tree = await uow.session.get_one(CommunityTree, community_id)
    members = select(Membership.user_id).where(
        Membership.community_id == community_id, Membership.user_id > tree.covered_to
    )
    rows = (await uow.session.scalars(members.order_by(Membership.user_id).limit(PEOPLE_AT_ONCE))).all()
    subquery = union(
        *_people_of_passed_dates(select(literal(community_id, Uuid()).label("id")).subquery("here"))
    ).subquery()
    late = await uow.session.execute(select(subquery.c.user_id), {"now": uow.now})
    users = {*rows, *late.scalars()}
    await stored_counts.lock_people(uow, users)
    await _update_shares(uow, [(community_id, user_id) for user_id in users], [])
    has_rest = len(rows) == PEOPLE_AT_ONCE
    tree.counted_at, tree.covered_to = uow.now, rows[-1] if has_rest else GREATEST_ID
    return has_rest


async def _lock_trees(uow: UnitOfWork, communities: Collection[UUID]) -> Collection[UUID]:
    """Lock the sums and shares of these communities until the end of the transaction. Return those that were free."""
    trees = select(CommunityTree.community_id).where(CommunityTree.community_id.in_(communities))
    statement = trees.order_by(CommunityTree.community_id).with_for_update(skip_locked=True)
    return set(await uow.session.scalars(statement))


async def _update_shares(uow: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]], changed_ids: Sequence[UUID]) -> bool:
    """Set the shares of these people to their present talents, and the sums with them.

    Talents and changes are read in one statement: later changes are counted later. Return whether the people of
    `changed_ids` had any changes.
    """
    people = {"communities": [pair[0] for pair in pairs], "users": [pair[1] for pair in pairs]}
    read = await uow.session.execute(_READ, people | {"changed": changed_ids, "now": uow.now})
    *columns, change_ids = read.one()
    now = people | dict(
        zip(("communities_now", "users_now", "skills", "stances"), (item or [] for item in columns), strict=True)
    )
    for write in (_ADD_SKILLS, _ADD_PEOPLE, _FORGET_SHARES, _KEEP_SHARES):
        await uow.session.execute(write, now)
    await uow.session.execute(delete(TreeChange).where(TreeChange.id.in_(change_ids or [])))
    return bool(change_ids)


_PAIRS = (
    func.unnest(array_bind("communities", Uuid()), array_bind("users", Uuid()))
    .table_valued(column("community_id", Uuid()), column("user_id", Uuid()))
    .render_derived(name="pairs")
)
_MEMBERS = select(_PAIRS.c.community_id, _PAIRS.c.user_id).cte("people")
_TALENTS_NOW = talents_now(_MEMBERS).cte("now")
_LEFT_OUT = exists().where(
    Membership.user_id == TreeChange.user_id,
    Membership.state == MembershipState.ACTIVE,
    CommunityTree.community_id == Membership.community_id,
    ~exists().where(_MEMBERS.c.community_id == Membership.community_id, _MEMBERS.c.user_id == Membership.user_id),
)
_CHANGE_IDS = select(TreeChange.id).where(TreeChange.user_id == func.any(array_bind("changed", Uuid())), ~_LEFT_OUT)
_READ = select(*(func.array_agg(item) for item in _TALENTS_NOW.c), func.array(_CHANGE_IDS.scalar_subquery()))
_PRESENT_TALENTS = (
    func.unnest(
        array_bind("communities_now", Uuid()),
        array_bind("users_now", Uuid()),
        array_bind("skills", Uuid()),
        array_bind("stances", Text()),
    )
    .table_valued(
        column("community_id", Uuid()), column("user_id", Uuid()), column("skill_id", Uuid()), column("stance", Text())
    )
    .render_derived(name="found")
)
_MORE_SKILLS, _MORE_MEMBERS = differences(_MEMBERS, select(*_PRESENT_TALENTS.c))
_SUMS = select(
    _MORE_SKILLS.c.community_id,
    _MORE_SKILLS.c.skill_id,
    *(total(_MORE_SKILLS.c[name]).label(name) for name in COUNTS),
).group_by(_MORE_SKILLS.c.community_id, _MORE_SKILLS.c.skill_id)
_NEW = insert(Base.metadata.tables["tree_skills"]).from_select(
    ["community_id", "skill_id", *COUNTS], _SUMS, include_defaults=False
)
_ADD_SKILLS = _NEW.on_conflict_do_update(
    index_elements=["community_id", "skill_id"],
    set_={name: TreeSkill.__table__.c[name] + _NEW.excluded[name] for name in COUNTS},
)
_ADD_PEOPLE = (
    update(CommunityTree)
    .where(CommunityTree.community_id == _MORE_MEMBERS.c.community_id)
    .values(people=CommunityTree.people + cast(_MORE_MEMBERS.c.people, BigInteger))
    .execution_options(synchronize_session=False)
)
_FORGET_SHARES = (
    delete(TreePerson)
    .where(TreePerson.community_id == _MEMBERS.c.community_id, TreePerson.user_id == _MEMBERS.c.user_id)
    .execution_options(synchronize_session=False)
)
_KEEP_SHARES = insert(Base.metadata.tables["tree_people"]).from_select(
    ["community_id", "user_id", "skills", "stances"],
    select(
        _PRESENT_TALENTS.c.community_id,
        _PRESENT_TALENTS.c.user_id,
        func.array_agg(_PRESENT_TALENTS.c.skill_id),
        func.array_agg(_PRESENT_TALENTS.c.stance),
    ).group_by(_PRESENT_TALENTS.c.community_id, _PRESENT_TALENTS.c.user_id),
    include_defaults=False,
)
