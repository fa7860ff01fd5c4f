"""What an answer shows of a moment that goes on living: as it was sent, for as long as it stays in the journal."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.departures import experience_bin
from tests.support.communities import gather
from tests.support.missions import answer, send
from tests.support.people import ADULT, FULL, Person, Watch, sign_in
from tests.support.stories import medium, skill

WORDS = "PRIVÉ : ce que j’en pense vraiment"


async def rewrite(person: Person, experience_id: str, **changes: object) -> Any:
    path = f"/v1/experiences/{experience_id}"
    current = await person.ask("GET", path, 200)
    return await person.ask("PATCH", path, 200, json=changes, headers={"If-Match": f'"{current["version"]}"'})


async def describe(person: Person, media_id: str, **words: str) -> None:
    version = (await person.ask("GET", f"/v1/media/{media_id}", 200))["version"]
    await person.ask("PATCH", f"/v1/media/{media_id}", 200, json=words, headers={"If-Match": f'"{version}"'})


async def seen(person: Person, response: Any) -> Any:
    return (await person.ask("GET", f"/v1/responses/{response['id']}", 200))["experience"]


def addresses(reader: Person, experience: Any) -> dict[str, str]:
    return {item["id"]: reader.address_of(item) for item in experience["media"]}


@pytest.mark.slow
async def test_what_is_written_after_it_was_sent_stays_private(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, app: FastAPI
) -> None:
    carla = await sign_in(app, "carla")
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    mission = await send(runtime, alice, await gather(runtime, alice, bob, carla), responses_visible_to="community")
    photo, later = await medium(runtime, bob, caption="Mon mur"), await medium(runtime, bob)
    response = await answer(bob, mission, moment=FULL | {"media": [photo], "skills": [await skill(runtime, "COM.2")]})
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json={"decision": "accept"})
    experience = await seen(carla, response)
    changes = {"title": WORDS, "text": WORDS, "context": "family", "lived_at": "2026-03-01T10:00:00.000Z"}
    await rewrite(bob, response["experience_id"], **changes, media=[later, photo])
    await describe(bob, photo, caption=WORDS, alt=WORDS, transcript=WORDS)
    assert await seen(carla, response) == experience
    assert await seen(bob, response) | {"media": None} == experience | {"media": None}
    values = [
        change["data"]["experience"]
        for change in (await bob.ask("GET", "/v1/sync", 200))["changes"]
        if change["type"] == "response"
    ]
    assert values == [await seen(bob, response)]
    [card] = (await carla.ask("GET", "/v1/feed", 200))["items"]
    assert (card["response"]["title"], card["response"]["cover"]) == (FULL["title"], experience["media"][0])
    address = addresses(carla, experience)[photo]
    assert (await guest.head(address)).status_code == 200
    assert (await guest.head(address.replace(photo, later))).status_code == 404
    await carla.client.aclose()


async def test_a_photo_that_is_taken_away_is_seen_no_more(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    mission = await send(runtime, alice, await gather(runtime, alice, bob), responses_visible_to="community")
    first, second = await medium(runtime, bob), await medium(runtime, bob)
    response = await answer(bob, mission, moment=FULL | {"media": [first, second]})
    path = f"/v1/responses/{response['id']}"
    read = await alice.client.get(path)
    address = addresses(alice, read.json()["experience"])[first]
    await rewrite(bob, response["experience_id"], media=[second])
    second_read = await alice.client.get(path, headers={"If-None-Match": read.headers["etag"]})
    assert (second_read.status_code, list(addresses(alice, second_read.json()["experience"]))) == (200, [second])
    [card] = (await alice.ask("GET", "/v1/feed", 200))["items"]
    assert card["response"]["cover"]["id"] == second
    assert (await guest.head(address)).status_code == 404
    await rewrite(bob, response["experience_id"], media=[second, first])
    assert list(addresses(alice, await seen(alice, response))) == [first, second]


async def test_sent_again_it_shows_what_it_says_now_until_it_is_accepted(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission, moment=FULL, note="Voilà")
    path, body = f"/v1/missions/{mission['id']}/response", {"experience_id": response["experience_id"], "note": "Voilà"}
    assert await bob.ask("PUT", path, 200, json=body) == response
    await rewrite(bob, response["experience_id"], text="Avec le niveau.", media=[await medium(runtime, bob)])
    watch.advance(minutes=1)
    new_response = await bob.ask("PUT", path, 200, json=body)
    assert new_response["version"] == response["version"] + 1
    experience = await seen(alice, response)
    assert (experience["text"], len(experience["media"])) == ("Avec le niveau.", 1)
    review = await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json={"decision": "accept"})
    await rewrite(bob, response["experience_id"], text=WORDS)
    assert (await bob.ask("PUT", path, 200, json=body))["version"] == review["version"]
    assert await seen(alice, response) == experience


async def test_nothing_is_left_of_it_once_the_bin_is_emptied(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission, moment=FULL)
    path, statement = (
        f"/v1/experiences/{response['experience_id']}",
        "select shown, captured_at from responses where id = $1",
    )
    await bob.ask("DELETE", path, 204, headers={"If-Match": '"1"'})
    assert await seen(alice, response) is None
    await bob.ask("PUT", f"{path}/restoration", 200)
    assert (await seen(alice, response))["title"] == FULL["title"]
    await bob.ask("DELETE", path, 204, headers={"If-Match": '"3"'})
    watch.advance(days=runtime.settings.bin_days + 1)
    async with runtime.work(SYSTEM) as uow:
        await experience_bin.empty(uow)
    assert [tuple(row) for row in await runtime.database.reads.fetch(statement, response["id"])] == [(None, None)]
