"""The plan of action in a report: what is frozen of an action, and what is read of it anew."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission
from app.models.programme_reports import ActionState
from app.models.proposals import PLAN, VISIBLE_STATES, Proposal
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.proposals import in_visible_plan
from app.services.figures.computing import FrozenJson
from app.services.figures.figure import Scope

OPEN = {ActionState.CHOICE, ActionState.IN_PROGRESS}
LIMIT = 200  # actions, and themes


async def actions(session: AsyncSession, scope: Scope) -> list[FrozenJson]:
    of_programme = Proposal.mission_id.in_(select(Mission.id).where(Mission.programme_id == scope.programme_id))
    statement = (
        select(Proposal.id, Proposal.state, Proposal.due_on, Proposal.progress)
        .where(Proposal.community_id == scope.community_id, Proposal.state.in_(PLAN))
        .where(Proposal.selected_at < scope.to_at, *([] if scope.programme_id is None else [of_programme]))
        .order_by(Proposal.selected_at, Proposal.id)
        .limit(LIMIT)
    )
    return [
        {
            "id": str(row.id),
            "state": row.state,
            "due_on": row.due_on and row.due_on.isoformat(),
            "progress": row.progress,
        }
        for row in await session.execute(statement)
    ]


async def themes(session: AsyncSession, scope: Scope) -> list[FrozenJson]:
    theme = func.unnest(Proposal.themes).table_valued("theme").render_derived(name="themes")
    number = func.count().label("number")
    of_programme = [] if scope.programme_id is None else [Mission.programme_id == scope.programme_id]
    statement = (
        select(theme.c.theme, number)
        .select_from(Proposal)
        .join(Mission, Mission.id == Proposal.mission_id)
        .join(theme, literal(value=True))
        .where(Proposal.community_id == scope.community_id, Proposal.state.in_(VISIBLE_STATES), *of_programme)
        .where(Proposal.submitted_at >= scope.from_at, Proposal.submitted_at < scope.to_at)
        .group_by(theme.c.theme)
        .order_by(number.desc(), theme.c.theme)
        .limit(LIMIT)
    )
    return [{"theme": row.theme, "proposals": row.number} for row in await session.execute(statement)]


async def read(session: AsyncSession, frozen: list[FrozenJson], published_on: date) -> list[FrozenJson]:
    """Add what each action is called and who carries it now: a member, a structure, or a name of the team's."""
    structure, carrier = aliased(Community), aliased(User)
    is_member = (
        select(Membership.user_id)
        .where(Membership.community_id == Proposal.community_id, Membership.user_id == Proposal.owner_id)
        .where(Membership.state == MembershipState.ACTIVE)
        .exists()
    )
    name = select(carrier.display_name).where(carrier.id == Proposal.owner_id, is_member, is_visible(Proposal.owner_id))
    statement = select(
        Proposal.id,
        Proposal.title,
        func.coalesce(name.scalar_subquery(), Proposal.owner_name).label("owner"),
        Proposal.accepted_at.is_not(None).label("has_accepted"),
        select(structure.name).where(structure.id == Proposal.structure_id).scalar_subquery().label("structure"),
    ).where(Proposal.id.in_([UUID(item["id"]) for item in frozen]), in_visible_plan())
    rows = {str(row.id): row for row in await session.execute(statement)}
    return [
        {
            "title": row.title if (row := rows.get(item["id"])) else None,
            "owner": row.owner if row else None,
            "accepted": bool(row and row.has_accepted),
            "structure": row.structure if row else None,
            "overdue": item["state"] in OPEN and bool(item["due_on"]) and item["due_on"] < published_on.isoformat(),
            **{field: item[field] for field in ("state", "due_on", "progress")},
        }
        for item in frozen
    ]
