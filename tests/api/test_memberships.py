import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.services.communities.memberships import REQUESTS_PER_PERSON
from tests.support.communities import begin, begin_school, change, decide, grown_up, invite, join, leave, members
from tests.support.people import Person, Watch


async def test_an_open_community_is_joined_once_however_often_it_is_asked(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="open")
    first = await join(bob, community)
    assert (first["state"], first["role"], first["user"]["display_name"]) == ("active", "member", "Bob")
    assert first["joined_at"] == "2026-03-03T13:10:00.000Z"
    assert await join(bob, community, 200) == first
    answer = await bob.ask("GET", f"/v1/communities/{community['id']}", 200)
    assert (answer["membership"]["state"], answer["membership"]["version"]) == ("active", 1)


async def test_a_request_waits_for_an_answer_and_tells_why(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="request")
    membership = await join(bob, community, reason="Je commence lundi.")
    assert (membership["state"], membership["reason"], membership["joined_at"]) == (
        "requested",
        "Je commence lundi.",
        None,
    )
    await join(bob, community, 200)
    await bob.ask("GET", f"/v1/communities/{community['id']}/memberships", 403)
    (waiting,) = await members(alice, community, state="requested")
    assert (waiting["user"]["id"], waiting["reason"]) == (str(bob.id), "Je commence lundi.")
    assert (await decide(alice, community, bob, state="active"))["state"] == "active"
    assert (await decide(alice, community, bob, state="active"))["version"] == waiting["version"] + 1
    refused = await decide(alice, community, bob, 409, state="refused")
    assert refused["type"] == "/problems/membership-moved"


async def test_who_was_refused_may_ask_again_but_not_without_end(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="request")
    for _ in range(REQUESTS_PER_PERSON.most):
        await join(bob, community)
        await decide(alice, community, bob, state="refused")
    await join(bob, community, 429)


async def test_without_an_invitation_nobody_comes_in_by_invitation(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed")
    assert (await join(bob, community, 403))["type"] == "/problems/invitation-required"


async def test_who_is_sent_away_can_only_ask_whatever_the_invitation(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="open")
    await join(bob, community)
    assert (await decide(alice, community, bob, state="removed"))["state"] == "removed"
    await bob.ask("GET", f"/v1/communities/{community['id']}/memberships", 403)
    invitation = await invite(alice, community)
    assert (await join(bob, community, invitation=invitation["code"]))["state"] == "requested"
    assert (await join(bob, community, 200))["state"] == "requested"
    await leave(bob, community)
    assert (await join(bob, community))["state"] == "requested"
    assert (await decide(alice, community, bob, state="active"))["state"] == "active"


async def test_nobody_is_brought_back_who_has_left(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="open")
    await join(bob, community)
    await leave(bob, community)
    await leave(bob, community)
    assert [member["user"]["id"] for member in await members(alice, community)] == [str(alice.id)]
    await decide(alice, community, bob, 404, state="active")
    assert (await join(bob, community))["state"] == "active"


async def test_to_leave_is_possible_also_while_one_waits(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="request")
    await leave(bob, community, 404)
    await join(bob, community)
    secret = await change(alice, community, visibility="secret")
    assert (await bob.ask("GET", f"/v1/communities/{secret['id']}", 200))["membership"]["state"] == "requested"
    await leave(bob, community)
    await bob.ask("GET", f"/v1/communities/{community['id']}", 404)
    await decide(alice, community, bob, 404, state="active")


async def test_the_last_manager_hands_over_first(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="open")
    await join(bob, community)
    assert (await leave(alice, community, 409))["type"] == "/problems/last-manager"
    assert (await decide(alice, community, alice, 409, role="member"))["type"] == "/problems/last-manager"
    assert (await decide(alice, community, bob, role="manager"))["role"] == "manager"
    await leave(alice, community)
    assert [member["role"] for member in await members(bob, community)] == ["manager"]


async def test_a_facilitator_answers_and_tags_and_nothing_more(alice: Person, app: FastAPI) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community = await begin(alice, visibility="listed", join_policy="request")
    await join(bob, community)
    await decide(alice, community, bob, state="active", role="facilitator")
    await join(carla, community)
    admitted = await decide(bob, community, carla, state="active")
    assert (await decide(bob, community, carla, tags=["maçons"]))["tags"] == ["maçons"]
    for changes in ({"role": "manager"}, {"state": "removed"}):
        assert (await decide(bob, community, carla, 403, **changes))["type"] == "/problems/managers-only"
    assert (await decide(carla, community, bob, 403, tags=[]))["type"] == "/problems/leaders-only"
    await decide(bob, community, bob, 409, state="removed")
    await change(bob, community, 403, name="x")
    path = f"/v1/communities/{community['id']}/memberships/{carla.id}"
    stale = await alice.ask("PATCH", path, 412, json={"tags": []}, headers={"If-Match": f'"{admitted["version"]}"'})
    assert stale["current"]["tags"] == ["maçons"]


async def test_members_see_who_looks_after_it_and_the_team_sees_all(alice: Person, app: FastAPI, watch: Watch) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community = await begin(alice, visibility="listed", join_policy="open")
    for person in (bob, carla):
        watch.advance(seconds=1)
        await join(person, community, reason="Bonjour")
    await decide(alice, community, carla, tags=["maçons", "2e année"])
    await bob.ask("PATCH", f"/v1/communities/{community['id']}/membership", 200, json={"show_talents": True})

    async def found(person: Person, **filters: object) -> list[str]:
        return [member["user"]["display_name"] for member in await members(person, community, **filters)]

    assert await found(alice) == ["Carla", "Bob", "Alice"]
    assert await found(bob) == ["Bob", "Alice"]
    assert await found(alice, tag="maçons") == await found(alice, q="CÀR") == ["Carla"]
    await decide(alice, community, alice, tags=["malade"])
    assert (await found(bob, tag="malade"), await found(alice, tag="malade")) == ([], ["Alice"])
    assert await found(alice, role="manager") == ["Alice"]
    assert await found(alice, state="refused") == []
    own, manager = await members(bob, community)
    assert (own["tags"], own["show_talents"], manager["tags"], manager["show_talents"]) == ([], True, None, None)
    assert [member["show_talents"] for member in await members(alice, community)] == [None, None, False]
    await bob.ask("GET", f"/v1/communities/{community['id']}/memberships/{carla.id}", 404)
    await alice.ask("GET", f"/v1/communities/{community['id']}/memberships/{carla.id}", 200)


async def test_to_show_ones_talents_is_ones_own_to_say(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="listed", join_policy="open")
    path = f"/v1/communities/{community['id']}/membership"
    await bob.ask("PATCH", path, 404, json={"show_talents": True})
    await join(bob, community)
    first = await bob.ask("PATCH", path, 200, json={"show_talents": True})
    assert (first["show_talents"], first["version"]) == (True, 2)
    assert (await bob.ask("PATCH", path, 200, json={"show_talents": True}))["version"] == 2
    await bob.ask("PATCH", path, 412, json={"show_talents": False}, headers={"If-Match": '"1"'})
    await leave(bob, community)
    await bob.ask("PATCH", path, 404, json={"show_talents": True})
    assert (await join(bob, community))["show_talents"] is False


@pytest.mark.slow
async def test_under_15_one_joins_ones_school_by_invitation_and_nothing_else(
    alice: Person, sami: Person, runtime: Runtime
) -> None:
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 2013})
    school = await begin_school(alice, runtime, visibility="listed", join_policy="open")
    trade = await begin(alice, kind="trade")
    assert (await join(sami, school, 403))["type"] == "/problems/guardian-required"
    invitation = await invite(alice, trade)
    assert (await join(sami, trade, 403, invitation=invitation["code"]))["type"] == "/problems/guardian-required"
    assert (await invite(alice, trade))["uses"] == 0
    assert (await join(sami, school, invitation=(await invite(alice, school))["code"]))["state"] == "active"


async def test_an_unknown_age_joins_nothing_but_a_school(alice: Person, sami: Person) -> None:
    community = await begin(alice, visibility="listed", join_policy="open")
    assert (await join(sami, community, 403))["type"] == "/problems/age-required"
