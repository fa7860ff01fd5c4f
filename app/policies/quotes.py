"""Who may ask for a quote, and which quotes are read now. A quote is a grant of words of an answer to a report."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import QueryableAttribute, aliased

from app.core.actor import Actor
from app.models.grants import AudienceType, Grant, Reach, TargetType
from app.models.programme_reports import ProgrammeReport, ReportState
from app.models.responses import STANDING, MissionResponse
from app.policies.grants import live
from app.policies.missions import changeable_by
from app.policies.programme_reports import drafted_by
from app.policies.responses import author_belongs

_ANSWER = aliased(MissionResponse, name="answer")
WIDENING: Sequence[Reach] = tuple(Reach)


def askable_by(actor: Actor) -> ColumnElement[bool]:
    """Words of the answer, in a statement with its mission, may be asked for by whoever leads the mission: managers of
    its community, and the team of its programme. It shows none of them: no second factor.

    Sheets without names have no words here, and nothing leads to them.
    """
    has_words = or_(MissionResponse.shown.is_not(None), MissionResponse.answers.is_not(None))
    is_standing = or_(*(MissionResponse.state == item for item in STANDING))
    return and_(changeable_by(actor), is_standing, has_words, author_belongs())


def quoting(actor: Actor) -> ColumnElement[bool]:
    """The report, in a statement with it, may quote: the actor writes it, and it is not withdrawn."""
    return and_(drafted_by(actor), ProgrammeReport.state != ReportState.WITHDRAWAL)


def quoted(report_id: UUID | ColumnElement[UUID], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant is a quote that this report may show now: what it quotes was not taken back."""
    is_quote = and_(Grant.target_type == TargetType.RESPONSE, Grant.audience_type == AudienceType.REPORT)
    is_over = exists().where(_ANSWER.id == Grant.target_id, *(_ANSWER.state != item for item in STANDING))
    return and_(is_quote, Grant.audience_id == report_id, live(now), ~is_over.correlate_except(_ANSWER))


def within(reach: Reach, column: QueryableAttribute[Reach | None]) -> ColumnElement[bool]:
    """The quote may be read by all that `reach` means."""
    return or_(*(column == item for item in WIDENING[WIDENING.index(reach) :]))
