from app.core.ids import uuid7
from tests.factories import FULL, Person, capture
from tests.granting import open_to, revoke, told
from tests.talents import claim

TAKE = ["view", "download"]


async def test_what_was_granted_to_be_taken_along_is_one_document(alice: Person, bob: Person) -> None:
    moment, kept = await capture(alice, FULL), await capture(alice)
    taken, read = await told(alice, title="Mon stage"), await told(alice, title="À lire ici")
    talent = await claim(alice, "COM.1", evidence=[moment["id"], kept["id"]])
    await open_to(alice, bob, {"type": "story", "id": read["id"]})
    first = await open_to(alice, bob, {"type": "story", "id": taken["id"]}, rights=TAKE)
    await open_to(alice, bob, {"type": "experiences", "id": moment["id"]}, rights=TAKE)
    await open_to(alice, bob, {"type": "talents"}, rights=TAKE)
    answer = await bob.client.get(f"/v1/beneficiaries/{alice.id}/extract")
    assert answer.headers["content-disposition"] == 'attachment; filename="extract.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    extract = answer.json()
    assert extract["person"] == {"id": str(alice.id), "display_name": "Alice"}
    assert [one["title"] for one in extract["stories"]] == ["Mon stage"]
    assert [one["id"] for one in extract["experiences"]] == [moment["id"]]
    assert extract["experiences"][0]["people"] == []
    assert extract["talents"] == [talent | {"evidence": [moment["id"]]}]
    assert extract["portraits"] == []
    [trace] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (trace["right"], trace["grant_id"], trace["reader"]["id"]) == ("download", first["id"], str(bob.id))


async def test_reading_is_not_taking_along(alice: Person, bob: Person) -> None:
    path = f"/v1/beneficiaries/{alice.id}/extract"
    await open_to(alice, bob, {"type": "experiences"})
    refused = await bob.ask("GET", path, 404)
    unknown = await bob.ask("GET", f"/v1/beneficiaries/{uuid7()}/extract", 404)
    assert refused["type"] == unknown["type"] == "/problems/beneficiary-not-found"
    grant = await open_to(alice, bob, {"type": "experiences"}, rights=TAKE)
    await bob.ask("GET", path, 200)
    await revoke(alice, grant)
    await bob.ask("GET", path, 404)
    assert len((await alice.ask("GET", "/v1/me/accesses", 200))["items"]) == 1
