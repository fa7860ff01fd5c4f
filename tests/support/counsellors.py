"""Those who ask others for access, and what it takes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.grant_requests import LISTED
from tests.support.consents import shown
from tests.support.people import ADULT, Person, Watch, sign_in


@dataclass
class Factor:
    secret: str
    recovery_codes: list[str]


def code_of(secret: str, watch: Watch) -> str:
    return pyotp.TOTP(secret).at(int(watch.now.timestamp()))


async def with_second_factor(person: Person, watch: Watch) -> Factor:
    """Confirm a second factor for a person, whose session is verified then."""
    secret: str = (await person.ask("POST", "/v1/me/second-factor", 201))["secret"]
    code = {"code": code_of(secret, watch)}
    answer: dict[str, Any] = await person.ask("PUT", "/v1/me/second-factor/verification", 200, json=code)
    return Factor(secret, answer["new_recovery_codes"])


async def counsellor(app: FastAPI, watch: Watch, name: str = "Rose") -> Person:
    """Sign in a counsellor, who may ask for access."""
    person = await sign_in(app, name.lower())
    await person.ask("PATCH", "/v1/me", 200, json={"display_name": name, "birth_year": ADULT})
    await with_second_factor(person, watch)
    return person


async def verified_again(app: FastAPI, person: Person, watch: Watch) -> Person:
    """Sign the person in weeks later, and verify the session by hand."""
    runtime: Runtime = app.state.runtime
    session = await sign_in(app, email=person.email)
    query = "update sessions set second_factor_at = $2 where user_id = $1 returning id"
    await runtime.database.writes.fetch(query, person.id, watch.now)
    return session


async def code_shown_by(person: Person) -> str:
    code: str = (await person.ask("POST", "/v1/me/codes", 201))["code"]
    return code


def wish(watch: Watch, *kinds: str, **fields: object) -> dict[str, Any]:
    """Return the body that asks for all of those kinds, for six months."""
    body: dict[str, Any] = {
        "purpose": "guidance",
        "targets": [{"type": LISTED.get(kind, kind)} for kind in kinds or ("story", "talents", "experiences")],
        "ends_at": (watch.now + timedelta(days=180)).isoformat(),
    }
    return body | fields


async def request_access(asker: Person, owner: Person, watch: Watch, *kinds: str, **fields: object) -> Any:
    body = wish(watch, *kinds, **fields) | {"code": await code_shown_by(owner)}
    return await asker.ask("POST", "/v1/grant-requests", 201, json=body)


def agreed(request: Any) -> dict[str, Any]:
    """Return the body that grants all that was asked for."""
    targets = [{"type": target["type"], "id": target["id"]} for target in request["targets"]]
    return {"targets": targets, "rights": request["rights"], "ends_at": request["ends_at"]} | shown("share")


async def accept(owner: Person, request: Any, status: int = 200, **changes: object) -> Any:
    path = f"/v1/grant-requests/{request['id']}/acceptance"
    return await owner.ask("PUT", path, status, json=agreed(request) | changes)
