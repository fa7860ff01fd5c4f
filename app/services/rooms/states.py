"""What the people in a room see of it: the scene, the mission, their own answer."""

from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, case, cast, func, literal_column, select
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.projections import (
    NOW,
    Json,
    Projection,
    Representation,
    SingleProjection,
    build,
    known_by_content,
    shape,
)
from app.core.uow import Reading
from app.models.communities import Community
from app.models.missions import Mission, MissionKind
from app.models.proposals import LIVE_STATES, Proposal, ProposalAuthor
from app.models.responses import MissionResponse
from app.models.room_entries import RoomEntry
from app.models.rooms import Room
from app.models.users import User
from app.policies import missions, responses
from app.policies.erasures import is_visible
from app.policies.rooms import RoomNotFound, is_in_room, run_by, state
from app.policies.sessions import SIGNED_IN, in_place, in_session
from app.schemas.guests import (
    RoomPeopleQuery,
    RoomPersonRead,
    RoomStateRead,
    StateAnswerRead,
    StateMissionRead,
)
from app.services.missions.reads import OPEN_BALLOT
from app.services.rooms.rooms import ROOM
from app.services.shared import summaries

STEP = literal_column("5", BigInteger)
_ROOM = bindparam("id", type_=Uuid())
_ANSWER = (
    select(shape(MissionResponse, StateAnswerRead, state=responses.state(NOW)))
    .where(MissionResponse.mission_id == Mission.id, MissionResponse.user_id.between(ME.id, ME.id))
    .where(responses.answered_in_session())
    .correlate_except(MissionResponse)
    .scalar_subquery()
)
_IDEAS = (
    select(func.count())
    .where(ProposalAuthor.user_id == ME.id, Proposal.id == ProposalAuthor.proposal_id)
    .where(Proposal.mission_id == Mission.id, Proposal.state.in_(LIVE_STATES), in_session(Proposal.created_at))
    .correlate_except(Proposal, ProposalAuthor)
    .scalar_subquery()
)
_SCENE_MISSION = cast(Room.scene["mission_id"].astext, Uuid)
_MISSION = (
    select(
        shape(
            Mission,
            StateMissionRead,
            state=missions.state(NOW),
            survey=case((Mission.kind == MissionKind.SURVEY, Mission.form)),
            proposal=case((Mission.kind == MissionKind.PROPOSAL, Mission.form)),
            ballot=case((Mission.kind == MissionKind.BALLOT, Mission.form)),
            open_ballot=case((Mission.kind == MissionKind.BALLOT, OPEN_BALLOT)),
            ideas=_IDEAS,
            response=_ANSWER,
        )
    )
    .where(Mission.id == _SCENE_MISSION, missions.has_opened(NOW))
    .correlate_except(Mission)
    .scalar_subquery()
)
_COMMUNITY = (
    select(build({"id": Community.id, "name": Community.name, "timezone": Community.timezone}))
    .where(Community.id == Room.community_id)
    .scalar_subquery()
)
STATE = SingleProjection(
    SIGNED_IN,
    shape(
        Room,
        RoomStateRead,
        community=_COMMUNITY,
        state=state(NOW),
        mission=_MISSION,
        people=Room.people // STEP * STEP,
    ),
    Room.version,
    is_in_room(ME) | run_by(ME),
    in_place(Room.community_id),
    Room.id == _ROOM,
    missing=RoomNotFound,
)
_USER = select(summaries.PERSON).where(User.id == RoomEntry.user_id, User.guest_of.is_(None)).scalar_subquery()
_OTHER = aliased(RoomEntry, name="other")
_ALIKE = select(func.greatest(func.count(), literal_column("1", BigInteger))).where(
    _OTHER.room_id == RoomEntry.room_id, _OTHER.source_mac == RoomEntry.source_mac
)
PEOPLE = Projection(
    "rooms.people",
    SIGNED_IN,
    shape(RoomEntry, RoomPersonRead, user=_USER, alike=_ALIKE.scalar_subquery()),
    RoomEntry.room_id == _ROOM,
    Room.id == RoomEntry.room_id,
    is_visible(RoomEntry.user_id),
    run_by(ME),
    order=(RoomEntry.entered_at, RoomEntry.id),
)


async def get(reading: Reading, room_id: UUID) -> Representation:
    """Return what the caller sees of a room that they are in. Its tag changes with all that it says."""
    return known_by_content(await STATE.get(reading, id=room_id))


async def search_people(reading: Reading, room_id: UUID, query: RoomPeopleQuery) -> Json:
    """List who came in, for the team. Raises RoomNotFound."""
    await ROOM.get(reading, id=room_id)
    return await PEOPLE.page(reading, id=room_id, **query.model_dump(exclude_none=True))
