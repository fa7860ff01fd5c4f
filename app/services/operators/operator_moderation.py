"""Decisions that wait for operators: unverified communities, and flags of targets outside communities."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, text

from app.core.db import fetch_one
from app.core.uow import UnitOfWork
from app.models.communities import Community, Visibility
from app.models.flags import Flag, FlagState
from app.models.memberships import Membership, MembershipState
from app.models.operators import AdminVerb
from app.policies.communities import CommunityNotFound, is_known_school
from app.schemas.flags import FlagTargetRead
from app.schemas.operators import (
    AdminCommunitiesRead,
    AdminCommunityRead,
    AdminFlagsRead,
    DismissedFlagRead,
    WaitingFlagRead,
)
from app.services.communities.communities import LeaveDoubtedSchool
from app.services.operators import operator_appeals
from app.services.operators.flags import FlagNotFound
from app.services.operators.operators import act

FIGURES_OF = timedelta(days=90)
FIRST = 100
FEWEST = 5  # members; a smaller number is not shown
FLAGS = text("""
    select count(*) as reported, count(*) filter (where state = 'open') as open,
        count(*) filter (where state = 'hidden') as hidden, count(*) filter (where state = 'dismissed') as dismissed,
        count(decided_at)::float / nullif(count(*), 0) as decided_share,
        percentile_cont(0.5) within group (order by extract(epoch from decided_at - created_at) / 3600) as median_hours,
        extract(epoch from cast(:now as timestamptz) - min(created_at) filter (where state = 'open'))::bigint / 3600
            as oldest_open_hours
    from flags where created_at > :since
""")
APPEALS = text("""
    select count(appealed_at) as appealed, count(lifted_at) as lifted,
        count(*) filter (where appealed_at is not null and reviewed_at is null) as appeals_waiting
    from hidings where hidden_at > :since
""")
FOR_OPERATORS = Flag.community_id.is_(None)
OPEN = Community.closed_at.is_(None)
AWAITING_VERIFICATION = (OPEN, Community.verified_at.is_(None), Community.visibility != Visibility.SECRET)
_ACTIVE = Membership.state == MembershipState.ACTIVE
_MEMBERS = select(func.count()).where(Membership.community_id == Community.id, _ACTIVE).scalar_subquery()
MEMBERS: ColumnElement[int | None] = case((_MEMBERS >= FEWEST, _MEMBERS)).label("members")
COLUMNS = [getattr(Community, name) for name in AdminCommunityRead.model_fields if name != "members"]


async def show_flags(uow: UnitOfWork) -> AdminFlagsRead:
    await act(uow, AdminVerb.READ_FLAGS)
    values = {"now": uow.now, "since": uow.now - FIGURES_OF}
    flags = (await uow.session.execute(FLAGS, values)).mappings().one()
    appeals = (await uow.session.execute(APPEALS, {"since": values["since"]})).mappings().one()
    waiting = select(Flag).where(FOR_OPERATORS, Flag.state == FlagState.OPEN).order_by(Flag.created_at, Flag.id)
    first_flags = [
        WaitingFlagRead(
            id=flag.id,
            target=FlagTargetRead(type=flag.target_type, id=flag.target_id),
            reason=flag.reason,
            created_at=flag.created_at,
        )
        for flag in await uow.session.scalars(waiting.limit(FIRST))
    ]
    return AdminFlagsRead(**flags, **appeals, waiting=first_flags, appeals=await operator_appeals.list_waiting(uow))


async def dismiss_flag(uow: UnitOfWork, flag_id: UUID, reason: str) -> DismissedFlagRead:
    """Dismiss a flag whose target is in no community. Raises FlagNotFound, FlagDecided."""
    await act(uow, AdminVerb.DISMISS_FLAG, flag_id)
    for_us = select(Flag).where(Flag.id == flag_id, FOR_OPERATORS).with_for_update()
    flag = await fetch_one(uow.session, for_us, FlagNotFound)
    flag.decide(FlagState.DISMISSED, reason, uow.actor.user_id, uow.now)
    return DismissedFlagRead(id=flag.id, target_type=flag.target_type, state=flag.state)


async def list_unverified(uow: UnitOfWork) -> AdminCommunitiesRead:
    await act(uow, AdminVerb.READ_COMMUNITIES)
    waiting = await uow.session.scalar(select(func.count()).select_from(Community).where(*AWAITING_VERIFICATION))
    first = _shown().where(*AWAITING_VERIFICATION).order_by(Community.created_at, Community.id).limit(FIRST)
    rows = (await uow.session.execute(first)).mappings()
    return AdminCommunitiesRead(
        waiting=waiting or 0, first=[AdminCommunityRead.model_validate(dict(row)) for row in rows]
    )


async def verify_community(uow: UnitOfWork, community_id: UUID) -> AdminCommunityRead:
    """Verify an open community. Raises CommunityNotFound."""
    await act(uow, AdminVerb.VERIFY_COMMUNITY, community_id)
    (await _get(uow, community_id)).verify(uow.now)
    return await _show(uow, community_id)


async def doubt_community(uow: UnitOfWork, community_id: UUID) -> AdminCommunityRead:
    """Take back the verification of a community. Raises CommunityNotFound.

    Pupils whom the school admitted without a guardian's agreement leave it.
    """
    await act(uow, AdminVerb.DOUBT_COMMUNITY, community_id)
    community = await _get(uow, community_id)
    if is_known_school(community):
        uow.enqueue(LeaveDoubtedSchool(community_id=community_id))
    community.doubt(uow.now)
    return await _show(uow, community_id)


async def _get(uow: UnitOfWork, community_id: UUID) -> Community:
    statement = select(Community).where(Community.id == community_id, OPEN)
    return await fetch_one(uow.session, statement.with_for_update(key_share=True), CommunityNotFound)


async def _show(uow: UnitOfWork, community_id: UUID) -> AdminCommunityRead:
    await uow.session.flush()
    row = (await uow.session.execute(_shown().where(Community.id == community_id))).mappings().one()
    return AdminCommunityRead.model_validate(dict(row))


def _shown() -> Select[*tuple[object, ...]]:
    return select(*COLUMNS, MEMBERS)
