import random
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import BigInteger, func, select

from app.core.actor import at_the_shell
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import JoinPolicy, Visibility
from app.models.memberships import MembershipState
from app.policies.small_groups import ACCOUNT_AGE, STEP, round_down, rounded
from app.schemas.community_trees import CommunityTreeRead
from app.services.communities import tree_counts
from app.services.communities.tree_counts import STANDING
from tests.support.communities import decide, gather, join
from tests.support.crowds import HAS, OFFERS, SEEKS, Stances, crowd, let_account_stand, numbers, tree_of
from tests.support.people import ADULT, NOW, Person, Watch, capture
from tests.support.talents import claim

IN_A_YEAR = {"ends_at": (NOW + timedelta(days=365)).isoformat()}


async def test_a_tree_shows_what_is_shared_and_who_offers_and_seeks(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": SEEKS}] * 15 + [{"COM.1": OFFERS, "VII.2": HAS}] * 5)
    tree = await tree_of(alice, community_id)
    assert CommunityTreeRead.model_validate(tree).model_dump(mode="json") == tree
    assert (tree["people"], tree["withheld"], tree["k_min"]) == (20, False, 5)
    assert numbers(tree) == {
        ("people",): 20,
        ("COM", "have"): 20,
        ("COM.1", "have"): 20,
        ("COM.1", "offer"): 5,
        ("ORG.1", "seek"): 15,
        ("VII", "have"): 5,
        ("VII.2", "have"): 5,
    }
    assert [framework["code"] for framework in tree["frameworks"]] == ["everyday-skills", "spro-coordination"]
    skills = [
        skill for framework in tree["frameworks"] for domain in framework["domains"] for skill in domain["skills"]
    ]
    assert {item["skill"]["code"]: item["part"] for item in skills} == {
        "COM.1": "trunk",
        "ORG.1": "leaf",
        "VII.2": "branch",
    }


async def test_a_tree_is_withheld_below_k(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, k_min=6)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 5)
    withheld = {"k_min": 6, "withheld": True, "people": 0, "frameworks": []}
    assert await tree_of(alice, community_id) == withheld
    await crowd(runtime, community_id, [{"ORG.1": HAS}] * 5)
    tree = await tree_of(alice, community_id)
    assert (tree["people"], tree["frameworks"]) == (10, [])  # enough people, and no talent that enough of them share
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 5)
    assert numbers(await tree_of(alice, community_id)) == {("people",): 15, ("COM", "have"): 10, ("COM.1", "have"): 10}


async def test_a_domain_may_be_shared_where_no_skill_is(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{f"COM.{n}": HAS} for n in range(1, 6)])
    tree = await tree_of(alice, community_id)
    assert numbers(tree) == {("people",): 5, ("COM", "have"): 5}
    assert tree["frameworks"][0]["domains"][0]["skills"] == []


async def test_only_active_members_who_agreed_are_counted(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 4)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 5, counted=False)
    for state in set(MembershipState) - {MembershipState.ACTIVE}:
        await crowd(runtime, community_id, [{"COM.1": HAS}] * 5, state=state)
    await claim(bob, "COM.1", evidence=[(await capture(bob))["id"]])
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    await let_account_stand(runtime, bob)
    assert (await tree_of(alice, community_id))["withheld"]
    own = f"/v1/communities/{community_id}/membership"
    await bob.ask("PATCH", own, 200, json={"show_talents": True})
    assert numbers(await tree_of(alice, community_id))["COM.1", "have"] == 5
    await bob.ask("PATCH", own, 200, json={"show_talents": False})
    assert (await tree_of(alice, community_id))["withheld"]


async def test_nobody_is_told_apart_by_members_who_were_made_up(alice: Person, runtime: Runtime, watch: Watch) -> None:
    """They fill every number but for one person, and say what they like of themselves."""
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{"ORG.1": HAS}] * 5)
    before = await tree_of(alice, community_id)
    await crowd(runtime, community_id, [{"COM.1": HAS}], joined_at=NOW - STANDING)
    await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": OFFERS}] * 4, joined_at=watch.now)
    assert await tree_of(alice, community_id) == before


async def test_an_account_counts_once_it_is_a_week_old_whatever_it_shows(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """Four accounts made up in a minute, each with a moment that shows a talent, single nobody out."""
    community_id = await gather(runtime, alice, bob)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 4)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    await bob.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": True})
    await claim(bob, "COM.1", evidence=[(await capture(bob))["id"]])
    await let_account_stand(runtime, bob, ACCOUNT_AGE - timedelta(minutes=5))
    assert (await tree_of(alice, community_id))["withheld"]
    watch.advance(minutes=5)
    assert numbers(await tree_of(alice, community_id))["COM.1", "have"] == 5


async def test_who_is_new_counts_once_a_moment_of_theirs_shows_a_talent_and_otherwise_after_a_month(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 3)
    almost = timedelta(minutes=5)
    await crowd(runtime, community_id, [{"COM.1": HAS}], joined_at=NOW - STANDING + almost)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    await bob.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": True})
    evidence = (await capture(bob))["id"]
    await claim(bob, "COM.1", evidence=[evidence])
    await let_account_stand(runtime, bob)
    assert (await tree_of(alice, community_id))["withheld"]
    watch.advance(minutes=5)
    assert numbers(await tree_of(alice, community_id))["COM.1", "have"] == 5


async def test_who_grants_their_talents_to_the_community_is_counted_as_long_as_they_do(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, bob, alice)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 4)
    await claim(alice, "COM.1", evidence=[(await capture(alice))["id"]])
    await let_account_stand(runtime, alice)
    body = {
        "target": {"type": "talents"},
        "audience": {"type": "community", "id": str(community_id)},
        "purpose": "training",
    }
    body |= IN_A_YEAR
    until = {"ends_at": (NOW + timedelta(minutes=5)).isoformat()}
    await alice.ask("POST", "/v1/grants", 201, json=body | until)
    assert numbers(await tree_of(bob, community_id))["COM.1", "have"] == 5
    watch.advance(minutes=5)
    assert (await tree_of(bob, community_id))["withheld"]
    grant = await alice.ask("POST", "/v1/grants", 201, json=body)
    await alice.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": True})
    assert numbers(await tree_of(bob, community_id))["COM.1", "have"] == 5  # once, whichever way they agreed
    await alice.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": False})
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": f'"{grant["version"]}"'})
    assert (await tree_of(bob, community_id))["withheld"]


async def test_a_grant_to_another_community_counts_in_that_one(alice: Person, bob: Person, runtime: Runtime) -> None:
    here_community_id, there_community_id = await gather(runtime, bob, alice), await gather(runtime, bob, alice)
    await crowd(runtime, here_community_id, [{"COM.1": HAS}] * 4)
    await claim(alice, "COM.1", evidence=[(await capture(alice))["id"]])
    await let_account_stand(runtime, alice)
    body = {
        "target": {"type": "talents"},
        "audience": {"type": "community", "id": str(there_community_id)},
        "purpose": "training",
    }
    body |= IN_A_YEAR
    await alice.ask("POST", "/v1/grants", 201, json=body)
    assert (await tree_of(bob, here_community_id))["withheld"]


async def test_members_alone_read_it(alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    secret, community_id = await gather(runtime, alice), await gather(runtime, alice, visibility="listed")
    for community, status, problem in (
        (secret, 404, "community-not-found"),
        (uuid7(), 404, "community-not-found"),
        (community_id, 403, "members-only"),
    ):
        answer = await bob.ask("GET", f"/v1/communities/{community}/tree", status)
        assert answer["type"] == f"/problems/{problem}"
    assert (await guest.get(f"/v1/communities/{community_id}/tree")).status_code == 401
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    await alice.ask("GET", f"/v1/communities/{community_id}/tree", 401)


CODES = ("COM.1", "COM.2", "COM.3", "ORG.1", "VII.2")


def somebody(chance: random.Random) -> dict[str, Any]:
    return {code: chance.choice([HAS, OFFERS, SEEKS]) for code in CODES if chance.random() < 0.5}


def counted(people: list[Stances]) -> Counter[tuple[str, ...]]:
    """The same as a tree counts, and exactly."""
    exact: Counter[tuple[str, ...]] = Counter()
    for stances in people:
        exact["people",] += bool(stances)
        exact.update({(code.partition(".")[0], "have") for code, stance in stances.items() if stance is not SEEKS})
        exact.update((code, "have") for code, stance in stances.items() if stance is not SEEKS)
        exact.update((code, "offer") for code, stance in stances.items() if stance is OFFERS)
        exact.update((code, "seek") for code, stance in stances.items() if stance is SEEKS)
    return exact


@pytest.mark.parametrize("seed", range(6))
async def test_nobody_can_be_told_from_the_difference_that_they_make(
    alice: Person, runtime: Runtime, seed: int
) -> None:
    """People come one by one. Nothing changes, except where five more of them share what the number counts."""
    chance = random.Random(seed)  # noqa: S311
    community_id = await gather(runtime, alice, k_min=5)
    people: list[Stances] = [somebody(chance) for _ in range(chance.randint(3, 8))]
    await crowd(runtime, community_id, people)
    before, changes = numbers(await tree_of(alice, community_id)), 0
    for _ in range(8):
        people.append(somebody(chance))
        await crowd(runtime, community_id, people[-1:])
        after, exact = numbers(await tree_of(alice, community_id)), counted(people)
        for place in before | after:
            step = after.get(place, 0) - before.get(place, 0)
            assert step == 0 or (step == STEP and exact[place] == after[place]), place
            changes += step > 0
        assert all(number % STEP == 0 and number <= exact[place] < number + STEP for place, number in after.items())
        assert all(exact[place] < STEP for place in exact.keys() - after.keys())
        before = after
    assert changes


async def test_who_is_hidden_makes_no_difference_at_all(alice: Person, runtime: Runtime) -> None:
    """Rare talents, people who did not agree, and one more of what many share: the answer is the same, byte by byte."""
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": OFFERS}] * 6)
    path = f"/v1/communities/{community_id}/tree"
    before = (await alice.client.get(path)).content
    for stances, options in (
        ({"VII.2": HAS, "PROB.1": SEEKS}, {}),
        ({"COM.1": SEEKS}, {}),
        ({"COM.1": HAS, "ORG.1": OFFERS}, {}),
        ({}, {}),
        ({"COM.1": HAS, "VII.2": OFFERS}, {"counted": False}),
        ({"COM.1": HAS, "VII.2": OFFERS}, {"state": MembershipState.LEFT}),
    ):
        await crowd(runtime, community_id, [stances], **options)
        assert (await alice.client.get(path)).content == before


async def test_who_moves_k_learns_no_more(runtime: Runtime) -> None:
    """Whoever asks with every k from 5 on cannot tell a number from four others; with less, none from 10 on."""
    pair = func.generate_series(0, 121 * 98 - 1, type_=BigInteger()).column_valued("pair")
    n, k = pair % 121, 3 + func.div(pair, 121, type_=BigInteger())
    async with runtime.database.sessions() as session:
        rows = (await session.execute(select(n, k, rounded(n, k)))).all()
    numbers_by_count = {(count, least): number for count, least, number in rows}
    assert len(numbers_by_count) == 121 * 98
    assert all(round_down(count, least) == number for (count, least), number in numbers_by_count.items())
    assert all(number == 0 or least <= number <= count for (count, least), number in numbers_by_count.items())
    for first in (5, 3):
        answers: dict[tuple[int, ...], list[int]] = {}
        for count in range(121):
            answers.setdefault(tuple(numbers_by_count[count, least] for least in range(first, 101)), []).append(count)
        alike = [counts for counts in answers.values() if first == 5 or counts[0] >= 2 * STEP]
        assert {len(counts) for counts in alike[:-1]} == {STEP}
        assert all(counts == list(range(counts[0], counts[-1] + 1)) for counts in alike)


@pytest.mark.parametrize("way", ["by name", "verified", "as strangers"])
async def test_a_tree_has_its_members_on_the_day_it_is_made_but_no_strangers(
    alice: Person, runtime: Runtime, way: str
) -> None:
    """New accounts without evidence: they count at once if the team named them, or if operators know the community."""
    community_id = await gather(runtime, alice)
    fields: dict[str, Any] = {"joined_at": NOW, "admitted_at": NOW if way == "by name" else None}
    ids = await crowd(runtime, community_id, [{"COM.1": HAS}] * 12, **fields)
    await runtime.database.writes.fetch("update users set created_at = $2 where id = any($1)", ids, NOW)
    async with runtime.work(at_the_shell()) as uow:
        await tree_counts.count(uow)
    if way == "verified":
        assert (await tree_of(alice, community_id))["people"] == 0
        statement = "update communities set verified_at = $2 where id = $1"
        await runtime.database.writes.fetch(statement, community_id, NOW)
    assert (await tree_of(alice, community_id))["people"] == (0 if way == "as strangers" else 10)


async def test_a_manager_who_accepts_a_request_lets_that_person_in_by_name(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community = {"id": str(await gather(runtime, alice, join_policy=JoinPolicy.REQUEST, visibility=Visibility.LISTED))}
    query = "select admitted_at from memberships where user_id = $1"
    await join(bob, community, reason="Je suis de la classe.")
    [before] = await runtime.database.reads.fetch(query, bob.id)
    await decide(alice, community, bob, state="active")
    [after] = await runtime.database.reads.fetch(query, bob.id)
    assert (before["admitted_at"], after["admitted_at"]) == (None, NOW)
