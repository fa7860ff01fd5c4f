"""Something is reported, hidden from the community alone, and may be shown again."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support import portraits
from tests.support.communities import gather, grown_up
from tests.support.grants import open_to, share, told
from tests.support.missions import answer, send
from tests.support.people import Person, Watch, capture, erase
from tests.support.stories import begin, medium, publish, showing

BAD = {"reason": "personal_data", "text": "On y voit une adresse."}
WHY = {"decision": "hide", "reason": "On lit l’adresse sur la boîte aux lettres."}


class Group:
    """A manager, a facilitator, and two members: one who tells, one who reports."""

    def __init__(
        self, community_id: UUID, manager: Person, facilitator: Person, author: Person, reader: Person
    ) -> None:
        self.id, self.manager, self.facilitator = community_id, manager, facilitator
        self.author, self.reader = author, reader


@pytest.fixture
async def group(app: FastAPI, runtime: Runtime, alice: Person) -> Group:
    manager, facilitator, reader = [await grown_up(app, name) for name in ("max", "fay", "remy")]
    roles = {manager.id: Role.MANAGER, facilitator.id: Role.FACILITATOR}
    community_id = await gather(runtime, manager, facilitator, alice, reader, roles=roles)
    return Group(community_id, manager, facilitator, alice, reader)


async def shown(group: Group) -> Any:
    """A story of the author's that the community sees."""
    story = await told(group.author)
    await share(group.author, story, audience={"type": "community", "id": str(group.id)})
    return story


async def flag(person: Person, kind: str, target_id: str, status: int = 201) -> Any:
    return await person.ask("POST", "/v1/flags", status, json={"target": {"type": kind, "id": target_id}, **BAD})


async def waiting(person: Person, group: Group, collection: str = "flags", **filters: object) -> list[Any]:
    page = await person.ask("GET", f"/v1/{collection}", 200, params={"community_id": str(group.id), **filters})
    items: list[Any] = page["items"]
    return items


async def notification_types(person: Person) -> list[str]:
    return [item["type"] for item in (await person.ask("GET", "/v1/notifications", 200))["items"]]


async def hidden(group: Group, story: Any) -> Any:
    """The hiding of it, as its author reads it."""
    new_flag = await flag(group.reader, "story", story["id"])
    decision = await group.facilitator.ask("PUT", f"/v1/flags/{new_flag['id']}/decision", 200, json=WHY)
    assert (decision["state"], decision["decision_reason"]) == ("hidden", WHY["reason"])
    [hiding] = (await group.author.ask("GET", "/v1/hidings", 200))["items"]
    return hiding


@pytest.mark.slow
async def test_what_is_hidden_is_hidden_from_the_community_alone(group: Group, bob: Person) -> None:
    story = await shown(group)
    await share(group.author, story, audience={"type": "user", "id": str(bob.id)})
    path = f"/v1/stories/{story['id']}"
    await group.reader.ask("GET", path, 200)
    hiding = await hidden(group, story)
    assert (hiding["reason"], hiding["target"]) == (WHY["reason"], {"type": "story", "id": story["id"]})
    await group.reader.ask("GET", path, 404)
    assert (await group.reader.ask("GET", f"/v1/communities/{group.id}/feed", 200))["items"] == []
    assert (await group.reader.ask("GET", "/v1/stories?scope=granted", 200))["items"] == []
    await bob.ask("GET", path, 200)
    await group.author.ask("GET", path, 200)
    assert "moderation" in await notification_types(group.author)


@pytest.mark.slow
async def test_what_is_hidden_does_not_open_through_a_portrait_either(
    group: Group, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    story = await publish(group.author, await begin(group.author, showing(await medium(runtime, group.author))))
    to_members, path = {"type": "community", "id": str(group.id)}, f"/v1/stories/{story['id']}"
    await share(group.author, story, audience=to_members)
    portrait = await portraits.draw(group.author, pinned_stories=[story["id"]])
    await portraits.publish(group.author, portrait)
    for audience in (to_members, {"type": "user", "id": str(bob.id)}):
        await portraits.share(group.author, portrait, audience=audience, purpose="personal")
    urls = {}
    for person in (bob, group.reader):
        [block] = (await person.ask("GET", path, 200))["content"]["blocks"]
        [section] = (await person.ask("GET", portrait, 200))["content"]["sections"]
        urls[person.email] = block["media"]["variants"][0]["url"], section["stories"][0]["url"]
    await hidden(group, story)
    await group.reader.ask("GET", path, 404)
    await group.reader.ask("GET", portrait, 200)
    await bob.ask("GET", path, 200)
    assert {(await guest.get(url)).status_code for url in urls[group.reader.email]} == {404}
    assert 404 not in {(await guest.head(url)).status_code for url in urls[bob.email]}


async def test_an_appeal_is_answered_by_somebody_else(group: Group) -> None:
    story = await shown(group)
    hiding = await hidden(group, story)
    appeal, review = (f"/v1/hidings/{hiding['id']}/{verb}" for verb in ("appeal", "review"))
    lift = {"decision": "lift", "answer": "L’adresse est celle de l’atelier."}
    await group.manager.ask("PUT", review, 409, json=lift)
    words = {"text": "C’est l’adresse de l’atelier."}
    await group.reader.ask("PUT", appeal, 404, json=words)
    first = await group.author.ask("PUT", appeal, 200, json=words)
    assert first == await group.author.ask("PUT", appeal, 200, json=words)
    await group.author.ask("PUT", appeal, 409, json={"text": "Encore"})
    assert await notification_types(group.manager) == ["appeal", "flag"]
    assert [item["id"] for item in await waiting(group.manager, group, "hidings", state="appealed")] == [hiding["id"]]
    assert await waiting(group.facilitator, group, "hidings") == []
    assert (await group.facilitator.ask("PUT", review, 403, json=lift))["type"] == "/problems/another-answers"
    await group.reader.ask("PUT", review, 404, json=lift)
    hiding_read = await group.manager.ask("PUT", review, 200, json=lift)
    assert (hiding_read["answer"], hiding_read["lifted_at"] is not None) == (lift["answer"], True)
    await group.reader.ask("GET", f"/v1/stories/{story['id']}", 200)
    await group.manager.ask("PUT", review, 409, json=lift)
    await group.author.ask("PUT", appeal, 409, json={"text": "Merci"})


async def test_what_is_kept_hidden_after_an_appeal_stays_so(group: Group) -> None:
    story = await shown(group)
    hiding = await hidden(group, story)
    await group.author.ask("PUT", f"/v1/hidings/{hiding['id']}/appeal", 200, json={"text": "Pourquoi ?"})
    keep = {"decision": "keep", "answer": "On lit le nom de la rue."}
    review = await group.manager.ask("PUT", f"/v1/hidings/{hiding['id']}/review", 200, json=keep)
    assert review["lifted_at"] is None
    await group.reader.ask("GET", f"/v1/stories/{story['id']}", 404)


async def test_a_flag_is_decided_once_by_who_looks_after_the_community(group: Group, bob: Person) -> None:
    story = await shown(group)
    new_flag = await flag(group.reader, "story", story["id"])
    assert (new_flag["community_id"], new_flag["state"]) == (str(group.id), "open")
    assert await flag(group.reader, "story", story["id"], 200) == new_flag
    assert "flag" in await notification_types(group.facilitator)
    path = f"/v1/flags/{new_flag['id']}/decision"
    dismiss = {"decision": "dismiss", "reason": "Rien à redire."}
    for person in (group.author, group.reader, bob):
        await person.ask("PUT", path, 404, json=dismiss)
    for person, status in ((group.author, 403), (group.reader, 403), (bob, 404)):
        await person.ask("GET", f"/v1/flags?community_id={group.id}", status)
        await person.ask("GET", f"/v1/hidings?community_id={group.id}", status)
    assert [item["id"] for item in await waiting(group.manager, group, state="open")] == [new_flag["id"]]
    decision = await group.manager.ask("PUT", path, 200, json=dismiss)
    assert decision == await group.manager.ask("PUT", path, 200, json=dismiss)
    await group.facilitator.ask("PUT", path, 409, json=WHY)
    assert (await group.author.ask("GET", "/v1/hidings", 200))["items"] == []
    [own_flag] = (await group.reader.ask("GET", "/v1/flags", 200))["items"]
    assert own_flag["state"] == "dismissed"


async def test_who_reported_it_is_told_to_nobody(group: Group) -> None:
    story = await shown(group)
    await flag(group.reader, "story", story["id"])
    for person in (group.manager, group.facilitator, group.author):
        for path in (f"/v1/flags?community_id={group.id}", "/v1/hidings", "/v1/notifications"):
            assert str(group.reader.id) not in (await person.client.get(path)).text


@pytest.mark.slow
async def test_an_answer_is_hidden_from_members_and_still_reviewed(group: Group, runtime: Runtime) -> None:
    mission = await send(runtime, group.manager, group.id, responses_visible_to="community")
    moment = await capture(group.author)
    response = await answer(group.author, mission, experience_id=moment["id"])
    feed = f"/v1/communities/{group.id}/feed"
    assert len((await group.reader.ask("GET", feed, 200))["items"]) == 1
    new_flag = await flag(group.reader, "response", response["id"])
    await group.facilitator.ask("PUT", f"/v1/flags/{new_flag['id']}/decision", 200, json=WHY)
    assert (await group.reader.ask("GET", feed, 200))["items"] == []
    accept = {"decision": "accept", "comment": None}
    await group.manager.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=accept)


async def test_only_what_one_sees_is_reported(group: Group, alice: Person, bob: Person) -> None:
    story = await told(alice)
    for kind, target_id in (
        ("story", story["id"]),
        ("community", str(group.id)),
        *((kind, str(uuid7())) for kind in ("story", "portrait", "response", "comment", "community")),
    ):
        problem = await flag(bob, kind, target_id, 422)
        assert problem["errors"][0]["code"] == "unknown_target"
    whole = await flag(group.reader, "community", str(group.id))
    assert whole["community_id"] is None  # its own team does not decide on that


async def test_a_report_of_a_comment_stays_when_its_author_erases_the_account(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = {"type": "story", "id": (await told(alice))["id"]}
    await open_to(alice, bob, story, rights=["view", "comment"])
    comment = await bob.ask("POST", "/v1/comments", 201, json={"target": story, "text": "Nul."})
    report = await flag(alice, "comment", comment["id"])
    await erase(runtime, watch, bob)
    [kept_comment] = (await alice.ask("GET", "/v1/comments", 200))["items"]
    assert (kept_comment["id"], kept_comment["author"]) == (comment["id"], None)
    assert (await alice.ask("GET", "/v1/flags", 200))["items"] == [report]


@pytest.mark.slow
async def test_reports_are_limited(bob: Person, group: Group) -> None:
    story = await told(group.author)
    await share(group.author, story, audience={"type": "user", "id": str(bob.id)})
    for n in range(30):
        await flag(bob, "story", story["id"], 200 if n else 201)
    await flag(bob, "story", story["id"], 429)
