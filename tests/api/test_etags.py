"""« You have it already » is only said of what is the same, down to the addresses of media, for this viewer."""

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.people import BARE, Person, capture, sign_in
from tests.support.stories import begin, give, medium, publish, rewrite, showing, text


async def tag_of(person: Person, path: str) -> str:
    return str((await person.client.get(path)).headers["etag"])


async def asked_again(person: Person, path: str, tag: str) -> int:
    return (await person.client.get(path, headers={"If-None-Match": tag})).status_code


async def test_a_photo_that_changes_is_seen_in_what_cites_it(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    path = f"/v1/experiences/{(await capture(alice, BARE | {'media': [photo]}))['id']}"
    tag = await tag_of(alice, path)
    await rewrite(alice, f"/v1/media/{photo}", alt="Un mur de six mètres")
    answer = await alice.client.get(path, headers={"If-None-Match": tag})
    assert answer.json()["media"][0]["alt"] == "Un mur de six mètres"


async def test_what_cites_a_photo_is_the_same_on_each_device(app: FastAPI, alice: Person, runtime: Runtime) -> None:
    """Its address is the session's, whose end closes it."""
    moment = await capture(alice, BARE | {"media": [await medium(runtime, alice)]})
    tablet = await sign_in(app, email=alice.email, device_name="tablet")
    path = f"/v1/experiences/{moment['id']}"
    [photo] = (await tablet.ask("GET", path, 200))["media"]
    assert [photo] == (await alice.ask("GET", path, 200))["media"]
    addresses = [person.address_of(photo) for person in (alice, tablet)]
    assert [(await alice.client.head(address)).status_code for address in addresses] == [200, 200]
    await tablet.ask("DELETE", "/v1/sessions/current", 204)
    assert [(await alice.client.head(address)).status_code for address in addresses] == [200, 404]


@pytest.mark.parametrize("noun", ["media", "story", "edition"])
async def test_a_new_device_is_told_its_own_addresses(app: FastAPI, alice: Person, runtime: Runtime, noun: str) -> None:
    photo = await medium(runtime, alice)
    story = await publish(alice, await begin(alice, showing(photo)))
    path = {
        "media": f"/v1/media/{photo}",
        "story": f"/v1/stories/{story['id']}",
        "edition": f"/v1/stories/{story['id']}/editions/1",
    }[noun]
    tablet = await sign_in(app, email=alice.email, device_name="tablet")
    assert (await alice.client.get(path)).text != (await tablet.client.get(path)).text
    assert await asked_again(tablet, path, await tag_of(alice, path)) == 200


async def test_a_mark_that_a_proxy_made_weak_still_says_what_is_changed(alice: Person) -> None:
    path = f"/v1/experiences/{(await capture(alice, BARE))['id']}"
    for tag, status in (('W/"1"', 200), ('W/"1"', 412), ("*", 200), ("W/*", 422), ('"x"', 422)):
        await alice.ask("PATCH", path, status, json={"title": "Mur"}, headers={"If-Match": tag})
    assert (await alice.ask("GET", path, 200))["version"] == 3
    await alice.ask("DELETE", path, 204, headers={"If-Match": "*"})


async def test_its_author_and_its_reader_have_each_their_own_mark_of_a_story(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    story = await publish(alice, await begin(alice, text()))
    await give(runtime, story, alice, bob)
    path = f"/v1/stories/{story['id']}"
    her_etag, his_etag = await tag_of(alice, path), await tag_of(bob, path)
    assert her_etag != his_etag
    assert [await asked_again(alice, path, tag) for tag in (her_etag, his_etag)] == [304, 200]
    assert [await asked_again(bob, path, tag) for tag in (his_etag, her_etag)] == [304, 200]


async def test_what_is_rejected_stays_as_it_is(alice: Person, runtime: Runtime) -> None:
    path = f"/v1/media/{await medium(runtime, alice, state='rejected', variants=[], object_key=None)}"
    assert await asked_again(alice, path, await tag_of(alice, path)) == 304
