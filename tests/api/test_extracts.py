from datetime import timedelta

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.sharing.extracts import PARTS
from tests.support.grants import open_to, revoke, told
from tests.support.people import FULL, NOW, Person, Watch, capture
from tests.support.portraits import draw
from tests.support.portraits import publish as publish_portrait
from tests.support.talents import claim

TAKE = ["view", "download"]


@pytest.mark.slow
async def test_what_was_granted_to_be_taken_along_is_one_document(alice: Person, bob: Person) -> None:
    moment, kept_experience = await capture(alice, FULL), await capture(alice)
    taken_story, read = await told(alice, title="Mon stage"), await told(alice, title="À lire ici")
    talent = await claim(alice, "COM.1", evidence=[moment["id"], kept_experience["id"]])
    await open_to(alice, bob, {"type": "story", "id": read["id"]})
    first = await open_to(alice, bob, {"type": "story", "id": taken_story["id"]}, rights=TAKE)
    await open_to(alice, bob, {"type": "experience", "id": moment["id"]}, rights=TAKE)
    await open_to(alice, bob, {"type": "talents"}, rights=TAKE)
    answer = await bob.client.get(f"/v1/beneficiaries/{alice.id}/extract")
    assert answer.headers["content-disposition"] == 'attachment; filename="extract.json"'
    assert answer.headers["cache-control"] == "private, no-store"
    extract = answer.json()
    assert extract["person"] == {"id": str(alice.id), "display_name": "Alice", "avatar": None}
    assert [story["title"] for story in extract["stories"]] == ["Mon stage"]
    assert [experience["id"] for experience in extract["experiences"]] == [moment["id"]]
    assert extract["experiences"][0]["people"] == []
    assert extract["talents"] == [talent | {"evidence": [moment["id"]]}]
    assert extract["portraits"] == []
    [reading] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (reading["right"], reading["grant_id"], reading["reader"]["id"]) == ("download", first["id"], str(bob.id))


async def test_reading_is_not_taking_along(alice: Person, bob: Person) -> None:
    path = f"/v1/beneficiaries/{alice.id}/extract"
    await open_to(alice, bob, {"type": "experiences"})
    answer = await bob.ask("GET", path, 404)
    unknown = await bob.ask("GET", f"/v1/beneficiaries/{uuid7()}/extract", 404)
    assert answer["type"] == unknown["type"] == "/problems/beneficiary-not-found"
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
    [reading] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (reading["target"]["type"], reading["target"]["id"], reading["right"]) == (
        "portrait",
        target["id"],
        "download",
    )
    await alice.ask("DELETE", f"{path}/publication", 204)
    await bob.ask("GET", f"/v1/beneficiaries/{alice.id}/extract", 404)


@pytest.mark.slow
async def test_what_ended_or_was_withdrawn_is_not_taken_along(alice: Person, bob: Person, watch: Watch) -> None:
    path = f"/v1/beneficiaries/{alice.id}/extract"
    kept_story, withdrawn_story = await told(alice, title="Mon stage"), await told(alice, title="Retirée")
    await capture(alice, FULL)
    for story in (kept_story, withdrawn_story):
        await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=TAKE)
    soon = (NOW + timedelta(minutes=2)).isoformat()
    await open_to(alice, bob, {"type": "experiences"}, rights=TAKE, ends_at=soon)
    before = await bob.ask("GET", path, 200)
    assert (len(before["stories"]), len(before["experiences"])) == (2, 1)
    journal = (await alice.ask("GET", f"/v1/stories/{withdrawn_story['id']}", 200))["journal_id"]
    await alice.ask("DELETE", f"/v1/journals/{journal}/publication", 204)
    watch.advance(minutes=2)
    after = await bob.ask("GET", path, 200)
    assert [story["title"] for story in after["stories"]] == ["Mon stage"]
    assert after["experiences"] == after["talents"] == []


@pytest.mark.slow
async def test_an_extract_is_taken_in_pages_each_of_which_is_logged(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """All of it once, part after part, in whatever portions."""
    path = f"/v1/beneficiaries/{alice.id}/extract"
    for number in range(3):
        story = await told(alice, title=f"N° {number}")
        await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=TAKE)
        await capture(alice)
    await claim(alice, "COM.1")
    await claim(alice, "ORG.1")
    for collection in ("talents", "experiences"):
        await open_to(alice, bob, {"type": collection}, rights=TAKE)
    whole = await bob.ask("GET", f"{path}?limit=100", 200)
    assert whole["next_cursor"] is None
    assert [len(whole[part]) for part in PARTS] == [3, 0, 2, 3]
    pages = 1
    for limit in (1, 2, 3, 5, 8):
        taken: dict[str, list[object]] = {part: [] for part in PARTS}
        more: str | None = ""
        while more is not None:
            page = await bob.ask("GET", f"{path}?limit={limit}{more}", 200)
            assert 0 < sum(len(page[part]) for part in PARTS) <= limit
            for part in PARTS:
                taken[part] += page[part]
            pages += 1
            more = page["next_cursor"] and f"&cursor={page['next_cursor']}"
        assert taken == {part: whole[part] for part in PARTS}
    readings = await runtime.database.reads.fetch('select "right" from access_events where reader_id = $1', bob.id)
    assert [reading["right"] for reading in readings] == ["download"] * pages


@pytest.mark.slow
async def test_a_page_of_an_extract_follows_for_who_asked_and_of_whom(alice: Person, bob: Person) -> None:
    for giver, taker in ((alice, bob), (bob, alice)):
        await claim(giver, "COM.1")
        await claim(giver, "ORG.1")
        await open_to(giver, taker, {"type": "talents"}, rights=TAKE)
    first = (await bob.ask("GET", f"/v1/beneficiaries/{alice.id}/extract?limit=1", 200))["next_cursor"]
    talents = (await bob.ask("GET", f"/v1/talents?user_id={alice.id}&limit=1", 200))["next_cursor"]
    for asker, person, cursor in ((alice, bob, first), (bob, alice, "stories"), (bob, alice, talents)):
        answer = await asker.ask("GET", f"/v1/beneficiaries/{person.id}/extract?cursor={cursor}", 400)
        assert answer["type"] == "/problems/invalid-cursor"
