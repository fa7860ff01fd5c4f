"""The reports of a community that closes: what was published ends, and the texts are erased."""

from uuid import UUID

from sqlalchemy import delete, select

from app.core.uow import UnitOfWork
from app.models.grants import TargetType
from app.models.programme_reports import ProgrammeReport, ReportEdition
from app.services.access import grant_endings


async def end_all(uow: UnitOfWork, community_id: UUID) -> None:
    statement = select(ProgrammeReport).where(ProgrammeReport.community_id == community_id)
    reports = (await uow.session.scalars(statement.order_by(ProgrammeReport.id).with_for_update())).all()
    for report in reports:
        report.forget(uow.now)
    ids = [report.id for report in reports]
    await uow.session.execute(delete(ReportEdition).where(ReportEdition.report_id.in_(ids)))
    await grant_endings.end_all(uow, TargetType.REPORT, *ids)
