"""A report opened by its link, without an account: its latest edition, as everybody may read it."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import literal, select

from app.core.i18n import Language
from app.core.security import digest
from app.core.uow import Runtime
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, Reach, TargetType
from app.policies.grants import last_day, live
from app.services.programme_reports import editions
from app.services.programme_reports.documents import EditionText
from app.services.sharing.links import COUNT, LinkGone, Visit


class OpenedReport(NamedTuple):
    """What the link shows, and the last day on which it does."""

    wording: EditionText
    ends_on: date | None


async def open_report(runtime: Runtime, visit: Visit, language: Language) -> OpenedReport:
    """Open the link and count the visit. Quotes, stories and names are asked anew. Raises LinkGone."""
    now = runtime.clock()
    async with runtime.database.sessions() as session:
        statement = (
            select(Grant, Community.timezone)
            .join(Community, Community.id == Grant.community_id)
            .where(Grant.token_digest == digest(visit.token), Grant.target_type == TargetType.REPORT)
            .where(Grant.audience_type == AudienceType.LINK, live(literal(now)), Community.closed_at.is_(None))
        )
        row = (await session.execute(statement)).one_or_none()
        if row is None or row.Grant.target_id is None:
            raise LinkGone
        issue = await editions.open_latest(session, row.Grant.target_id, Reach.EVERYBODY)
        if issue is None:
            raise LinkGone
        edition = await editions.as_read(session, issue, language, now)
    await runtime.database.gathered_counts.write(COUNT, row.Grant.id, visit.robot, now)
    ends_on = last_day(row.timezone, row.Grant.ends_at) if row.Grant.ends_at else None
    return OpenedReport(EditionText(edition, language), ends_on)
