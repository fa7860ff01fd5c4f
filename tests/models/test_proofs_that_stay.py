"""What proves who agreed to what is changed by nobody: not by the service, nor by whoever has its password."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core.actor import SYSTEM
from app.core.clock import utc_now
from app.core.uow import Runtime
from app.models.consents import Consent
from app.models.guardians import EndedBy, Guardianship, GuardianshipState
from app.services.departures import ended
from tests.support.grants import share, told
from tests.support.people import NOW, Person, Watch, erase, sign_in
from tests.support.rows import made

CONSENTS = (
    "delete from consents where id = :id",
    "update consents set text = 'Oui à tout' where id = :id",
    "update consents set given_by = 'Karim' where id = :id",
    "update consents set given_at = now() where id = :id",
    "update consents set withdrawn_at = null where id = :id",
    "update consents set withdrawn_at = now() where id = :id",
    "truncate consents",
)
ANSWERS = (
    "delete from guardianships where id = :id",
    "update guardianships set email = 'karim@example.org' where id = :id",
    "update guardianships set person_id = id where id = :id",
    "update guardianships set name = 'Karim', answered_at = answered_at - interval '1 day' where id = :id",
    "truncate guardianships cascade",
)
ENDINGS = (
    "update guardianships set state = 'active', ended_at = null, ended_by = null where id = :id",
    "update guardianships set acts = '{publish,share,join}' where id = :id",
    "update guardianships set name = 'Karim' where id = :id",
    "update guardianships set ended_by = 'guardian' where id = :id",
)


async def refused(runtime: Runtime, statements: tuple[str, ...], row: object) -> None:
    for statement in statements:
        async with runtime.database.sessions() as session:
            with pytest.raises(DBAPIError, match="neither changed nor deleted"):
                await session.execute(text(statement), {"id": row} if ":id" in statement else {})


async def test_nobody_changes_what_was_agreed_to(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions.begin() as session:
        consent = made(Consent, person_id=alice.id)
        session.add(consent)
    async with runtime.database.sessions.begin() as session:
        closing = text("update consents set withdrawn_at = :now where id = :id")
        await session.execute(closing, {"now": NOW, "id": consent.id})
    await refused(runtime, CONSENTS, consent.id)


@pytest.mark.slow
async def test_who_left_is_named_in_no_agreement_a_year_later(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    """The sentence names the reader as long as the access stands, and for a year."""
    until = "update consents set withdrawn_at = now() - interval '366 days' where subject_id = :id"
    reader = await sign_in(app, "zoe", birth_year=1990)
    await reader.ask("PATCH", "/v1/me", 200, json={"display_name": "Zoé Quitteuse"})
    grant = await share(alice, await told(alice), audience={"type": "user", "id": str(reader.id)})
    await erase(runtime, watch, reader)
    async with runtime.work(SYSTEM) as uow:
        await ended.forget(uow)
    kept = select(Consent).where(Consent.subject_id == UUID(grant["id"]))
    async with runtime.database.sessions.begin() as session:
        closed = (await session.scalars(kept)).one()
        assert ("Zoé" in closed.text, closed.withdrawn_at is not None) == (True, True)
        await session.execute(text("set local session_replication_role = replica"))
        await session.execute(text(until), {"id": closed.subject_id})
    watch.now = utc_now()
    async with runtime.work(SYSTEM) as uow:
        await ended.forget(uow)
    async with runtime.database.sessions() as session:
        assert (await session.scalars(kept)).all() == []


async def test_nobody_changes_what_a_guardian_answered(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions.begin() as session:
        signature = {"state": GuardianshipState.ACTIVE, "name": "Sylvie", "answered_at": NOW, "acts": ["share"]}
        answer = made(Guardianship, person_id=alice.id, **signature)
        session.add(answer)
    await refused(runtime, ANSWERS, answer.id)
    async with runtime.database.sessions.begin() as session:
        (await session.get_one(Guardianship, answer.id)).end(EndedBy.PERSON, NOW)
    await refused(runtime, ANSWERS + ENDINGS, answer.id)
