"""The account: sessions, notifications, devices, rights. What counts is who is shown."""

import re
from collections.abc import Mapping
from uuid import UUID

from app.core.ids import uuid7
from tests.access.lines import BELONGING, EVERYBODY, MANAGER, NOBODY, OWNER, SIGNED_IN, WITH, Cell, Line
from tests.access.settlement import canary
from tests.access.undoing import Answer
from tests.support.authenticators import Authenticator
from tests.support.counsellors import code_of
from tests.support.identities import returned
from tests.support.notifications import web_push
from tests.support.people import ADULT, BARE, NOW

YOUNG = NOW.year - 13
NO_CHALLENGE = {"challenge": "AAAA", "user": {"id": "AAAA"}}


async def _with_password(cell: Cell) -> None:
    await cell.run("update users set password_hash = 'x' where id = $1", cell.caller.id)


async def _without_factor(cell: Cell) -> None:
    await cell.run("delete from second_factors where user_id = $1", cell.caller.id)


async def _begun(cell: Cell) -> None:
    await _without_factor(cell)
    cell.settlement.things["secret"] = (await cell.does(cell.caller.name, "POST", "/v1/me/second-factor"))["secret"]


async def _confirmed(cell: Cell) -> None:
    await _begun(cell)
    answer = await cell.does(cell.caller.name, "PUT", "/v1/me/second-factor/verification", _code(cell))
    cell.settlement.things["recovery"] = answer["new_recovery_codes"][0]


def _identity(cell: Cell) -> object:
    return cell.settlement.ids.get("identity", uuid7())


def _ticket(cell: Cell) -> object:
    return cell.settlement.things.get("ticket", {"provider_ticket": f"dto_{'x' * 54}", "code_verifier": "x" * 43})


def _code(cell: Cell) -> object:
    secret = cell.settlement.things.get("secret")
    return {"code": code_of(secret, cell.settlement.watch) if secret else "000000"}


async def _challenged(cell: Cell) -> None:
    await cell.run("delete from passkeys where user_id = $1", cell.caller.id)
    path = "/v1/me/passkeys/creation-challenge"
    cell.settlement.things["challenge"] = (await cell.does(cell.caller.name, "GET", path))["public_key"]


def _addition(cell: Cell) -> object:
    return {"name": "phone", "credential": Authenticator().make(cell.settlement.things.get("challenge", NO_CHALLENGE))}


async def _with_passkey(cell: Cell) -> None:
    """The first second factor."""
    await _without_factor(cell)
    await _challenged(cell)
    device = Authenticator()
    body = {"credential": device.make(cell.settlement.things["challenge"])}
    await cell.does(cell.caller.name, "POST", "/v1/me/passkeys", body)
    cell.settlement.things["authenticator"] = device


async def _opened_by_pass(cell: Cell) -> None:
    await cell.run("update sessions set pass_id = id where id = $1", UUID(cell.settlement.ids["session"]))


async def _asked_by_passkey(cell: Cell) -> None:
    await _with_passkey(cell)
    path = "/v1/me/passkeys/verification-challenge"
    cell.settlement.things["verification"] = (await cell.does(cell.caller.name, "GET", path))["public_key"]


def _use(cell: Cell) -> object:
    device = cell.settlement.things.get("authenticator", Authenticator())
    return {"credential": device.use(cell.settlement.things.get("verification", NO_CHALLENGE))}


async def _in_a_school(cell: Cell) -> None:
    school = "update communities set kind = 'school', verified_at = now() where id = $1"
    await cell.run(school, cell.settlement.ids["community"])
    await cell.run("update sessions set second_factor_at = $2 where user_id = $1", cell.caller.id, cell.runtime.clock())


ROSTER = {"lines": [{"line": 2, "email": "ines@example.org", "name": "Inès Martin", "tag": "2GT3"}]}


async def _with_preview(cell: Cell) -> None:
    await _in_a_school(cell)
    path = f"/v1/communities/{cell.settlement.ids['community']}/roster-previews"
    cell.settlement.things["roster"] = await cell.does(cell.caller.name, "POST", path, ROSTER)


def _fingerprint(cell: Cell) -> str:
    return f"fingerprint={cell.settlement.things.get('roster', {}).get('fingerprint', '0' * 32)}"


def _recovery(cell: Cell) -> object:
    return {"code": cell.settlement.things.get("recovery", "aaaaa-aaaaa")}


async def _returned(cell: Cell) -> None:
    """Their browser is back from a provider, which says who they are."""
    ticket, verifier = await returned(cell.runtime, f"subject of {cell.caller.name}")
    cell.settlement.things["ticket"] = {"provider_ticket": ticket, "code_verifier": verifier}


async def _identified(cell: Cell) -> None:
    cell.settlement.ids["identity"] = str(uuid7())
    statement = "insert into identities values ($1::text::uuid, $2, 'school', 'https://school.example', $3, now())"
    await cell.run(statement, cell.settlement.ids["identity"], cell.caller.id, str(uuid7()))


def _block(cell: Cell) -> object:
    return cell.settlement.ids.get("block", uuid7()) if cell.caller.name == "owner" else uuid7()


async def _blocking(cell: Cell) -> None:
    peer, manager = (cell.settlement.person(name) for name in ("peer", "manager"))
    cell.settlement.ids["block"] = str(uuid7())
    statement = "insert into blocked_people values ($1::text::uuid, $2, $3, true, now())"
    whom = manager if cell.caller.id == peer.id else peer
    await cell.run(statement, cell.settlement.ids["block"], cell.caller.id, whom.id)


async def _young(cell: Cell) -> None:
    await cell.run("update users set birth_year = $2 where id = $1", cell.caller.id, YOUNG)


async def _guarded(cell: Cell) -> None:
    await _young(cell)
    email = f"{canary('guardian') if cell.caller.name == 'owner' else 'parent'}-{cell.caller.id}@example.org"
    await cell.does(cell.caller.name, "PUT", "/v1/me/guardian", {"email": email})


async def _leaving(cell: Cell) -> None:
    await cell.does(cell.caller.name, "POST", "/v1/me/erasure")


def _operation(cell: Cell) -> object:
    put = {"op": "put", "type": "experience", "id": cell.settlement.ids["experience"], "if_match": 1, "data": BARE}
    return {"operations": [put]}


def _first_result(answer: Answer) -> int:
    """Each operation has its own."""
    return int(answer.json()["results"][0]["status"]) if answer.status == 200 else answer.status


async def _sign_in_code(cell: Cell) -> None:
    email = cell.settlement.person("owner").email
    await cell.does("anonymous", "POST", "/v1/sessions/codes", {"email": email})
    statement = "select letter ->> 'text' as text from mails where letter ->> 'to' = $1 order by id desc"
    matches = [re.search(r"dtl_[\w-]{32}", row["text"]) for row in await cell.run(statement, email)]
    cell.settlement.things["sign_in"] = next(item[0] for item in matches if item)


def _sign_in(cell: Cell) -> object:
    """With what was mailed to her."""
    token = cell.settlement.things["sign_in"] if cell.caller.name == "owner" else "dtl_" + "x" * 32
    return {"link_token": token, "device_name": "phone"}


def _refresh(cell: Cell) -> object:
    person = cell.caller.person if cell.caller.name == "owner" else None
    return {"refresh_token": person.refresh_token if person else "dtr_" + "x" * 59}


def _archive(cell: Cell) -> object:
    return cell.settlement.ids["export_token"] if cell.caller.name == "owner" else "dtx_" + "x" * 32


LINES: Mapping[str, Line] = {
    # Whoever said something of hers keeps what they said; the team hears what waits for it.
    "list_changes": Line(SIGNED_IN, sees=(*OWNER, *WITH), tells=BELONGING),
    "apply_operations": Line(OWNER, body=_operation, status=_first_result),
    "send_code": Line(EVERYBODY, body=lambda cell: {"email": cell.settlement.person("owner").email}),
    "create_session": Line(OWNER, sees=OWNER, body=_sign_in, before=_sign_in_code),
    "refresh_session": Line(OWNER, sees=OWNER, body=_refresh),
    "list_sessions": Line(SIGNED_IN, sees=OWNER),
    "delete_current_session": Line(SIGNED_IN),
    "delete_session": Line(OWNER),
    "list_delegated_sessions": Line(SIGNED_IN),
    "own_current_session": Line(SIGNED_IN, body={}),
    "acknowledge_session": Line(OWNER, before=_opened_by_pass),
    "list_providers": Line(EVERYBODY),
    "start_provider_sign_in": Line(NOBODY, at={"provider": "school"}, body={"code_challenge": "x" * 43}),  # none is set
    "list_identities": Line(SIGNED_IN, before=_identified),
    "create_identity": Line(SIGNED_IN, before=_returned, body=_ticket),
    "delete_identity": Line(OWNER, at={"identity_id": _identity}, before=_identified),
    "list_blocked_people": Line(SIGNED_IN, before=_blocking),
    "unblock_person": Line(OWNER, at={"block_id": _block}, before=_blocking),
    "get_me": Line(SIGNED_IN, sees=OWNER),
    "patch_me": Line(SIGNED_IN, sees=OWNER, body={"birth_year": ADULT}),
    "put_password": Line(SIGNED_IN, body={"password": "quatre mots sans rapport"}),
    "delete_password": Line(SIGNED_IN, before=_with_password),
    "list_notifications": Line(SIGNED_IN, sees=OWNER, tells=BELONGING),
    "stream_notifications": Line(SIGNED_IN),
    "read_notifications": Line(SIGNED_IN, body=lambda _: {"up_to": NOW.isoformat()}),
    "get_notification_preferences": Line(SIGNED_IN),
    "put_notification_preferences": Line(SIGNED_IN, body={"rules": []}),
    "list_devices": Line(SIGNED_IN),
    "put_device": Line(OWNER, body=lambda cell: cell.settlement.things["phone"]),
    "put_device:a new one": Line(
        SIGNED_IN,
        at={"device_id": lambda _: uuid7()},
        body=lambda _: web_push(endpoint=f"https://fcm.googleapis.com/{uuid7()}"),
    ),
    "delete_device": Line(OWNER),
    "get_second_factor": Line(SIGNED_IN),
    "create_second_factor": Line(SIGNED_IN, sees=OWNER, before=_without_factor),
    "delete_second_factor": Line(SIGNED_IN, before=_confirmed),
    "verify_second_factor": Line(SIGNED_IN, body=_recovery, before=_confirmed),
    "verify_second_factor:a new one": Line(SIGNED_IN, body=_code, before=_begun),
    "create_recovery_codes": Line(SIGNED_IN, before=_confirmed),
    "get_sign_in_challenge": Line(EVERYBODY),
    "list_passkeys": Line(SIGNED_IN, sees=OWNER),
    "get_passkey_creation_challenge": Line(SIGNED_IN, sees=OWNER),
    "add_passkey": Line(SIGNED_IN, before=_challenged, body=_addition),
    "get_passkey_verification_challenge": Line(SIGNED_IN, before=_with_passkey),
    "verify_by_passkey": Line(SIGNED_IN, before=_asked_by_passkey, body=_use),
    "put_passkey": Line(OWNER, body={"name": "phone"}),
    "delete_passkey": Line(OWNER),
    "create_sign_in_pass": Line(
        MANAGER, at={"user_id": lambda cell: cell.settlement.person("peer").id}, before=_in_a_school
    ),
    "preview_roster": Line(MANAGER, before=_in_a_school, body=ROSTER),
    "send_roster": Line(MANAGER, before=_with_preview, query=_fingerprint, body=ROSTER),
    "get_guardian": Line(SIGNED_IN, sees=OWNER, before=_guarded),
    "put_guardian": Line(SIGNED_IN, before=_young, body=lambda cell: {"email": f"parent-{uuid7()}@example.org"}),
    "delete_guardian": Line(SIGNED_IN, before=_guarded),
    "list_security_events": Line(SIGNED_IN),
    "list_consents": Line(SIGNED_IN, sees=OWNER, tells=("owner", "peer")),
    "list_consent_texts": Line(SIGNED_IN),
    "get_erasure": Line(SIGNED_IN, before=_leaving),
    "create_erasure": Line(SIGNED_IN),
    "delete_erasure": Line(SIGNED_IN, before=_leaving),
    "get_mission_calendar": Line(SIGNED_IN),
    "create_mission_calendar": Line(SIGNED_IN),
    "delete_mission_calendar": Line(SIGNED_IN),
    "list_exports": Line(SIGNED_IN),
    "create_export": Line(SIGNED_IN),
    "get_export": Line(OWNER),
    "delete_export": Line(OWNER),
    "fetch_export": Line(OWNER, sees=OWNER, at={"token": _archive}),
    "list_imports": Line(SIGNED_IN, sees=OWNER),
    "create_import": Line(SIGNED_IN, body=b'[{"content": "Un", "createTime": "2024-03-03T10:00:00.000Z"}]'),
    "get_import": Line(OWNER, sees=OWNER),
    "delete_import": Line(OWNER),
    "confirm_import": Line(OWNER, sees=OWNER),
    "get_did_document": Line(EVERYBODY),
    "get_jwks": Line(EVERYBODY),
    "get_apple_links": Line(EVERYBODY, status=lambda _: 200),  # 404: no application is set
    "get_android_links": Line(EVERYBODY, status=lambda _: 200),
    "get_status_list": Line(EVERYBODY, at={"number": "0"}),
    "healthz": Line(EVERYBODY),
    "readyz": Line(EVERYBODY, status=lambda answer: 200 if answer.status == 503 else answer.status),
    "metrics": Line(EVERYBODY),
}
