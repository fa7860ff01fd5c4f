"""Missions as they are shown to their audience and to the managers of the community."""

from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, case, exists, func, literal, or_, select, update

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import constant
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
    many,
    shape,
    wire,
)
from app.core.uow import Reading, UnitOfWork
from app.models.ballots import Ballot
from app.models.communities import Community
from app.models.media import Media
from app.models.missions import Mission, MissionKind, MissionMedia, MissionState
from app.models.proposals import Proposal
from app.models.responses import TO_DO, Attendance, MissionResponse, ResponseState
from app.models.users import User
from app.policies import missions, responses
from app.policies.erasures import is_visible
from app.policies.missions import changeable_by, readable_by, shown_to_members
from app.policies.proposals import is_taken_down
from app.policies.sessions import SIGNED_IN, in_place
from app.schemas.missions import AnswerRead, MissionAudienceRead, MissionQuery, MissionRead, MissionReadQuery
from app.services.media.projections import SUMMARY
from app.services.shared import summaries
from app.services.shared.community_guards import check_manager


class MissionNotFound(NotFound):
    title = Words("Mission introuvable")


# At most one row, by the key of both columns: `between` keeps PostgreSQL from reading all missions of the person.
_TO_ME = (
    MissionResponse.mission_id == Mission.id,
    MissionResponse.user_id.between(ME.reader_id, ME.reader_id),
    responses.answered_in_session(),
)
_CERTIFICATE = func.concat(constant("/v1/missions/"), MissionResponse.mission_id, constant("/certificate.pdf"))
_ANSWER = shape(
    MissionResponse,
    AnswerRead,
    state=responses.state(NOW),
    certificate=case((responses.is_certified(), _CERTIFICATE)),
)
_OWN_RESPONSE = select(_ANSWER).where(*_TO_ME).correlate_except(MissionResponse).scalar_subquery()
_MY_VERSION = select(MissionResponse.version).where(*_TO_ME).correlate_except(MissionResponse).scalar_subquery()
_IS_MANAGER = changeable_by(ME)
_IS_RECURRENT = Mission.recurrence.is_not(None) & Mission.state.in_((MissionState.SCHEDULED, MissionState.OPEN))
# The document contains the caller's response: for a reader who cannot change the mission, the version covers it.


def _version(response_version: Element) -> Element:
    return case((_IS_MANAGER, Mission.version), else_=Mission.version + func.coalesce(response_version, 0))


VERSION = _version(_MY_VERSION)
AUTHOR = select(summaries.PERSON).where(User.id == Mission.author_id, is_visible(User.id))
# Of an exchange: for whoever asks, and for whom they said yes to.
_SAID_YES = (
    exists()
    .where(*_TO_ME, MissionResponse.attendance.in_((Attendance.REGISTERED, Attendance.PRESENT)))
    .correlate_except(MissionResponse)
)
_ASKER = select(summaries.PERSON).where(User.id == Mission.asker_id, is_visible(User.id))
ASKER = case((or_(Mission.asker_id == ME.id, and_(Mission.asker_id.is_not(None), _SAID_YES)), _ASKER.scalar_subquery()))
_COMMUNITY = select(build({"id": Community.id, "name": Community.name})).where(Community.id == Mission.community_id)
_AFTER = ("mission_id", "minutes")
_AUDIENCE = build({name: Mission.audience[name] for name in MissionAudienceRead.model_fields})
_OPTION = func.unnest(Ballot.options).table_valued("id", with_ordinality="position").render_derived(name="option")
_OPTION_FIELDS = {"proposal_id": Proposal.id, "title": Proposal.title, "text": Proposal.text, "themes": Proposal.themes}
_OPTIONS = many(build(_OPTION_FIELDS), Proposal.id == _OPTION.c.id, ~is_taken_down(), order_by=_OPTION.c.position)
OPEN_BALLOT = (
    select(
        build(
            {
                "version": Ballot.version,
                "electorate": Ballot.electorate,
                "in_room": Ballot.in_room,
                "members": Ballot.electorate - func.coalesce(Ballot.in_room, 0),
                "heads": Ballot.heads,
                "options": _OPTIONS,
            }
        )
    )
    .where(Ballot.mission_id == Mission.id)
    .correlate_except(Ballot)
    .scalar_subquery()
)
_FIELDS: dict[str, Element] = {
    "state": missions.state(NOW),
    "opened_at": wire(missions.opened_at(NOW)),
    "ended_at": wire(missions.ended_at(NOW)),
    "community": _COMMUNITY.scalar_subquery(),
    "author": AUTHOR.scalar_subquery(),
    "asker": ASKER,
    "media": many(
        SUMMARY,
        MissionMedia.mission_id == Mission.id,
        Media.id == MissionMedia.media_id,
        or_(Media.owner_id == ME.id, is_visible(Media.owner_id)),
        order_by=MissionMedia.position,
    ),
    "skills": summaries.skills(Mission.skills),
    "audience": case((_IS_MANAGER, _AUDIENCE)),
    "opens_after": case(
        (_IS_MANAGER & Mission.opens_after.is_not(None), build({n: Mission.opens_after[n] for n in _AFTER}))
    ),
    "survey": case((Mission.kind == MissionKind.SURVEY, Mission.form)),
    "event": case((Mission.kind == MissionKind.EVENT, Mission.form)),
    "proposal": case((Mission.kind == MissionKind.PROPOSAL, Mission.form)),
    "ballot": case((Mission.kind == MissionKind.BALLOT, Mission.form)),
    "open_ballot": case((Mission.kind == MissionKind.BALLOT, OPEN_BALLOT)),
    "next_at": case((_IS_MANAGER & _IS_RECURRENT, Mission.next_at)),
}
ITEM = shape(Mission, MissionRead, **_FIELDS, response=_OWN_RESPONSE, version=VERSION)
AWAITS_ANSWER = and_(missions.is_open(NOW), MissionResponse.state.in_(TO_DO))  # as in the index
MISSIONS_OF_CALLER = Projection(
    "mission_reads.mine",
    SIGNED_IN,
    shape(Mission, MissionRead, **_FIELDS, response=_ANSWER, version=_version(MissionResponse.__table__.c.version)),
    MissionResponse.user_id == ME.id,
    Mission.id == MissionResponse.mission_id,
    shown_to_members(ME),
    order=(MissionResponse.assigned_at, MissionResponse.id),
    filters={"to_do": AWAITS_ANSWER, "done": ~AWAITS_ANSWER},
)
OF_COMMUNITY = Projection(
    "mission_reads.of_community",
    SIGNED_IN,
    ITEM,
    Mission.community_id == bindparam("community", type_=Uuid()),
    changeable_by(ME),
    order=(Mission.created_at, Mission.id),
    filters={
        "state": missions.state(NOW) == bindparam("state", type_=Text()),
        "series_id": Mission.series_id == bindparam("series_id", type_=Uuid()),
    },
)
MISSION = SingleProjection(
    SIGNED_IN,
    ITEM,
    VERSION,
    readable_by(ME),
    in_place(Mission.community_id),
    Mission.id == bindparam("id", type_=Uuid()),
    steady=and_(missions.is_steady(), summaries.has_no_avatar(Mission.author_id)),
)


async def search(reading: Reading, query: MissionQuery) -> Json:
    """List the missions that the caller received, or those of a community for its managers.

    Raises CommunityNotFound, ManagersOnly.
    """
    fields = query.model_dump(exclude_none=True, exclude={"state", "community_id"})
    if query.community_id is not None:
        await check_manager(reading, query.community_id)
        if query.state != "all":
            fields["state"] = query.state
        return await OF_COMMUNITY.page(reading, community=query.community_id, **fields)
    if query.state != "all":
        fields[query.state] = True
    return await MISSIONS_OF_CALLER.page(reading, **fields)


async def get(uow: UnitOfWork, mission_id: UUID, query: MissionReadQuery) -> Representation:
    """Return a mission; mark it as seen by its recipient only when they say so. Raises MissionNotFound."""
    readable = select(Mission.id).where(Mission.id == mission_id, readable_by(uow.actor))
    if await uow.session.scalar(readable) is None:
        raise MissionNotFound
    if query.seen:
        await _mark_seen(uow, mission_id)
    return await MISSION.show(uow, id=mission_id)


async def _mark_seen(uow: UnitOfWork, mission_id: UUID) -> None:
    over = select(Mission.id).where(Mission.id == mission_id, missions.is_closed(literal(uow.now)))
    unseen = (MissionResponse.mission_id == mission_id, MissionResponse.user_id == uow.actor.id, ~over.exists())
    statement = (
        update(MissionResponse)
        .where(*unseen, MissionResponse.state == ResponseState.ASSIGNED)
        .values(state=ResponseState.SEEN, seen_at=uow.now, updated_at=uow.now, version=MissionResponse.version + 1)
        .returning(MissionResponse.id, MissionResponse.version)
    )
    for response_id, version in await uow.session.execute(statement):
        uow.changed(uow.actor.id, Kind.RESPONSE, response_id, version)
        uow.changed(uow.actor.id, Kind.MISSION, mission_id, version)
