"""Who holds a stream of a room: a session that may end, of somebody who may lose sight of the room."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Boolean, Uuid, and_, case, func, not_, select

from app.core.actor import Actor
from app.core.compiled import array_parameter
from app.models.rooms import Room
from app.models.sessions import Session
from app.policies.rooms import run_by, seen_by


class Holder(NamedTuple):
    session_id: UUID
    user_id: UUID
    room_id: UUID
    is_team: bool


_ASKING = (
    func.unnest(
        array_parameter("sessions", Uuid()),
        array_parameter("users", Uuid()),
        array_parameter("rooms_of_users", Uuid()),
        array_parameter("teams", Boolean()),
    )
    .table_valued("session_id", "user_id", "room_id", "is_team", with_ordinality="n")
    .render_derived(name="asking")
)
_HOLDER = Actor(cast(UUID, _ASKING.c.user_id))
_HAS_SESSION = (
    select(Session.id)
    .where(Session.id == _ASKING.c.session_id, Session.user_id == _ASKING.c.user_id, Session.ended_at.is_(None))
    .exists()
)
_SEES = case((_ASKING.c.is_team, run_by(_HOLDER)), else_=seen_by(_HOLDER))
# The numbers, from 1, of those among the holders of a room whose session has ended, or who may not see it any more.
LEAVERS = (
    select(_ASKING.c.n)
    .where(_ASKING.c.room_id == Room.id, not_(and_(_HAS_SESSION, _SEES)))
    .correlate(Room)
    .scalar_subquery()
)


def arguments(holders: Sequence[Holder]) -> Mapping[str, object]:
    """Return the arguments of a statement with LEAVERS. Of none, it costs nothing."""
    columns = [list(column) for column in zip(*holders, strict=True)] or [[] for _ in Holder._fields]
    return dict(zip(("sessions", "users", "rooms_of_users", "teams"), columns, strict=True))
