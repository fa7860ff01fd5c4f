"""What somebody under 15 shows in a community, or of it, takes the agreement for it, and goes when that does."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.guardians import GuardedAct
from app.models.memberships import Role
from tests.support.communities import begin, begin_school, change, decide, gather, grown_up, invite, join, verify
from tests.support.guardians import AGREE, YOUNG, answer, ask_guardian, state_year
from tests.support.missions import PHOTO, send, write
from tests.support.people import Person
from tests.support.stories import medium


async def agree(zoe: Person, runtime: Runtime, *acts: GuardedAct) -> str:
    _, page = await ask_guardian(runtime, zoe)
    await agree_to(zoe, page, *acts)
    return page


async def agree_to(zoe: Person, page: str, *acts: GuardedAct) -> None:
    await answer(zoe.client, page, [*AGREE, *(("act", str(act)) for act in acts)])


async def community(person: Person, row: Any) -> Any:
    return await person.ask("GET", f"/v1/communities/{row['id']}", 200)


@pytest.mark.slow
@pytest.mark.parametrize("visibility", ["listed", "public"])
async def test_what_others_than_members_know_of_is_published(zoe: Person, runtime: Runtime, visibility: str) -> None:
    page = await agree(zoe, runtime, GuardedAct.JOIN, GuardedAct.SHARE)
    assert (await begin(zoe, 403, visibility=visibility))["type"] == "/problems/guardian-required"
    place = await begin(zoe)
    assert (await change(zoe, place, 403, visibility=visibility))["type"] == "/problems/guardian-required"
    place = await change(zoe, place, name="Entre nous")
    await agree_to(zoe, page, GuardedAct.JOIN, GuardedAct.PUBLISH)
    assert (await change(zoe, place, visibility=visibility))["visibility"] == visibility


@pytest.mark.slow
async def test_a_page_goes_with_the_agreement_unless_somebody_else_answers_for_it(
    app: FastAPI, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    page, otto = await agree(zoe, runtime, *GuardedAct), await grown_up(app, "otto")
    alone, together = [await begin(zoe, visibility="public", join_policy="open") for _ in range(2)]
    for place in (alone, together):
        await join(otto, place)
    await decide(zoe, together, otto, role="manager")
    await agree_to(zoe, page, GuardedAct.JOIN, GuardedAct.SHARE)
    assert [(await guest.get(f"/c/{place['id']}")).status_code for place in (alone, together)] == [404, 200]
    assert (await community(otto, alone))["visibility"] == "secret"


async def test_who_takes_over_from_somebody_under_15_publishes_it_themselves(
    app: FastAPI, alice: Person, guest: httpx.AsyncClient
) -> None:
    otto, place = await grown_up(app, "otto"), await begin(alice, visibility="public", join_policy="open")
    await join(otto, place)
    await state_year(alice, YOUNG, confirmed=True)
    assert (await guest.get(f"/c/{place['id']}")).status_code == 404
    place = await community(otto, place)
    assert (place["visibility"], place["membership"]["role"]) == ("secret", "manager")
    await change(otto, place, visibility="public")
    assert (await guest.get(f"/c/{place['id']}")).status_code == 200


@pytest.mark.slow
async def test_what_a_mission_shows_is_shared(alice: Person, zoe: Person, runtime: Runtime) -> None:
    page = await agree(zoe, runtime, GuardedAct.JOIN)
    community_id = await gather(runtime, zoe, alice, roles={zoe.id: Role.MANAGER, alice.id: Role.MANAGER})
    body = PHOTO | {"community_id": str(community_id)}
    assert (await zoe.ask("PUT", f"/v1/missions/{uuid7()}", 403, json=body))["type"] == "/problems/guardian-required"
    path = f"/v1/missions/{(await write(alice, community_id))['id']}"
    for method, address, said in (("PATCH", path, {"brief": "Viens !"}), ("PUT", f"{path}/opening", None)):
        problem = await zoe.ask(method, address, 403, json=said, headers={"If-Match": '"1"'})
        assert problem["type"] == "/problems/guardian-required"
    await agree_to(zoe, page, GuardedAct.JOIN, GuardedAct.SHARE)
    await zoe.ask("PUT", f"{path}/opening", 200)


@pytest.mark.slow
async def test_media_in_missions_go_with_the_agreement_to_share(alice: Person, zoe: Person, runtime: Runtime) -> None:
    page = await agree(zoe, runtime, *GuardedAct)
    community_id = await gather(runtime, zoe, alice)
    mission = await send(runtime, zoe, community_id, media=[await medium(runtime, zoe)])
    path = f"/v1/missions/{mission['id']}"
    assert len((await alice.ask("GET", path, 200))["media"]) == 1
    await agree_to(zoe, page, GuardedAct.JOIN, GuardedAct.PUBLISH)
    assert (await alice.ask("GET", path, 200))["media"] == []


@pytest.mark.slow
async def test_in_a_known_school_missions_take_no_guardian(alice: Person, zoe: Person, runtime: Runtime) -> None:
    school = await begin_school(alice, runtime)
    await join(zoe, school, invitation=(await invite(alice, school))["code"])
    await decide(alice, school, zoe, role="manager")
    await send(runtime, zoe, school["id"], media=[await medium(runtime, zoe)])
    await verify(runtime, school, doubt=True)
    body = PHOTO | {"community_id": school["id"]}
    await zoe.ask("PUT", f"/v1/missions/{uuid7()}", 403, json=body)


@pytest.mark.slow
async def test_talents_count_in_the_tree_with_the_agreement_to_share(
    alice: Person, zoe: Person, runtime: Runtime
) -> None:
    page, community_id = await agree(zoe, runtime, GuardedAct.JOIN), await gather(runtime, alice, zoe)
    own, body = f"/v1/communities/{community_id}/membership", {"show_talents": True}
    assert (await zoe.ask("PATCH", own, 403, json=body))["type"] == "/problems/guardian-required"
    await agree_to(zoe, page, GuardedAct.JOIN, GuardedAct.SHARE)
    assert (await zoe.ask("PATCH", own, 200, json=body))["show_talents"]
    await agree_to(zoe, page, GuardedAct.JOIN)
    assert not (await zoe.ask("GET", f"{own}s/{zoe.id}", 200))["show_talents"]
    consents = (await zoe.ask("GET", "/v1/me/consents", 200))["items"]
    assert [consent["withdrawn_at"] is None for consent in consents if consent["kind"] == "talents"] == [False]
    await zoe.ask("PATCH", own, 200, json={"show_talents": False})


async def test_in_a_known_school_talents_count_without_a_guardian(alice: Person, zoe: Person, runtime: Runtime) -> None:
    school = await begin_school(alice, runtime)
    await join(zoe, school, invitation=(await invite(alice, school))["code"])
    own = f"/v1/communities/{school['id']}/membership"
    assert (await zoe.ask("PATCH", own, 200, json={"show_talents": True}))["show_talents"]
    await agree(zoe, runtime, GuardedAct.JOIN)
    assert (await zoe.ask("GET", f"{own}s/{zoe.id}", 200))["show_talents"]
