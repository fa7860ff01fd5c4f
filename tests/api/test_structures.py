"""Members of a committee stand for organisations that they belong to."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.communities import CommunityKind
from tests.support.communities import begin, gather, grown_up, join, leave, members
from tests.support.people import Person


async def structures(person: Person, community: dict[str, Any]) -> list[tuple[str, int]]:
    items = (await person.ask("GET", f"/v1/communities/{community['id']}/structures", 200))["items"]
    return sorted((item["name"], item["members"]) for item in items)


async def stand(person: Person, community: dict[str, Any], organisation: object, status: int = 200) -> Any:
    body = {"on_behalf_of": organisation and str(organisation)}
    return await person.ask("PATCH", f"/v1/communities/{community['id']}/membership", status, json=body)


async def test_a_committee_is_of_structures_as_long_as_its_members_belong_to_them(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    committee = await begin(alice, kind="committee", name="SPRO 36", visibility="listed", join_policy="open")
    for person in (bob, carla):
        await join(person, committee)
    office = await gather(runtime, alice, bob, kind=CommunityKind.ORGANISATION, name="Mission locale")
    elsewhere = await gather(runtime, carla, kind=CommunityKind.ORGANISATION, name="CIO")
    school = await gather(runtime, alice, kind=CommunityKind.SCHOOL)
    await _stands(committee, office, elsewhere, (alice, bob, carla))
    for organisation_id in (elsewhere, school, committee["id"]):  # not theirs, not of that kind
        problem = await stand(bob, committee, organisation_id, 422)
        assert problem["errors"][0]["pointer"] == "/on_behalf_of"
    assert (await stand(bob, {"id": office}, office, 422))["errors"][0]["code"] == "no_committee"
    stranger = await grown_up(app, "dora")
    await stranger.ask("GET", f"/v1/communities/{committee['id']}/structures", 403)
    await _ends(committee, office, alice=alice, bob=bob, carla=carla)


async def _stands(committee: Any, office: UUID, elsewhere: UUID, people: tuple[Person, Person, Person]) -> None:
    alice, bob, carla = people
    own = await stand(bob, committee, office)
    assert (own["on_behalf_of"], own["structure"]) == (str(office), {"id": str(office), "name": "Mission locale"})
    assert (await stand(bob, committee, office))["version"] == own["version"]
    await stand(alice, committee, office)
    await stand(carla, committee, elsewhere)
    assert await structures(bob, committee) == [("CIO", 1), ("Mission locale", 2)]
    shown = {item["user"]["display_name"]: item["structure"] for item in await members(bob, committee)}
    assert {name: item["name"] for name, item in shown.items()} == {"Alice": "Mission locale", "Bob": "Mission locale"}


async def _ends(committee: Any, office: UUID, *, alice: Person, bob: Person, carla: Person) -> None:
    await leave(bob, {"id": office})
    assert await structures(alice, committee) == [("CIO", 1), ("Mission locale", 1)]
    item = await bob.ask("GET", f"/v1/communities/{committee['id']}/memberships/{bob.id}", 200)
    assert (item["on_behalf_of"], item["structure"]) == (None, None)
    assert (await stand(alice, committee, None))["structure"] is None
    await leave(carla, committee)
    await join(carla, committee)
    assert await structures(alice, committee) == []
