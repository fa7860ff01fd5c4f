from typing import Any

import pytest

from app.core.ids import uuid7
from tests.support.grants import open_to, revoke
from tests.support.people import Person, capture
from tests.support.talents import claim


async def read_of(bob: Person, alice: Person, status: int = 200, **filters: object) -> Any:
    return await bob.ask("GET", "/v1/talents", status, params={"user_id": str(alice.id), **filters})


@pytest.mark.slow
async def test_talents_are_shown_with_the_evidence_that_may_be_opened(alice: Person, bob: Person) -> None:
    moments = [await capture(alice) for _ in range(3)]
    talent = await claim(alice, "COM.1", evidence=[moment["id"] for moment in moments])
    grant = await open_to(alice, bob, {"type": "talents"})
    assert (await read_of(bob, alice))["items"] == [talent | {"evidence": []}]
    await open_to(alice, bob, {"type": "experience", "id": moments[1]["id"]})
    assert (await read_of(bob, alice))["items"][0]["evidence"] == [moments[1]["id"]]
    await open_to(alice, bob, {"type": "experiences"})
    assert (await read_of(bob, alice))["items"] == [talent]
    assert (await read_of(bob, alice, stance="seeks"))["items"] == []
    readings = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert [(reading["target"]["type"], reading["target"]["id"]) for reading in readings] == [("talents", None)] * 4
    assert {reading["grant_id"] for reading in readings} == {grant["id"]}
    await revoke(alice, grant)
    await read_of(bob, alice, 404)


@pytest.mark.slow
async def test_who_was_granted_nothing_hears_what_is_said_of_nobody(alice: Person, bob: Person) -> None:
    await claim(alice, "COM.1")
    problem = await read_of(bob, alice, 404)
    assert problem["type"] == (await bob.ask("GET", f"/v1/talents?user_id={uuid7()}", 404))["type"]
    assert (await bob.ask("GET", "/v1/talents", 200, params={"user_id": str(bob.id)}))["items"] == []
