"""How many people of a community say what of which skill, kept as people change.

`tree_people` holds the share of each person counted, `tree_skills` the sums of these shares, always. A share is what
the person said when they were last counted. It may differ from what they say now for people who are fresh alone: those
in `tree_changes`, where triggers write whoever changes anything that counts; those not counted yet; those for whom a
date has passed since. A reading adds what fresh people say now, and subtracts their shares: it is exact, and what
ended is over in the next answer (docs/decisions/0048). A job brings the sums up to date, so that few are fresh.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Interval,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
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
    text,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from app.core.db import Base, claim
from app.core.jobs import Job, Lane
from app.core.projections import NOW
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, TargetType
from app.models.memberships import Membership, MembershipState
from app.models.skills import Skill
from app.models.talents import Stance, Talent
from app.models.trees import FIRST, LAST, CommunityTree, TreeChange, TreePerson, TreeSkill
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.grants import live

STANDING = timedelta(days=30)  # in the community, for who has shown nothing yet
A_DAY = timedelta(days=1)  # after which dates that passed are counted, though nobody changed
PEOPLE_AT_ONCE, COMMUNITIES_AT_ONCE = 1_000, 200
WHAT = ("have", "offer", "seek", "in_domain")
_STANDING = literal_column(f"interval '{STANDING.days} days'", Interval())
_ALONE = text("select pg_try_advisory_xact_lock(20261127)")
# A limit keeps PostgreSQL from joining the people at hand with all talents, which a plan for any number of them does.
_EACH, _ONE = literal_column("100000", BigInteger()), literal_column("1", BigInteger())
_ZERO = literal_column("0", BigInteger())
_PLUS, _MINUS = literal_column("1", BigInteger()), literal_column("-1", BigInteger())


class CountTrees(Job):
    lane = Lane.HEAVY


def _counts() -> ColumnElement[bool]:
    """The membership at hand counts: its person agreed, and is no newcomer who has shown nothing (decisions/0013)."""
    shows = exists().where(Talent.user_id == Membership.user_id, func.cardinality(Talent.evidence) > 0)
    condition = and_(Membership.show_talents, is_visible(Membership.user_id))
    granted = exists().where(*_of_community(Membership.community_id), Grant.owner_id == Membership.user_id, live(NOW))
    return and_(
        Membership.state == MembershipState.ACTIVE,
        or_(Membership.joined_at <= NOW - _STANDING, shows),
        or_(condition, granted),
    )


def fresh(here: FromClause) -> CTE:
    """Of the community at hand, whoever may say something else than their share."""
    statement = select(here.c.id.label("community_id"), TreeChange.user_id).select_from(here.join(TreeChange, true()))
    covered_to = func.coalesce(CommunityTree.covered_to, literal_column(f"'{FIRST}'::uuid", Uuid()))
    condition = and_(Membership.community_id == here.c.id, Membership.user_id > covered_to)
    members = select(here.c.id, Membership.user_id).select_from(_tree(here).join(Membership, condition))
    return union(statement, members, *_passed(here)).cte("fresh")


def _tree(here: FromClause) -> FromClause:
    return here.outerjoin(CommunityTree, CommunityTree.community_id == here.c.id)


def _passed(here: FromClause) -> Sequence[Select[*tuple[Any, ...]]]:
    """Those who have been there for long enough since it was counted, and those whose grant begins or ends since."""
    since = func.least(CommunityTree.counted_at, NOW)
    until = func.greatest(CommunityTree.counted_at, NOW)  # a clock may be put back
    stands = and_(
        Membership.community_id == here.c.id,
        Membership.state == MembershipState.ACTIVE,
        Membership.joined_at > since - _STANDING,
        Membership.joined_at <= until - _STANDING,
    )
    turns = and_(
        *_of_community(here.c.id),
        or_(*(and_(moment > since, moment <= until) for moment in (Grant.starts_at, Grant.ends_at))),
    )
    columns = ((Membership, Membership.user_id, stands), (Grant, Grant.owner_id, turns))
    return [
        select(here.c.id, user.label("user_id")).select_from(_tree(here).join(table, on)) for table, user, on in columns
    ]


def _of_community(community_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> Sequence[ColumnElement[bool]]:
    to_it = (Grant.audience_type == AudienceType.COMMUNITY, Grant.audience_id == community_id)
    return (*to_it, Grant.target_type == TargetType.TALENTS, Grant.revoked_at.is_(None))


def said_now(people: FromClause) -> Select[*tuple[Any, ...]]:
    """What each of them, in the community at hand, says now, if they count."""
    in_it = (Membership.community_id == people.c.community_id, Membership.user_id == people.c.user_id)
    member = select(literal_column("1")).where(*in_it, _counts()).limit(_ONE).lateral("member")
    talents = (
        select(Talent.skill_id, cast(Talent.stance, Text).label("stance"))
        .where(Talent.user_id == people.c.user_id)
        .limit(_EACH)
        .lateral("talents_now")
    )
    columns = (people.c.community_id, people.c.user_id, talents.c.skill_id, talents.c.stance)
    return select(*columns).select_from(people.join(member, true()).join(talents, true()))


def _said_before(people: FromClause) -> Select[*tuple[Any, ...]]:
    here = (TreePerson.community_id == people.c.community_id, TreePerson.user_id == people.c.user_id)
    share = select(TreePerson.skills, TreePerson.stances).where(*here).limit(_ONE).lateral("share")
    skill = func.unnest(share.c.skills, share.c.stances).table_valued("id", "stance").render_derived(name="skill")
    columns = (people.c.community_id, people.c.user_id, skill.c.id, skill.c.stance)
    return select(*columns).select_from(people.join(share, true()).join(skill, true()))


def differences(people: FromClause, now: Select[*tuple[Any, ...]]) -> tuple[CTE, CTE]:
    """What these people of communities say now, less their shares: by skill, and in numbers of people."""
    signed = (now.add_columns(_PLUS.label("sign")), _said_before(people).add_columns(_MINUS))
    subquery = union_all(*signed).cte("said")
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
    everybody = (
        select(subquery.c.sign, subquery.c.community_id, subquery.c.user_id).distinct().subquery("everybody_said")
    )
    by_community = select(everybody.c.community_id, func.sum(everybody.c.sign).label("people"))
    return union_all(by_skill, by_domain).cte("differences"), by_community.group_by(everybody.c.community_id).cte(
        "more"
    )


def total(column: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), _ZERO), BigInteger)


async def count(uow: UnitOfWork) -> bool:
    """Bring the shares and sums up to date: of who changed, then of communities that were not counted whole, or where
    dates have passed. Some at a time, each time in a transaction of its own; whether there are more communities."""
    await count_changed(uow)
    communities = await overdue(uow)
    await count_members(uow, communities)
    return len(communities) == COMMUNITIES_AT_ONCE


async def count_changed(uow: UnitOfWork) -> None:
    await _while_there_are_more(uow, _count_changed)


async def count_members(uow: UnitOfWork, communities: Sequence[UUID]) -> None:
    for community_id in communities:
        await _while_there_are_more(uow, partial(_count_members, community_id=community_id))


async def _while_there_are_more(uow: UnitOfWork, portion: Callable[[UnitOfWork], Awaitable[bool]]) -> None:
    has_more = True
    while has_more:
        async with uow.runtime.work(uow.actor) as work:
            has_more = await work.session.scalar(_ALONE) is True and await portion(work)


async def overdue(uow: UnitOfWork) -> Sequence[UUID]:
    """Also those that were counted by a clock which has been put back since."""
    now = uow.runtime.clock()  # they may have been counted since this work began
    condition = and_(CommunityTree.counted_at >= now - A_DAY, CommunityTree.counted_at <= now)
    whole = and_(CommunityTree.covered_to == LAST, condition)
    late = select(Community.id).outerjoin(CommunityTree).where(func.coalesce(whole, false()).is_(False))
    async with uow.runtime.database.sessions() as session:
        return (await session.scalars(late.order_by(Community.id).limit(COMMUNITIES_AT_ONCE))).all()


async def _count_changed(uow: UnitOfWork) -> bool:
    """Those whose account or community somebody else holds wait for the next time."""
    statement = select(TreeChange.user_id).distinct().limit(PEOPLE_AT_ONCE)
    held = select(User.id).where(User.id.in_(statement)).with_for_update(key_share=True, read=True, skip_locked=True)
    users = (await uow.session.scalars(held)).all()
    theirs = select(Membership.community_id, Membership.user_id).where(
        Membership.user_id.in_(users), Membership.state == MembershipState.ACTIVE
    )
    shared = select(TreePerson.community_id, TreePerson.user_id).where(TreePerson.user_id.in_(users))
    rows = (await uow.session.execute(theirs.union(shared))).all()
    trees = await _hold(uow, {community_id for community_id, _ in rows})
    pairs = [(community_id, user_id) for community_id, user_id in rows if community_id in trees]
    return await _settle(uow, pairs, users) and len(users) == PEOPLE_AT_ONCE


async def _count_members(uow: UnitOfWork, community_id: UUID) -> bool:
    """The next ones, and those for whom a date has passed."""
    first = {"people": 0, "counted_at": uow.now, "covered_to": FIRST}
    await claim(uow.session, CommunityTree, community_id=community_id, **first)
    if not await _hold(uow, {community_id}):
        return False
    tree = await uow.session.get_one(CommunityTree, community_id)
    members = select(Membership.user_id).where(
        Membership.community_id == community_id, Membership.user_id > tree.covered_to
    )
    rows = (await uow.session.scalars(members.order_by(Membership.user_id).limit(PEOPLE_AT_ONCE))).all()
    subquery = union(*_passed(select(literal(community_id, Uuid()).label("id")).subquery("here"))).subquery()
    late = await uow.session.execute(select(subquery.c.user_id), {"now": uow.now})
    users = {*rows, *late.scalars()}
    await uow.session.execute(select(User.id).where(User.id.in_(users)).with_for_update(key_share=True, read=True))
    await _settle(uow, [(community_id, user_id) for user_id in users], [])
    has_more = len(rows) == PEOPLE_AT_ONCE
    tree.counted_at, tree.covered_to = uow.now, rows[-1] if has_more else LAST
    return has_more


async def _hold(uow: UnitOfWork, communities: Collection[UUID]) -> Collection[UUID]:
    """Nobody else changes their sums and shares until this transaction ends."""
    trees = select(CommunityTree.community_id).where(CommunityTree.community_id.in_(communities))
    ordered = trees.order_by(CommunityTree.community_id).with_for_update(skip_locked=True)
    return set(await uow.session.scalars(ordered))


async def _settle(uow: UnitOfWork, pairs: Sequence[tuple[UUID, UUID]], changed: Sequence[UUID]) -> bool:
    """Make the shares of these people what they say now; the sums follow. Whether anything was noted of the `changed`.

    What they say, and what was noted of them, is read in one statement: what is noted later is counted later.
    """
    people = {"communities": [one for one, _ in pairs], "users": [one for _, one in pairs]}
    read = await uow.session.execute(_READ, people | {"changed": changed, "now": uow.now})
    *said, noted = read.one()
    now = people | dict(
        zip(("communities_now", "users_now", "skills", "stances"), (item or [] for item in said), strict=True)
    )
    for write in (_ADD_SKILLS, _ADD_PEOPLE, _FORGET_SHARES, _KEEP_SHARES):
        await uow.session.execute(write, now)
    await uow.session.execute(delete(TreeChange).where(TreeChange.id.in_(noted or [])))
    return bool(noted)


def _given(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(kind))


_PAIRS = (
    func.unnest(_given("communities", Uuid()), _given("users", Uuid()))
    .table_valued(column("community_id", Uuid()), column("user_id", Uuid()))
    .render_derived(name="pairs")
)
_PEOPLE = select(_PAIRS.c.community_id, _PAIRS.c.user_id).cte("people")
_NOW = said_now(_PEOPLE).cte("now")
_LEFT_OUT = exists().where(
    Membership.user_id == TreeChange.user_id,
    Membership.state == MembershipState.ACTIVE,
    CommunityTree.community_id == Membership.community_id,
    ~exists().where(_PEOPLE.c.community_id == Membership.community_id, _PEOPLE.c.user_id == Membership.user_id),
)
_NOTED = select(TreeChange.id).where(TreeChange.user_id == func.any(_given("changed", Uuid())), ~_LEFT_OUT)
_READ = select(*(func.array_agg(item) for item in _NOW.c), func.array(_NOTED.scalar_subquery()))
_FOUND = (
    func.unnest(
        _given("communities_now", Uuid()),
        _given("users_now", Uuid()),
        _given("skills", Uuid()),
        _given("stances", Text()),
    )
    .table_valued(
        column("community_id", Uuid()), column("user_id", Uuid()), column("skill_id", Uuid()), column("stance", Text())
    )
    .render_derived(name="found")
)
_MORE_SKILLS, _MORE_PEOPLE = differences(_PEOPLE, select(*_FOUND.c))
_SUMS = select(
    _MORE_SKILLS.c.community_id, _MORE_SKILLS.c.skill_id, *(total(_MORE_SKILLS.c[name]).label(name) for name in WHAT)
).group_by(_MORE_SKILLS.c.community_id, _MORE_SKILLS.c.skill_id)
_NEW = insert(Base.metadata.tables["tree_skills"]).from_select(
    ["community_id", "skill_id", *WHAT], _SUMS, include_defaults=False
)
_ADD_SKILLS = _NEW.on_conflict_do_update(
    index_elements=["community_id", "skill_id"],
    set_={name: TreeSkill.__table__.c[name] + _NEW.excluded[name] for name in WHAT},
)
_ADD_PEOPLE = (
    update(CommunityTree)
    .where(CommunityTree.community_id == _MORE_PEOPLE.c.community_id)
    .values(people=CommunityTree.people + cast(_MORE_PEOPLE.c.people, BigInteger))
    .execution_options(synchronize_session=False)
)
_FORGET_SHARES = (
    delete(TreePerson)
    .where(TreePerson.community_id == _PEOPLE.c.community_id, TreePerson.user_id == _PEOPLE.c.user_id)
    .execution_options(synchronize_session=False)
)
_KEEP_SHARES = insert(Base.metadata.tables["tree_people"]).from_select(
    ["community_id", "user_id", "skills", "stances"],
    select(
        _FOUND.c.community_id, _FOUND.c.user_id, func.array_agg(_FOUND.c.skill_id), func.array_agg(_FOUND.c.stance)
    ).group_by(_FOUND.c.community_id, _FOUND.c.user_id),
    include_defaults=False,
)
