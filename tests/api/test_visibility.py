"""« Qui voit quoi » is whole: what others can see of a person is in one list, with who they are."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support.communities import gather
from tests.support.grants import link_to, open_to, revoke
from tests.support.missions import answer, leave, send
from tests.support.people import NOW, Person, Watch


async def seen(person: Person, **query: object) -> list[Any]:
    return list((await person.ask("GET", "/v1/me/visibility", 200, params=query))["items"])


def brief(rows: list[Any]) -> set[tuple[str, str, str | None, str]]:
    return {(row["kind"], row["audience"]["type"], row["audience"]["name"], ",".join(row["shows"])) for row in rows}


@pytest.mark.slow
async def test_grants_answers_memberships_and_agreements_are_one_list(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, bob, alice, roles={bob.id: Role.MANAGER}, name="Maçons")
    link = await link_to(alice)
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    later = (NOW + timedelta(days=3)).isoformat()
    await open_to(alice, bob, {"type": "talents"}, starts_at=later)
    over = await open_to(alice, bob, {"type": "experiences"})
    await revoke(alice, over)
    await answer(alice, await send(runtime, bob, community_id))
    await alice.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": True})
    agreed = """insert into guardianships (id, person_id, email, name, acts, state, token_digest, asked_at, answered_at)
    values (gen_random_uuid(), $1, 'a@example.org', 'Paule', '{join,share}', 'active', $2, $3, $3) returning id"""
    await runtime.database.writes.fetch(agreed, alice.id, alice.id.bytes, watch.now)
    rows = await seen(alice)
    assert brief(rows) == {
        ("grant", "link", None, "story"),
        ("grant", "user", "Bob", "talents"),
        ("response", "managers", "Maçons", "response"),
        ("membership", "managers", "Maçons", "name,talents"),
        ("agreement", "guardian", "Paule", "join,share"),
    }
    assert link["id"] in {row["id"] for row in rows}
    assert await seen(bob) != rows
    first = await alice.ask("GET", "/v1/me/visibility", 200, params={"limit": 2})
    rest = await alice.ask("GET", "/v1/me/visibility", 200, params={"limit": 9, "cursor": first["next_cursor"]})
    assert first["items"] + rest["items"] == rows
    await leave(community_id, alice)
    assert {item["kind"] for item in await seen(alice)} == {"grant", "agreement"}


async def test_an_answer_that_members_see_says_so(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, bob, alice, roles={bob.id: Role.MANAGER})
    await answer(alice, await send(runtime, bob, community_id, responses_visible_to="community"))
    [one] = [item for item in await seen(alice) if item["kind"] == "response"]
    assert (one["audience"]["type"], one["title"]) == ("community", "Une photo de ton poste")
