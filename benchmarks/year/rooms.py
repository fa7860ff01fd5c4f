"""What rooms, programmes and reports promise: votes end, guests are forgotten, owners of actions are reminded."""

from datetime import datetime, timedelta
from typing import Any

from app.models.rooms import DAY_OF_ROOM, GUEST_LIFE
from app.services.programmes.step_mails import AFTERWARDS
from app.services.talents.exchanges import OPEN_FOR
from benchmarks.year.cast import Cast
from benchmarks.year.promises import Probe
from benchmarks.year.rights import is_forgotten
from benchmarks.year.year import Year
from tests.support import programmes, proposals, rooms
from tests.support.ballots import vote
from tests.support.communities import gather
from tests.support.missions import EVENT, SURVEY, write
from tests.support.people import visit
from tests.support.programme_reports import draft, give, publish
from tests.support.talents import claim, skill

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NEWS = timedelta(minutes=22)  # a job of each 20 minutes looks for them
OPEN_AT_MOST = 45 * DAY
IN_STATE = "select count(*) from missions where id = $1 and state = $2"
SECRETS = "select count(*) = 0 from responses where mission_id = $1 and choices is not null"
SEATED = "select count(*) from responses where mission_id = $1 and user_id = $2 and attendance = 'registered'"


async def plan(year: Year, cast: Cast, until: datetime) -> None:
    await year.awake(cast.lead, cast.noe, cast.mia)
    await claim(cast.noe, "COM.1", stance="offers")
    await cast.noe.ask("PATCH", f"/v1/communities/{cast.community}/membership", 200, json={"reachable": True})
    moment = year.now + 6 * DAY
    while moment < until - OPEN_AT_MOST:
        for hours, deed in enumerate((_evening, _vote, _programme, _actions, _exchange, _informations, _report)):
            year.at(moment + hours * HOUR, lambda deed=deed: deed(year, cast))
        moment += 50 * DAY


async def _evening(year: Year, cast: Cast) -> None:
    """Two guests come; one claims what they did. The team forgets to close."""
    await year.awake(cast.lead, cast.mia)
    room = await rooms.open_up(cast.lead, cast.community)
    survey = await rooms.ask_in(year.runtime, cast.lead, room, SURVEY)
    name = f"Visite{year.now:%Y%m%d}{cast.name}"
    stays, leaves = [await rooms.come(year.app, room, name=f"{name}{n}") for n in (1, 2)]
    body = {"answers": [{"code": "clarte", "number": 3}]}
    for guest in (stays, leaves):
        await guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=body)
    await cast.mia.ask("POST", "/v1/me/claims", 201, json={"claim_code": stays.email})
    closed = year.now + DAY_OF_ROOM

    async def is_closed() -> bool:
        await year.awake(cast.lead)
        return bool((await cast.lead.ask("GET", f"/v1/rooms/{room['id']}", 200))["state"] == "closed")

    year.expect("a room without an end closes after a day", cast.name, closed, is_closed)
    gone = is_forgotten(year, [f"{name}2", str(leaves.id)])
    year.expect(
        "a guest is forgotten 30 days after the room", cast.name, closed + GUEST_LIFE, gone, within=HOUR + 2 * MINUTE
    )


async def _vote(year: Year, cast: Cast) -> None:
    """Two votes of members: one for two days, one for a minute."""
    await year.awake(cast.lead, cast.noe)
    idea, mission = await _idea(year, cast)
    for label, form, length in (
        ("a vote ends on its day", {}, 2 * DAY),
        ("a vote of a minute ends on its second", {"seconds": 60}, MINUTE),
    ):
        ends = year.now + length
        body = {"kind": "ballot", "title": "Le vote", "ballot": {"of": [mission["id"]]} | form}
        end = {} if form else {"closes_at": ends.isoformat()}
        ballot = await write(cast.lead, cast.community, **body, **end)
        await cast.lead.ask("PUT", f"/v1/missions/{ballot['id']}/opening", 200)
        await vote(cast.noe, ballot, [idea["id"]])
        year.expect(label, cast.name, ends, year.counting(IN_STATE, ballot["id"], "closed"))
        year.expect("and forgets who chose what", cast.name, ends, year.counting(SECRETS, ballot["id"]))


async def _programme(year: Year, cast: Cast) -> None:
    """A day with one seat, which is given back; a survey opens an hour after the registrations."""
    await year.awake(cast.lead, cast.noe, cast.mia)
    programme = await programmes.write(cast.lead, cast.community, starts_on=f"{year.now:%Y-%m-%d}")
    step = {"programme_id": programme["id"]}
    starts, title = year.now + 10 * DAY, f"Journée {year.now:%d %m}"
    ends, closes = starts + 3 * HOUR, year.now + 5 * DAY
    times = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat(), "capacity": 1, "waiting_list": True}
    form = EVENT["event"] | times  # type: ignore[operator]
    event = await write(cast.lead, cast.community, **EVENT | step | {"title": title, "event": form})
    first = await write(cast.lead, cast.community, **SURVEY | step, closes_at=closes.isoformat())
    after = {"mission_id": first["id"], "minutes": 60}
    second = await write(cast.lead, cast.community, **SURVEY | step, opens_after=after)
    await programmes.move(cast.lead, programme, "start")
    for mission in (event, first):
        await cast.lead.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    await year.shift.work()
    path = f"/v1/missions/{event['id']}/response"
    for person in (cast.mia, cast.noe):
        await person.ask("PUT", path, 200, json={"attendance": "registered"})
    year.at(year.now + DAY, lambda: _give_back(year, cast, event["id"]))
    opens = closes + HOUR
    opened = year.counting(IN_STATE, second["id"], "open")
    year.expect("a step opens an hour after another closed", cast.name, opens, opened)
    for what, due in (
        ("who has a seat is told the day before", starts - DAY),
        ("and what came of it, three days later", ends + AFTERWARDS),
    ):
        mails = year.mailed(cast.noe.email, due, title)
        year.expect(what, cast.name, due, mails, within=NEWS, once=True, lost_ahead=True)
    year.at(ends + 6 * DAY, lambda: _close(year, cast, programme))


async def _give_back(year: Year, cast: Cast, event_id: str) -> None:
    await year.awake(cast.mia)
    await cast.mia.ask("DELETE", f"/v1/missions/{event_id}/response", 204)
    seated = year.counting(SEATED, event_id, cast.noe.id)
    year.expect("who waits gets the seat that is given back", cast.name, year.now, seated, once=True)


async def _close(year: Year, cast: Cast, programme: Any) -> None:
    await year.awake(cast.lead)
    await programmes.move(cast.lead, programme, "closing")


async def _actions(year: Year, cast: Cast) -> None:
    """Three actions of one owner, due in the same week: one of them is done before."""
    await year.awake(cast.lead, cast.noe)
    due = (year.now + 20 * DAY).date()
    stem = f"Action {year.now:%d %m}"
    for n in range(3):
        idea, _ = await _idea(year, cast, title=f"{stem} {n}")
        owner = {"user_id": str(cast.noe.id)}
        await proposals.choose(cast.lead, idea, owner=owner, due_on=f"{due + n * DAY:%Y-%m-%d}")
        if n == 0:
            await proposals.report(cast.noe, idea, state="done")
    morning = datetime(due.year, due.month, due.day, 8, 26, tzinfo=year.now.tzinfo) - 6 * DAY
    mails = year.mailed(cast.noe.email, morning - 12 * HOUR, stem)
    year.expect("an owner is reminded a week before, once", cast.name, morning, mails, within=25 * HOUR, once=True)
    silence = _silence(year, cast, morning - 9 * DAY, f"{stem} 0", morning + 3 * DAY)
    year.expect("nobody is reminded of what is done", cast.name, morning + 3 * DAY, silence)


def _silence(year: Year, cast: Cast, since: datetime, words: str, until: datetime) -> Probe:
    async def probe() -> bool:
        return year.now >= until and not year.mails.to(cast.noe.email, since=since, words=words)

    return probe


async def _exchange(year: Year, cast: Cast) -> None:
    await year.awake(cast.lead, cast.noe)
    path = f"/v1/communities/{cast.community}/exchanges"
    body = {"skill_id": skill("COM.1"), "message": "Une heure me suffirait."}
    exchange = await cast.lead.ask("POST", path, 201, json=body)
    over = year.counting(IN_STATE, exchange["id"], "closed")
    year.expect("a request to exchange ends by itself", cast.name, year.now + OPEN_FOR, over)


async def _informations(year: Year, cast: Cast) -> None:
    """Of what a community with two places a week tells, two mails come. It is read until its end."""
    await year.awake(cast.lead, cast.noe)
    community = await gather(year.runtime, cast.lead, cast.noe, weekly_notification_cap=2, timezone=cast.zone)
    rule = {"type": "information", "email": "now"}
    await cast.noe.ask("PUT", "/v1/notifications/preferences", 200, json={"rules": [rule]})
    path, ends, stem = f"/v1/communities/{community}/informations", year.now + 3 * DAY, f"Avis {year.now:%d %m}"
    for n in range(3):
        body = {"title": f"{stem} {n}", "text": "À lire.", "until": ends.isoformat()}
        await cast.lead.ask("POST", path, 201, json=body)
    since = year.now

    async def are_two() -> bool:
        return len(year.mails.to(cast.noe.email, since=since, words=stem)) == 2

    year.expect("of three informations a week, two are mailed", cast.name, since, are_two, once=True)

    async def is_over() -> bool:
        await year.awake(cast.noe)
        return (await cast.noe.ask("GET", path, 200))["items"] == []

    year.expect("an information is read until its end", cast.name, ends, is_over)


async def _report(year: Year, cast: Cast) -> None:
    """A link to a report ends, and what was granted to a committee above."""
    await year.awake(cast.lead)
    period = {"starts_on": "2026-01-01", "ends_on": f"{year.now - DAY:%Y-%m-%d}"}
    report = await draft(cast.lead, cast.community, **period)
    await publish(cast.lead, report)
    ends = year.now + 15 * DAY
    link = await give(cast.lead, report, {"type": "link"}, ends_at=ends.isoformat())
    region = await year.newcomer(f"region-{cast.name.lower()}", cast.zone, birth_year=1980)
    above = await gather(year.runtime, region)
    statement = "update communities set parent_id = $1 where id = $2 returning id"
    await year.runtime.database.writes.fetch(statement, above, cast.community)
    await give(cast.lead, report, {"type": "community", "id": str(above)}, ends_at=ends.isoformat())

    async def is_shut() -> bool:
        async with visit(year.app) as nobody:
            return (await nobody.get(link["url"])).status_code == 404

    async def is_closed() -> bool:
        await year.awake(region)
        return (await region.client.get(f"/v1/reports/{report['id']}/editions/1")).status_code == 404

    year.expect("the link of a report ends at its instant", cast.name, ends, is_shut)
    year.expect("and what a community above was granted", cast.name, ends, is_closed)


async def _idea(year: Year, cast: Cast, **fields: Any) -> tuple[Any, Any]:
    """Return an approved idea, and what it answers."""
    mission = await write(cast.lead, cast.community, **proposals.SEVERAL)
    await cast.lead.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    await year.shift.work()
    idea = await proposals.propose(cast.noe, mission, **fields)
    await proposals.decide(cast.lead, idea, "approve")
    return idea, mission
