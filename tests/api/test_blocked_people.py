"""People whom one blocked: one lists them and unblocks them, and nobody else sees or changes anything of it."""

from typing import Any

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.api.test_comments import MAY, say
from tests.api.test_exchanges import NAMES, Circle, offer
from tests.support.communities import gather, grown_up
from tests.support.grants import open_to, told
from tests.support.people import Person, Watch

PATH = "/v1/me/blocked-people"


async def blocked_by(person: Person) -> list[Any]:
    items: list[Any] = (await person.ask("GET", PATH, 200))["items"]
    return items


async def asked_without_a_name(app: FastAPI, runtime: Runtime) -> tuple[Person, Person, Circle, Any]:
    """Return who asks for an exchange, whom they ask, where, and the mission that it is."""
    asker, member = await grown_up(app, "asker"), await grown_up(app, "member")
    community_id = await gather(runtime, asker, member)
    await offer(member, community_id)
    circle = Circle(community_id, dict(zip(NAMES, (asker, asker, member, member), strict=True)), runtime)
    await circle.ask()
    (mission,) = await circle.asked(member)
    return asker, member, circle, mission


async def test_who_commented_is_listed_and_unblocked(alice: Person, bob: Person, rose: Person) -> None:
    target = {"type": "story", "id": (await told(alice))["id"]}
    for reader in (bob, rose):
        await open_to(alice, reader, target, rights=MAY)
        for comment in (await say(reader, target), await say(reader, target)):
            await alice.ask("DELETE", f"/v1/comments/{comment['id']}?block=true", 204)
    last_item, first_item = await blocked_by(alice)
    assert last_item["person"] == {"id": str(rose.id), "display_name": "Rose", "avatar": None}
    assert first_item["person"] == {"id": str(bob.id), "display_name": "Bob", "avatar": None}
    assert await blocked_by(bob) == []
    await say(bob, target, 403)
    await bob.ask("DELETE", f"{PATH}/{first_item['id']}", 404)
    await alice.ask("DELETE", f"{PATH}/{first_item['id']}", 204)
    await alice.ask("DELETE", f"{PATH}/{first_item['id']}", 404)
    await say(bob, target)
    await say(rose, target, 403)
    assert await blocked_by(alice) == [last_item]
    page = await alice.ask("GET", f"{PATH}?limit=1", 200)
    assert page == {"items": [last_item], "next_cursor": None}


async def test_who_asked_without_a_name_stays_unnamed_though_blocked_by_name_as_well(
    app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    """Each of the two blocks holds by itself, and neither tells that the other is of the same person."""
    asker, member, circle, mission = await asked_without_a_name(app, runtime)
    decline = f"/v1/missions/{mission['id']}/response/decline"
    await member.ask("PUT", decline, 200, json={"reason": "Non.", "never_again": True})
    (unnamed,) = await blocked_by(member)
    assert unnamed["person"] is None
    target = {"type": "story", "id": (await told(member))["id"]}
    watch.advance(minutes=1)
    await open_to(member, asker, target, rights=MAY)
    comment = await say(asker, target)  # given by name since
    await member.ask("DELETE", f"/v1/comments/{comment['id']}?block=true", 204)
    named, unchanged = await blocked_by(member)
    assert (named["person"]["id"], unchanged) == (str(asker.id), unnamed)
    await member.ask("DELETE", f"{PATH}/{named['id']}", 204)
    await circle.ask()
    assert len(await circle.asked(member)) == 1
    await member.ask("DELETE", f"{PATH}/{unnamed['id']}", 204)
    await circle.ask()
    assert len(await circle.asked(member)) == 2


async def test_who_was_named_by_a_yes_is_named_in_the_list(app: FastAPI, runtime: Runtime) -> None:
    asker, member, _, mission = await asked_without_a_name(app, runtime)
    await member.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json={"attendance": "registered"})
    decline = f"/v1/missions/{mission['id']}/response/decline"
    await member.ask("PUT", decline, 200, json={"reason": "Finalement non.", "never_again": True})
    (item,) = await blocked_by(member)
    assert item["person"]["id"] == str(asker.id)
