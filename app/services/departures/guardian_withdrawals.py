"""Withdrawal of everything that a person gave by one kind of act. Their own data stay."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.endorsements import Endorsement, EndorsementState
from app.models.grants import Grant, TargetType
from app.models.guardians import GuardedAct
from app.models.memberships import Membership
from app.models.portraits import Portrait
from app.models.stories import Story
from app.policies.age import to_open
from app.policies.communities import concerns, known_school
from app.services.access import grant_endings
from app.services.departures import community_showings, membership_endings, story_endings
from app.services.portraits import publication
from app.services.shared import ending_locks
from app.services.talents import endorsement_requests


async def take_back(uow: UnitOfWork, person_id: UUID, acts: Collection[GuardedAct]) -> None:
    """Take back everything that the acts have given. Locks all communities of the person first, as others do."""
    if acts:
        await ending_locks.lock(uow, person_id)
        await membership_endings.lock_all(uow, person_id)
    for act, undo in STEPS:
        if act in acts:
            await undo(uow, person_id)
    await accesses(uow, person_id, acts)


async def count(uow: UnitOfWork, person_id: UUID) -> Mapping[str, int]:
    """Count what `take_back` of all acts would end, by kind, before anybody decides on it."""
    lasts = or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now)
    live = (Grant.owner_id == person_id, Grant.revoked_at.is_(None), lasts)
    requests = (Endorsement.user_id == person_id, Endorsement.state == EndorsementState.ASKED)
    community_memberships = (
        Membership.user_id == person_id,
        concerns(),
        Membership.community_id == Community.id,
        ~known_school(),
    )
    kinds: Mapping[str, tuple[ColumnElement[bool], ...]] = {
        "stories": (Story.owner_id == person_id, Story.withdrawn_at.is_(None)),
        "portraits": (Portrait.owner_id == person_id, Portrait.edition > 0, Portrait.withdrawn_at.is_(None)),
        "grants": live,
        "endorsement_requests": requests,
        "memberships": community_memberships,
    }
    counts = [select(func.count()).where(*conditions).scalar_subquery() for conditions in kinds.values()]
    row = (await uow.session.execute(select(*counts))).one()
    return dict(zip(kinds, row, strict=True))


async def publications(uow: UnitOfWork, person_id: UUID) -> None:
    statement = select(Story.journal_id).where(Story.owner_id == person_id, Story.withdrawn_at.is_(None))
    for journal_id in await uow.session.scalars(statement.order_by(Story.id)):
        await story_endings.end(uow, journal_id)
    portraits = select(Portrait).where(
        Portrait.owner_id == person_id, Portrait.edition > 0, Portrait.deleted_at.is_(None)
    )
    for portrait in await uow.session.scalars(portraits.order_by(Portrait.id).with_for_update()):
        await publication.withdraw_locked(uow, portrait)


async def accesses(uow: UnitOfWork, person_id: UUID, acts: Collection[GuardedAct]) -> None:
    """Revoke grants of publications, of private things, or of both, in the order of their ids."""
    target_types = [kind for kind in TargetType if to_open(kind) in acts]
    live = select(Grant).where(
        Grant.owner_id == person_id, Grant.revoked_at.is_(None), Grant.target_type.in_(target_types)
    )
    for grant in await uow.session.scalars(live.order_by(Grant.id).with_for_update()):
        await grant_endings.take_back(uow, grant)
    if GuardedAct.SHARE_PRIVATE in acts:
        await endorsement_requests.cancel_all(uow, person_id)
    if GuardedAct.SHARE in acts:
        await community_showings.take_back(uow, [person_id])


async def memberships(uow: UnitOfWork, person_id: UUID) -> None:
    """Leave all communities, except known schools, which admit a person without a guardian."""
    await membership_endings.leave_all(uow, person_id, but_schools=True)


STEPS: tuple[tuple[GuardedAct, Callable[[UnitOfWork, UUID], Awaitable[None]]], ...] = (
    (GuardedAct.PUBLISH, community_showings.hide_pages),  # before another member becomes their manager
    (GuardedAct.JOIN, memberships),
    (GuardedAct.PUBLISH, publications),
)
