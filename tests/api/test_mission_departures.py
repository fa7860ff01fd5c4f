"""Whoever manages no more takes their media out of what missions show, and nobody else's."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support.communities import gather, grown_up
from tests.support.missions import leave, send
from tests.support.people import Person, work_off
from tests.support.stories import medium, rewrite

End = Callable[[UUID, Person, Person], Awaitable[None]]


async def go(here: UUID, _: Person, carla: Person) -> None:
    await leave(here, carla)


def become(**changes: str) -> End:
    async def end(here: UUID, alice: Person, carla: Person) -> None:
        await alice.ask("PATCH", f"/v1/communities/{here}/memberships/{carla.id}", 200, json=changes)

    return end


ENDS = [go, become(role="member"), become(role="facilitator"), become(state="removed")]


@pytest.mark.parametrize("end", ENDS, ids=["leaves", "member", "facilitator", "removed"])
async def test_who_manages_no_more_takes_their_photo_along(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, end: End
) -> None:
    carla = await grown_up(app, "carla")
    roles = {alice.id: Role.MANAGER, carla.id: Role.MANAGER}
    community_id = await gather(runtime, alice, bob, carla, roles=roles)
    her_media_id, other_media_id = await medium(runtime, carla), await medium(runtime, alice)
    mission = await send(runtime, alice, community_id, media=[other_media_id])
    await rewrite(carla, f"/v1/missions/{mission['id']}", media=[other_media_id, her_media_id])
    answer = await bob.client.get(f"/v1/missions/{mission['id']}")
    url = bob.address_of(answer.json()["media"][1])
    assert (await bob.client.head(url)).status_code == 200
    await work_off(runtime)
    cursor = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    await end(community_id, alice, carla)
    assert (await bob.client.head(url)).status_code == 404
    await carla.ask("DELETE", f"/v1/media/{her_media_id}", 204, headers={"If-Match": '"1"'})
    response = await bob.client.get(f"/v1/missions/{mission['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert [item["id"] for item in response.json()["media"]] == [other_media_id]
    await work_off(runtime)
    changes = (await bob.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    assert mission["id"] in {item["id"] for item in changes}


async def test_where_one_still_manages_it_stays(alice: Person, bob: Person, runtime: Runtime) -> None:
    photo, roles = await medium(runtime, alice), {alice.id: Role.MANAGER, bob.id: Role.MANAGER}
    community_id, elsewhere = (
        await gather(runtime, alice, bob, roles=roles),
        await gather(runtime, alice, bob, roles=roles),
    )
    missions = [await send(runtime, alice, item, media=[photo]) for item in (community_id, elsewhere)]
    await become(role="member")(community_id, bob, alice)
    media = [(await bob.ask("GET", f"/v1/missions/{mission['id']}", 200))["media"] for mission in missions]
    assert [len(item) for item in media] == [0, 1]
