from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.communities.communities import FOUNDED_PER_PERSON
from tests.support.communities import begin, change, grown_up, join, leave
from tests.support.grants import codes
from tests.support.people import Person, Watch


async def test_who_begins_a_community_manages_it(alice: Person) -> None:
    community = await begin(alice, kind="trade", name="Maçons de Touraine", charter="On se montre nos murs.")
    assert (community["visibility"], community["join_policy"], community["timezone"]) == (
        "secret",
        "invite",
        "Europe/Paris",
    )
    assert (community["weekly_notification_cap"], community["k_min"], community["verified_at"], community["url"]) == (
        5,
        5,
        None,
        None,
    )
    membership = community["membership"]
    assert (membership["role"], membership["state"], membership["show_talents"]) == ("manager", "active", False)
    assert await alice.ask("GET", f"/v1/communities/{community['id']}", 200) == community


async def test_the_same_put_again_changes_nothing_and_another_body_needs_the_version(alice: Person) -> None:
    path, body = f"/v1/communities/{uuid7()}", {"kind": "school", "name": "Lycée Grandmont"}
    first = await alice.client.put(path, json=body)
    answer = await alice.client.put(path, json=body)
    assert (first.status_code, answer.status_code, answer.json()) == (201, 200, first.json())
    await alice.ask("PUT", path, 428, json=body | {"name": "Grandmont"})
    stale = await alice.ask("PUT", path, 412, json=body | {"name": "x"}, headers={"If-Match": '"9"'})
    assert stale["current"]["name"] == "Lycée Grandmont"
    renamed = await alice.ask("PUT", path, 200, json=body | {"name": "Grandmont"}, headers={"If-Match": '"1"'})
    assert (renamed["name"], renamed["version"]) == ("Grandmont", 2)


async def test_a_key_makes_one_community(alice: Person) -> None:
    path, body, key = "/v1/communities", {"kind": "school", "name": "Lycée Grandmont"}, {"Idempotency-Key": "c-1"}
    answer = await alice.client.post(path, json=body, headers=key)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{path}/{answer.json()['id']}")
    assert answer.json()["membership"]["role"] == "manager"
    assert await alice.ask("POST", path, 201, json=body, headers=key) == answer.json()
    await alice.ask("POST", path, 422, json=body | {"name": "Autre"}, headers=key)


@pytest.mark.slow
async def test_a_secret_community_is_nowhere_for_outsiders(alice: Person, app: FastAPI) -> None:
    secret, bob = await begin(alice), await grown_up(app, "bob")
    path = f"/v1/communities/{secret['id']}"
    for method, where, options in (
        ("GET", path, {}),
        ("PUT", path, {"json": {"kind": "cohort", "name": "x"}}),
        ("PATCH", path, {"json": {"name": "x"}, "headers": {"If-Match": '"1"'}}),
        ("GET", f"{path}/memberships", {}),
        ("GET", f"{path}/memberships/{alice.id}", {}),
        ("PATCH", f"{path}/memberships/{alice.id}", {"json": {"role": "member"}}),
        ("GET", f"{path}/invitations", {}),
        ("POST", f"{path}/invitations", {"json": {}}),
        ("PUT", f"{path}/membership", {"json": {}}),
        ("PUT", f"{path}/membership", {"json": {"invitation": "AAAA-BBBB"}}),
        ("DELETE", f"{path}/membership", {}),
    ):
        answer = await bob.ask(method, where, 404, **options)
        if not (method == "PUT" and where == path):  # an id that is free may be taken
            unknown = await bob.ask(method, where.replace(secret["id"], str(uuid7())), 404, **options)
            for problem in (answer, unknown):
                del problem["instance"], problem["request_id"]
                problem.pop("attempts_left", None)  # of codes: one less each time
            assert answer == unknown, (method, where)
    assert secret["id"] not in (await bob.client.get("/v1/communities?limit=100")).text


async def test_only_managers_change_it(alice: Person, app: FastAPI) -> None:
    bob = await grown_up(app, "bob")
    community = await begin(alice, visibility="listed", join_policy="open")
    await change(bob, community, 403, name="À moi")
    await join(bob, community)
    refused = await change(bob, community, 403, name="À moi")
    assert refused["type"] == "/problems/managers-only"
    changed = await change(alice, community, name="Promo 2027", charter=None, visibility="public")
    assert (changed["name"], changed["url"]) == ("Promo 2027", f"http://test/c/{community['id']}")


@pytest.mark.slow
async def test_the_list_can_be_narrowed(alice: Person, app: FastAPI, watch: Watch) -> None:
    bob, mark = await grown_up(app, "bob"), uuid7().hex[-12:]
    region = await begin(alice, kind="territory", name=f"Région {mark}", visibility="public")
    watch.advance(seconds=1)
    school = await begin(alice, kind="school", name=f"Lycée « É » {mark}", visibility="listed", parent_id=region["id"])
    watch.advance(seconds=1)
    await begin(alice, name=f"Secrète {mark}")
    watch.advance(seconds=1)
    own = await begin(bob, name=f"Mienne {mark}")

    async def found(person: Person, **filters: object) -> list[str]:
        page = await person.ask("GET", "/v1/communities", 200, params={"q": mark} | filters)
        return [item["name"].split()[0] for item in page["items"]]

    assert await found(bob) == ["Mienne", "Lycée", "Région"]
    assert await found(alice) == ["Secrète", "Lycée", "Région"]
    assert await found(bob, q=f"LYCEE e {mark[:5]}") == ["Lycée"]
    assert await found(bob, joined=True) == ["Mienne"]
    assert await found(bob, joined=False) == ["Lycée", "Région"]
    assert await found(bob, kind="territory") == ["Région"]
    assert await found(bob, parent_id=region["id"]) == ["Lycée"]
    page = await bob.ask("GET", "/v1/communities", 200, params={"q": mark, "limit": 2})
    rest = await bob.ask("GET", "/v1/communities", 200, params={"q": mark, "limit": 2, "cursor": page["next_cursor"]})
    assert [item["id"] for item in page["items"] + rest["items"]] == [own["id"], school["id"], region["id"]]


@pytest.mark.slow
async def test_a_community_lies_in_one_that_its_manager_manages_and_never_in_itself(
    alice: Person, app: FastAPI
) -> None:
    bob = await grown_up(app, "bob")
    region = await begin(alice, kind="territory", visibility="public")
    for parent in (region["id"], str(uuid7())):
        assert codes(await begin(bob, 422, parent_id=parent)) == [("/parent_id", "unknown_parent")]
    department = await begin(alice, kind="territory", parent_id=region["id"])
    structure = await begin(alice, kind="organisation", parent_id=department["id"])
    for inside in (region, department, structure):
        assert codes(await change(alice, region, 422, parent_id=inside["id"])) == [("/parent_id", "circular")]
    assert (await change(alice, structure, parent_id=region["id"]))["parent"]["name"] == "Promo 2026"


async def test_what_is_around_is_named_to_members_and_to_who_may_see_it(alice: Person, app: FastAPI) -> None:
    bob, around = await grown_up(app, "bob"), await begin(alice, name="Cachée")
    inside = await begin(alice, visibility="listed", join_policy="open", parent_id=around["id"])
    path = f"/v1/communities/{inside['id']}"
    assert inside["parent"] == {"id": around["id"], "name": "Cachée"}
    answer = await bob.ask("GET", path, 200)
    assert (answer["parent"], answer["parent_id"]) == (None, None)
    await join(bob, inside)
    assert (await bob.ask("GET", path, 200))["parent_id"] == around["id"]


async def test_nobody_finds_what_lies_in_one_that_they_cannot_see(alice: Person, bob: Person) -> None:
    secret = await begin(alice, visibility="secret")
    inside = await begin(alice, visibility="public", parent_id=secret["id"])
    for person, findings in ((alice, [inside["id"]]), (bob, [])):
        page = await person.ask("GET", "/v1/communities", 200, params={"parent_id": secret["id"]})
        assert [item["id"] for item in page["items"]] == findings


@pytest.mark.slow
async def test_the_last_to_leave_closes_it_and_what_lies_inside_stays(alice: Person, app: FastAPI) -> None:
    bob = await grown_up(app, "bob")
    around = await begin(alice, visibility="public", join_policy="request")
    inside = await begin(alice, parent_id=around["id"])
    await join(bob, around)
    await leave(alice, around)
    for person in (alice, bob):
        await person.ask("GET", f"/v1/communities/{around['id']}", 404)
    assert (await alice.ask("GET", f"/v1/communities/{inside['id']}", 200))["parent"] is None
    await join(bob, around, 404)
    await alice.ask("PUT", f"/v1/communities/{around['id']}", 404, json={"kind": "cohort", "name": "x"})


async def test_who_is_too_young_or_says_no_age_begins_none(sami: Person) -> None:
    assert (await begin(sami, 403))["type"] == "/problems/age-required"
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 2015})
    assert (await begin(sami, 403))["type"] == "/problems/guardian-required"


@pytest.mark.slow
async def test_nobody_begins_communities_without_end(alice: Person) -> None:
    for _ in range(FOUNDED_PER_PERSON.most):
        await begin(alice)
    await begin(alice, 429)


async def test_what_was_stored_when_more_was_valid_is_pointed_at_and_can_be_said_anew(
    alice: Person, runtime: Runtime
) -> None:
    community = await begin(alice, name="Maçons")
    await runtime.database.writes.fetch(
        "update communities set name = ' ' where id = $1 returning id", UUID(community["id"])
    )
    path, headers = f"/v1/communities/{community['id']}", {"If-Match": '"1"'}
    problem = await alice.ask("PATCH", path, 422, json={"charter": "On s’écoute."}, headers=headers)
    assert [error["pointer"] for error in problem["errors"]] == ["/name"]
    answer = await alice.ask("PATCH", path, 200, json={"name": "Maçons de Touraine"}, headers=headers)
    assert (answer["name"], answer["charter"]) == ("Maçons de Touraine", community["charter"])
