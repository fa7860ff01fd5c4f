"""Rooms as their team writes them: created, changed, opened, closed; the door, and the scene on the wall."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, func, literal_column, or_, select, update

from app.core.actor import ME
from app.core.clock import on_the_wire
from app.core.db import claim, fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import BASE, NOW, Json, Projection, Representation, SingleProjection, shape
from app.core.signals import ROOMS, send_signal
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.ballots import Ballot
from app.models.communities import Community
from app.models.missions import Mission, MissionKind
from app.models.programmes import Programme
from app.models.room_entries import RoomEntry
from app.models.rooms import CODE_LENGTH, CODE_LETTERS, Room, RoomDoor, RoomMinors, RoomState, ScenePhase
from app.policies.communities import CommunityNotFound, LeadersOnly, active_in, is_known_school, led_by
from app.policies.rooms import RoomNotFound, asks, run_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.patches import patched
from app.schemas.rooms import RoomPatch, RoomQuery, RoomRead, RoomWrite, SceneWrite
from app.services.accounts import suspensions
from app.services.missions import assignments
from app.services.rooms import scenes
from app.services.shared.community_guards import check_leader
from app.services.shared.room_signals import wake_clock

OTHER_COMMUNITY = wrong("/community_id", "fixed", Words("une salle reste dans sa communauté"))
UNKNOWN_MISSION = Words("cette mission n’est pas de la communauté")
UNKNOWN_PROGRAMME = wrong("/programme_id", "unknown_programme", Words("la communauté n’a pas ce programme"))
NOT_IN_ROOM = wrong("/mission_id", "unknown_mission", Words("cette mission n’est pas de la salle"))
SCHOOL_ONLY = wrong(
    "/minors", "known_school_only", Words("`school` ne vaut que dans une école que les opérateurs connaissent")
)
BEGINNING: dict[str, object] = {
    "mission_id": None,
    "phase": ScenePhase.WELCOME,
    "ends_at": None,
    "shown": {"theme": None, "only": []},
    "message": None,
}
SECRET_BYTES = 32
_URL = BASE.concat("/r/").concat(Room.code)
ITEM = shape(Room, RoomRead, state=state(NOW), url=_URL)
ROOM = SingleProjection(
    SIGNED_IN,
    ITEM,
    Room.version,
    run_by(ME),
    Room.id == bindparam("id", type_=Uuid()),
    steady=literal_column("false"),  # people come in, and the clock closes it
    missing=RoomNotFound,
)
OF_COMMUNITY = Projection(
    "rooms.of_community",
    SIGNED_IN,
    ITEM,
    Room.community_id == bindparam("community", type_=Uuid()),
    run_by(ME),
    order=(Room.created_at, Room.id),
    filters={"state": state(NOW) == bindparam("state", type_=Text())},
)


async def search(reading: Reading, community_id: UUID, query: RoomQuery) -> Json:
    """List the rooms of a community, for its team. Raises CommunityNotFound, LeadersOnly."""
    await check_leader(reading, community_id)
    return await OF_COMMUNITY.page(reading, community=community_id, **query.model_dump(exclude_none=True))


async def get(reading: Reading, room_id: UUID) -> Representation:
    return await ROOM.get(reading, id=room_id)


async def put(uow: UnitOfWork, room_id: UUID, data: RoomWrite, version: int | None) -> tuple[Representation, bool]:
    """Create or change. Sending the same body again changes nothing. Raises CommunityNotFound, LeadersOnly."""
    await suspensions.check(uow)
    await _check_leads(uow, data.community_id)
    is_new = await claim(uow.session, Room, id=room_id, **await _first_values(uow, data))
    room = await lock_to_run(uow, room_id)
    if not is_new:
        if version is None and data.digest() == room.born_as:
            return await show(uow, room), False
        await expect(uow, version, room, ROOM, id=room_id)
    await _rewrite(uow, room, data)
    return await show(uow, room), is_new


async def plan(uow: UnitOfWork, room_id: UUID, data: RoomWrite) -> None:
    """Write the room of a programme that the caller has just written, with missions of it."""
    room = Room(id=room_id, state=RoomState.PLANNED, version=0, **await _first_values(uow, data))
    room.rewrite(data.model_dump(exclude={"community_id"}), uow.now)
    uow.session.add(room)


async def patch(uow: UnitOfWork, room_id: UUID, patch: RoomPatch, version: int | None) -> Representation:
    room = await lock_to_run(uow, room_id)
    await expect(uow, version, room, ROOM, id=room_id)
    await _rewrite(uow, room, patched(RoomWrite, room, patch))
    return await show(uow, room)


async def open_room(uow: UnitOfWork, room_id: UUID) -> Representation:
    """Let people in from now on. Opening it again changes nothing. Raises RoomMoved once it is closed."""
    await suspensions.check(uow)
    room = await lock_to_run(uow, room_id)
    await _check_minors(uow, room.community_id, room.minors)
    room.open(uow.now)
    return await show(uow, room)


async def close(uow: UnitOfWork, room_id: UUID) -> Representation:
    """Close it for good. Its guests are erased 30 days later."""
    room = await lock_to_run(uow, room_id)
    if room.close(uow.now):
        entries = update(RoomEntry).where(RoomEntry.room_id == room_id).values(source_mac=None)
        await uow.session.execute(entries.execution_options(synchronize_session=False))
    return await show(uow, room)


async def set_door(uow: UnitOfWork, room_id: UUID, door: RoomDoor) -> Representation:
    room = await lock_to_run(uow, room_id)
    room.set_door(door, uow.now)
    return await show(uow, room)


async def count_heads(uow: UnitOfWork, room_id: UUID, heads: int) -> Representation:
    """Note how many people the team sees in the room, for its votes, too. Raises RoomClosed."""
    room = await lock_to_run(uow, room_id)
    room.count_heads(heads, uow.now)
    votes = select(Mission.id).join(Room, asks()).where(Room.id == room_id, Mission.kind == MissionKind.BALLOT)
    fits = (Ballot.mission_id.in_(votes), or_(Ballot.heads.is_(None), Ballot.counted_at.is_(None)))
    await uow.session.execute(
        update(Ballot).where(*fits).values(heads=heads).execution_options(synchronize_session=False)
    )
    return await show(uow, room)


async def set_scene(uow: UnitOfWork, room_id: UUID, data: SceneWrite, version: int | None) -> Representation:
    """Change what the wall and the phones show. Of two drivers, the second has to read first.

    Raises VersionRequired, Stale, RoomClosed.
    """
    room = await lock_to_run(uow, room_id)
    await expect(uow, version, room, ROOM, id=room_id)
    if data.mission_id is not None and data.mission_id not in room.missions:
        raise Unprocessable(errors=[NOT_IN_ROOM])
    ends_at = None if data.seconds is None else uow.now + timedelta(seconds=data.seconds)
    scene = data.model_dump(mode="json", exclude={"seconds"})
    if data.mission_id is not None:
        ends_at = await scenes.begin(uow, data.mission_id, data.phase, ends_at)
    room.show_scene(scene | {"ends_at": ends_at and on_the_wire(ends_at)}, uow.now)
    await wake_clock(uow)
    return await show(uow, room)


async def lock_to_run(uow: UnitOfWork, room_id: UUID) -> Room:
    """Lock the room until the end of the transaction. Raises RoomNotFound for whoever does not run it."""
    statement = select(Room).where(Room.id == room_id, run_by(uow.actor)).with_for_update(key_share=True)
    return await fetch_one(uow.session, statement, RoomNotFound)


async def show(uow: UnitOfWork, room: Room) -> Representation:
    """Return the room, and tell the streams of it that it changed."""
    await send_signal(uow.session, ROOMS, str(room.id))
    return await ROOM.show(uow, id=room.id)


async def _rewrite(uow: UnitOfWork, room: Room, data: RoomWrite) -> None:
    if data.community_id != room.community_id:
        raise Unprocessable(errors=[OTHER_COMMUNITY])
    await _check_missions(uow, room, data.missions)
    await _check_programme(uow, room, data.programme_id)
    await _check_minors(uow, room.community_id, data.minors)
    room.rewrite(data.model_dump(exclude={"community_id"}), uow.now)
    if room.people:
        await assignments.assign_room(uow, room)


async def _check_missions(uow: UnitOfWork, room: Room, mission_ids: list[UUID]) -> None:
    statement = select(Mission.id).where(Mission.id.in_(mission_ids), Mission.community_id == room.community_id)
    own_ids = set(await uow.session.scalars(statement)) if mission_ids else set()
    faults = [
        wrong(f"/missions/{n}", "unknown_mission", UNKNOWN_MISSION)
        for n, mission_id in enumerate(mission_ids)
        if mission_id not in own_ids
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def _check_programme(uow: UnitOfWork, room: Room, programme_id: UUID | None) -> None:
    if programme_id is None:
        return
    own = (Programme.id == programme_id, Programme.community_id == room.community_id)
    if await uow.session.scalar(select(Programme.id).where(*own)) is None:
        raise Unprocessable(errors=[UNKNOWN_PROGRAMME])


async def _check_minors(uow: UnitOfWork, community_id: UUID, minors: RoomMinors) -> None:
    community = await uow.session.get_one(Community, community_id)
    if minors is RoomMinors.SCHOOL and not is_known_school(community):
        raise Unprocessable(errors=[SCHOOL_ONLY])


async def _check_leads(uow: UnitOfWork, community_id: UUID) -> None:
    if community_id in set(await uow.session.scalars(led_by(uow.actor))):
        return
    is_member = community_id in set(await uow.session.scalars(active_in(uow.actor)))
    raise LeadersOnly if is_member else CommunityNotFound


async def _first_values(uow: UnitOfWork, data: RoomWrite) -> dict[str, object]:
    return {
        "community_id": data.community_id,
        "code": await _free_code(uow),
        "door_secret": secrets.token_bytes(SECRET_BYTES),
        "scene": BEGINNING,
        "created_at": uow.now,
        "updated_at": uow.now,
        "born_as": data.digest(),
    }


async def _free_code(uow: UnitOfWork) -> str:
    """Return a code that no room has; a constraint holds for two at once."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if await uow.session.scalar(select(func.count()).where(Room.code == code)) == 0:
            return code
