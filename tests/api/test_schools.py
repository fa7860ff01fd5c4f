"""Only a school that operators have verified takes in people under 15, or of unknown age, without a guardian."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.services.departures import membership_endings
from tests.api.test_responses import review
from tests.support.communities import begin, begin_school, change, gather, grown_up, invite, join, members, verify
from tests.support.guardians import AGREE, EVERYTHING, YOUNG, ask_guardian, state_year
from tests.support.guardians import answer as say
from tests.support.mails import received
from tests.support.missions import answer, send
from tests.support.people import BARE, Person, capture, sign_in, work_off


async def names(manager: Person, community: dict[str, Any]) -> set[str | None]:
    return {member["user"]["display_name"] for member in await members(manager, community, state="active")}


async def test_calling_it_a_school_opens_nothing(alice: Person, zoe: Person, sami: Person, runtime: Runtime) -> None:
    school = await begin(alice, kind="school")
    code = (await invite(alice, school))["code"]
    assert (await join(zoe, school, 403, invitation=code))["type"] == "/problems/guardian-required"
    assert (await join(sami, school, 403, invitation=code))["type"] == "/problems/age-required"
    await verify(runtime, school)
    for person in (zoe, sami):
        assert (await join(person, school, invitation=code))["state"] == "active"


async def test_another_kind_of_community_does_not_become_a_known_school(
    alice: Person, zoe: Person, runtime: Runtime
) -> None:
    trade = await begin(alice, kind="trade")
    await verify(runtime, trade)
    trade = await alice.ask("GET", f"/v1/communities/{trade['id']}", 200)
    named = await change(alice, trade, name="Les maçons")
    assert named["verified_at"] is not None
    school = await change(alice, named, kind="school")
    assert school["verified_at"] is None
    await join(zoe, school, 403, invitation=(await invite(alice, school))["code"])


@pytest.mark.slow
@pytest.mark.parametrize("becomes", [None, "trade"])
async def test_whom_the_school_alone_let_in_leaves_when_it_is_known_no_more(
    app: FastAPI, alice: Person, zoe: Person, monkeypatch: pytest.MonkeyPatch, becomes: str | None
) -> None:
    runtime: Runtime = app.state.runtime
    monkeypatch.setattr(membership_endings, "AT_ONCE", 1)
    school, alone = await begin_school(alice, runtime), [await sign_in(app, name) for name in ("tom", "ana")]
    code = (await invite(alice, school))["code"]
    for person in (zoe, *alone):
        await join(person, school, invitation=code)
    _, page = await ask_guardian(runtime, zoe)
    await say(zoe.client, page, [*AGREE, ("act", "join")])
    school = await change(alice, school, name="Collège Grandmont")
    await work_off(runtime)
    assert await names(alice, school) == {"Alice", "Zoé", "Tom", "Ana"}
    if becomes is None:
        await verify(runtime, school, doubt=True)
    else:
        await change(alice, school, kind=becomes)
    await work_off(runtime)
    assert await names(alice, school) == {"Alice", "Zoé"}
    for person in alone:
        assert ["Collège" in str(mail["Subject"]) for mail in received(runtime, person.email)] == [True]
        await person.client.aclose()


@pytest.mark.slow
async def test_under_15_what_all_members_see_takes_a_known_school_or_the_agreement_to_share(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community_id = await gather(runtime, alice, zoe)
    to_managers = await send(runtime, alice, community_id)
    to_all = await send(runtime, alice, community_id, responses_visible_to="community")
    await answer(zoe, to_managers)
    body = {"experience_id": (await capture(zoe, BARE))["id"]}
    path = f"/v1/missions/{to_all['id']}/response"
    assert (await zoe.ask("PUT", path, 403, json=body))["type"] == "/problems/guardian-required"
    operation = {"op": "put", "type": "response", "id": to_all["id"], "data": body}
    sent_change = await zoe.ask("POST", "/v1/sync", 200, json={"operations": [operation]})
    assert sent_change["results"][0]["problem"]["type"] == "/problems/guardian-required"
    _, page = await ask_guardian(runtime, zoe)
    await say(guest, page, EVERYTHING)
    await zoe.ask("PUT", path, 200, json=body)


@pytest.mark.slow
async def test_what_all_members_see_is_taken_back_with_the_agreement_to_share(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community_id = await gather(runtime, alice, zoe)
    _, page = await ask_guardian(runtime, zoe)
    await say(guest, page, EVERYTHING)
    to_managers = await answer(zoe, await send(runtime, alice, community_id))
    to_all = await answer(zoe, await send(runtime, alice, community_id, responses_visible_to="community"))
    await review(alice, to_all)
    feed = f"/v1/communities/{community_id}/feed"
    assert len((await alice.ask("GET", feed, 200))["items"]) == 1
    await say(guest, page, [*AGREE, ("act", "join"), ("act", "publish")])
    assert (await alice.ask("GET", feed, 200))["items"] == []
    states = [(await zoe.ask("GET", f"/v1/responses/{item['id']}", 200))["state"] for item in (to_all, to_managers)]
    assert states == ["reclaimed", "submitted"]


@pytest.mark.slow
async def test_in_a_known_school_pupils_answer_without_a_guardian(
    alice: Person, zoe: Person, bob: Person, runtime: Runtime
) -> None:
    school = await begin_school(alice, runtime)
    code = (await invite(alice, school))["code"]
    for person in (zoe, bob):
        await join(person, school, invitation=code)
    mission = await send(runtime, alice, school["id"], responses_visible_to="community")
    for person in (zoe, bob):
        assert (await answer(person, mission))["state"] == "submitted"
    await state_year(zoe, YOUNG + 1)
    assert len((await alice.ask("GET", f"/v1/communities/{school['id']}/feed", 200))["items"]) == 2


@pytest.mark.slow
@pytest.mark.parametrize("becomes", [None, "trade"])
async def test_who_stays_in_what_is_no_known_school_shows_what_their_guardian_agreed_to(
    app: FastAPI, alice: Person, zoe: Person, becomes: str | None
) -> None:
    runtime: Runtime = app.state.runtime
    school, otto = await begin_school(alice, runtime), await grown_up(app, "otto")
    code = (await invite(alice, school))["code"]
    for person in (zoe, otto):
        await join(person, school, invitation=code)
    _, page = await ask_guardian(runtime, zoe)
    await say(zoe.client, page, EVERYTHING)
    mission = await send(runtime, alice, school["id"], responses_visible_to="community")
    given_response, kept_response = await answer(zoe, mission), await answer(otto, mission)
    await zoe.ask("PATCH", f"/v1/communities/{school['id']}/membership", 200, json={"show_talents": True})
    await say(zoe.client, page, [*AGREE, ("act", "join")])
    await otto.ask("GET", f"/v1/responses/{given_response['id']}", 200)
    await (change(alice, school, kind=becomes) if becomes else verify(runtime, school, doubt=True))
    await work_off(runtime)
    await otto.ask("GET", f"/v1/responses/{given_response['id']}", 404)
    assert (await otto.ask("GET", f"/v1/responses/{kept_response['id']}", 200))["state"] == "submitted"
    membership = (await zoe.ask("GET", f"/v1/communities/{school['id']}", 200))["membership"]
    assert (membership["state"], membership["show_talents"]) == ("active", False)
    changes = (await zoe.ask("GET", "/v1/sync", 200))["changes"]
    assert [item["data"]["state"] for item in changes if item["type"] == "response"] == ["reclaimed"]
