"""What a person asks of the service, and of others for themselves: all of it has an end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.models.endorsements import LIFE
from app.models.erasures import REFLECTION
from app.models.exports import EXPORT_LIFE
from app.models.guardians import GuardedAct
from app.models.imports import IMPORT_LIFE
from app.services.talents.endorsement_requests import WORDS_LIFE
from benchmarks.year.cast import Cast
from benchmarks.year.promises import Probe
from benchmarks.year.year import Year
from tests.support.endorsements import asked as asked_to_confirm
from tests.support.endorsements import page_of
from tests.support.grants import open_to, told
from tests.support.guardians import EVERYTHING, answer
from tests.support.imports import send
from tests.support.media import jpeg
from tests.support.people import Person, capture, visit
from tests.support.uploads import append, declare, declared

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BIN = 30 * DAY
TABLES = """
select format('%I.%I', table_schema, table_name) as name from information_schema.tables
where table_type = 'BASE TABLE' and table_schema = 'public'
    and table_name <> 'erased_accounts'
"""


async def plan(year: Year, cast: Cast, until: datetime) -> None:
    moment, n = year.now + 4 * DAY, 0
    while moment < until - 65 * DAY:
        for hours, deed in enumerate((_export, _import, _upload, _erasure, _change_of_mind, _bin, _endorsement)):
            year.at(moment + hours * HOUR, lambda deed=deed, n=n: deed(year, cast, n))
        moment, n = moment + 80 * DAY, n + 1
    day = year.now + 8 * DAY
    while day < until - 10 * DAY:
        year.at(day, lambda: _comment(year, cast))
        day += 14 * DAY
    await _guardian(year, cast)


async def _export(year: Year, cast: Cast, _: int) -> None:
    await year.awake(cast.mia)
    export = await cast.mia.ask("POST", "/v1/exports", 202)
    ends, since = year.now + EXPORT_LIFE, year.now

    async def is_shut() -> bool:
        mail = year.mails.to(cast.mia.email, since=since, words="/x/")[0][1]
        async with visit(year.app) as nobody:
            path = mail.text.partition("http://test")[2].split()[0]
            return (await nobody.get(path)).status_code == 404

    year.expect("an export is ready within minutes", cast.name, since, year.mailed(cast.mia.email, since, "/x/"))
    year.expect("its address is good for 24 hours", cast.name, ends, is_shut)
    gone = year.counting("select count(*) = 0 from exports where id = $1", export["id"])
    year.expect("its file is gone an hour later", cast.name, ends, gone, within=HOUR + 2 * MINUTE)


async def _import(year: Year, cast: Cast, _: int) -> None:
    await year.awake(cast.mia)
    sent = await send(cast.mia, b"not a zip")
    gone = year.counting("select count(*) = 0 from imports where id = $1", sent["id"])
    year.expect(
        "a file to import is gone after a week", cast.name, year.now + IMPORT_LIFE, gone, within=HOUR + 2 * MINUTE
    )


async def _upload(year: Year, cast: Cast, n: int) -> None:
    await year.awake(cast.mia)
    file = jpeg(400, 300) + bytes([n])
    made = await declare(cast.mia, declared(file))
    ends = year.now + timedelta(days=year.runtime.settings.uploads.days)
    sent = 0

    async def append_some() -> None:
        nonlocal sent
        await year.awake(cast.mia)
        assert (await append(cast.mia, made["id"], sent, file[sent : sent + 100])).status_code == 204
        sent += 100

    for days in range(0, 14, 2):
        year.at(year.now + days * DAY, append_some)

    async def is_shut() -> bool:
        await year.awake(cast.mia)
        answered = await append(cast.mia, made["id"], sent, b"")
        return answered.status_code == 410

    year.expect("an upload ends after 14 days, however slow", cast.name, ends, is_shut)
    gone = year.counting("select count(*) = 0 from uploads where media_id = $1", made["id"])
    year.expect("its bytes are gone an hour later", cast.name, ends, gone, within=HOUR + 2 * MINUTE)


async def _erasure(year: Year, cast: Cast, n: int) -> None:
    """Somebody who is in the community, tells, shows, and leaves."""
    leaver = await _guest(year, cast, f"parti{n}")
    await capture(leaver)
    await told(leaver)
    await leaver.ask("POST", "/v1/me/erasure", 202)
    name = leaver.email.partition("@")[0]
    is_gone, due = is_forgotten(year, [name, str(leaver.id)]), year.now + REFLECTION
    year.expect("an account is erased after 14 days", cast.name, due, is_gone, within=HOUR + 5 * MINUTE)


async def _change_of_mind(year: Year, cast: Cast, n: int) -> None:
    stayer = await _guest(year, cast, f"reste{n}")
    await capture(stayer)
    await stayer.ask("POST", "/v1/me/erasure", 202)
    due = year.now + REFLECTION

    async def stay() -> None:
        await year.awake(stayer)
        await stayer.ask("DELETE", "/v1/me/erasure", 204)

    year.at(due - HOUR, stay)

    async def is_there() -> bool:
        await year.awake(stayer)
        return year.now >= due + 2 * HOUR and len((await stayer.ask("GET", "/v1/experiences", 200))["items"]) == 1

    year.expect("who takes it back keeps all of it", cast.name, due + 2 * HOUR, is_there)


async def _bin(year: Year, cast: Cast, _: int) -> None:
    await year.awake(cast.mia)
    moment = await capture(cast.mia)
    path = f"/v1/experiences/{moment['id']}"
    await cast.mia.ask("DELETE", path, 204, headers={"If-Match": f'"{moment["version"]}"'})
    gone = year.counting("select count(*) = 0 from experiences where id = $1", moment["id"])
    year.expect("the bin keeps for 30 days", cast.name, year.now + BIN, gone, within=25 * HOUR)


async def _endorsement(year: Year, cast: Cast, n: int) -> None:
    await year.awake(cast.lead)
    request = await asked_to_confirm(year.runtime, cast.lead, f"LEARN.{n + 1}", message="Tu te souviens ?")
    ends = year.now + LIFE

    async def is_shut() -> bool:
        async with visit(year.app) as nobody:
            return (await nobody.get(page_of(year.runtime, request))).status_code != 200

    addressless = "select count(*) from endorsements where id = $1 and email is null"
    wordless = addressless + " and asked_name = '' and message is null"
    year.expect("a page to confirm a talent is open for 30 days", cast.name, ends, is_shut)
    year.expect(
        "its address goes within the hour",
        cast.name,
        ends,
        year.counting(addressless, request["id"]),
        within=HOUR + 2 * MINUTE,
    )
    year.expect(
        "its words go 30 days later",
        cast.name,
        ends + WORDS_LIFE,
        year.counting(wordless, request["id"]),
        within=HOUR + 2 * MINUTE,
    )


async def _comment(year: Year, cast: Cast) -> None:
    """Good to know, and no more: for Mia next morning, for Léa on Monday."""
    await year.awake(cast.noe, cast.mia, cast.lead)
    for person, on_monday in ((cast.mia, False), (cast.lead, True)):
        target = {"type": "story", "id": (await told(person))["id"]}
        await open_to(person, cast.noe, target, rights=["view", "comment"])
        await cast.noe.ask("POST", "/v1/comments", 201, json={"target": target, "text": "Bravo."})
        there = year.now.astimezone(ZoneInfo(cast.zone))
        morning = there.replace(hour=8, minute=0, second=0, microsecond=0)
        if morning <= there:
            morning += DAY
        if on_monday:
            morning += -morning.weekday() % 7 * DAY
        what = "a digest comes on Monday at 8:00" if on_monday else "a digest comes next morning at 8:00"
        mails = year.mailed(person.email, year.now, "a commenté")
        year.expect(what, cast.name, morning.astimezone(UTC), mails, once=True)


async def _guardian(year: Year, cast: Cast) -> None:
    """Sam is 15 in 2026. From the first minute of 2027 nobody else decides."""
    to = f"parent-{cast.name.lower()}@example.org"
    await cast.kid.ask("PUT", "/v1/me/guardian", 200, json={"email": to})
    await year.shift.work()
    page = "/g/" + year.mails.last(to).text.partition("http://test/g/")[2].split()[0]
    async with visit(year.app) as parent:
        await answer(parent, page, [*EVERYTHING, ("act", str(GuardedAct.JOIN))])
    midnight = datetime(2027, 1, 1, tzinfo=ZoneInfo(cast.zone)).astimezone(UTC)

    async def is_shut() -> bool:
        async with visit(year.app) as nobody:
            return (await nobody.get(page)).status_code == 404

    async def is_grown() -> bool:
        await year.awake(cast.kid)
        return bool((await cast.kid.ask("GET", "/v1/me", 200))["age_bracket"] != "under_15")

    year.expect("a guardian's page is shut from the first minute of the year, there", cast.name, midnight, is_shut)
    year.expect("who turns 16 decides alone from then on", cast.name, midnight, is_grown)
    mails = year.mailed(to, midnight - 12 * HOUR)
    year.expect("the guardian is told", cast.name, midnight, mails, within=HOUR + 2 * MINUTE, once=True)


async def _guest(year: Year, cast: Cast, name: str) -> Person:
    return await year.newcomer(f"{name}-{cast.name.lower()}", cast.zone, birth_year=1990)


def is_forgotten(year: Year, marks: list[str]) -> Probe:
    """Whether no table holds a row with one of these marks."""

    async def probe() -> bool:
        return not await _traces(year, marks)

    return probe


async def _traces(year: Year, marks: list[str]) -> list[str]:
    patterns = [f"%{mark}%" for mark in marks]
    names = [row["name"] for row in await year.rows(TABLES)]
    query = " union all ".join(
        f"select '{name}' as name from {name} t where t::text ilike any($1) group by 1" for name in names
    )
    return [row["name"] for row in await year.rows(query, patterns)]
