"""The board of a programme: how far each step is, and what it asks of the team next. One statement."""

from uuid import UUID

from sqlalchemy import DateTime, and_, case, cast, func, literal_column, select, true

from app.core.actor import ME
from app.core.db import constant
from app.core.projections import NOW, Element, Json, SingleProjection, build, shape
from app.core.uow import Reading
from app.models.missions import Mission, MissionKind, MissionState
from app.models.programmes import Programme, ProgrammeState
from app.policies import missions
from app.policies.programmes import led_by_team
from app.policies.sessions import SIGNED_IN
from app.schemas.programmes import BoardStepRead, StepTask
from app.services.missions import tallies
from app.services.programmes.reads import PROGRAMME_ID, STEP_FIELDS, STEP_ORDER, STEPS, ProgrammeNotFound

COUNTS = ("sent", "seen", "answered", "late")
_NUMBERS = tallies.counts()
_STEP_COUNTS = select(*(_NUMBERS[name].label(name) for name in COUNTS)).correlate(Mission).lateral("people")


def _time(field: str) -> Element:
    return cast(Mission.form[field].astext, DateTime(timezone=True))


def _is(state: MissionState) -> Element:
    return missions.state(NOW) == constant(state)


def _task() -> Element:
    """Return the next thing to do for the step in the statement. Only events have the times that it reads."""
    is_event = Mission.kind == MissionKind.EVENT
    is_on = case((is_event, and_(_time("starts_at") <= NOW, _time("ends_at") > NOW)))
    is_past = func.coalesce(Mission.due_at <= NOW, case((is_event, _time("ends_at") <= NOW)))
    has_opening = func.coalesce(Mission.opens_at > NOW, Mission.opens_after.is_not(None)) & ~Mission.needs_manager
    return case(
        (Programme.state == ProgrammeState.DRAFT, constant(StepTask.START)),
        (Programme.state.in_((ProgrammeState.ABANDONED, ProgrammeState.REPORTED)), constant(StepTask.NOTHING)),
        (_is(MissionState.SCHEDULED), constant(StepTask.WAIT)),
        (_is(MissionState.DRAFT) & (Programme.state == ProgrammeState.CLOSED), constant(StepTask.NOTHING)),
        (_is(MissionState.DRAFT) & has_opening, constant(StepTask.WAIT)),
        (_is(MissionState.DRAFT), constant(StepTask.OPEN)),
        (_is(MissionState.OPEN) & is_on, constant(StepTask.CHECK_IN)),
        (_is(MissionState.OPEN) & is_past, constant(StepTask.CLOSE)),
        (_is(MissionState.OPEN), constant(StepTask.ANSWERS)),
        (_is(MissionState.CLOSED), constant(StepTask.RESULTS)),
        else_=constant(StepTask.NOTHING),
    )


_STEP = shape(Mission, BoardStepRead, **STEP_FIELDS, next=_task(), **{name: _STEP_COUNTS.c[name] for name in COUNTS})
_STEPS = select(_STEP).select_from(Mission.__table__.join(_STEP_COUNTS, true())).where(*STEPS).order_by(STEP_ORDER)
BOARD = SingleProjection(
    SIGNED_IN,
    build(
        {
            "programme_id": Programme.id,
            "state": Programme.state,
            "steps": func.array(_STEPS.correlate(Programme).scalar_subquery()),
        }
    ),
    literal_column("1"),
    led_by_team(ME),
    Programme.id == PROGRAMME_ID,
    missing=ProgrammeNotFound,
)


async def get(reading: Reading, programme_id: UUID) -> Json:
    """Raises ProgrammeNotFound for whoever does not lead it."""
    representation = await BOARD.get(reading, id=programme_id)
    return representation.json
