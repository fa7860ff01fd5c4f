"""Who manages a class reads who answered what in a session that proved a second factor lately, and in no other."""

import re
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from app.core.uow import Runtime
from app.models.communities import Community, CommunityKind
from app.policies.communities import CIRCLES
from tests.support.communities import begin, change, membership_row
from tests.support.grants import codes
from tests.support.missions import answer, send
from tests.support.people import FULL, Person, prove
from tests.support.rows import add
from tests.support.stories import medium

MIGRATION = import_module("migrations.versions.20261127_3101_networks_inside_networks_only")
REQUIRED = "/problems/second-factor-required"


async def asked(manager: Person, runtime: Runtime, member: Person, kind: str) -> tuple[Any, Any, Any]:
    """A community of that kind, a mission of its manager's, and the member's answer with a photo."""
    community = await begin(manager, kind=kind)
    async with runtime.database.sessions.begin() as session:
        await add(session, membership_row(UUID(community["id"]), member.id))
    mission = await send(runtime, manager, community["id"])
    moment = FULL | {"media": [await medium(runtime, member)]}
    return community, mission, await answer(member, mission, moment=moment)


def ways(mission: Any, response: Any) -> list[tuple[str, str, dict[str, Any]]]:
    board, review = f"/v1/missions/{mission['id']}/board", {"json": {"decision": "accept"}}
    return [
        ("GET", board, {}),
        ("GET", f"{board}?state=submitted", {}),
        ("GET", board, {"headers": {"Accept": "text/csv"}}),
        ("GET", f"/v1/responses/{response['id']}", {}),
        ("PUT", f"/v1/responses/{response['id']}/review", review),
    ]


async def test_who_manages_a_class_proves_who_they_are_before_they_read_it(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """As it was tried, with a mailbox and nothing else."""
    school, mission, response = await asked(alice, runtime, bob, "school")
    for method, path, options in ways(mission, response):
        said_response = await alice.client.request(method, path, **options)
        assert (said_response.status_code, said_response.json()["type"]) == (403, REQUIRED), path
        assert "Bob" not in said_response.text
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}/tally", 200))["answered"] == 1  # numbers
    # Nor is there a way round: what makes it a circle takes the same proof.
    assert (await change(alice, school, 403, kind="network"))["type"] == REQUIRED
    assert (await bob.ask("GET", "/v1/me/accesses", 200))["items"] == []
    await prove(alice)
    shown_response = await alice.ask("GET", f"/v1/responses/{response['id']}", 200)
    address = alice.address_of(shown_response["experience"]["media"][0])
    as_it_was = {"If-None-Match": "*"}
    assert (await alice.client.get(address, headers=as_it_was)).status_code == 304
    await runtime.database.writes.fetch("update sessions set second_factor_at = null where user_id = $1", alice.id)
    assert (await alice.client.get(address, headers=as_it_was)).status_code == 404
    await prove(alice)
    for method, path, options in ways(mission, response):
        assert (await alice.client.request(method, path, **options)).status_code == 200, path


async def test_a_circle_of_people_who_know_each_other_needs_none(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, mission, response = await asked(alice, runtime, bob, "network")
    for method, path, options in ways(mission, response):
        assert (await alice.client.request(method, path, **options)).status_code == 200, path


async def test_a_class_is_not_begun_as_a_network_of_its_school(alice: Person, runtime: Runtime) -> None:
    """Nor made one, nor moved there."""
    faults = [("/parent_id", "network_inside_another_kind")]
    await prove(alice)
    circle = await begin(alice, kind="network")
    for kind in set(CommunityKind) - set(CIRCLES):
        around = await begin(alice, kind=kind)
        assert codes(await begin(alice, 422, kind="network", parent_id=around["id"])) == faults, kind
        problem = await change(alice, circle, 422, parent_id=around["id"])
        assert codes(problem) == faults
        assert "a network is of people who know each other" in problem["errors"][0]["message"]
    inside = await begin(alice, kind="cohort", parent_id=around["id"])
    assert codes(await change(alice, inside, 422, kind="network")) == faults
    outer = await begin(alice, kind="network")
    circle = await change(alice, circle, parent_id=outer["id"])
    await change(alice, outer, kind="school")  # what was a network of it is one by itself
    circle = await alice.ask("GET", f"/v1/communities/{circle['id']}", 200)
    assert (circle["parent"], circle["kind"]) == (None, "network")
    async with runtime.database.sessions.begin() as session:  # as it was before the upgrade
        place = {"parent_id": UUID(around["id"])}
        await session.execute(update(Community).where(Community.id == UUID(circle["id"])).values(place))
        await session.execute(text(MIGRATION.MAKE_COHORTS).bindparams(size=10))
    assert (await alice.ask("GET", f"/v1/communities/{circle['id']}", 200))["kind"] == "cohort"


async def test_whoever_does_not_manage_it_hears_nothing_of_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, mission, response = await asked(alice, runtime, bob, "school")
    await prove(alice)
    for method, path, options in ways(mission, response):
        if not re.search(r"responses", path):
            assert (await bob.client.request(method, path, **options)).status_code == 404, path
    await bob.ask("GET", f"/v1/responses/{response['id']}", 200)  # their own
