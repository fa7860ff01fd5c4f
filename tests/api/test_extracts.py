from datetime import timedelta

from app.core.ids import uuid7
from tests.support.grants import open_to, revoke, told
from tests.support.people import FULL, NOW, Person, Watch, capture
from tests.support.portraits import draw
from tests.support.portraits import publish as publish_portrait
from tests.support.talents import claim

TAKE = ["view", "download"]


async def test_what_was_granted_to_be_taken_along_is_one_document(alice: Person, bob: Person) -> None:
    moment, kept = await capture(alice, FULL), await capture(alice)
    taken, read = await told(alice, title="Mon stage"), await told(alice, title="À lire ici")
    talent = await claim(alice, "COM.1", evidence=[moment["id"], kept["id"]])
    await open_to(alice, bob, {"type": "story", "id": read["id"]})
    first = await open_to(alice, bob, {"type": "story", "id": taken["id"]}, rights=TAKE)
    await open_to(alice, bob, {"type": "experience", "id": moment["id"]}, rights=TAKE)
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


async def test_a_portrait_is_taken_along_as_it_is_shown(alice: Person, bob: Person) -> None:
    await capture(alice, FULL)
    path = await draw(alice, name="Pour moi seule", headline="Maçonne, bientôt chef d’équipe")
    await publish_portrait(alice, path)
    target = {"type": "portrait", "id": path.rpartition("/")[2]}
    await open_to(alice, bob, target, rights=TAKE)
    extract = await bob.ask("GET", f"/v1/beneficiaries/{alice.id}/extract", 200)
    [portrait] = extract["portraits"]
    assert portrait["headline"]["fr"] == "Maçonne, bientôt chef d’équipe"
    assert "Pour moi seule" not in str(extract)
    [trace] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (trace["target"]["type"], trace["target"]["id"], trace["right"]) == ("portrait", target["id"], "download")
    await alice.ask("DELETE", f"{path}/publication", 204)
    await bob.ask("GET", f"/v1/beneficiaries/{alice.id}/extract", 404)


async def test_what_ended_or_was_withdrawn_is_not_taken_along(alice: Person, bob: Person, watch: Watch) -> None:
    path = f"/v1/beneficiaries/{alice.id}/extract"
    kept, withdrawn = await told(alice, title="Mon stage"), await told(alice, title="Retirée")
    await capture(alice, FULL)
    for story in (kept, withdrawn):
        await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=TAKE)
    soon = (NOW + timedelta(minutes=2)).isoformat()
    await open_to(alice, bob, {"type": "experiences"}, rights=TAKE, ends_at=soon)
    before = await bob.ask("GET", path, 200)
    assert (len(before["stories"]), len(before["experiences"])) == (2, 1)
    journal = (await alice.ask("GET", f"/v1/stories/{withdrawn['id']}", 200))["journal_id"]
    await alice.ask("DELETE", f"/v1/journals/{journal}/publication", 204)
    watch.advance(minutes=2)
    after = await bob.ask("GET", path, 200)
    assert [one["title"] for one in after["stories"]] == ["Mon stage"]
    assert after["experiences"] == after["talents"] == []
