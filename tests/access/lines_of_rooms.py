"""Rooms: the team that runs them, and who is in them."""

from collections.abc import Mapping

from app.core.ids import uuid7
from tests.access.lines import TEAM, Cell, Line


def _in_group(cell: Cell) -> object:
    return {"community_id": cell.settlement.ids["community"], "missions": [cell.settlement.ids["survey"]]}


LINES: Mapping[str, Line] = {
    "list_rooms": Line(TEAM),
    "get_room": Line(TEAM),
    "put_room": Line(TEAM, body=_in_group),
    "put_room:a new one": Line(TEAM, at={"room_id": lambda _: uuid7()}, body=_in_group),
    "patch_room": Line(TEAM, body={"capacity": 90}),
    "open_room": Line(TEAM),
    "close_room": Line(TEAM),
    "put_door": Line(TEAM, body={"door": "locked"}),
    "get_room_live": Line(TEAM, tells=TEAM),
    "stream_room": Line(TEAM),
    "create_wall": Line(TEAM),
    "delete_walls": Line(TEAM),
    "put_scene": Line(TEAM, body={"phase": "break", "seconds": 600}),
}
