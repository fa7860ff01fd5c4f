from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.schemas.responses import ResponseRead
from tests.support.communities import gather, grown_up
from tests.support.missions import answer, leave, mine, send
from tests.support.people import FULL, Person, capture, sign_in
from tests.support.stories import medium


async def accesses(person: Person) -> list[Any]:
    return list((await person.ask("GET", "/v1/me/accesses", 200))["items"])


async def review(manager: Person, response: Any, status: int = 200, decision: str = "accept", **fields: Any) -> Any:
    body = {"decision": decision, "comment": "Bravo"} | fields
    return await manager.ask("PUT", f"/v1/responses/{response['id']}/review", status, json=body)


@pytest.mark.slow
async def test_an_answer_shows_the_moment_and_keeps_the_rest_private(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    photo = await medium(runtime, bob)
    moment = FULL | {"media": [photo], "organisation": "Maçonnerie Dubois"}
    given_response = await answer(bob, mission, moment=moment, note="Enfin droit !")
    assert ResponseRead.model_validate(given_response).model_dump(mode="json") == given_response
    assert (given_response["state"], given_response["late"], given_response["note"]) == (
        "submitted",
        False,
        "Enfin droit !",
    )
    shown_response = await alice.ask("GET", f"/v1/responses/{given_response['id']}", 200)
    assert shown_response["experience_id"] is None
    assert (shown_response["experience"]["title"], shown_response["experience"]["text"]) == (
        FULL["title"],
        FULL["text"],
    )
    assert [item["id"] for item in shown_response["experience"]["media"]] == [photo]
    text = str(shown_response)
    assert [word for word in ("Tours", "Dubois", "Karim", "patience", "maçonnerie", "feeling") if word in text] == []
    assert (await alice.ask("GET", f"/v1/experiences/{given_response['experience_id']}", 404))["status"] == 404


@pytest.mark.slow
async def test_each_reading_of_it_is_logged_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission)
    await bob.ask("GET", f"/v1/responses/{response['id']}", 200)
    assert await accesses(bob) == []
    await alice.ask("GET", f"/v1/responses/{response['id']}", 200)
    [event] = await accesses(bob)
    assert (event["reader"]["id"], event["grant_id"]) == (str(alice.id), None)
    assert event["target"] == {"type": "response", "id": response["id"], "title": mission["title"]}
    await alice.ask("GET", f"/v1/responses/{response['id']}", 200)
    assert len(await accesses(bob)) == 2


@pytest.mark.slow
async def test_its_media_open_while_it_stands(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id)
    photo = await medium(runtime, bob)
    given_response = await answer(bob, mission, moment={"lived_at": "2026-03-03T14:10:00+01:00", "media": [photo]})
    shown_response = await alice.ask("GET", f"/v1/responses/{given_response['id']}", 200)
    url = alice.address_of(shown_response["experience"]["media"][0])
    assert (await guest.head(url)).status_code == 200
    await bob.ask("DELETE", f"/v1/missions/{mission['id']}/response", 204)
    assert (await guest.head(url)).status_code == 404
    body = {"experience_id": given_response["experience_id"]}
    await bob.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json=body)
    assert (await guest.head(url)).status_code == 200
    await leave(community_id, bob)
    assert (await guest.head(url)).status_code == 404


@pytest.mark.slow
async def test_the_bin_takes_it_away_from_others(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission)
    await bob.ask("DELETE", f"/v1/experiences/{response['experience_id']}", 204, headers={"If-Match": '"1"'})
    assert (await alice.ask("GET", f"/v1/responses/{response['id']}", 200))["experience"] is None


@pytest.mark.slow
async def test_who_may_see_an_answer_is_as_the_mission_said(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    bob, carla, dora = await grown_up(app, "bob"), await sign_in(app, "carla"), await sign_in(app, "dora")
    community_id = await gather(runtime, alice, bob, carla)
    private = await answer(bob, await send(runtime, alice, community_id))
    shared_response = await answer(bob, await send(runtime, alice, community_id, responses_visible_to="community"))
    await carla.ask("GET", f"/v1/responses/{private['id']}", 404)
    await review(carla, private, 404)
    seen_response = await carla.ask("GET", f"/v1/responses/{shared_response['id']}", 200)
    assert (
        seen_response["comment"],
        seen_response["seen_at"],
        seen_response["reason"],
        seen_response["experience_id"],
    ) == (None, None, None, None)
    await review(carla, shared_response, 403)
    for item in (private, shared_response):
        await dora.ask("GET", f"/v1/responses/{item['id']}", 404)
    await review(alice, shared_response, decision="return")
    await carla.ask("GET", f"/v1/responses/{shared_response['id']}", 404)
    await leave(community_id, bob)
    await alice.ask("GET", f"/v1/responses/{private['id']}", 404)
    assert (await bob.ask("GET", f"/v1/responses/{private['id']}", 200))["state"] == "reclaimed"
    for person in (bob, carla, dora):
        await person.client.aclose()


@pytest.mark.slow
async def test_an_answer_that_is_sent_again_as_it_was_does_not_undo_its_review(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """As a phone does that did not hear of it: its person still does."""
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission, note="Voilà")
    await review(alice, response, decision="return", comment="De plus près")
    body = {"experience_id": response["experience_id"], "note": "Voilà"}
    operation = {"op": "put", "type": "response", "id": mission["id"], "data": body}
    (result,) = (await bob.ask("POST", "/v1/sync", 200, json={"operations": [operation]}))["results"]
    assert (result["status"], result["data"]["state"], result["data"]["comment"]) == (200, "returned", "De plus près")
    [notification] = (await bob.ask("GET", "/v1/notifications", 200))["items"][:1]
    assert (notification["type"], notification["read_at"], notification["settled_at"]) == ("returned", None, None)
    path = f"/v1/missions/{mission['id']}/response"
    assert (await bob.ask("PUT", path, 200, json=body | {"note": "Plus près"}))["state"] == "submitted"


@pytest.mark.slow
async def test_feedback_is_said_in_the_open(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    given_response = await answer(bob, mission)
    assert await mine(bob) == []
    returned = await review(alice, given_response, decision="return", comment="De plus près")
    assert (returned["state"], returned["comment"]) == ("returned", "De plus près")
    [todo] = await mine(bob)
    assert (todo["response"]["state"], todo["response"]["comment"]) == ("returned", "De plus près")
    [notification] = (await bob.ask("GET", "/v1/notifications", 200))["items"][:1]
    assert (notification["type"], notification["data"]["response_id"]) == ("returned", given_response["id"])
    repeated_response = await answer(bob, mission, note="Voilà")
    assert repeated_response["state"] == "submitted"
    assert (await review(alice, given_response))["state"] == "accepted"
    [notification] = (await bob.ask("GET", "/v1/notifications", 200))["items"][:1]
    assert notification["type"] == "accepted"
    await bob.ask("DELETE", f"/v1/missions/{mission['id']}/response", 409)
    await bob.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 409, json={"reason": "Non"})
    await review(alice, given_response, 409, decision="return")
    assert (await alice.ask("PUT", f"/v1/responses/{given_response['id']}/review", 422, json={"decision": "return"}))[
        "errors"
    ]


async def test_a_review_may_say_which_version_it_read(alice: Person, bob: Person, runtime: Runtime) -> None:
    response = await answer(bob, await send(runtime, alice, await gather(runtime, alice, bob)))
    path, body = f"/v1/responses/{response['id']}/review", {"decision": "accept"}
    stale = await alice.ask("PUT", path, 412, json=body, headers={"If-Match": '"1"'})
    assert stale["current"]["version"] == response["version"]
    await alice.ask("PUT", path, 200, json=body, headers={"If-Match": f'"{response["version"]}"'})


async def test_an_answer_has_what_the_mission_expects(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id, expected={"min_media": 1, "kinds": ["photo"]})
    bare, photo = await capture(bob), await medium(runtime, bob)
    path = f"/v1/missions/{mission['id']}/response"
    problem = await bob.ask("PUT", path, 422, json={"experience_id": bare["id"]})
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/experience_id", "media_missing")]
    await bob.ask("PUT", path, 422, json={"experience_id": (await capture(alice))["id"]})
    await answer(bob, mission, moment={"lived_at": "2026-03-03T14:10:00+01:00", "media": [photo]})


async def test_whoever_declines_says_why_and_may_think_again(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    path = f"/v1/missions/{mission['id']}/response"
    declined = await bob.ask("PUT", f"{path}/decline", 200, json={"reason": "Malade"})
    assert (declined["state"], declined["reason"]) == ("declined", "Malade")
    assert await mine(bob) == []
    assert (await answer(bob, mission))["state"] == "submitted"


async def test_a_closed_mission_takes_no_more_answers_but_those_that_were_caught_in_time(
    alice: Person, bob: Person, runtime: Runtime, watch: Any
) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    before = await capture(bob)
    watch.advance(minutes=1)
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    watch.advance(minutes=1)
    after = await capture(bob)
    path = f"/v1/missions/{mission['id']}/response"
    await bob.ask("PUT", path, 409, json={"experience_id": after["id"]})
    await bob.ask("PUT", f"{path}/decline", 409, json={"reason": "Trop tard"})
    assert (await bob.ask("PUT", path, 200, json={"experience_id": before["id"]}))["state"] == "submitted"


async def test_a_late_answer_is_said_to_be_late(alice: Person, bob: Person, runtime: Runtime, watch: Any) -> None:
    due = watch.now.replace(microsecond=0)
    mission = await send(runtime, alice, await gather(runtime, alice, bob), due_at=due.isoformat())
    watch.advance(minutes=1)
    assert (await answer(bob, mission))["late"] is True


@pytest.mark.parametrize("state", ["to_do", "done", "all"])
async def test_nobody_sees_what_was_not_sent_to_them(alice: Person, bob: Person, runtime: Runtime, state: str) -> None:
    await send(runtime, alice, await gather(runtime, alice))
    assert await mine(bob, state) == []
