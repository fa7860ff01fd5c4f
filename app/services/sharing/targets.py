"""The target of a grant, a request or a reading, by the title that its owner knows."""

from uuid import UUID

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import QueryableAttribute

from app.core.projections import Element, build
from app.models.experiences import Experience
from app.models.grants import Accessed, TargetType
from app.models.missions import Mission
from app.models.portraits import Portrait
from app.models.programme_reports import ProgrammeReport
from app.models.responses import MissionResponse
from app.models.stories import Story
from app.services.shared.moment_names import READERS_LANGUAGE, moment_name

Kind = QueryableAttribute[TargetType] | QueryableAttribute[Accessed] | ColumnElement[str]
TargetId = QueryableAttribute[UUID | None] | ColumnElement[UUID]


def title_of(kind: Kind, target_id: TargetId, language: ColumnElement[str] = READERS_LANGUAGE) -> Element:
    """Null for all talents or experiences, which need no title. `language`: of an experience without a title."""
    mission = select(Mission.title).where(MissionResponse.id == target_id, Mission.id == MissionResponse.mission_id)
    moment = select(moment_name(language)).where(Experience.id == target_id)
    return case(
        (kind == TargetType.STORY, select(Story.title).where(Story.id == target_id).scalar_subquery()),
        (kind == TargetType.PORTRAIT, select(Portrait.name).where(Portrait.id == target_id).scalar_subquery()),
        (kind == TargetType.EXPERIENCE, moment.scalar_subquery()),
        (
            kind == TargetType.REPORT,
            select(ProgrammeReport.title).where(ProgrammeReport.id == target_id).scalar_subquery(),
        ),
        (kind == TargetType.RESPONSE, mission.scalar_subquery()),
    )


def target_of(kind: Kind, target_id: TargetId) -> Element:
    return build({"type": kind, "id": target_id, "title": title_of(kind, target_id)})
