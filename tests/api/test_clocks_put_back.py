"""A clock that was ahead for a minute, by a year; and one that is put back by an hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import literal, select, update

from app.core.actor import SYSTEM, Actor
from app.core.uow import Runtime
from app.models.grants import Grant
from app.models.sessions import Session
from app.policies.grants import has_proved, still_open
from app.services.missions import moments
from app.services.missions.moments import BringSeriesBack
from tests.support.communities import gather
from tests.support.counsellors import code_of, code_shown_by, with_second_factor
from tests.support.grants import link_to
from tests.support.mails import mails_to
from tests.support.missions import go_to, write
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.uploads import renew

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


async def code_mailed(runtime: Runtime, guest: httpx.AsyncClient, email: str) -> str:
    answer = await guest.post("/v1/sessions/codes", json={"email": email})
    assert answer.status_code == 202
    return (await mails_to(runtime, email))[-1]["subject"].split()[0]


async def opens(guest: httpx.AsyncClient, email: str, code: str) -> bool:
    body = {"email": email, "code": code, "device_name": "phone"}
    return (await guest.post("/v1/sessions", json=body)).is_success


async def verified(person: Person) -> bool:
    return bool((await person.ask("GET", "/v1/me/second-factor", 200))["verified_until"])


async def changes_password(person: Person) -> bool:
    """As whoever has just signed in may."""
    answer = await person.client.put("/v1/me/password", json={"password": "une-phrase-assez-longue-42"})
    return answer.is_success


@pytest.mark.slow
async def test_what_lets_in_lives_no_longer_than_its_life_from_now(
    app: FastAPI, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    """A code, an access token, a second factor, a sign-in, a code that is shown: a year ahead, and an hour."""
    for ahead, is_open in ((YEAR, False), (HOUR, True)):
        watch.now = NOW + ahead
        person = await sign_in(app, "rose")
        secret = (await with_second_factor(person, watch)).secret
        code, shown_code = await code_mailed(runtime, guest, person.email), await code_shown_by(person)
        watch.now = NOW
        assert (await person.client.get("/v1/me")).is_success is is_open
        assert await opens(guest, person.email, code) is is_open
        await renew(person)  # the session itself lives: neither refused nor opened again
        assert await verified(person) is is_open
        assert await changes_password(person) is is_open
        asker = await sign_in(app, "paul")
        await with_second_factor(asker, watch)
        await asker.ask("PATCH", "/v1/me", 200, json={"display_name": "Paul", "birth_year": 1990})
        wish = {"code": shown_code, "purpose": "guidance", "message": "Bonjour", "targets": [{"type": "talents"}]}
        wish |= {"rights": ["view"], "ends_at": (NOW + timedelta(days=30)).isoformat()}
        answer = await asker.client.post("/v1/grant-requests", json=wish)
        assert answer.is_success is is_open, answer.text
        if not is_open:  # whoever asks now gets another code, and proves the factor anew
            assert await opens(guest, person.email, await code_mailed(runtime, guest, person.email))
            fresh = {"code": code_of(secret, watch)}
            await person.ask("PUT", "/v1/me/second-factor/verification", 200, json=fresh)
            assert await verified(person)


async def test_a_spent_link_is_not_open_for_a_year(alice: Person, runtime: Runtime) -> None:
    """Nor what is read for work, by a session that proved its factor then."""
    grant, me = await link_to(alice, max_views=1), select(Session.id).where(Session.user_id == alice.id)
    now = literal(NOW, Session.created_at.type)
    for ahead, is_open in ((YEAR, False), (HOUR, True)):
        async with runtime.database.sessions.begin() as session:
            session_id = await session.scalar(me)
            statement = update(Grant).where(Grant.id == UUID(grant["id"]))
            await session.execute(statement.values(views=1, last_opened_at=NOW + ahead))
            await session.execute(
                update(Session).where(Session.user_id == alice.id).values(second_factor_at=NOW + ahead)
            )
            opens = select(Grant.id).where(Grant.id == UUID(grant["id"]), still_open(now))
            proved_statement = select(has_proved(Actor(alice.id, session_id), now))
            assert (await session.scalar(opens) is not None) is is_open
            assert await session.scalar(proved_statement) is is_open


@pytest.mark.slow
async def test_a_series_that_a_clock_ahead_planned_comes_at_its_next_slot(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    series = await write(alice, community_id, opens_at=MONDAY.isoformat(), recurrence="FREQ=WEEKLY")
    await go_to(runtime, watch, MONDAY, alice, bob)
    watch.now = MONDAY + YEAR
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    await work_off(runtime)
    watch.now = MONDAY + HOUR
    await renew(alice)
    for _ in range(2):
        async with runtime.work(SYSTEM) as uow:
            await moments.bring_back(uow, BringSeriesBack())
        answer = await alice.ask("GET", f"/v1/missions/{series['id']}", 200)
        assert datetime.fromisoformat(answer["next_at"]) == MONDAY + timedelta(days=7)
