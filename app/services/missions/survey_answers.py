"""The sheets of a survey as they are counted, and who reads what is counted of them."""

from uuid import UUID

from sqlalchemy import CTE, Select, Uuid, bindparam, exists, func, or_, select, union_all

from app.core.actor import ME
from app.core.projections import NOW, Element
from app.models.missions import AudienceKind, Mission
from app.models.responses import STANDING, MissionResponse
from app.models.sheets import Sheet
from app.models.users import User
from app.policies.missions import changeable_by, shown_to_members
from app.policies.small_groups import ACCOUNT_AGE_IN_SQL
from app.schemas.surveys import ResultReaders

ID = bindparam("id", type_=Uuid())
_READERS: Element = Mission.form["results"].astext
_IS_RESPONDENT = (
    exists()
    .where(MissionResponse.mission_id == Mission.id, MissionResponse.user_id == ME.id)
    .where(MissionResponse.submitted_at.is_not(None))
    .correlate_except(MissionResponse)
)
READABLE = or_(
    changeable_by(ME),
    shown_to_members(ME) & (_READERS == ResultReaders.COMMUNITY),
    shown_to_members(ME) & (_READERS == ResultReaders.RESPONDENTS) & _IS_RESPONDENT,
)


def answers_to(missions: Element | Select[UUID]) -> CTE:
    """Return the sheets of these missions: of one, or of a selection."""
    sheets, sent = Sheet.mission_id, MissionResponse.mission_id
    of_sheets, of_sent = (
        column.in_(missions) if isinstance(missions, Select) else column == missions for column in (sheets, sent)
    )
    return union_all(
        select(sheets.label("mission_id"), Sheet.answers).where(of_sheets),
        select(sent, MissionResponse.answers).where(
            of_sent, MissionResponse.state.in_(STANDING), MissionResponse.answers.is_not(None)
        ),
    ).cte("all_answers")


ANSWERS = answers_to(ID)
# Who signed a sheet with a new account, or without one. In a room they count; elsewhere five are made in a minute.
NEWCOMERS: Element = (
    select(func.count())
    .select_from(MissionResponse)
    .join(User, User.id == MissionResponse.user_id)
    .where(MissionResponse.mission_id == Mission.id, MissionResponse.answers.is_not(None))
    .where(MissionResponse.state.in_(STANDING), Mission.audience["type"].astext != AudienceKind.ROOM)
    .where(or_(User.guest_of.is_not(None), User.created_at > NOW - ACCOUNT_AGE_IN_SQL))
    .correlate(Mission)
    .scalar_subquery()
)
