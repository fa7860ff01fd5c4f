from typing import Any

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from tests.support.communities import begin, grown_up, join, leave
from tests.support.counsellors import accept, request_access
from tests.support.grants import codes, open_to, revoke, share, told
from tests.support.people import Person, Watch, capture

MAY = ["view", "comment"]


async def say(person: Person, target: dict[str, Any], status: int = 201, text: str = "Bravo.") -> Any:
    return await person.ask("POST", "/v1/comments", status, json={"target": target, "text": text})


async def listed(who: Person, **filters: object) -> list[Any]:
    comments: list[Any] = (await who.ask("GET", "/v1/comments", 200, params=filters))["items"]
    return comments


async def test_what_is_said_is_seen_by_whom_it_is_about(rose: Person, alice: Person, watch: Watch) -> None:
    story = await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story", rights=MAY))
    comment = await say(rose, {"type": "story", "id": story["id"]}, text="Tu y parles de patience.")
    assert comment["target"] == {"type": "story", "id": story["id"], "title": None}
    assert comment["owner"] == {"id": str(alice.id), "display_name": "Alice", "avatar": None}
    [seen] = await listed(alice)
    assert seen == comment | {"target": comment["target"] | {"title": "Mon stage"}}
    assert seen["author"] == {"id": str(rose.id), "display_name": "Rose", "avatar": None}
    assert await listed(rose, scope="written") == [comment]
    assert await listed(rose) == []
    notifications = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert notifications[0]["text"] == "Rose commented on “Mon stage”"


async def test_reading_is_not_commenting(alice: Person, bob: Person) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]})
    problem = await say(bob, {"type": "story", "id": story["id"]}, 403)
    assert problem["type"] == "/problems/comment-not-granted"
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=MAY)
    await say(bob, {"type": "story", "id": story["id"]})


async def test_who_is_blocked_says_nothing_more(alice: Person, bob: Person, watch: Watch) -> None:
    """Whoever gives them access by name again wants to hear them again."""
    target = {"type": "story", "id": (await told(alice))["id"]}
    grant = await open_to(alice, bob, target, rights=MAY)
    unkind, kind = await say(bob, target, text="Nul."), await say(bob, target)
    await bob.ask("DELETE", f"/v1/comments/{kind['id']}?block=true", 204)  # one does not block oneself
    await say(bob, target)
    await alice.ask("DELETE", f"/v1/comments/{unkind['id']}?block=true", 204)
    assert (await say(bob, target, 403))["type"] == "/problems/comment-not-granted"
    await bob.ask("GET", f"/v1/stories/{target['id']}", 200)
    await revoke(alice, grant)
    watch.advance(minutes=1)
    await open_to(alice, bob, target, rights=MAY)
    await say(bob, target)


@pytest.mark.slow
async def test_what_one_is_not_shown_is_refused_like_what_is_not_there(alice: Person, bob: Person) -> None:
    story, moment = await told(alice), await capture(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, rights=MAY)
    for target in (
        {"type": "experience", "id": moment["id"]},
        {"type": "experiences", "user_id": str(alice.id)},
        {"type": "talents", "user_id": str(alice.id)},
        {"type": "story", "id": moment["id"]},
        {"type": "portrait", "id": story["id"]},
        {"type": "story", "id": str(uuid7())},
        {"type": "talents", "user_id": str(uuid7())},
    ):
        assert codes(await say(bob, target, 422)) == [("/target", "unknown_target")], target
    assert codes(await say(alice, {"type": "story", "id": story["id"]}, 422)) == [("/target", "unknown_target")]
    assert await listed(alice) == []


async def test_a_target_is_one_thing(bob: Person) -> None:
    id_, person = str(uuid7()), str(uuid7())
    for target in (
        {"type": "story"},
        {"type": "story", "user_id": person},
        {"type": "story", "id": id_, "user_id": person},
        {"type": "talents", "id": id_},
        {"type": "talents"},
        {"type": "experiences"},
    ):
        assert codes(await say(bob, target, 422)) == [("/target", "comment_target")], target


async def test_talents_and_experiences_are_commented_on_as_they_were_granted(alice: Person, bob: Person) -> None:
    first_experience, other_experience = await capture(alice), await capture(alice)
    await open_to(alice, bob, {"type": "experience", "id": first_experience["id"]}, rights=MAY)
    await open_to(alice, bob, {"type": "talents"}, rights=MAY)
    await say(bob, {"type": "experience", "id": first_experience["id"]})
    await say(bob, {"type": "experience", "id": other_experience["id"]}, 422)
    await say(bob, {"type": "experiences", "user_id": str(alice.id)}, 422)
    await say(bob, {"type": "talents", "user_id": str(alice.id)})
    assert len(await listed(alice)) == 2
    assert len(await listed(alice, target_type="talents")) == 1
    assert len(await listed(alice, target_id=first_experience["id"])) == 1
    assert len(await listed(bob, scope="written", user_id=str(alice.id))) == 2
    assert await listed(bob, scope="written", user_id=str(bob.id)) == []


@pytest.mark.slow
async def test_ones_own_words_outlive_the_access_and_whom_they_are_about_is_not_named(
    alice: Person, bob: Person
) -> None:
    target = {"type": "experiences", "user_id": str(alice.id)}
    grant = await open_to(alice, bob, {"type": "experiences"}, rights=MAY)
    first, second = await say(bob, target), await say(bob, target)
    await revoke(alice, grant)
    assert await listed(bob, scope="written") == [item | {"owner": None} for item in (second, first)]
    assert await listed(bob, scope="written", user_id=str(alice.id)) == []
    await say(bob, target, 422)
    assert await listed(alice) == [second, first]
    await bob.ask("DELETE", f"/v1/comments/{first['id']}", 204)
    await alice.ask("DELETE", f"/v1/comments/{second['id']}", 204)
    assert await listed(alice) == await listed(bob, scope="written") == []


@pytest.mark.slow
async def test_who_wrote_it_may_delete_it_and_others_see_nothing(
    app: FastAPI, alice: Person, bob: Person, rose: Person
) -> None:
    for reader in (bob, rose):
        await open_to(alice, reader, {"type": "experiences"}, rights=MAY)
    comment = await say(bob, {"type": "experiences", "user_id": str(alice.id)})
    assert await listed(rose, scope="written") == []
    await rose.ask("DELETE", f"/v1/comments/{comment['id']}", 404)
    await bob.ask("DELETE", f"/v1/comments/{comment['id']}", 204)
    await bob.ask("DELETE", f"/v1/comments/{comment['id']}", 404)
    assert await listed(alice) == []


@pytest.mark.slow
async def test_members_comment_on_what_their_community_was_given_with_that_right(alice: Person, app: FastAPI) -> None:
    community = await begin(alice, visibility="listed", join_policy="open")
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    for member in (bob, carla):
        await join(member, community)
    to: dict[str, Any] = {"audience": {"type": "community", "id": community["id"]}, "purpose": "publication"}
    story, other_story = await told(alice), await told(alice)
    await share(alice, story, **to, rights=MAY)
    await share(alice, other_story, **to)
    await say(bob, {"type": "story", "id": other_story["id"]}, 403)
    comment = await say(bob, {"type": "story", "id": story["id"]})
    assert [item["id"] for item in await listed(alice)] == [comment["id"]]
    assert await listed(bob, scope="written") == [comment]
    assert await listed(carla, scope="written") == await listed(carla) == []
    await carla.ask("DELETE", f"/v1/comments/{comment['id']}", 404)
    await leave(bob, community)
    await say(bob, {"type": "story", "id": story["id"]}, 422)
    assert await listed(bob, scope="written") == [comment | {"owner": None}]
    await bob.ask("DELETE", f"/v1/comments/{comment['id']}", 204)
    assert await listed(alice) == []


async def test_a_repeated_post_says_it_once(alice: Person, bob: Person) -> None:
    await open_to(alice, bob, {"type": "talents"}, rights=MAY)
    body = {"target": {"type": "talents", "user_id": str(alice.id)}, "text": "Bravo."}
    headers = {"Idempotency-Key": "k-1"}
    first = await bob.ask("POST", "/v1/comments", 201, json=body, headers=headers)
    assert await bob.ask("POST", "/v1/comments", 201, json=body, headers=headers) == first
    assert len(await listed(alice)) == 1
    await alice.ask("DELETE", f"/v1/comments/{first['id']}", 204)
    answer = await bob.ask("POST", "/v1/comments", 404, json=body, headers=headers)
    assert answer["type"] == "/problems/comment-not-found"
    assert await listed(alice) == []
