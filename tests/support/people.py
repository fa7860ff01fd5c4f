"""The cast and what they do. Everybody is new in every test: nothing needs to be wiped."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from app.core.actor import ANONYMOUS, SYSTEM
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.uow import Runtime
from app.models.users import User
from app.services.accounts import sessions
from app.services.departures import erasures
from app.tasks import HANDLERS

NOW = datetime(2026, 3, 3, 13, 10, tzinfo=UTC)
ADULT = 1990
_numbers = itertools.count()
BARE: dict[str, object] = {"lived_at": "2026-03-03T14:10:00+01:00"}
FULL: dict[str, object] = {
    "title": "Mon premier mur droit",
    "text": "Mur en parpaings, 6 m. Chaque rang vérifié au niveau.",
    "context": "work",
    "lived_at": "2026-03-03T14:10:00.5+01:00",
    "lived_until": "2026-03-03T16:00:00+01:00",
    "lived_precision": "minute",
    "captured_at": "2026-03-03T17:00:00.000Z",
    "place": {"label": "Tours", "lat": 47.39, "lng": 0.68},
    "people": ["Karim"],
    "feeling": 4,
    "reflection": {"did": "Monté six rangs", "learned": "La patience", "next": None},
    "tags": ["maçonnerie", "équipe"],
    "language": "fr",
}


class Watch:
    """The clock of the application under test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class Person:
    """Somebody with a phone: a client that is signed in."""

    id: UUID
    email: str
    client: httpx.AsyncClient
    refresh_token: str
    runtime: Runtime
    media_key: str = ""
    media_url: str = ""

    def address_of(self, cited_medium: Any) -> str:
        """Fill the session's template with the first variant of a medium that an answer cites."""
        name = cited_medium["variants"][0]
        return self.media_url.replace("{id}", cited_medium["id"]).replace("{name}", name)

    async def ask(self, method: str, path: str, status: int, **options: Any) -> Any:
        """The JSON of the answer, which must have this status."""
        answer = await self.client.request(method, path, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def visit(app: FastAPI, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={"Accept-Language": "en"} | dict(headers or {})
    )


def visit_from(app: FastAPI, host: str) -> httpx.AsyncClient:
    """Yield a client at another address."""
    transport = httpx.ASGITransport(app, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers={"Accept-Language": "en"})


async def sign_in(  # noqa: PLR0913  who they are, and on what
    app: FastAPI,
    name: str = "somebody",
    email: str | None = None,
    device_name: str = "phone",
    birth_year: int | None = None,
    *,
    is_named: bool = True,
) -> Person:
    runtime: Runtime = app.state.runtime
    address = email or f"{name}-{next(_numbers)}-{uuid7().hex[-12:]}@example.org"
    async with runtime.work(ANONYMOUS) as uow:
        opened = await sessions.open_for(uow, address, Locale.FR, device_name, birth_year)
        tokens = json.loads(opened.json())
        if is_named:
            statement = update(User).where(User.email == address, User.display_name.is_(None))
            await uow.session.execute(statement.values(display_name=name.capitalize()))
    client = visit(app, {"Authorization": f"Bearer {tokens['access_token']}"})
    return Person(
        UUID(tokens["user"]["id"]), address, client, tokens["refresh_token"], runtime, media_url=tokens["media_url"]
    )


async def come_back(app: FastAPI, *people: Person) -> None:
    """Sign these people in anew, after a time that no session lasts."""
    for person in people:
        session = await sign_in(app, email=person.email)
        await person.client.aclose()
        person.client, person.refresh_token = session.client, session.refresh_token


async def prove(person: Person) -> None:
    """Verify the session, as if a code of the authenticator was given now."""
    query = "update sessions set second_factor_at = $2 where user_id = $1 returning id"
    await person.runtime.database.writes.fetch(query, person.id, person.runtime.clock())


async def capture(person: Person, body: Mapping[str, object] = BARE) -> Any:
    """Capture an experience."""
    return await person.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json=body)


async def work_off(runtime: Runtime) -> int:
    """Run every job that waits, also those of later, and return their number. Failures are raised."""
    count = 0
    kinds: dict[str, type[Job]] = {kind.__name__: kind for kind in HANDLERS}
    query = """
        delete from jobs.pgqueuer where id = (select min(id) from jobs.pgqueuer where status = 'queued')
        returning entrypoint, payload
    """
    while True:
        row = await runtime.database.writes.fetchrow(query)
        if row is None:
            return count
        kind = kinds[row["entrypoint"]]
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[kind](uow, kind.model_validate_json(row["payload"]))
        count += 1


async def erase(runtime: Runtime, watch: Watch, person: Person) -> None:
    """Erase the account of the person. For others it is the same day."""
    await person.ask("POST", "/v1/me/erasure", 202)
    day = watch.now
    watch.advance(days=14)
    async with runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, person.id)
    watch.now = day
