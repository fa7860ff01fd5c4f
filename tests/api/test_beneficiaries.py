from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.sharing import beneficiaries
from tests.support.grants import open_to, revoke, told
from tests.support.people import ADULT, NOW, Person, Watch, capture, sign_in
from tests.support.portraits import draw, publish, share, talent
from tests.support.stories import rewrite


async def grown_up(app: FastAPI, name: str) -> Person:
    person = await sign_in(app, name)
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "display_name": name})
    return person


@pytest.mark.slow
async def test_people_who_granted_something_are_listed_with_what_they_granted(
    app: FastAPI, alice: Person, bob: Person, watch: Watch
) -> None:
    story = await told(alice)
    first = await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=["view", "comment"])
    watch.advance(minutes=1)
    ends_at = (NOW + timedelta(days=90)).isoformat()
    second = await open_to(alice, bob, {"type": "experiences"}, ends_at=ends_at)
    watch.advance(minutes=1)
    carol = await grown_up(app, "Carol")
    await open_to(carol, bob, {"type": "talents"})
    page = await bob.ask("GET", "/v1/beneficiaries?limit=1", 200)
    rest = await bob.ask("GET", "/v1/beneficiaries", 200, params={"limit": 1, "cursor": page["next_cursor"]})
    assert [item["display_name"] for item in page["items"] + rest["items"]] == ["Carol", "Alice"]
    assert rest["next_cursor"] is None
    assert (
        await bob.ask("GET", f"/v1/beneficiaries/{alice.id}", 200)
        == rest["items"][0]
        == {
            "id": str(alice.id),
            "display_name": "Alice",
            "avatar": None,
            "granted_at": "2026-03-03T13:11:00.000Z",
            "grants": [
                {
                    "id": second["id"],
                    "target": {"type": "experiences", "id": None, "title": None},
                    "purpose": "personal",
                    "rights": ["view"],
                    "ends_at": "2026-06-01T13:10:00.000Z",
                },
                {
                    "id": first["id"],
                    "target": {"type": "story", "id": story["id"], "title": "Mon stage"},
                    "purpose": "personal",
                    "rights": ["view", "comment"],
                    "ends_at": None,
                },
            ],
            "more_grants": False,
        }
    )


@pytest.mark.slow
async def test_of_many_grants_the_latest_hundred_stand_with_the_person_and_all_in_pages(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await told(alice)
    grant = await open_to(alice, bob, {"type": "story", "id": story["id"]})
    copies = """
        insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, purpose, label,
            rights, version, views, created_at, updated_at)
          select gen_random_uuid(), owner_id, target_type, target_id, follow, audience_type, audience_id, purpose,
            label, rights, 1, 0, created_at - n * interval '1 minute', updated_at
          from grants, generate_series(1, $2::int) n where id = $1
    """
    path = f"/v1/beneficiaries/{alice.id}"
    for number, has_more in ((beneficiaries.LATEST - 1, False), (1, True)):
        await runtime.database.writes.fetch(copies, UUID(grant["id"]), number)
        person = await bob.ask("GET", path, 200)
        assert (len(person["grants"]), person["more_grants"]) == (beneficiaries.LATEST, has_more)
        assert (await bob.ask("GET", "/v1/beneficiaries", 200))["items"] == [person]
    first = await bob.ask("GET", f"{path}/grants?limit=100", 200)
    rest = await bob.ask("GET", f"{path}/grants?limit=100&cursor={first['next_cursor']}", 200)
    assert (first["items"], len(rest["items"]), rest["next_cursor"]) == (person["grants"], 1, None)
    await bob.ask("DELETE", path, 204)
    await bob.ask("GET", f"{path}/grants", 404)
    await alice.ask("GET", f"{path}/grants", 404)


@pytest.mark.slow
async def test_what_is_granted_is_called_as_its_reader_sees_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    skill_id = await talent(runtime, alice)
    words = {"headline": "Maçonne", "pinned_talents": [skill_id]}
    both_portrait_path = await draw(
        alice, **words, languages=["fr", "en"], translations={"en": {"headline": "Bricklayer"}}
    )
    first_portrait_path, bare = await draw(alice, **words), await draw(alice)
    for path in (both_portrait_path, first_portrait_path, bare):
        await publish(alice, path)
        await share(alice, path, audience={"type": "user", "id": str(bob.id)}, purpose="personal")
        await rewrite(alice, path, headline="Cheffe")
    for locale, titles in (("fr", [None, "Maçonne", "Maçonne"]), ("en", [None, "Maçonne", "Bricklayer"])):
        await bob.ask("PATCH", "/v1/me", 200, json={"locale": locale})
        [person] = (await bob.ask("GET", "/v1/beneficiaries", 200))["items"]
        assert [grant["target"]["title"] for grant in person["grants"]] == titles
        assert await bob.ask("GET", f"/v1/beneficiaries/{alice.id}", 200) == person


async def test_who_took_it_back_or_whose_grant_is_over_is_no_longer_there(
    alice: Person, bob: Person, watch: Watch
) -> None:
    grant = await open_to(alice, bob, {"type": "experiences"})
    await open_to(alice, bob, {"type": "talents"}, ends_at=(NOW + timedelta(minutes=2)).isoformat())
    assert len((await bob.ask("GET", f"/v1/beneficiaries/{alice.id}", 200))["grants"]) == 2
    await revoke(alice, grant)
    assert len((await bob.ask("GET", f"/v1/beneficiaries/{alice.id}", 200))["grants"]) == 1
    watch.advance(minutes=2)
    assert (await bob.ask("GET", "/v1/beneficiaries", 200))["items"] == []
    answer = await bob.ask("GET", f"/v1/beneficiaries/{alice.id}", 404)
    assert answer["type"] == (await bob.ask("GET", f"/v1/beneficiaries/{uuid7()}", 404))["type"]


@pytest.mark.slow
async def test_whoever_accompanies_somebody_no_longer_gives_all_back(alice: Person, bob: Person) -> None:
    moment = await capture(alice)
    await open_to(alice, bob, {"type": "experiences"})
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]})
    await bob.ask("DELETE", f"/v1/beneficiaries/{alice.id}", 204)
    await bob.ask("DELETE", f"/v1/beneficiaries/{alice.id}", 404)
    await bob.ask("GET", f"/v1/experiences/{moment['id']}", 404)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    states = {item["state"] for item in (await alice.ask("GET", "/v1/grants", 200))["items"]}
    assert states == {"revoked"}
