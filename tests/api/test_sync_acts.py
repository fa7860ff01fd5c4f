"""What a person does offline besides making things: saying, reading, choosing what is shown of them."""

from typing import Any

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.api.test_sync_operations import FILE, put, send, statuses, without_request_ids
from tests.api.test_sync_patches import patch
from tests.support.communities import begin, join
from tests.support.consents import shown
from tests.support.counsellors import accept, request_access
from tests.support.grants import told
from tests.support.people import Person, Watch
from tests.support.proposals import call
from tests.support.proposals import listed as ideas


async def test_what_is_said_offline_is_said_once(rose: Person, alice: Person, bob: Person, watch: Watch) -> None:
    story = await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story", rights=["view", "comment"]))
    comment_id = str(uuid7())
    words = {"target": {"type": "story", "id": story["id"]}, "text": "Bravo."}
    said = put(words, comment_id, type="comment")
    (first,) = await send(rose, said)
    assert (first["status"], first["data"]) == (201, (await listed(rose, "written"))[0])
    assert await send(rose, said, said) == [first, first]
    assert [item["id"] for item in await listed(alice, "received")] == [comment_id]
    changed = put(words | {"text": "Autre chose."}, comment_id, type="comment")
    refusals = await send(rose, changed, put(words, uuid7(), type="comment", if_match=1) | {"data": {"text": ""}})
    assert statuses(refusals) == [422, 422]
    assert statuses(await send(bob, put(words, uuid7(), type="comment"), said)) == [422, 404]
    taken_back = {"op": "delete", "type": "comment", "id": comment_id}
    assert statuses(await send(bob, taken_back)) == [404]
    for _ in range(2):  # the whole batch was sent again: the words do not come back
        assert statuses(await send(rose, said, taken_back)) == [201, 204]
    assert await listed(alice, "received") == []


async def listed(person: Person, side: str) -> list[Any]:
    return list((await person.ask("GET", f"/v1/comments?scope={side}", 200))["items"])


async def test_what_was_read_and_chosen_offline_counts(alice: Person, bob: Person, watch: Watch) -> None:
    community = await begin(bob, join_policy="open", visibility="public")
    await join(alice, community, **shown("join"))
    choice = patch("membership", community["id"], {"show_talents": True} | shown("talents"), None)
    reading = put({"up_to": watch.now.isoformat()}, uuid7(), type="reading")
    first = await send(alice, choice, reading)
    assert statuses(first) == [200, 200]
    assert (first[0]["data"]["show_talents"], first[1]["data"]) == (True, {"unread": 0})
    assert without_request_ids(await send(alice, choice, reading)) == first
    stale = patch("membership", community["id"], {"show_talents": False}, 1)
    (conflict,) = await send(alice, stale)
    assert (conflict["status"], conflict["problem"]["current"]["show_talents"]) == (412, True)
    unknown = put({"up_to": str(uuid7())}, uuid7(), type="reading")
    elsewhere = patch("membership", uuid7(), {"show_talents": False}, None)
    (unread, nowhere) = await send(alice, unknown, elsewhere)
    assert (unread["status"], unread["problem"]["errors"][0]["pointer"]) == (422, "/data/up_to")
    assert nowhere["status"] == 404


async def test_an_idea_that_was_written_offline_arrives_once(
    runtime: Runtime, alice: Person, rose: Person, watch: Watch
) -> None:
    """Also after the end, if it was written before; one too many says so, and the others of the batch arrive."""
    _, mission = await call(runtime, rose, [alice], max_per_person=1)
    written_at = watch.now.isoformat()
    idea = {"mission_id": mission["id"], "title": "Un stage par mois", "captured_at": written_at}
    proposal_id, other_id = str(uuid7()), str(uuid7())
    await rose.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    batch = [put(idea, proposal_id, type="proposal"), put(idea, other_id, type="proposal")]
    first = await send(alice, *batch)
    assert statuses(first) == [201, 409]
    assert first[0]["data"]["state"] == "submitted"
    assert without_request_ids(await send(alice, *batch)) == without_request_ids(first)
    assert [item["id"] for item in await ideas(alice, mission)] == [proposal_id]
    for _ in range(2):  # the answer was lost
        withdrawal = {"op": "delete", "type": "proposal", "id": proposal_id, "if_match": first[0]["data"]["version"]}
        assert statuses(await send(alice, withdrawal)) == [204]
    assert [item["state"] for item in await ideas(alice, mission)] == ["withdrawn"]


async def test_a_file_is_declared_without_a_digest(alice: Person) -> None:
    film = {"kind": "video", "content_type": "video/mp4", "size": 900}
    film_id = str(uuid7())
    (result,) = await send(alice, put(film, film_id, type="media"))
    assert (result["status"], result["data"]["sha256"], result["data"]["received"]) == (201, None, 0)
    assert await alice.ask("PUT", f"/v1/media/{film_id}", 200, json=film) == result["data"]
    photo = {name: value for name, value in FILE.items() if name != "sha256"}
    again = await send(alice, *(put(photo, uuid7(), type="media") for _ in range(2)))
    assert [item["data"]["state"] for item in again] == ["awaiting_upload"] * 2  # nothing says that they are the same
