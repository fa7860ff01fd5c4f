"""A year of a committee of nine structures: four meetings, a tree, exchanges, two days to know each other, and in
December a report that the Region and everybody read, with nothing of anybody in it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.memberships import MembershipState
from app.models.talents import Talent
from app.schemas.frameworks import FrameworkDocument
from app.services.missions import moments
from app.services.talents.framework_imports import skill_id
from app.services.talents.frameworks import DEFAULTS
from tests.support import programme_reports as reports
from tests.support.communities import gather, grown_up
from tests.support.crowds import HAS, LONG_AGO, OFFERS, SEEKS, crowd, tree_of
from tests.support.missions import send
from tests.support.people import NOW, Person, Watch, come_back, erase, prove, work_off
from tests.support.programmes import move, write

COORDINATORS, MEMBERS, STRUCTURES, PROGRAMMES = 31, 55, 9, 12
FRAMEWORK = "spro-coordination"
SKILLS = [
    skill.code
    for domain in FrameworkDocument.model_validate_json((DEFAULTS / f"{FRAMEWORK}.json").read_bytes()).domains
    for skill in domain.skills
]
MEETINGS = [datetime(2026, month, day, 9, tzinfo=UTC) for month, day in ((3, 20), (5, 22), (9, 18), (11, 13))]
PRESENCES = [28, 26, 24, 25]
ROUNDS = [datetime(2026, month, 6, 9, tzinfo=UTC) for month in (4, 5, 7, 8, 9)]  # months in which people ask each other
DAYS = [("2026-06-12", 40, 30), ("2026-10-09", 55, 41)]  # the day, who comes, and who keeps a moment of it
REQUEST = "J’aimerais apprendre. Une heure me suffirait."
SECTIONS = [
    {"kind": "text", "text": "Une année à neuf structures."},
    {"kind": "figures"},
    {"kind": "tree"},
]


class Year:
    """The committee, its manager and members, and the clock."""

    def __init__(self, app: FastAPI, watch: Watch, manager: Person, members: list[Person]) -> None:
        self.app, self.watch, self.manager, self.members = app, watch, manager, members
        self.runtime: Runtime = app.state.runtime
        self.community_id, self.region_id = uuid7(), uuid7()

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.community_id}"

    @property
    def coordinators(self) -> list[Person]:
        return [self.manager, *self.members[: COORDINATORS - 1]]

    async def sign_in(self, *people: Person) -> None:
        """Sign them in anew: months went by."""
        await come_back(self.app, *people)
        await prove(self.manager)

    async def go_to(self, moment: datetime, *people: Person) -> None:
        self.watch.now = moment
        async with self.runtime.work(SYSTEM) as uow:
            await moments.turn_all(uow)
        await work_off(self.runtime)
        await self.sign_in(self.manager, *people)

    async def check_in(self, event: Any, people: Sequence[Person]) -> None:
        for person in people:
            path = f"/v1/missions/{event['id']}/attendances/{person.id}"
            await self.manager.ask("PUT", path, 200, json={"attendance": "present"})


@pytest.fixture
async def year(alice: Person, app: FastAPI, runtime: Runtime, watch: Watch) -> Year:
    members = [await grown_up(app, f"membre{n}") for n in range(MEMBERS)]
    year = Year(app, watch, alice, members)
    year.community_id = await reports.committee(runtime, alice, *members)
    async with runtime.database.sessions.begin() as session:
        statement = "update memberships set joined_at = :at where community_id = :id"
        await session.execute(text(statement), {"at": LONG_AGO, "id": year.community_id})
    await prove(alice)
    return year


async def stand_for_structures(year: Year) -> None:
    """Each structure has three coordinators or more in the committee."""
    for number in range(STRUCTURES):
        await _stand(year, f"Structure {number}", year.coordinators[number::STRUCTURES])
    items = (await year.manager.ask("GET", f"{year.path}/structures", 200))["items"]
    assert len(items) == STRUCTURES
    assert sum(item["members"] for item in items) == COORDINATORS


async def _stand(year: Year, name: str, people: list[Person]) -> None:
    structure = await gather(year.runtime, *people, kind=CommunityKind.ORGANISATION, name=name)
    for person in people:
        body = {"on_behalf_of": str(structure)}
        await person.ask("PATCH", f"{year.path}/membership", 200, json=body)


async def grow_the_tree(year: Year) -> None:
    """31 say what they have of 106 skills, what they would pass on and what they look for; one more changes nothing."""
    async with year.runtime.database.sessions.begin() as session:
        for n, person in enumerate(year.coordinators):
            claims = [(code, [HAS, OFFERS, SEEKS][(n + k) % 3]) for k, code in enumerate(SKILLS) if (n + k) % 4]
            session.add_all(_talent(person, code, stance) for code, stance in claims)
    for person in year.coordinators:
        await person.ask("PATCH", f"{year.path}/membership", 200, json={"show_talents": True})
    before = await _papers(year)
    tree = await tree_of(year.manager, year.community_id)
    assert (tree["people"], tree["withheld"]) == (30, False)
    skills = [item for framework in tree["frameworks"] for domain in framework["domains"] for item in domain["skills"]]
    assert len(skills) == len(SKILLS) == 106
    numbers = {item[name] for item in skills for name in ("have", "offer", "seek")}
    assert {number % 5 for number in numbers} == {0}
    everything = dict.fromkeys(SKILLS[:20], HAS)
    await crowd(year.runtime, year.community_id, [everything], counted=False)
    await crowd(year.runtime, year.community_id, [everything], state=MembershipState.LEFT)
    await crowd(year.runtime, year.community_id, [{"COM.1": OFFERS}])
    assert await _papers(year) == before


def _talent(person: Person, code: str, stance: Any) -> Talent:
    values = {"level": 2, "stance": stance, "version": 1, "created_at": NOW, "updated_at": NOW}
    return Talent(user_id=person.id, skill_id=skill_id(FRAMEWORK, code), **values)


async def _papers(year: Year) -> list[bytes]:
    """Return the tree as it is read, and as it hangs on the wall."""
    contents = []
    for name in ("tree", "tree.svg", "tree.csv", "tree.pdf?format=a3"):
        answer = await year.manager.client.get(f"{year.path}/{name}")
        assert answer.status_code == 200, answer.text
        contents.append(answer.content)
    assert re.search(rb"/MediaBox ?\[0 0 [\d.]+ 1190", contents[-1])
    return contents


async def ask_each_other(year: Year, moment: datetime, requests: int, answers: int) -> tuple[int, int]:
    """Members ask for a skill, and two who offer it answer. Two who agree read each other’s name, and nobody else."""
    askers, (one, two) = year.members[5:8], _offering(year)
    await year.go_to(moment, *askers, one, two)
    exchanges = []
    for asker in askers[:requests]:
        body = {"skill_id": str(skill_id(FRAMEWORK, SKILLS[0])), "message": REQUEST}
        exchange = await asker.ask("POST", f"{year.path}/exchanges", 201, json=body)
        assert (exchange["state"], exchange["partner"]) == ("asked", None)
        exchanges.append((asker, exchange["id"]))
    await work_off(year.runtime)
    pairs = list(zip(exchanges[:answers], (one, two), strict=False))
    for (_, exchange), partner in pairs:
        await partner.ask("PUT", f"/v1/missions/{exchange}/response", 200, json={"attendance": "registered"})
    await work_off(year.runtime)
    for (asker, exchange), partner in pairs:
        await _name_each_other(year, exchange, asker, partner, two if partner is one else one)
    items = [await _exchange(year, asker, exchange) for asker, exchange in exchanges]
    return len(items), sum(item["partner"] is not None for item in items)


def _offering(year: Year) -> tuple[Person, Person]:
    """Return two who offer the first skill, and let others ask."""
    return year.members[0], year.members[12]


async def _exchange(year: Year, asker: Person, exchange: str) -> Any:
    items = (await asker.ask("GET", f"{year.path}/exchanges", 200))["items"]
    [item] = [item for item in items if item["id"] == exchange]
    return item


async def _name_each_other(year: Year, exchange: str, asker: Person, partner: Person, bystander: Person) -> None:
    path = f"/v1/missions/{exchange}"
    assert (await _exchange(year, asker, exchange))["partner"]["id"] == str(partner.id)
    assert (await partner.ask("GET", path, 200))["asker"]["id"] == str(asker.id)
    late = await bystander.ask("GET", path, 200)
    assert [person for person in (asker, partner) if str(person.id) in str(late)] == []
    await year.manager.ask("GET", path, 404)
    for stranger in year.members[5:8]:
        if stranger is not asker:
            await stranger.ask("GET", path, 404)


async def meet(year: Year, number: int) -> None:
    """One of the four meetings: coordinators were invited, most come."""
    start = MEETINGS[number]
    event: dict[str, Any] = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    event |= {"place": {"label": "Mission locale"}, "walk_ins": True}
    await year.go_to(start - timedelta(days=7), *year.members[:3])
    mission = await send(
        year.runtime, year.manager, year.community_id, title=f"Comité n° {number + 1}", kind="event", event=event
    )
    for person in year.members[:3]:
        await _register(person, mission)
    await year.go_to(start + timedelta(minutes=10))
    await year.check_in(mission, year.members[: PRESENCES[number]])


async def _register(person: Person, mission: Any, **fields: object) -> None:
    body = {"attendance": "registered"} | fields
    await person.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json=body)


async def get_to_know_each_other(year: Year, day: str, presence: int, keepers: int) -> None:
    """A day made from its template: who comes is noted, and who wanted to keep a moment of it finds a draft."""
    programme = await write(
        year.manager,
        year.community_id,
        template="journee-interconnaissance",
        title=f"Journée du {day}",
        starts_on=(datetime.fromisoformat(day) - timedelta(days=30)).date().isoformat(),
        choices=[{"key": "day", "values": [day]}],
    )
    await move(year.manager, programme, "start")
    people = year.members[:presence]
    start = datetime.fromisoformat(f"{day}T07:05:00+00:00")
    await year.go_to(start - timedelta(days=20), *people)
    steps = {step["title"]: step for step in programme["steps"]}
    event = next(step for step in programme["steps"] if step["kind"] == "event")
    for n, person in enumerate(people):
        await _register(person, event, keep_in_journal=n < keepers)
    await _answer(people[:12], steps["Avant la journée"], 2)
    before = await _moments(year)
    await year.go_to(start)
    await year.check_in(event, people)
    assert await _moments(year) - before == keepers
    await year.go_to(start + timedelta(days=1), *people[:12])
    await _answer(people[:12], steps["Après la journée"], 4)
    await year.go_to(start + timedelta(days=20))
    await move(year.manager, programme, "closing")


async def _answer(people: Sequence[Person], step: Any, number: int) -> None:
    survey = (await people[0].ask("GET", f"/v1/missions/{step['id']}", 200))["survey"]
    answers = [{"code": item["code"], "number": number} for item in survey["questions"] if item["type"] == "scale"]
    answers += [{"code": item["code"], "text": "Oui."} for item in survey["questions"] if item["type"] == "short"]
    for person in people:
        await person.ask("PUT", f"/v1/missions/{step['id']}/response", 200, json={"answers": answers})


async def _moments(year: Year) -> int:
    """Count the drafts of all journals: of whom they are is for their owners."""
    statement = "select count(*) from experiences where owner_id = any($1)"
    [row] = await year.runtime.database.reads.fetch(statement, [person.id for person in year.members])
    return int(row[0])


async def write_programmes(year: Year) -> None:
    for number in range(PROGRAMMES - len(DAYS)):
        fields: dict[str, Any] = {"starts_on": "2026-03-03", "ends_on": "2026-11-20"}
        fields["budget"] = {"planned_cents": 100_000 * (number + 1), "spent_cents": 90_000}
        programme = await write(year.manager, year.community_id, title=f"Action {number}", **fields)
        await move(year.manager, programme, "start")


async def report_to_the_region(year: Year) -> tuple[Any, Person]:
    """In December the figures are validated, published, and granted to the Region and to everybody with the link."""
    rose = await grown_up(year.app, "rose")
    region = await gather(year.runtime, rose, kind=CommunityKind.TERRITORY, name="Centre-Val de Loire")
    async with year.runtime.database.sessions.begin() as session:
        statement = "update communities set parent_id = :region where id = :id"
        await session.execute(text(statement), {"region": region, "id": year.community_id})
    period = {"starts_on": "2026-01-01", "ends_on": "2026-11-30"}
    report = await reports.draft(year.manager, year.community_id, sections=SECTIONS, **period)
    await reports.edition(rose, report, 1, 404)
    await reports.publish(year.manager, report)
    await reports.give(year.manager, report, {"type": "community", "id": str(region)})
    link = await reports.give(year.manager, report, {"type": "link"})
    page = await rose.client.get(link["url"], headers={"Authorization": "", "Accept-Language": "fr"})
    assert page.status_code == 200
    assert "Une année à neuf structures." in page.text
    assert [str(person.id) for person in (year.manager, *year.members) if str(person.id) in page.text] == []
    items = (await rose.ask("GET", f"/v1/communities/{region}/granted-reports", 200))["items"]
    assert [item["id"] for item in items] == [report["id"]]
    _says_the_year(await reports.edition(rose, report))
    await _reads_of_people_nothing(year, rose, report)
    return report, rose


def _says_the_year(edition: Any) -> None:
    values = {item["code"]: item for section in edition["sections"] for item in section["figures"]}
    assert values["structures"]["value"] == STRUCTURES
    assert values["meetings_held"]["value"] == len(MEETINGS) + len(DAYS)
    presence = reports.parts(values["presence"])
    assert presence["present"] == sum(PRESENCES) + sum(count for _, count, _ in DAYS)
    assert values["professionals_trained"]["value"] == MEMBERS
    templates = reports.parts(values["programmes_by_template"])
    assert templates == {"own": PROGRAMMES - len(DAYS), "journee-interconnaissance": len(DAYS)}
    assert values["budget_planned"]["value"] == sum(100_000 * (n + 1) for n in range(PROGRAMMES - len(DAYS)))
    means = reports.parts(values["before_after.orienter"])
    assert means == {"before": 2.0, "after": 4.0}


async def _reads_of_people_nothing(year: Year, rose: Person, report: Any) -> None:
    query = """
        select 'responses/' || r.id as path from responses r join missions m on m.id = r.mission_id
            where m.community_id = $1
        union all select 'missions/' || id || rest from missions, unnest(array['', '/results', '/board', '/tally',
            '/attendances.csv', '/results.csv']) as rest where community_id = $1
        union all select 'experiences/' || e.id from experiences e join memberships a on a.user_id = e.owner_id
            where a.community_id = $1
        union all select 'programmes/' || id || rest from programmes, unnest(array['', '/board']) as rest
            where community_id = $1
    """
    rows = await year.runtime.database.reads.fetch(query, year.community_id)
    paths = {row["path"] for row in rows}
    assert {path.partition("/")[0] for path in paths} == {"responses", "missions", "experiences", "programmes"}
    here = f"communities/{year.community_id}"
    paths |= {here, *(f"{here}/{name}" for name in ("memberships", "structures", "tree", "tree.svg", "exchanges"))}
    paths |= {f"{here}/reports", f"reports/{report['id']}", f"reports/{report['id']}/editions/1/check"}
    paths |= {f"beneficiaries/{person.id}" for person in year.members}
    statuses = {path: (await rose.client.get(f"/v1/{path}")).status_code for path in sorted(paths)}
    assert {path: status for path, status in statuses.items() if status != 404} == {}


async def compute_again_in_january(year: Year, report: Any, rose: Person) -> None:
    """Two members had their accounts erased. What they are no longer in says so; all else is the same, byte by byte."""
    before = await reports.check(year.manager, report)
    assert {item["result"] for item in before.values()} == {"same"}
    digests = await _digests(year, report)
    path = f"/v1/reports/{report['id']}/editions/1"
    content = (await year.manager.client.get(path)).content
    year.watch.now = datetime(2027, 1, 12, 9, tzinfo=UTC)
    await year.sign_in(year.manager, rose, *year.members[3:5])
    for person in year.members[3:5]:
        await erase(year.runtime, year.watch, person)
    after = await reports.check(year.manager, report)
    different = {code: item["reason"] for code, item in after.items() if item["result"] == "differs"}
    assert different == dict.fromkeys(["presence", "people_reached", "answers", "professionals_trained"], "erased")
    notes = [after[code]["note"] for code in different]
    assert all("Fewer than 5 people" in note for note in notes)
    again = await _digests(year, report)
    assert {code for code in digests if digests[code] != again[code]} == set(different)
    assert (await year.manager.client.get(path)).content == content
    await reports.edition(rose, report)


async def _digests(year: Year, report: Any) -> dict[str, str]:
    return {code: item["digest"] for code, item in (await reports.figures(year.manager, report)).items()}


@pytest.mark.slow
async def test_a_year_of_a_committee_is_told_without_telling_of_anybody(year: Year) -> None:
    await stand_for_structures(year)
    await write_programmes(year)
    await grow_the_tree(year)
    for person in _offering(year):
        await person.ask("PATCH", f"{year.path}/membership", 200, json={"reachable": True})
    counts = []
    await meet(year, 0)
    counts.append(await ask_each_other(year, ROUNDS[0], 3, 2))
    counts.append(await ask_each_other(year, ROUNDS[1], 3, 2))
    await get_to_know_each_other(year, *DAYS[0])
    await meet(year, 1)
    counts.append(await ask_each_other(year, ROUNDS[2], 3, 2))
    counts.append(await ask_each_other(year, ROUNDS[3], 3, 2))
    counts.append(await ask_each_other(year, ROUNDS[4], 2, 1))
    assert tuple(map(sum, zip(*counts, strict=True))) == (14, 9)
    await get_to_know_each_other(year, *DAYS[1])
    for number in (2, 3):
        await meet(year, number)
    await year.go_to(datetime(2026, 12, 15, 9, tzinfo=UTC))
    report, rose = await report_to_the_region(year)
    await compute_again_in_january(year, report, rose)
