from datetime import timedelta
from typing import Any

from tests.factories import NOW, Person
from tests.granting import open_to, revoke, told

LATER = (NOW + timedelta(hours=1)).isoformat()


async def heard(person: Person) -> list[Any]:
    items: list[Any] = (await person.ask("GET", "/v1/notifications", 200))["items"]
    return items


async def test_who_is_given_access_hears_of_it_until_it_is_taken_back(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]})
    [notice] = await heard(bob)
    assert notice["text"] == "Alice gives you access: Mon stage"
    assert (notice["subject_id"], notice["data"]["grant_id"]) == (grant["id"], grant["id"])
    await revoke(alice, grant)
    [notice] = await heard(bob)
    assert notice["settled_at"]
    assert await heard(alice) == []


async def test_what_has_no_title_is_named(alice: Person, bob: Person) -> None:
    await open_to(alice, bob, {"type": "talents"})
    assert [notice["text"] for notice in await heard(bob)] == ["Alice gives you access: talents"]


async def test_an_access_for_later_is_not_announced(alice: Person, bob: Person) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, starts_at=LATER)
    assert await heard(bob) == []
