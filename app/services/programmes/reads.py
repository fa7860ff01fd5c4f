"""Programmes as they are shown, with the steps that the reader may see."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, Uuid, bindparam, case, func, literal_column, select, true

from app.core.actor import ME
from app.core.errors import NotFound
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
    many,
    shape,
)
from app.core.uow import Reading
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission
from app.models.programmes import Programme, ProgrammeMember
from app.models.users import User
from app.policies import missions
from app.policies.communities import active_in, in_team, managed_by
from app.policies.erasures import is_visible
from app.policies.programmes import led_by_team, readable_by
from app.policies.sessions import SIGNED_IN, in_place
from app.schemas.programmes import ProgrammeQuery, ProgrammeRead, StepRead
from app.services.shared import summaries
from app.services.shared.community_guards import check_known


class ProgrammeNotFound(NotFound):
    title = Words("Programme introuvable")


PROGRAMME_ID = bindparam("id", type_=Uuid())
_PLACE = func.coalesce(Mission.position, literal_column("2147483647"))
STEP_ORDER = func.row(_PLACE, Mission.id)
STEPS = (Mission.programme_id == Programme.id, Mission.series_id.is_(None), Mission.forgotten_at.is_(None))
STEP_FIELDS: dict[str, Element] = {"state": missions.state(NOW)}
_BELONGS = (
    select(Membership.user_id)
    .where(Membership.community_id == Programme.community_id, Membership.user_id == ProgrammeMember.user_id)
    .where(Membership.state == MembershipState.ACTIVE, in_team())
    .exists()
    .correlate(Programme, ProgrammeMember)
)
_TEAM = many(
    summaries.PERSON,
    ProgrammeMember.programme_id == Programme.id,
    User.id == ProgrammeMember.user_id,
    _BELONGS,
    is_visible(ProgrammeMember.user_id),
    order_by=User.id,
)
_BUDGET = build({name: Programme.budget[name] for name in ("planned_cents", "spent_cents", "source")})
_IS_MANAGER = Programme.community_id.in_(managed_by(ME))
_COMMUNITY = select(build({"id": Community.id, "name": Community.name})).where(Community.id == Programme.community_id)
ITEM = shape(
    Programme,
    ProgrammeRead,
    community=_COMMUNITY.scalar_subquery(),
    team=case((Programme.community_id.in_(active_in(ME)), _TEAM), else_=literal_column("array[]::json[]")),
    budget=case((_IS_MANAGER & Programme.budget.is_not(None), _BUDGET)),
    leads=led_by_team(ME),
    steps=many(shape(Mission, StepRead, **STEP_FIELDS), *STEPS, missions.readable_by(ME), order_by=STEP_ORDER),
)
PROGRAMME = SingleProjection(
    SIGNED_IN,
    ITEM,
    Programme.version,
    readable_by(ME),
    in_place(Programme.community_id),
    Programme.id == PROGRAMME_ID,
    steady=~true(),  # steps open and close by the clock
    missing=ProgrammeNotFound,
)
OF_COMMUNITY = Projection(
    "programme_reads.of_community",
    SIGNED_IN,
    ITEM,
    Programme.community_id == bindparam("community", type_=Uuid()),
    readable_by(ME),
    order=(Programme.starts_on, Programme.id),
    filters={
        "state": Programme.state == bindparam("state", type_=Text()),
        "last_day": Programme.starts_on.between(
            bindparam("first_day", type_=Date()), bindparam("last_day", type_=Date())
        ),
    },
)


async def get(reading: Reading, programme_id: UUID) -> Representation:
    """Raises ProgrammeNotFound."""
    return await PROGRAMME.get(reading, id=programme_id)


async def search(reading: Reading, community_id: UUID, query: ProgrammeQuery) -> Json:
    """List the programmes of a community, the latest first. Raises CommunityNotFound."""
    fields = query.model_dump(exclude_none=True, exclude={"year"})
    if query.year is not None:
        fields |= {"first_day": date(query.year, 1, 1), "last_day": date(query.year, 12, 31)}
    page = await OF_COMMUNITY.page(reading, community=community_id, **fields)
    if is_empty(page):
        await check_known(reading, community_id)
    return page
