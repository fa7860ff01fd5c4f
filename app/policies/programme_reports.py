"""Who writes a report, who decides on it, and who reads what is published of it.

Managers of its community decide; facilitators in the team of its programme write drafts. A report is granted upwards to
a community, whose managers then read its latest edition: of the people below they read nothing.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from app.core.actor import Actor
from app.models.grants import AudienceType, Grant, TargetType
from app.models.programme_reports import ProgrammeReport
from app.policies.communities import managed_by
from app.policies.grants import live
from app.policies.programmes import facilitates


def drafted_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to drafts."""
    return or_(decided_by(actor), ProgrammeReport.programme_id.in_(facilitates(actor)))


def decided_by(actor: Actor) -> ColumnElement[bool]:
    """The actor validates, publishes, withdraws and grants it."""
    return ProgrammeReport.community_id.in_(managed_by(actor))


def published() -> ColumnElement[bool]:
    return and_(ProgrammeReport.edition > 0, ProgrammeReport.withdrawn_at.is_(None))


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Its latest edition is granted to a community that the actor manages."""
    grant = (
        exists()
        .where(Grant.target_type == TargetType.REPORT, Grant.target_id == ProgrammeReport.id)
        .where(Grant.audience_type == AudienceType.COMMUNITY, Grant.audience_id.in_(managed_by(actor)), live(now))
        .correlate_except(Grant)
    )
    return and_(published(), grant)
