"""What people let each other see, from when and until when; and who comes in by an invitation."""

from datetime import datetime, timedelta
from typing import Any

from app.models.grant_requests import REQUEST_LIFE
from app.models.second_factors import VERIFIED
from app.services.sharing.grant_reminders import BEFORE
from benchmarks.year.cast import Cast
from benchmarks.year.year import Year
from tests.support.communities import invite
from tests.support.counsellors import Factor, accept, code_of, request_access, with_second_factor
from tests.support.grants import amend, open_to, share, token_of, told
from tests.support.people import Person, visit

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LIVE = "select count(*) from notifications where user_id = $1 and subject_id = $2 and type = $3 and settled_at is null"
NAMED = """
select count(*) = 0 from notifications where user_id = $1 and subject_id = $2
    and data ?| array['person', 'title', 'title_fr', 'title_en']
"""
LAPSED = "select count(*) from grant_requests where id = $1 and state = 'lapsed'"


async def plan(year: Year, cast: Cast, until: datetime) -> None:
    first = year.now + 5 * DAY
    while first < until - 60 * DAY:
        year.at(first, lambda: _for_a_while(year, cast))
        year.at(first + HOUR, lambda: _by_link(year, cast))
        year.at(first + 2 * HOUR, lambda: _by_invitation(year, cast))
        first += 45 * DAY


async def plan_counsellor(year: Year, cast: Cast, until: datetime) -> None:
    """She proves it is her, reads, is refused twelve hours later; somebody never answers her."""
    rose = await year.newcomer(f"rose-{cast.name.lower()}", cast.zone, birth_year=1980)
    factor = await with_second_factor(rose, year.clock)
    await told(cast.lead)
    asked = await request_access(rose, cast.lead, year.clock, ends_at=(year.now + 360 * DAY).isoformat())
    await accept(cast.lead, asked)
    moment = year.now + 3 * DAY
    while moment < until - 40 * DAY:
        year.at(moment, lambda: prove_and_read(year, cast, rose, factor))
        moment += 61 * DAY
    year.at(year.now + 20 * DAY, lambda: _unanswered(year, cast, rose, factor))


async def prove_and_read(year: Year, cast: Cast, rose: Person, factor: Factor) -> None:
    await year.awake(rose)
    await rose.ask("PUT", "/v1/me/second-factor/verification", 200, json={"code": code_of(factor.secret, year.clock)})
    probe = _status(year, rose, f"/v1/beneficiaries/{cast.lead.id}", 403)
    year.expect("a second factor opens for 12 hours, and no longer", cast.name, year.now + VERIFIED, probe)


async def give_later(year: Year, cast: Cast, starts: datetime) -> Any:
    """A story that Mia may read from that moment on."""
    await year.awake(cast.lead)
    story = await told(cast.lead)
    grant = await open_to(
        cast.lead,
        cast.mia,
        {"type": "story", "id": story["id"]},
        starts_at=starts.isoformat(),
        ends_at=(starts + 20 * DAY).isoformat(),
    )
    year.expect(
        "an access that begins later is told when it begins",
        cast.name,
        starts,
        year.counting(LIVE, cast.mia.id, grant["id"], "grant"),
    )
    year.expect("and opens then", cast.name, starts, _status(year, cast.mia, f"/v1/stories/{story['id']}", 200))
    return grant


async def _for_a_while(year: Year, cast: Cast) -> None:
    starts = year.now + 3 * DAY
    grant = await give_later(year, cast, starts)
    first = starts + 20 * DAY
    reminded = year.counting(LIVE, cast.mia.id, grant["id"], "expiry")
    year.expect("a reminder comes a week before an access ends", cast.name, first - BEFORE, reminded, within=25 * HOUR)
    year.at(first - 4 * DAY, lambda: _extended(year, cast, grant, first + 20 * DAY))


async def _extended(year: Year, cast: Cast, grant: Any, ends: datetime) -> None:
    await year.awake(cast.lead, cast.mia)
    path = f"/v1/grants/{grant['id']}"
    await amend(cast.lead, await cast.lead.ask("GET", path, 200), ends_at=ends.isoformat())
    reminded = year.counting(LIVE, cast.mia.id, grant["id"], "expiry")
    year.expect("extended, it is reminded of again", cast.name, ends - BEFORE, reminded, within=25 * HOUR)
    story = f"/v1/stories/{grant['target']['id']}"
    year.expect("it ends at its instant", cast.name, ends, _status(year, cast.mia, story, 404))
    nameless = year.counting(NAMED, cast.mia.id, grant["id"])
    year.expect("an hour later its notification names nobody", cast.name, ends, nameless, within=HOUR + 2 * MINUTE)


async def _by_link(year: Year, cast: Cast) -> None:
    await year.awake(cast.lead)
    ends = year.now + 10 * DAY
    grant = await share(cast.lead, await told(cast.lead), ends_at=ends.isoformat())

    async def is_shut() -> bool:
        async with visit(year.app) as nobody:
            return (await nobody.get(f"/v1/links/{token_of(grant)}")).status_code in {404, 410}

    year.expect("a link ends at its instant", cast.name, ends, is_shut)


async def _by_invitation(year: Year, cast: Cast) -> None:
    await year.awake(cast.lead)
    ends = year.now + 7 * DAY
    path = f"/v1/communities/{cast.community}/membership"
    invitation = await invite(cast.lead, {"id": str(cast.community)}, expires_at=ends.isoformat())
    curious = await year.newcomer(f"joueur-{cast.name.lower()}", cast.zone, birth_year=1990)

    async def is_shut() -> bool:
        await year.awake(curious)
        answer = await curious.client.put(path, json={"invitation": invitation["code"]})
        if answer.status_code == 201:
            await curious.ask("DELETE", path, 204)
        return answer.status_code != 201

    year.expect("an invitation ends at its instant", cast.name, ends, is_shut)


async def _unanswered(year: Year, cast: Cast, rose: Person, factor: Factor) -> None:
    await year.awake(rose, cast.mia)
    await rose.ask("PUT", "/v1/me/second-factor/verification", 200, json={"code": code_of(factor.secret, year.clock)})
    asked = await request_access(rose, cast.mia, year.clock)
    probe = year.counting(LAPSED, asked["id"])
    year.expect("a request that nobody answers lapses", cast.name, year.now + REQUEST_LIFE, probe, within=25 * HOUR)


def _status(year: Year, person: Person, path: str, status: int) -> Any:
    async def probe() -> bool:
        await year.awake(person)
        return (await person.client.get(path)).status_code == status

    return probe
