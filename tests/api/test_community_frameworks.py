"""A community's own framework: who reads it, what a new release does, and what is the same counts once."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.skills import SkillKind
from app.services.talents import framework_imports
from app.services.talents.framework_imports import FrameworkRelease, Node
from tests.support import proposals
from tests.support.communities import gather, grown_up, membership_row
from tests.support.crowds import LONG_AGO, crowd, numbers, tree_of
from tests.support.people import BARE, Person, capture

ADDRESS = "https://example.org/network"


def release(*codes: str, readers: str = "community", **alignments: Any) -> dict[str, Any]:
    return {
        "title": {"fr": "Notre métier"},
        "edition": "1",
        "readers": readers,
        "domains": [
            {
                "code": "D",
                "labels": {"fr": "Coopérer"},
                "skills": [
                    {"code": code, "labels": {"fr": f"Savoir {code}"}, "alignments": alignments.get(code, [])}
                    for code in codes
                ],
            }
        ],
    }


def same(uri: str, relation: str = "exact") -> list[dict[str, str]]:
    return [{"scheme": "esco", "uri": uri, "relation": relation}]


async def put(person: Person, community_id: UUID, body: Any, status: int = 200, code: str = "metier") -> Any:
    return await person.ask("PUT", f"/v1/communities/{community_id}/frameworks/{code}", status, json=body)


async def sees(person: Person, community_id: UUID, one: str, *, all_of_it: bool) -> None:
    code = f"{community_id}.metier"
    for path in (f"/v1/frameworks/{code}", f"/v1/skills/{one}"):
        await person.ask("GET", path, 200 if all_of_it else 404)
    lists = ("frameworks?limit=100", f"frameworks?community_id={community_id}", "skills?q=savoir un")
    for path in (*lists, f"skills?framework={code}"):
        items = (await person.ask("GET", f"/v1/{path}", 200))["items"]
        assert any(str(community_id) in str(item) for item in items) is all_of_it, path
    answer = await person.client.put(f"/v1/talents/{one}", json={"level": 2, "stance": "has"})
    assert (answer.status_code < 300) is all_of_it
    await person.ask("POST", "/v1/experiences", 201 if all_of_it else 422, json=BARE | {"skills": [one]})


async def test_members_read_and_cite_the_framework_of_their_community_and_others_do_not(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime
) -> None:
    carol = await grown_up(app, "carol")
    community_id = await gather(runtime, alice, bob)
    await gather(runtime, carol)
    tree = await put(alice, community_id, release("un", "deux"), 201)
    assert (tree["code"], tree["community_id"], tree["version"]) == (f"{community_id}.metier", str(community_id), 1)
    assert await put(alice, community_id, tree) == tree  # what a read gives can be sent back, and changes nothing
    await put(bob, community_id, tree, 403)
    await put(carol, community_id, tree, 404)
    one = tree["domains"][0]["skills"][0]["id"]
    await sees(bob, community_id, one, all_of_it=True)
    await sees(carol, community_id, one, all_of_it=False)
    await put(alice, community_id, release("un", "deux", readers="public"))
    await sees(carol, community_id, one, all_of_it=True)


async def test_what_somebody_cited_stays_theirs_when_they_leave(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    tree = await put(alice, community_id, release("un", "deux"), 201)
    one, two = (item["id"] for item in tree["domains"][0]["skills"])
    experience = await capture(bob, BARE | {"skills": [one]})
    await bob.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)
    await bob.ask("GET", f"/v1/frameworks/{tree['code']}", 404)
    path = f"/v1/experiences/{experience['id']}"
    experience = await bob.ask("GET", path, 200)
    assert experience["skills"][0]["labels"] == {"fr": "Savoir un"}
    for skills, status in (([one], 200), ([one, two], 422)):
        headers = {"If-Match": f'"{experience["version"]}"'}
        await bob.ask("PATCH", path, status, json={"skills": skills, "title": "Autre"}, headers=headers)
        experience = await bob.ask("GET", path, 200)


async def test_a_skill_that_a_release_lacks_becomes_obsolete(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    tree = await put(alice, community_id, release("un", "deux"), 201)
    one, two = (item["id"] for item in tree["domains"][0]["skills"])
    after = await put(alice, community_id, release("deux", "trois"))
    assert after["version"] == tree["version"] + 1
    assert [item["code"] for item in after["domains"][0]["skills"]] == ["deux", "trois"]
    assert (await alice.ask("GET", f"/v1/skills/{one}", 200))["obsolete"]
    back = await put(alice, community_id, release("un", "deux"))
    assert [item["id"] for item in back["domains"][0]["skills"]] == [one, two]
    path = f"/v1/communities/{community_id}/frameworks/metier"
    await alice.ask("PUT", path, 412, json=release("quatre"), headers={"If-Match": f'"{tree["version"]}"'})
    await put(alice, community_id, release(*(str(n) for n in range(61))), 422)
    await put(alice, community_id, release("un", "un"), 422)
    await put(alice, community_id, release("un", un=same("javascript:alert(1)")), 422)


async def test_what_is_exactly_the_same_counts_once_under_the_communitys_own_name(
    alice: Person, runtime: Runtime
) -> None:
    """Five people hold the skill of the network, five that of the community, one of these both."""
    community_id, elsewhere = await gather(runtime, alice), await gather(runtime, alice)
    nodes = [
        Node("G", SkillKind.GROUP, {Locale.FR: "Groupe"}),
        Node("N.1", SkillKind.SKILL, {Locale.FR: "Nouer"}, parent="G", uri=ADDRESS),
    ]
    await load(runtime, nodes)
    body = release("un", "deux", un=same(ADDRESS), deux=same(ADDRESS, "close"))
    tree = await put(alice, community_id, body, 201)
    network = framework_imports.skill_id("network", "N.1")
    own = UUID(tree["domains"][0]["skills"][0]["id"])
    assert (await alice.ask("GET", f"/v1/skills/{own}", 200))["alignments"] == same(ADDRESS)
    holders = await crowd(runtime, community_id, [{}] * 9)
    for n, holder in enumerate(holders):
        skills = [network] * (n <= 4) + [own] * (n >= 4)
        await hold(runtime, holder, *skills)
        await join(runtime, elsewhere, holder)
    tree = await tree_of(alice, community_id)
    assert numbers(tree) == {("people",): 5, ("D", "have"): 5, ("un", "have"): 5}  # 9 people, rounded down
    await hold(runtime, (await crowd(runtime, community_id, [{}]))[0], network)
    assert numbers(await tree_of(alice, community_id)) == {("people",): 10, ("D", "have"): 10, ("un", "have"): 10}
    # Elsewhere the community's own words are not shown: its skill counts as the one that everybody reads.
    assert numbers(await tree_of(alice, elsewhere)) == {("people",): 5, ("G", "have"): 5, ("N.1", "have"): 5}
    await put(alice, community_id, release("un", "deux"))
    assert numbers(await tree_of(alice, community_id)) == {
        ("people",): 10, ("D", "have"): 5, ("un", "have"): 5, ("G", "have"): 5, ("N.1", "have"): 5
    }  # fmt: skip
    assert (await tree_of(alice, elsewhere))["people"] == 5


async def test_what_was_chosen_becomes_a_skill_of_the_communitys_own(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id, mission = await proposals.call(runtime, alice, [bob])
    tree = await put(alice, community_id, release("un"), 201)
    proposal = await proposals.propose(bob, mission, title="Accueillir un stagiaire")
    path, body = f"/v1/proposals/{proposal['id']}/skill", {"framework": "metier", "domain": "D"}
    await alice.ask("POST", path, 409, json=body)  # nobody chose it yet
    await proposals.decide(alice, proposal, "approve")
    await proposals.choose(alice, proposal)
    await bob.ask("POST", path, 403, json=body)
    await alice.ask("POST", path, 404, json=body | {"framework": "autre"})
    await alice.ask("POST", path, 422, json=body | {"domain": "X"})
    new_skill = await alice.ask("POST", path, 201, json=body)
    assert (new_skill["labels"], new_skill["domain"]["code"]) == ({"fr": "Accueillir un stagiaire"}, "D")
    assert (await alice.ask("POST", path, 200, json=body))["id"] == new_skill["id"]
    after = await bob.ask("GET", f"/v1/frameworks/{tree['code']}", 200)
    assert [item["labels"]["fr"] for item in after["domains"][0]["skills"]] == ["Savoir un", "Accueillir un stagiaire"]
    await bob.ask("PUT", f"/v1/talents/{new_skill['id']}", 201, json={"level": 1, "stance": "seeks"})
    assert (await bob.ask("GET", "/v1/skills?q=accueillir un stag", 200))["items"][0]["id"] == new_skill["id"]
    release_again = await put(alice, community_id, after)  # what was read can be sent back: the skill stays
    assert len(release_again["domains"][0]["skills"]) == 2


async def load(runtime: Runtime, nodes: list[Node]) -> None:
    async with runtime.work(SYSTEM) as uow:
        release_of_network = FrameworkRelease("network", {Locale.FR: "Réseau"}, {Locale.FR: ""}, "1", "", nodes)
        await framework_imports.load(uow, release_of_network)


async def hold(runtime: Runtime, person_id: UUID, *skills: UUID) -> None:
    statement = text(
        "insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at) "
        "values (:user_id, :skill_id, 2, 'has', '{}', 1, now(), now())"
    )
    async with runtime.database.sessions.begin() as session:
        for item in skills:
            await session.execute(statement, {"user_id": person_id, "skill_id": item})


async def join(runtime: Runtime, community_id: UUID, person_id: UUID) -> None:
    async with runtime.database.sessions.begin() as session:
        session.add(membership_row(community_id, person_id, show_talents=True, joined_at=LONG_AGO))
