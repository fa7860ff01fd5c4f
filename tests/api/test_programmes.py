"""Programmes: missions in order, led by a team."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind, Visibility
from app.models.memberships import Role
from tests.support import missions, rooms
from tests.support.communities import gather
from tests.support.people import NOW, Person, Watch, prove, sign_in, work_off
from tests.support.programmes import board, change, move, read, write

BUDGET = {"planned_cents": 150_000, "spent_cents": None, "source": "Région"}


async def group(
    runtime: Runtime, manager: Person, facilitator: Person, *people: Person, kind: CommunityKind = CommunityKind.NETWORK
) -> UUID:
    roles = {manager.id: Role.MANAGER, facilitator.id: Role.FACILITATOR}
    return await gather(runtime, manager, facilitator, *people, roles=roles, kind=kind, visibility=Visibility.PUBLIC)


async def step(leader: Person, programme: Any, status: int = 201, **fields: Any) -> Any:
    body = missions.PHOTO | {"community_id": programme["community_id"], "programme_id": programme["id"]} | fields
    path = f"/v1/missions/{uuid7()}"
    return await leader.ask("PUT", path, status, json=body, headers=missions.CONFIRMATION)


async def opened(leader: Person, mission: Any, status: int = 200) -> Any:
    path = f"/v1/missions/{mission['id']}/opening"
    return await leader.ask("PUT", path, status, headers=missions.CONFIRMATION)


async def test_a_programme_is_written_once_and_lives_its_states(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await group(runtime, alice, bob)
    path = f"/v1/programmes/{uuid7()}"
    body: dict[str, Any] = {"community_id": str(community_id), "title": "T"}
    body |= {"starts_on": "2026-03-30", "ends_on": "2026-06-30"}
    body |= {"budget": BUDGET, "publics": ["young"], "team": [str(bob.id)]}
    programme = await alice.ask("PUT", path, 201, json=body)
    assert await alice.ask("PUT", path, 200, json=body) == programme
    assert (programme["state"], programme["budget"], programme["leads"]) == ("draft", BUDGET, True)
    assert [person["id"] for person in programme["team"]] == [str(bob.id)]
    await alice.ask("PUT", path, 428, json=body | {"title": "U"})
    programme = await change(alice, programme, title="U", sector="Aide à domicile")
    assert (programme["title"], programme["budget"], programme["sector"]) == ("U", BUDGET, "Aide à domicile")
    fault = await change(alice, programme, 422, ends_on="2026-03-01")
    assert fault["errors"][0]["code"] == "ends_before_it_starts"
    running = await move(alice, programme, "start")
    assert (running["state"], await move(alice, programme, "start")) == ("running", running)
    closed = await move(alice, programme, "closing")
    assert (closed["state"], await move(alice, programme, "closing")) == ("closed", closed)
    problem = await move(alice, programme, "abandonment", 409, reason="Trop tard.")
    assert problem["type"] == "/problems/programme-moved"


async def test_the_programmes_of_a_community_are_listed(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await group(runtime, alice, bob)
    programme, other = await write(alice, community_id), await write(alice, community_id, starts_on="2025-09-01")
    await move(alice, programme, "closing", 409)
    await move(alice, programme, "start")
    assert (await move(alice, other, "abandonment", reason="Personne."))["reason"] == "Personne."
    listed = (await alice.ask("GET", f"/v1/communities/{community_id}/programmes", 200))["items"]
    assert [item["id"] for item in listed] == [programme["id"], other["id"]]
    for query, ids in (("year=2026", [programme["id"]]), ("year=2025", [other["id"]]), ("state=draft", [])):
        page = await alice.ask("GET", f"/v1/communities/{community_id}/programmes?{query}", 200)
        assert [item["id"] for item in page["items"]] == ids, query


async def test_who_knows_of_a_programme_and_of_its_money(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    member, stranger = await sign_in(app, "member"), await sign_in(app, "stranger")
    community_id = await group(runtime, alice, bob, member)
    shown = {}
    for visibility in ("team", "community", "public"):
        programme = await write(alice, community_id, visibility=visibility, team=[str(bob.id)], budget=BUDGET)
        assert (await read(bob, programme))["budget"] is None  # of the team, and no manager
        await read(member, programme, 404)  # a draft
        await move(alice, programme, "start")
        for name, person in (("member", member), ("stranger", stranger)):
            answer = await person.client.get(f"/v1/programmes/{programme['id']}")
            shown[visibility, name] = answer.status_code
            if answer.status_code == 200:
                item = answer.json()
                assert (item["budget"], item["leads"]) == (None, False)
                assert bool(item["team"]) is (person is member)
    assert {key for key, status in shown.items() if status == 200} == {
        ("community", "member"),
        ("public", "member"),
        ("public", "stranger"),
    }
    page = await stranger.ask("GET", f"/v1/communities/{community_id}/programmes", 200)
    assert [item["visibility"] for item in page["items"]] == ["public"]
    await stranger.ask("GET", f"/v1/communities/{uuid7()}/programmes", 404)
    await write(stranger, community_id, 403)


async def test_what_facilitators_write(alice: Person, bob: Person, app: FastAPI, runtime: Runtime) -> None:
    member = await sign_in(app, "member")
    community_id = await group(runtime, alice, bob, member)
    await write(member, community_id, 403)
    draft = await write(bob, community_id)  # of their own team
    assert [person["id"] for person in draft["team"]] == [str(bob.id)]
    await change(bob, draft, 403, budget=BUDGET)
    await move(bob, draft, "start", 403)
    fault = await change(alice, draft, 422, team=[str(member.id)])
    assert fault["errors"][0]["pointer"] == "/team/0"


async def test_a_team_writes_and_opens_steps_while_their_programme_runs(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    member = await sign_in(app, "member")
    community_id = await group(runtime, alice, bob, member, kind=CommunityKind.TRADE)
    programme = await write(alice, community_id, team=[str(bob.id)])
    other = await write(alice, community_id)
    path, body = f"/v1/missions/{uuid7()}", missions.PHOTO | {"community_id": str(community_id)}
    await bob.ask("PUT", path, 403, json=body)
    await step(bob, other, 403)
    draft = await step(bob, programme, position=2, opens_at=NOW.isoformat())
    assert (draft["state"], draft["programme_id"], draft["position"]) == ("draft", programme["id"], 2)
    assert (await opened(bob, draft, 409))["type"] == "/problems/programme-idle"
    started = await move(alice, programme, "start")
    assert [(item["id"], item["state"]) for item in started["steps"]] == [(draft["id"], "open")]
    await work_off(runtime)
    second = await step(bob, programme, position=1)
    assert (await opened(bob, second))["state"] == "open"
    await work_off(runtime)
    [first, last] = (await read(bob, programme))["steps"]
    assert (first["id"], last["id"]) == (second["id"], draft["id"])


async def test_a_team_reads_and_ends_its_own_steps(alice: Person, bob: Person, app: FastAPI, runtime: Runtime) -> None:
    member = await sign_in(app, "member")
    community_id = await group(runtime, alice, bob, member, kind=CommunityKind.TRADE)
    programme = await write(alice, community_id, team=[str(bob.id)])
    await move(alice, programme, "start")
    second = await step(bob, programme)
    await opened(bob, second)
    await work_off(runtime)
    sent = await missions.answer(member, second)
    await bob.ask("GET", f"/v1/responses/{sent['id']}", 403)
    await prove(bob)
    await bob.ask("GET", f"/v1/responses/{sent['id']}", 200)
    await bob.ask("PUT", f"/v1/responses/{sent['id']}/review", 200, json={"decision": "accept"})
    await bob.ask("GET", f"/v1/missions/{second['id']}/board", 200)
    headers = {"If-Match": "*"}
    await bob.ask("PATCH", f"/v1/missions/{second['id']}", 403, json={"brief": "Autre."}, headers=headers)
    await bob.ask("PUT", f"/v1/missions/{second['id']}/cancellation", 403)
    await bob.ask("PUT", f"/v1/missions/{second['id']}/closing", 200)
    loose = await missions.write(alice, community_id)
    await bob.ask("GET", f"/v1/missions/{loose['id']}/board", 404)
    await alice.ask("PATCH", f"/v1/programmes/{programme['id']}", 200, json={"team": []}, headers=headers)
    await bob.ask("GET", f"/v1/missions/{second['id']}/tally", 404)
    await step(bob, programme, 403)
    elsewhere = await group(runtime, alice, bob)
    fault = await step(alice, {"community_id": str(elsewhere), "id": programme["id"]}, 422)
    assert fault["errors"][0]["code"] == "unknown_programme"


async def test_who_leaves_the_community_or_its_team_leads_no_more(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    carol = await sign_in(app, "carol")
    roles = {alice.id: Role.MANAGER, bob.id: Role.FACILITATOR, carol.id: Role.FACILITATOR}
    community_id = await gather(runtime, alice, bob, carol, roles=roles)
    programme = await write(alice, community_id, team=[str(bob.id), str(carol.id)])
    await read(bob, programme)
    room = await rooms.write(alice, community_id, programme_id=programme["id"])
    other_room = await rooms.write(carol, community_id)  # facilitators run all rooms, named in a team or not
    for run in (room, other_room):
        await bob.ask("PUT", f"/v1/rooms/{run['id']}/door", 200, json={"door": "locked"})
    path = f"/v1/communities/{community_id}/memberships/{bob.id}"
    await alice.ask("PATCH", path, 200, json={"role": "member"})
    await read(bob, programme, 404)
    for run in (room, other_room):  # named in the team, but only a member: runs none
        await bob.ask("GET", f"/v1/rooms/{run['id']}", 404)
        for verb, body in {"door": {"door": "open"}, "opening": None, "closing": None}.items():
            await bob.ask("PUT", f"/v1/rooms/{run['id']}/{verb}", 404, json=body)
    await rooms.write(bob, community_id, 403)
    await missions.leave(community_id, carol)
    await read(carol, programme, 404)
    assert (await read(alice, programme))["team"] == []
    query = "select count(*) from programme_members where programme_id = $1"
    [row] = await runtime.database.reads.fetch(query, UUID(programme["id"]))
    assert row["count"] == 1  # who is a facilitator again leads again; who left does not


async def three_steps(alice: Person, bob: Person, runtime: Runtime) -> tuple[Any, list[Any]]:
    """Write a step that opens in an hour, one that follows it, and one whose time is over."""
    programme = await write(alice, await group(runtime, alice, bob))
    first = await step(alice, programme, opens_at=(NOW + timedelta(hours=1)).isoformat(), position=1)
    after = {"mission_id": first["id"], "minutes": 30}
    second = await step(alice, programme, opens_after=after, position=2)
    assert second["opens_after"] == after
    late: Any = {"opens_at": (NOW - timedelta(days=2)).isoformat(), "closes_at": (NOW - timedelta(days=1)).isoformat()}
    return programme, [first, second, await step(alice, programme, position=3, **late)]


async def test_steps_follow_each_other(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    programme, [first, *_] = await three_steps(alice, bob, runtime)
    assert [item["next"] for item in await board(alice, programme)] == ["start"] * 3
    await move(alice, programme, "start")
    assert [item["next"] for item in await board(alice, programme)] == ["wait", "wait", "open"]  # the third is past
    await missions.go_to(runtime, watch, NOW + timedelta(hours=2), alice, bob)
    await bob.ask("GET", f"/v1/missions/{first['id']}?seen=true", 200)
    await missions.answer(bob, first)
    [item, *_] = await board(alice, programme)
    assert (item["sent"], item["seen"], item["answered"], item["late"], item["next"]) == (1, 1, 1, 0, "answers")
    await alice.ask("PUT", f"/v1/missions/{first['id']}/closing", 200)
    await work_off(runtime)
    assert [item["state"] for item in (await read(alice, programme))["steps"]] == ["closed", "scheduled", "draft"]
    await missions.go_to(runtime, watch, NOW + timedelta(hours=3), alice, bob)
    assert [item["state"] for item in (await read(alice, programme))["steps"]] == ["closed", "open", "draft"]


async def test_what_opens_after_another_has_no_other_opening(alice: Person, bob: Person, runtime: Runtime) -> None:
    programme, [first, *_] = await three_steps(alice, bob, runtime)
    after = {"mission_id": first["id"], "minutes": 0}
    fault = await step(alice, programme, 422, opens_after=after, opens_at=NOW.isoformat())
    assert fault["errors"][0]["code"] == "opening_once"
    unknown = {"mission_id": str(uuid7()), "minutes": 0}
    assert (await step(alice, programme, 422, opens_after=unknown))["errors"][0]["pointer"] == "/opens_after/mission_id"


async def test_steps_end_with_their_programme(alice: Person, bob: Person, runtime: Runtime) -> None:
    programme, [first, _, third] = await three_steps(alice, bob, runtime)
    await move(alice, programme, "start")
    await opened(alice, first)
    waiting = await step(alice, programme, opens_at=(NOW + timedelta(days=3)).isoformat(), position=4)
    assert waiting["state"] == "scheduled"
    await move(alice, programme, "closing")
    states = [item["state"] for item in (await read(alice, programme))["steps"]]
    assert states == ["closed", "draft", "draft", "cancelled"]
    assert (await opened(alice, third, 409))["type"] == "/problems/programme-idle"
    assert [item["next"] for item in await board(alice, programme)] == ["results", "nothing", "nothing", "nothing"]


async def test_what_an_abandoned_programme_asked_is_called_off(alice: Person, bob: Person, runtime: Runtime) -> None:
    programme = await write(alice, await group(runtime, alice, bob))
    await move(alice, programme, "start")
    await opened(alice, await step(alice, programme))
    await work_off(runtime)
    await move(alice, programme, "abandonment", reason="Personne ne vient.")
    await work_off(runtime)
    [item] = (await read(alice, programme))["steps"]
    assert item["state"] == "cancelled"
    notifications = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert any(item["type"] == "cancelled" for item in notifications)


async def test_phones_hear_of_the_programmes_that_concern_them(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    member, beside = await sign_in(app, "member"), await sign_in(app, "beside")
    community_id = await group(runtime, alice, bob, member, beside)
    programme = await write(alice, community_id, visibility="community", team=[str(bob.id)])
    await move(alice, programme, "start")
    audience = {"type": "users", "users": [str(member.id)]}
    await opened(alice, await step(alice, programme, audience=audience))
    await work_off(runtime)

    async def heard(person: Person, query: str = "?types=programme") -> list[tuple[str, bool]]:
        changes = (await person.ask("GET", f"/v1/sync{query}", 200))["changes"]
        return [(item["id"], item["deleted"]) for item in changes if item["type"] == "programme"]

    here = [(programme["id"], False)]
    assert [await heard(person) for person in (alice, bob, member, beside)] == [here, here, here, []]
    assert await heard(alice, "") == []  # who does not ask for them gets those of contract 1.0
    [change] = (await member.ask("GET", "/v1/sync?types=programme", 200))["changes"]
    assert (len(change["data"]["steps"]), change["data"]["budget"], change["data"]["leads"]) == (1, None, False)
    page = await member.ask("GET", "/v1/sync?types=programme", 200)
    await missions.leave(community_id, member)
    query = f"?types=programme&cursor={page['next_cursor']}"
    assert await heard(member, query) == [(programme["id"], True)]


async def test_a_step_that_is_written_late_opens_too(alice: Person, bob: Person, runtime: Runtime) -> None:
    programme, [first, *_] = await three_steps(alice, bob, runtime)
    await move(alice, programme, "start")
    await alice.ask("PUT", f"/v1/missions/{first['id']}/opening", 200)
    await alice.ask("PUT", f"/v1/missions/{first['id']}/closing", 200)
    await work_off(runtime)
    late = await step(alice, programme, opens_after={"mission_id": first["id"], "minutes": 60}, position=4)
    assert late["state"] == "scheduled"
