"""An account that nobody uses is warned of at 23 months and erased at 24; a click, or signing in, keeps it."""

import json
import re
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.models.users import User
from app.services.accounts import inactivity
from tests.support.people import NOW, Person, Watch, sign_in

DAY_OF_WARNING = date(2028, 2, 3)  # 23 months after NOW
DAY_OF_ERASURE = date(2028, 3, 3)
SUBJECTS = {
    Locale.FR: "sera effacé le 3 mars 2028",
    Locale.EN: "will be erased on 3 March 2028",
}


@pytest.fixture(autouse=True)
async def _alone(alice: Person, runtime: Runtime) -> None:
    """Nobody else of these tests is idle."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(User).where(User.id != alice.id).values(last_active_on=date(2099, 1, 1)))


async def on(runtime: Runtime, watch: Watch, day: date) -> None:
    """The job, that day."""
    watch.now = NOW + (day - NOW.date())
    async with runtime.work(SYSTEM) as uow:
        await inactivity.end(uow)


async def mails_of(runtime: Runtime, person: Person) -> list[Any]:
    query = "select letter from mails where letter ->> 'to' = $1 order by id"
    return [json.loads(row["letter"]) for row in await runtime.database.reads.fetch(query, person.email)]


async def is_leaving(runtime: Runtime, person: Person) -> bool:
    async with runtime.database.sessions() as session:
        return await session.get(Erasure, person.id) is not None


@pytest.mark.parametrize("locale", Locale)
async def test_it_is_warned_of_once_and_erased_a_month_later(
    alice: Person, runtime: Runtime, watch: Watch, locale: Locale
) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(User).where(User.id == alice.id).values(locale=locale))
    await on(runtime, watch, DAY_OF_WARNING - timedelta(days=1))
    assert await mails_of(runtime, alice) == []
    await on(runtime, watch, DAY_OF_WARNING)
    await on(runtime, watch, DAY_OF_WARNING + timedelta(days=1))
    [mail] = await mails_of(runtime, alice)
    assert SUBJECTS[locale] in mail["subject"]
    await on(runtime, watch, DAY_OF_ERASURE - timedelta(days=1))
    assert not await is_leaving(runtime, alice)
    await on(runtime, watch, DAY_OF_ERASURE)
    assert await is_leaving(runtime, alice)


async def test_nobody_is_erased_without_having_been_warned_weeks_before(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    """However long no job ran."""
    await on(runtime, watch, DAY_OF_ERASURE + timedelta(days=400))
    assert not await is_leaving(runtime, alice)
    await on(runtime, watch, DAY_OF_ERASURE + timedelta(days=427))
    assert not await is_leaving(runtime, alice)
    await on(runtime, watch, DAY_OF_ERASURE + timedelta(days=428))
    assert await is_leaving(runtime, alice)


async def test_a_click_keeps_it_and_opening_the_page_does_not(
    alice: Person, runtime: Runtime, watch: Watch, guest: httpx.AsyncClient
) -> None:
    await on(runtime, watch, DAY_OF_WARNING)
    [mail] = await mails_of(runtime, alice)
    [path] = re.findall(r"/k/dtk_[\w-]+", mail["text"])
    answer = await guest.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert f'action="{path}"' in answer.text
    await on(runtime, watch, DAY_OF_ERASURE)
    assert await is_leaving(runtime, alice)
    assert (await guest.post(path)).status_code == 404  # it is on its way already
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("delete from erasures where user_id = :id"), {"id": alice.id})
    assert (await guest.post(path)).status_code == 200
    await on(runtime, watch, DAY_OF_ERASURE + timedelta(days=300))
    assert not await is_leaving(runtime, alice)
    for lost in ("/k/dtk_x", path[:24]):
        assert (await guest.get(lost)).status_code == (await guest.post(lost)).status_code == 404


async def test_using_it_keeps_it_and_only_the_day_is_known(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch, guest: httpx.AsyncClient
) -> None:
    async def last() -> Any:
        async with runtime.database.sessions() as session:
            statement = select(User.last_active_on, User.inactive_warned_at, User.version).where(User.id == alice.id)
            return tuple((await session.execute(statement)).one())

    version = (await last())[2]
    watch.advance(days=40)
    answer = await guest.post("/v1/sessions/refresh", json={"refresh_token": alice.refresh_token})
    assert answer.status_code == 200
    assert await last() == (watch.now.date(), None, version)
    await on(runtime, watch, date(2028, 4, 1))
    assert (await last())[1] is not None
    await sign_in(app, email=alice.email)
    assert await last() == (date(2028, 4, 1), None, version)
