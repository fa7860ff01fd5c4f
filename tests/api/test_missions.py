import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import Membership, Role
from app.schemas.missions import MissionRead
from tests.support.communities import gather
from tests.support.missions import PHOTO, answer, go_to, leave, mine, send, write
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.stories import medium

DAY = timedelta(days=1)


def at(days: float) -> str:
    return (NOW + days * DAY).isoformat()


async def test_a_mission_is_kept_as_it_was_written(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id, photo = await gather(runtime, alice, bob), await medium(runtime, alice)
    fields: dict[str, Any] = {
        "media": [photo],
        "audience": {"type": "roles", "roles": ["member"]},
        "opens_at": at(1),
        "due_at": at(2),
        "closes_at": at(3),
        "reminders": [60],
        "expected": {"min_media": 1, "kinds": ["photo"]},
        "responses_visible_to": "community",
    }
    mission = await write(alice, community_id, **fields)
    assert MissionRead.model_validate(mission).model_dump(mode="json") == mission
    assert (mission["state"], mission["kind"], mission["version"]) == ("scheduled", "experience", 1)
    assert [item["id"] for item in mission["media"]] == [photo]
    assert mission["audience"]["roles"] == ["member"]
    assert (mission["community"]["name"], mission["author"]["display_name"]) == ("Promo 2026", "Alice")
    assert mission == await alice.ask("GET", f"/v1/missions/{mission['id']}", 200)
    assert [mission] == (await alice.ask("GET", f"/v1/missions?community_id={community_id}", 200))["items"]


async def test_the_same_body_again_is_the_same_row(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    path, body = f"/v1/missions/{uuid7()}", PHOTO | {"community_id": str(community_id)}
    answers = await asyncio.gather(*(alice.client.put(path, json=body) for _ in range(4)))
    assert sorted(item.status_code for item in answers) == [200, 200, 200, 201]
    await alice.ask("PUT", path, 428, json=body | {"title": "Autre"})
    new_mission = await alice.ask("PUT", path, 200, json=body | {"title": "Autre"}, headers={"If-Match": '"1"'})
    stale = await alice.ask("PATCH", path, 412, json={"title": "Encore"}, headers={"If-Match": '"1"'})
    assert stale["current"] == new_mission


async def test_only_managers_write_and_outsiders_know_of_nothing(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    elsewhere = await gather(runtime, alice)
    body = PHOTO | {"community_id": str(community_id)}
    await bob.ask("PUT", f"/v1/missions/{uuid7()}", 403, json=body)
    await bob.ask("PUT", f"/v1/missions/{uuid7()}", 404, json=body | {"community_id": str(elsewhere)})
    draft = await write(alice, community_id)
    for method, path in (("GET", ""), ("PUT", "/opening"), ("PUT", "/closing"), ("PUT", "/cancellation")):
        await bob.ask(method, f"/v1/missions/{draft['id']}{path}", 404)
    await alice.ask("PUT", f"/v1/missions/{draft['id']}/opening", 200)
    await work_off(runtime)
    mission = await bob.ask("GET", f"/v1/missions/{draft['id']}", 200)
    assert mission["audience"] is None
    assert mission["response"]["state"] == "assigned"
    await bob.ask("PUT", f"/v1/missions/{draft['id']}/closing", 403)
    await bob.ask("PATCH", f"/v1/missions/{draft['id']}", 403, json={"title": "A"}, headers={"If-Match": '"1"'})
    await bob.ask("GET", f"/v1/missions?community_id={community_id}", 403)


async def test_an_id_that_is_taken_elsewhere_says_nothing(alice: Person, bob: Person, runtime: Runtime) -> None:
    their_community_id, own_community_id = await gather(runtime, alice), await gather(runtime, bob)
    mission = await write(alice, their_community_id)
    await bob.ask("PUT", f"/v1/missions/{mission['id']}", 404, json=PHOTO | {"community_id": str(own_community_id)})


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"due_at": at(1), "opens_at": at(2)}, "", "mission_times"),
        ({"recurrence": "FREQ=DAILY"}, "", "recurrence_start"),
        ({"recurrence": "FREQ=SECONDLY", "opens_at": at(1)}, "/recurrence", "recurrence"),
        ({"reminders": [60]}, "", "reminders_due"),
        ({"audience": {"type": "tags"}}, "/audience", "mission_audience"),
        ({"audience": {"type": "users", "users": [str(uuid7())]}}, "/audience/users/0", "unknown_member"),
        (
            {"audience": {"type": "not_answered", "mission_id": str(uuid7())}},
            "/audience/mission_id",
            "unknown_mission",
        ),
        ({"media": [str(uuid7())]}, "/media/0", "unknown_media"),
        ({"skills": [str(uuid7())]}, "/skills/0", "unknown_skill"),
    ],
)
async def test_a_fault_is_said_where_it_is(
    alice: Person, runtime: Runtime, fields: dict[str, Any], pointer: str, code: str
) -> None:
    community_id = await gather(runtime, alice)
    body = PHOTO | {"community_id": str(community_id)} | fields
    problem = await alice.ask("PUT", f"/v1/missions/{uuid7()}", 422, json=body)
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]


async def test_a_mission_stays_in_its_community(alice: Person, runtime: Runtime) -> None:
    mission = await write(alice, await gather(runtime, alice))
    body = {"community_id": str(await gather(runtime, alice))}
    await alice.ask("PATCH", f"/v1/missions/{mission['id']}", 422, json=body, headers={"If-Match": '"1"'})


async def test_what_people_rely_on_stays_once_it_is_open(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    path, headers = f"/v1/missions/{mission['id']}", {"If-Match": f'"{mission["version"]}"'}
    await alice.ask("PATCH", path, 409, json={"responses_visible_to": "community"}, headers=headers)
    new_mission = await alice.ask("PATCH", path, 200, json={"title": "Deux photos"}, headers=headers)
    await work_off(runtime)
    assert (await mine(bob))[0]["title"] == new_mission["title"] == "Deux photos"


async def test_a_mission_is_sent_once_and_closes_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await write(alice, await gather(runtime, alice, bob))
    path = f"/v1/missions/{mission['id']}"
    assert await mine(bob) == []
    openings = [await alice.ask("PUT", f"{path}/opening", 200) for _ in range(2)]
    assert openings[0] == openings[1]
    await work_off(runtime)
    [own_mission] = await mine(bob)
    assert (own_mission["response"]["state"], own_mission["state"]) == ("assigned", "open")
    assert await mine(alice) == []
    [first_closing, second_closing] = [await alice.ask("PUT", f"{path}/closing", 200) for _ in range(2)]
    assert (first_closing["state"], first_closing) == ("closed", second_closing)
    await work_off(runtime)
    assert await mine(bob) == []
    assert [item["response"]["state"] for item in await mine(bob, "done")] == ["missed"]
    await alice.ask("PUT", f"{path}/opening", 409)
    await alice.ask("PUT", f"{path}/cancellation", 409)


async def test_calling_it_off_tells_those_who_had_it_to_do(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    assert [item["type"] for item in await notifications_of(bob)] == ["mission"]
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/cancellation", 200)
    await work_off(runtime)
    assert [item["type"] for item in await notifications_of(bob)] == ["cancelled"]
    assert await mine(bob) == []


async def notifications_of(person: Person) -> list[Any]:
    return list((await person.ask("GET", "/v1/notifications", 200))["items"])


async def test_who_says_so_shows_its_managers_that_it_was_seen(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    path = f"/v1/missions/{mission['id']}"
    assert (await bob.client.get(path)).json()["response"]["state"] == "assigned"  # it may have been prefetched
    first = await bob.client.get(path, params={"seen": "true"})
    assert first.json()["response"]["state"] == "seen"
    assert (await bob.client.get(path, headers={"If-None-Match": first.headers["etag"]})).status_code == 304
    await answer(bob, mission)
    assert (await bob.client.get(path, headers={"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_what_it_shows_opens_for_those_it_was_sent_to(
    alice: Person, bob: Person, guest: Any, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id, media=[photo])
    [own_mission] = await mine(bob)
    url = bob.address_of(own_mission["media"][0])
    assert (await guest.head(url)).status_code == 200
    kept_medium = await alice.ask("GET", f"/v1/media/{photo}", 200)
    await alice.ask("DELETE", f"/v1/media/{photo}", 409, headers={"If-Match": f'"{kept_medium["version"]}"'})
    await bob.ask("PUT", f"/v1/missions/{mission['id']}/response/decline", 200, json={"reason": "Malade"})
    assert (await guest.head(url)).status_code == 200
    await leave(community_id, bob)
    assert (await guest.head(url)).status_code == 404


async def audience_of(
    runtime: Runtime, manager: Person, community_id: Any, people: list[Person], **audience: Any
) -> list[int]:
    mission = await send(runtime, manager, community_id, audience=audience)
    return [
        n
        for n, person in enumerate(people)
        if mission["id"] in {assignment["id"] for assignment in await mine(person, "all")}
    ]


@pytest.mark.slow
async def test_each_audience_means_whom_it_says(alice: Person, bob: Person, runtime: Runtime, app: Any) -> None:
    carla = await sign_in(app, "carla")
    people = [alice, bob, carla]
    community_id = await gather(runtime, *people, roles={alice.id: Role.MANAGER, carla.id: Role.FACILITATOR})
    async with runtime.database.sessions.begin() as session:
        (await session.get_one(Membership, (community_id, carla.id))).tags = ["bois", "CAP"]
    assert await audience_of(runtime, alice, community_id, people, type="all") == [1, 2]
    assert await audience_of(runtime, alice, community_id, people, type="roles", roles=["member"]) == [1]
    assert await audience_of(runtime, alice, community_id, people, type="tags", tags=["fer", "bois"]) == [2]
    assert await audience_of(runtime, alice, community_id, people, type="users", users=[str(bob.id)]) == [1]
    first = await send(runtime, alice, community_id)
    await answer(carla, first)
    assert await audience_of(runtime, alice, community_id, people, type="not_answered", mission_id=first["id"]) == [1]
    await carla.client.aclose()


async def test_it_opens_reminds_and_closes_by_itself(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    fields = {"opens_at": at(1), "due_at": at(3), "closes_at": at(4), "reminders": [24 * 60, 60]}
    mission = await write(alice, community_id, **fields)
    await go_to(runtime, watch, NOW + 0.5 * DAY, alice, bob)
    assert await mine(bob) == []
    await go_to(runtime, watch, NOW + DAY, alice, bob)
    assert [item["id"] for item in await mine(bob)] == [mission["id"]]
    await go_to(runtime, watch, NOW + 2 * DAY, alice, bob)
    [reminder] = await notifications_of(bob)
    assert reminder["type"] == "reminder"
    await go_to(runtime, watch, NOW + 3 * DAY - timedelta(hours=1), alice, bob)
    [notification] = await notifications_of(bob)
    assert notification["id"] == reminder["id"]
    assert notification["updated_at"] != reminder["updated_at"]
    await go_to(runtime, watch, NOW + 4 * DAY, alice, bob)
    assert [item["response"]["state"] for item in await mine(bob, "done")] == ["missed"]
    await go_to(runtime, watch, NOW + 95 * DAY, alice, bob)
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}", 200))["state"] == "archived"


async def test_no_reminder_comes_after_an_answer(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob), due_at=at(2), reminders=[60])
    await answer(bob, mission)
    before = await notifications_of(bob)
    await go_to(runtime, watch, NOW + 2 * DAY - timedelta(hours=1), alice, bob)
    assert [(item["type"], item["updated_at"]) for item in await notifications_of(bob)] == [
        (item["type"], item["updated_at"]) for item in before
    ]


async def test_what_should_have_opened_while_nobody_worked_and_is_over_is_called_off(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    mission = await write(alice, await gather(runtime, alice, bob), opens_at=at(1), closes_at=at(2))
    await go_to(runtime, watch, NOW + 3 * DAY, alice, bob)
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}", 200))["state"] == "cancelled"
    assert await mine(bob, "all") == []


async def test_what_has_not_opened_is_deleted_and_what_has_is_not(alice: Person, bob: Person, runtime: Runtime) -> None:
    """A draft, a planned mission and a series that has not begun; with its version, since text would be lost."""
    community_id = await gather(runtime, alice, bob)
    weekly = {"recurrence": "FREQ=WEEKLY;COUNT=3", "opens_at": "2026-03-10T08:00:00.000Z"}
    for fields in ({}, {"opens_at": "2026-03-10T08:00:00.000Z"}, weekly):
        mission = await write(alice, community_id, **fields)
        path = f"/v1/missions/{mission['id']}"
        await bob.ask("DELETE", path, 404)
        await alice.ask("DELETE", path, 428)
        await alice.ask("DELETE", path, 204, headers={"If-Match": f'"{mission["version"]}"'})
        await alice.ask("GET", path, 404)
    mission = await send(runtime, alice, community_id)
    sent = await alice.ask("DELETE", f"/v1/missions/{mission['id']}", 409, headers={"If-Match": "*"})
    assert sent["type"] == "/problems/mission-moved"
    await bob.ask("GET", f"/v1/missions/{mission['id']}", 200)
