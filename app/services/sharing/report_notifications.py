"""Who hears of a report that is published: managers of the communities it is given to, and whose words it has."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import literal, select

from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, TargetType
from app.models.memberships import Membership, MembershipState, Role
from app.models.notifications import NotificationType
from app.models.programme_reports import ProgrammeReport
from app.models.users import User
from app.policies.grants import live
from app.services.notifications.notification_templates import CITED
from app.services.notifications.notifications import NewNotification, notify


async def notify_readers(uow: UnitOfWork, report: ProgrammeReport) -> None:
    """Tell those who manage a community that the report is given to. A new edition is news."""
    given = (Grant.target_type == TargetType.REPORT, Grant.target_id == report.id, live(literal(uow.now)))
    statement = select(Grant.audience_id).where(*given, Grant.audience_type == AudienceType.COMMUNITY).distinct()
    for community_id in (await uow.session.scalars(statement.order_by(Grant.audience_id))).all():
        if community_id is not None:
            await notify_community(uow, report, community_id)


async def notify_community(uow: UnitOfWork, report: ProgrammeReport, community_id: UUID) -> None:
    managers = select(Membership.user_id).where(
        Membership.community_id == community_id,
        Membership.state == MembershipState.ACTIVE,
        Membership.role == Role.MANAGER,
        Membership.user_id != uow.actor.id,
    )
    data = await _data(uow, report)
    await notify(uow, managers, NewNotification(NotificationType.REPORT, report.id, community_id, data))


async def notify_cited(uow: UnitOfWork, report: ProgrammeReport, quotes: Collection[UUID]) -> None:
    """Tell each person whose words are in the edition, and where they take them back."""
    data = await _data(uow, report) | {"kind": CITED}
    statement = (
        select(Grant.id, User.id).join(User, User.id == Grant.owner_id).where(Grant.id.in_(quotes)).order_by(User.id)
    )
    for grant_id, owner_id in (await uow.session.execute(statement)).all():
        own = data | {"grant_id": str(grant_id)}
        await notify(uow, owner_id, NewNotification(NotificationType.REPORT, grant_id, report.community_id, own))


async def _data(uow: UnitOfWork, report: ProgrammeReport) -> dict[str, str | int | None]:
    community = await uow.session.get_one(Community, report.community_id)
    return {
        "report_id": str(report.id),
        "title": report.title,
        "community": community.name,
        "edition": report.edition,
    }
