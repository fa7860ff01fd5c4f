"""Rooms: the team that runs them, and who is in them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from app.core.ids import uuid7
from app.services.rooms import entrance
from tests.access.lines import EVERYBODY, OWNER, SIGNED_IN, TEAM, Cell, Line
from tests.access.settlement import GUESTS

PEOPLE = ("peer", "room_guest", *TEAM)  # who came in, and who runs it
SURVEYED = ("peer", "facilitator", "owner", "room_guest")
ADDRESS = "somebody-new@example.org"
SHEET = {"answers": [{"code": "clarte", "number": 4}]}


def _in_group(cell: Cell) -> object:
    return {"community_id": cell.settlement.ids["community"], "missions": [cell.settlement.ids["survey"]]}


def _code(cell: Cell) -> object:
    return cell.settlement.things["room"]["code"]


def _proof(cell: Cell) -> str:
    keys, room_id = cell.runtime.keys, UUID(cell.settlement.ids["room"])
    secret = cell.settlement.things["door_secret"]
    return entrance.proof_of(keys, room_id, secret, entrance.slot_at(cell.runtime.clock()))


def _guest(cell: Cell) -> object:
    return {"proof": _proof(cell), "age_bracket": "adult"}


def _claim(cell: Cell) -> object:
    return {"claim_code": entrance.claim_code(cell.runtime.keys, cell.settlement.people["room_guest"].id)}


async def _mailed(cell: Cell) -> None:
    """A code was mailed to the address."""
    columns = "insert into sign_in_codes (email, code_mac, link_digest, tries, expires_at) values ($1, $2, 'x', 0, $3)"
    mac = cell.runtime.keys.mac("sign-in code", ADDRESS, "204816")
    await cell.run(columns, ADDRESS, mac, cell.runtime.clock() + timedelta(minutes=1))


LINES: Mapping[str, Line] = {
    "list_rooms": Line(TEAM),
    "get_room": Line(TEAM),
    "put_room": Line(TEAM, body=_in_group),
    "put_room:a new one": Line(TEAM, at={"room_id": lambda _: uuid7()}, body=_in_group),
    "patch_room": Line(TEAM, body={"capacity": 90}),
    "open_room": Line(TEAM),
    "close_room": Line(TEAM),
    "put_door": Line(TEAM, body={"door": "locked"}),
    "put_head_count": Line(TEAM, body={"people": 24}),
    "get_room_live": Line(PEOPLE, tells=PEOPLE),
    "stream_room": Line(PEOPLE),
    "create_wall": Line(TEAM),
    "delete_walls": Line(TEAM),
    "create_guest": Line(EVERYBODY, at={"code": _code}, body=_guest),
    "enter_room": Line(SIGNED_IN, at={"code": _code}, body=lambda cell: {"proof": _proof(cell)}),
    "get_room_state": Line(PEOPLE, tells=PEOPLE),
    "list_entries": Line(TEAM),
    "create_tickets": Line(TEAM, body={"number": 3}),
    "create_claim": Line(SIGNED_IN, tells=SIGNED_IN, body=_claim),
    "put_address": Line(GUESTS, before=_mailed, body={"email": ADDRESS, "code": "204816"}),
    "delete_guest": Line(GUESTS),
    "put_response:of a room": Line(SURVEYED, sees=OWNER, at={"mission_id": "survey"}, body=SHEET),
    "put_scene": Line(TEAM, body={"phase": "break", "seconds": 600}),
}
