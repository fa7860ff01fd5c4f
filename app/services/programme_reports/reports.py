"""Reports as their team writes them: created, changed, validated, published, withdrawn."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Uuid, bindparam, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import ME
from app.core.db import claim, fetch_one
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import (
    NOW,
    Element,
    Json,
    Projection,
    Representation,
    SingleProjection,
    build,
    is_empty,
    shape,
    wire,
)
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, TargetType
from app.models.guardians import GuardedAct
from app.models.memberships import Membership
from app.models.programme_reports import ProgrammeReport, ReportEdition
from app.models.programmes import Programme
from app.policies.communities import ManagersOnly, managed_by
from app.policies.grants import live
from app.policies.programme_reports import decided_by, drafted_by, published
from app.policies.programmes import runs
from app.policies.sessions import SIGNED_IN
from app.policies.small_groups import least
from app.schemas.pages import PageQuery
from app.schemas.patches import patched
from app.schemas.programme_reports import (
    ProgrammeReportPatch,
    ProgrammeReportRead,
    ProgrammeReportWrite,
    ReportQuery,
)
from app.services.accounts import age
from app.services.figures.figure import Scope
from app.services.rooms.rooms import UNKNOWN_PROGRAMME
from app.services.shared.community_guards import check_leader, check_manager


class ProgrammeReportNotFound(NotFound):
    title = Words("Bilan introuvable")
    advice = Words("Il n’existe pas, il est retiré, ou il n’est pas montré à ta communauté.")


OTHER_COMMUNITY = wrong("/community_id", "fixed", Words("un bilan reste dans sa communauté"))
COMMUNITY = (
    select(build({"id": Community.id, "name": Community.name}))
    .where(Community.id == ProgrammeReport.community_id)
    .scalar_subquery()
)
PROGRAMME = (
    select(build({"id": Programme.id, "name": Programme.title}))
    .where(Programme.id == ProgrammeReport.programme_id)
    .scalar_subquery()
)
ITEM = shape(
    ProgrammeReport,
    ProgrammeReportRead,
    community=COMMUNITY,
    programme=PROGRAMME,
    edition=case((ProgrammeReport.edition > 0, ProgrammeReport.edition)),
)
REPORT = SingleProjection(
    SIGNED_IN,
    ITEM,
    ProgrammeReport.version,
    drafted_by(ME),
    ProgrammeReport.id == bindparam("id", type_=Uuid()),
    missing=ProgrammeReportNotFound,
)
_YEAR: Element = bindparam("year")
FILTERS = {
    "state": ProgrammeReport.state == bindparam("state"),
    "year": (ProgrammeReport.starts_on <= func.make_date(_YEAR, 12, 31))
    & (ProgrammeReport.ends_on >= func.make_date(_YEAR, 1, 1)),
}
REPORTS = Projection(
    "programme_reports.reports",
    SIGNED_IN,
    ITEM,
    ProgrammeReport.community_id == bindparam("community_id", type_=Uuid()),
    drafted_by(ME),
    order=(ProgrammeReport.created_at, ProgrammeReport.id),
    filters=FILTERS,
)
_EDITION = ReportEdition.__table__.c
GRANTS_TO_COMMUNITY = Projection(
    "programme_reports.granted",
    SIGNED_IN,
    build(
        {
            "id": ProgrammeReport.id,
            "community": COMMUNITY,
            "kind": _EDITION.content["kind"],
            "title": _EDITION.content["title"],
            "starts_on": _EDITION.content["starts_on"],
            "ends_on": _EDITION.content["ends_on"],
            "edition": ProgrammeReport.edition,
            "computed_at": wire(_EDITION.computed_at),
        }
    ),
    Grant.target_type == TargetType.REPORT,
    Grant.target_id == ProgrammeReport.id,
    Grant.audience_type == AudienceType.COMMUNITY,
    Grant.audience_id == bindparam("community_id", type_=Uuid()),
    Grant.audience_id.in_(managed_by(ME)),
    live(NOW),
    published(),
    ReportEdition.report_id == ProgrammeReport.id,
    ReportEdition.number == ProgrammeReport.edition,
    order=(Grant.created_at, Grant.id),
)


async def search(reading: Reading, community_id: UUID, query: ReportQuery) -> Json:
    """List the reports of a community that the caller writes. Raises CommunityNotFound, LeadersOnly."""
    page = await REPORTS.page(reading, community_id=community_id, **query.model_dump(exclude_none=True))
    if is_empty(page):
        await check_leader(reading, community_id)
    return page


async def search_granted(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """List the reports that others granted to a community. Raises CommunityNotFound, ManagersOnly."""
    page = await GRANTS_TO_COMMUNITY.page(reading, community_id=community_id, **query.model_dump(exclude_none=True))
    if is_empty(page):
        await check_manager(reading, community_id)
    return page


async def get(reading: Reading, report_id: UUID) -> Representation:
    return await REPORT.get(reading, id=report_id)


async def put(
    uow: UnitOfWork, report_id: UUID, data: ProgrammeReportWrite, version: int | None
) -> tuple[Representation, bool]:
    """Create or change a draft. The id is an idempotency key for ever: sending the same body again changes nothing.

    Raises CommunityNotFound, LeadersOnly, ReportMoved, Unprocessable.
    """
    await _check_drafts(uow, data)
    is_new = await claim(uow.session, ProgrammeReport, id=report_id, **_first_values(uow, data))
    report = await get_to_change(uow, report_id)
    if not is_new:
        if version is None and data.digest() == report.born_as:
            return await show(uow, report_id), False
        await expect(uow, version, report, REPORT, id=report_id)
    await _rewrite(uow, report, data)
    return await show(uow, report_id), is_new


async def patch(uow: UnitOfWork, report_id: UUID, patch: ProgrammeReportPatch, version: int | None) -> Representation:
    report = await get_to_change(uow, report_id)
    await expect(uow, version, report, REPORT, id=report_id)
    await _rewrite(uow, report, patched(ProgrammeReportWrite, report, patch))
    return await show(uow, report_id)


async def validate(uow: UnitOfWork, report_id: UUID) -> Representation:
    """Say that the draft is right, so that it can be published.

    Raises ProgrammeReportNotFound, ManagersOnly, ReportMoved.
    """
    report = await get_to_decide(uow, report_id)
    report.validate(uow.now)
    return await show(uow, report_id)


async def show(uow: UnitOfWork, report_id: UUID) -> Representation:
    return await REPORT.show(uow, id=report_id)


async def get_to_change(uow: UnitOfWork, report_id: UUID) -> ProgrammeReport:
    """Lock the report until the end of the transaction. Raises ProgrammeReportNotFound."""
    statement = select(ProgrammeReport).where(ProgrammeReport.id == report_id, drafted_by(uow.actor))
    return await fetch_one(uow.session, statement.with_for_update(), ProgrammeReportNotFound)


async def get_to_decide(uow: UnitOfWork, report_id: UUID) -> ProgrammeReport:
    """Lock the report for a manager who publishes it.

    Raises ProgrammeReportNotFound, ManagersOnly, AgeRequired, GuardianRequired.
    """
    await age.check(uow, GuardedAct.PUBLISH)
    return await get_to_manage(uow, report_id)


async def get_to_manage(uow: UnitOfWork, report_id: UUID) -> ProgrammeReport:
    """Lock the report for a manager, of any age. Raises ProgrammeReportNotFound, ManagersOnly."""
    report = await get_to_change(uow, report_id)
    decides = select(exists().where(ProgrammeReport.id == report_id, decided_by(uow.actor)))
    if not await uow.session.scalar(decides):
        raise ManagersOnly
    return report


class Period(NamedTuple):
    """What a report counts: a programme, or the community as a whole, on its first day, its last, and between."""

    programme_id: UUID | None
    starts_on: date
    ends_on: date

    def instants(self, timezone: str) -> tuple[datetime, datetime]:
        zone = ZoneInfo(timezone)
        days = (self.starts_on, self.ends_on + timedelta(days=1))
        from_at, to_at = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
        return from_at, to_at


def is_final(programme: Programme | None, as_of: datetime) -> bool:
    """Say whether the programme had ended by then."""
    return programme is not None and programme.ended_at is not None and programme.ended_at <= as_of


async def scope_of(
    session: AsyncSession, period: Period, community: Community, reader_id: UUID, as_of: datetime
) -> Scope:
    """Return what the figures of a report count, on the clock of its community."""
    programme = await session.get(Programme, period.programme_id) if period.programme_id else None
    from_at, to_at = period.instants(community.timezone)
    return Scope(
        community_id=community.id,
        programme_id=period.programme_id,
        from_at=from_at,
        to_at=to_at,
        as_of=as_of,
        k=least(community.k_min),
        reader_id=reader_id,
        timezone=community.timezone,
        is_final=is_final(programme, as_of),
    )


async def _check_drafts(uow: UnitOfWork, data: ProgrammeReportWrite) -> None:
    """Check that the caller may write a report of it. Raises CommunityNotFound, LeadersOnly, Unprocessable."""
    if data.programme_id is None:
        manages = managed_by(uow.actor).where(Membership.community_id == data.community_id)
        if await uow.session.scalar(manages) is None:
            await check_manager(Reading(uow.actor, uow.runtime), data.community_id)
        return
    programme = (Programme.id == data.programme_id, Programme.community_id == data.community_id)
    if not await uow.session.scalar(select(exists().where(*programme, Programme.id.in_(runs(uow.actor))))):
        await check_manager(Reading(uow.actor, uow.runtime), data.community_id)
        raise Unprocessable(errors=[UNKNOWN_PROGRAMME])


async def _rewrite(uow: UnitOfWork, report: ProgrammeReport, data: ProgrammeReportWrite) -> None:
    if data.community_id != report.community_id:
        raise Unprocessable(errors=[OTHER_COMMUNITY])
    if data.programme_id != report.programme_id:
        await _check_drafts(uow, data)
    report.rewrite(data.columns(), uow.now)


def _first_values(uow: UnitOfWork, data: ProgrammeReportWrite) -> dict[str, object]:
    return {
        **data.columns(),
        "community_id": data.community_id,
        "author_id": uow.actor.id,
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }
