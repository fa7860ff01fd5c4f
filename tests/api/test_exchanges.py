"""Exchanges: nobody is named until they say yes, and whoever asks hears of a yes, and of nothing else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.db import Base
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.memberships import Role
from app.models.programme_reports import FigureCode
from app.services.figures import computing
from app.services.figures.figure import Scope
from app.services.figures.registry import FIGURES
from app.services.portability.export_rows import owner_condition
from tests.support.communities import gather, grown_up
from tests.support.crowds import HAS, OFFERS, SEEKS, crowd
from tests.support.people import NOW, Person, Watch, erase, work_off
from tests.support.talents import claim, skill

WORDS = "J’aimerais apprendre. Une heure me suffirait."


class Circle:
    """A manager, a member who asks, and two who offer and may be asked."""

    def __init__(self, community_id: UUID, people: dict[str, Person], runtime: Runtime) -> None:
        self.community_id, self.runtime = community_id, runtime
        self.manager, self.asker, self.one, self.two = (people[name] for name in NAMES)

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.community_id}/exchanges"

    async def ask(self, person: Person | None = None, status: int = 201, code: str = "COM.1") -> Any:
        body = {"skill_id": skill(code), "message": WORDS}
        exchange = await (person or self.asker).ask("POST", self.path, status, json=body)
        await work_off(self.runtime)
        return exchange

    async def asked(self, person: Person) -> list[Any]:
        page = await person.ask("GET", "/v1/missions?state=all", 200)
        return [item for item in page["items"] if item["event"] and "échange" in item["title"].casefold()]

    async def listed(self, person: Person | None = None) -> list[Any]:
        items: list[Any] = (await (person or self.asker).ask("GET", self.path, 200))["items"]
        return items


NAMES = ("manager", "asker", "one", "two")


@pytest.fixture
async def circle(app: FastAPI, runtime: Runtime) -> Circle:
    people = {name: await grown_up(app, name) for name in NAMES}
    roles = {people["manager"].id: Role.MANAGER}
    community_id = await gather(runtime, *people.values(), roles=roles)
    for name in ("one", "two"):
        await offer(people[name], community_id)
    return Circle(community_id, people, runtime)


async def offer(person: Person, community_id: UUID) -> None:
    await claim(person, "COM.1", stance="offers")
    await person.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"reachable": True})


def names_in(document: Any, *people: Person) -> set[str]:
    return {str(person.id) for person in people if str(person.id) in str(document)}


async def test_nobody_is_named_before_a_yes_to_anybody(circle: Circle) -> None:
    """The managers are not among those who are asked: to them it does not exist."""
    exchange = await circle.ask()
    assert (exchange["state"], exchange["partner"], exchange["message"]) == ("asked", None, WORDS)
    (mission,) = await circle.asked(circle.one)
    assert (mission["brief"], mission["author"], mission["asker"]) == (WORDS, None, None)
    notifications = await circle.one.ask("GET", "/v1/notifications", 200)
    assert names_in([mission, notifications], circle.asker) == set()
    path = f"/v1/missions/{mission['id']}"
    listed = await circle.manager.ask("GET", f"/v1/missions?community_id={circle.community_id}", 200)
    assert listed["items"] == []
    for way in (path, f"{path}/board", f"{path}/tally"):
        await circle.manager.ask("GET", way, 404)
    for verb in ("closing", "cancellation"):
        await circle.manager.ask("PUT", f"{path}/{verb}", 404)
    body = {"attendance": "present"}
    await circle.manager.ask("PUT", f"{path}/attendances/{circle.one.id}", 404, json=body)
    seen = await circle.asker.ask("GET", path, 200)
    assert names_in(seen, circle.one, circle.two) == set()
    await circle.asker.ask("GET", f"{path}/board", 404)


async def test_a_yes_names_both_to_each_other_and_to_nobody_else(circle: Circle) -> None:
    await circle.ask()
    (mission,) = await circle.asked(circle.one)
    path = f"/v1/missions/{mission['id']}"
    await circle.one.ask("PUT", f"{path}/response", 200, json={"attendance": "registered"})
    await work_off(circle.runtime)
    (exchange,) = await circle.listed()
    assert (exchange["state"], exchange["partner"]["id"]) == ("accepted", str(circle.one.id))
    assert (await circle.one.ask("GET", path, 200))["asker"]["id"] == str(circle.asker.id)
    (notification,) = (await circle.asker.ask("GET", "/v1/notifications", 200))["items"]
    assert (notification["type"], notification["target"]["id"]) == ("exchange", mission["id"])
    late = await circle.two.ask("GET", path, 200)
    assert (late["state"], late["asker"]) == ("closed", None)
    await circle.two.ask("PUT", f"{path}/response", 409, json={"attendance": "registered"})
    assert names_in(late, circle.one, circle.asker) == set()
    await circle.one.ask("DELETE", f"{path}/response", 204)
    (exchange,) = await circle.listed()
    assert (exchange["state"], exchange["partner"]) == ("over", None)
    assert (await circle.one.ask("GET", path, 200))["asker"] is None


async def test_no_other_figure_of_a_report_counts_an_exchange(circle: Circle, runtime: Runtime) -> None:
    """It is between two people: no meeting, no answer, and nobody that the community reached."""

    async def figures() -> list[Any]:
        until = NOW + timedelta(days=40)
        scope = Scope(circle.community_id, None, NOW - timedelta(days=1), until, until, 1, circle.manager.id, "UTC")
        async with runtime.database.sessions() as session:
            return await computing.compute(session, scope, sorted({*FIGURES} - {FigureCode.EXCHANGES}), [])

    organisation = await gather(runtime, circle.one, kind=CommunityKind.ORGANISATION)
    statement = "update memberships set on_behalf_of = $1 where user_id = $2 and community_id = $3"
    await runtime.database.writes.fetch(statement, organisation, circle.one.id, circle.community_id)
    before = await figures()
    await circle.ask()
    (mission,) = await circle.asked(circle.one)
    await circle.one.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json={"attendance": "registered"})
    await work_off(runtime)
    assert await figures() == before


async def test_a_yes_is_no_appointment_in_a_calendar(circle: Circle) -> None:
    """The two agree on a day themselves: the end of an exchange is none."""
    url = (await circle.one.ask("POST", "/v1/me/mission-calendar", 201))["url"]
    await circle.ask()
    (mission,) = await circle.asked(circle.one)
    await circle.one.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json={"attendance": "registered"})
    assert "BEGIN:VEVENT" not in (await circle.one.client.get(url)).text


async def test_silence_and_refusals_look_alike_and_so_does_nobody(circle: Circle) -> None:
    """Whoever asks of a skill that nobody offers, or one person alone, reads the same."""
    exchanges = [await circle.ask(code=code) for code in ("COM.1", "COM.2")]
    (mission,) = await circle.asked(circle.two)
    await circle.two.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 200, json={"reason": "Non."})
    await work_off(circle.runtime)
    after = {item["id"]: item for item in await circle.listed()}
    for exchange in exchanges:
        assert after[exchange["id"]] == exchange
    one, two = ({name for name, value in item.items() if value} for item in exchanges)
    assert one == two
    shown = [await circle.asker.ask("GET", f"/v1/missions/{item['id']}", 200) for item in exchanges]
    assert {name for name in shown[0] if shown[0][name] != shown[1][name]} <= {
        "id", "title", "skills", "created_at", "updated_at", "opened_at", "closes_at", "event"
    }  # fmt: skip


async def test_nobody_is_asked_too_often_nor_by_whom_they_never_want_again(
    app: FastAPI, circle: Circle, runtime: Runtime
) -> None:
    for _ in range(3):
        await circle.ask()
    await circle.ask(status=429)
    assert len(await circle.asked(circle.one)) == 3
    await circle.ask(circle.two)  # another one asks: whoever was asked three times in a month is left in peace
    assert len(await circle.asked(circle.one)) == 3
    carol = await grown_up(app, "carol")
    community_id = await gather(runtime, circle.manager, circle.asker, carol)
    await offer(carol, community_id)
    there = Circle(community_id, dict(zip(NAMES, (circle.manager, circle.asker, carol, carol), strict=True)), runtime)
    await there.ask()
    (mission,) = await there.asked(carol)
    body = {"reason": "Plus jamais.", "never_again": True}
    await carol.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 200, json=body)
    await there.ask()
    assert len(await there.asked(carol)) == 1
    await there.ask(circle.manager)  # others may
    assert len(await there.asked(carol)) == 2
    await carol.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"reachable": False})
    await there.ask(circle.manager)
    assert len(await there.asked(carol)) == 2
    await there.ask(circle.one, 404)


async def test_what_one_asked_goes_with_them(circle: Circle, runtime: Runtime, watch: Watch) -> None:
    exchange = await circle.ask()
    await circle.asker.ask("DELETE", f"/v1/communities/{circle.community_id}/membership", 204)
    await work_off(runtime)
    mission = await circle.one.ask("GET", f"/v1/missions/{exchange['id']}", 200)
    assert (mission["state"], mission["brief"], mission["asker"]) == ("cancelled", None, None)
    exchange = await circle.ask(circle.two)
    await erase(runtime, watch, circle.two)
    await circle.one.ask("GET", f"/v1/missions/{exchange['id']}", 404)


def test_who_is_refused_does_not_read_it_in_their_archive() -> None:
    """Put back (`whose` left out), the archive of whoever asks has a line for each refusal."""
    table = Base.metadata.tables["blocked_people"]
    assert str(owner_condition(table)) == "blocked_people.user_id = :person"


async def test_needs_are_what_more_people_look_for_than_offer(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    people = [{"COM.1": SEEKS, "COM.2": SEEKS}] * 15 + [{"COM.1": OFFERS, "COM.3": SEEKS}] * 5 + [{"COM.4": HAS}] * 5
    await crowd(runtime, community_id, people)
    path = f"/v1/communities/{community_id}/needs"
    needs = await alice.ask("GET", path, 200)
    assert (needs["people"], needs["withheld"]) == (25, False)
    lines = [(item["skill"]["code"], item["seek"], item["offer"], item["missing"]) for item in needs["items"]]
    assert lines == [("COM.2", 15, 0, 15), ("COM.1", 15, 5, 10), ("COM.3", 5, 0, 5)]
    await crowd(runtime, community_id, [{"COM.1": SEEKS}])
    assert await alice.ask("GET", path, 200) == needs
    few = await gather(runtime, alice)
    await crowd(runtime, few, [{"COM.1": SEEKS}] * 4)
    empty = {"k_min": 5, "withheld": True, "people": 0, "items": []}
    assert await alice.ask("GET", f"/v1/communities/{few}/needs", 200) == empty
    await bob.ask("GET", path, 404)
