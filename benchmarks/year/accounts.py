"""The ways into an account, and how long each is open."""

import re
from datetime import datetime, timedelta

from app.models.sessions import CODE_LIFE, IDLE_LIFE
from app.services.departures.retention import ENDED_SESSIONS
from benchmarks.year.cast import Cast
from benchmarks.year.year import Year
from tests.support.people import sign_in, visit
from tests.support.uploads import renew

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CODE = re.compile(r"\b\d{6}\b")
NO_CODE = "select count(*) = 0 from sign_in_codes where email = $1"
NO_SESSION = "select count(*) = 0 from sessions where id = $1"
ENDED = "select count(*) from sessions where id = $1 and ended_at is not null"


async def plan(year: Year, cast: Cast, until: datetime) -> None:
    moment = year.now + 2 * DAY
    while moment < until - 2 * DAY:
        year.at(moment, lambda: mailed_code(year, cast))
        moment += 30 * DAY
    await _forgotten_phone(year, cast)


async def mailed_code(year: Year, cast: Cast, what: str = "a mailed code comes at once") -> None:
    address, asked = f"{cast.name.lower()}-{year.now.timestamp():.0f}@example.org", year.now
    async with visit(year.app) as nobody:
        assert (await nobody.post("/v1/sessions/codes", json={"email": address})).status_code == 202

    async def is_shut() -> bool:
        """Tried a second before, it would be spent: only afterwards."""
        if year.now < asked + CODE_LIFE:
            return False
        code = CODE.search(year.mails.last(address).text)
        assert code is not None
        async with visit(year.app) as client:
            return (await client.post("/v1/sessions", json={"email": address, "code": code[0]})).status_code == 401

    year.expect(what, cast.name, asked, year.mailed(address, asked), within=2 * MINUTE, once=True)
    year.expect("it is good for ten minutes", cast.name, asked + CODE_LIFE, is_shut)
    gone = year.counting(NO_CODE, address)
    year.expect("and gone an hour later", cast.name, asked + CODE_LIFE, gone, within=HOUR + 2 * MINUTE)


async def _forgotten_phone(year: Year, cast: Cast) -> None:
    """Two more phones that nobody uses: one is taken up just before it would be too late."""
    kept, lost = [await sign_in(year.app, email=cast.mia.email, device_name=name) for name in ("kept", "lost")]
    session = await year.rows("select id from sessions where user_id = $1 and device_name = 'lost'", cast.mia.id)
    day = year.now + IDLE_LIFE
    year.at(day - MINUTE, lambda: renew(kept))

    async def is_shut() -> bool:
        if year.now < day:
            return False
        answer = await lost.client.post("/v1/sessions/refresh", json={"refresh_token": lost.refresh_token})
        return answer.status_code == 401

    year.expect("a phone that rests for 180 days is signed out", cast.name, day, is_shut)
    ended = year.counting(ENDED, session[0]["id"])
    year.expect("its session ends", cast.name, day, ended, within=25 * HOUR)
    gone = year.counting(NO_SESSION, session[0]["id"])
    year.expect("and is gone 30 days later", cast.name, day + ENDED_SESSIONS, gone, within=26 * HOUR)
