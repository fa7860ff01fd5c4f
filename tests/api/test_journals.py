import asyncio
from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.journals import BLOCKS, JournalRead
from app.schemas.pages import PageRead
from tests.support.people import Person, Watch, capture
from tests.support.stories import begin, medium, of, rewrite, showing, text

QUOTE = {"kind": "quote", "text": "Pose, puis regarde.", "attribution": "Karim"}


async def test_a_journal_is_kept_as_it_was_written(alice: Person, runtime: Runtime) -> None:
    photo, experience = await medium(runtime, alice), await capture(alice)
    path = await begin(alice, text(), QUOTE, of(experience), showing(photo), cover_media_id=photo, summary="Court")
    journal = await alice.ask("GET", path, 200)
    kinds = {"text": text(), "quote": QUOTE, "experience": of(experience), "media": showing(photo)}
    assert journal["blocks"] == [kind | {"id": None} for kind in kinds.values()]
    assert (journal["title"], journal["summary"], journal["language"]) == ("Mon stage", "Court", "fr")
    assert (journal["cover_media_id"], journal["cover"]["id"]) == (photo, photo)


async def test_a_list_item_is_the_document_that_a_single_read_gives(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    path = await begin(alice, text() | {"id": "b1"}, QUOTE, showing(photo), cover_media_id=photo)
    answer = await alice.client.get("/v1/journals")
    [item] = answer.json()["items"]
    assert item == await alice.ask("GET", path, 200)
    assert list(item) == list(JournalRead.model_fields)
    assert PageRead[JournalRead].model_validate_json(answer.content).items[0].model_dump(mode="json") == item


async def test_journals_are_listed_newest_first_and_none_is_skipped_that_is_edited_between_pages(
    alice: Person, watch: Watch
) -> None:
    first = await begin(alice, title="Un")
    watch.advance(minutes=1)
    await begin(alice, title="Deux")
    watch.advance(minutes=1)
    page = await alice.ask("GET", "/v1/journals?limit=1", 200)
    await rewrite(alice, first, summary="Revu")
    rest = await alice.ask("GET", f"/v1/journals?limit=1&cursor={page['next_cursor']}", 200)
    assert [item["title"] for item in page["items"] + rest["items"]] == ["Deux", "Un"]
    assert rest["next_cursor"] is None


async def test_the_same_body_again_is_the_same_row(alice: Person) -> None:
    path, body = f"/v1/journals/{uuid7()}", {"title": "Mon stage", "blocks": [text()]}
    answers = await asyncio.gather(*(alice.client.put(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert (await alice.ask("PUT", path, 200, json=body))["version"] == 1


async def test_a_key_makes_one_journal(alice: Person) -> None:
    body, key = {"title": "Mon stage"}, {"Idempotency-Key": "k1"}
    first = await alice.ask("POST", "/v1/journals", 201, json=body, headers=key)
    assert await alice.ask("POST", "/v1/journals", 201, json=body, headers=key) == first
    await alice.ask("POST", "/v1/journals", 422, json=body | {"title": "Autre"}, headers=key)


async def test_a_change_names_the_version_it_changes(alice: Person) -> None:
    path = await begin(alice, text())
    body = {"title": "Mon stage, fini"}
    await alice.ask("PUT", path, 428, json=body)
    answer = await alice.ask("PUT", path, 200, json=body, headers={"If-Match": '"1"'})
    assert (answer["title"], answer["blocks"], answer["version"]) == ("Mon stage, fini", [], 2)
    stale = await alice.ask("PATCH", path, 412, json={"title": "Autre"}, headers={"If-Match": '"1"'})
    assert stale["current"] == answer


async def test_a_patch_replaces_blocks_as_a_whole(alice: Person) -> None:
    path = await begin(alice, text("Un"), text("Deux"), summary="Court")
    document = await rewrite(alice, path, blocks=[QUOTE], summary=None)
    assert document["blocks"] == [QUOTE | {"id": None}]
    assert (document["title"], document["summary"]) == ("Mon stage", None)


async def test_who_has_it_already_gets_304(alice: Person) -> None:
    path = await begin(alice)
    etag = (await alice.client.get(path)).headers["etag"]
    assert (await alice.client.get(path, headers={"If-None-Match": etag})).status_code == 304


@pytest.mark.parametrize(
    ("block", "pointer", "code"),
    [
        ({"kind": "text"}, "/blocks/0/text", "required"),
        ({"kind": "text", "text": ""}, "/blocks/0/text", "too_short"),
        ({"kind": "text", "text": "a", "color": 1}, "/blocks/0/color", "unknown_field"),
        ({"kind": "poll"}, "/blocks/0", "not_one_of"),
        ({"text": "a"}, "/blocks/0", "kind_required"),
        ("text", "/blocks/0", "wrong_type"),
        ({"kind": "experience", "experience_id": "x"}, "/blocks/0/experience_id", "bad_id"),
        ({"kind": "media", "media_id": str(uuid7()), "caption": "a" * 201}, "/blocks/0/caption", "too_long"),
        (text() | {"id": "no spaces"}, "/blocks/0/id", "bad_pattern"),
    ],
)
async def test_a_fault_in_a_block_is_said_where_it_is(alice: Person, block: object, pointer: str, code: str) -> None:
    body = {"title": "Mon stage", "blocks": [block]}
    answer = await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json=body)
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [(pointer, code)]
    path = await begin(alice)
    problem = await alice.ask("PATCH", path, 422, json={"blocks": [block]}, headers={"If-Match": '"1"'})
    assert problem["errors"] == answer["errors"]


async def test_two_blocks_cannot_have_one_name(alice: Person) -> None:
    twice = {"title": "Mon stage", "blocks": [text() | {"id": "b1"}, text("Autre") | {"id": "b1"}]}
    answer = await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json=twice)
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [("/blocks", "repeated")]


def refusals(problem: dict[str, Any]) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in problem["errors"]}


async def test_what_is_not_ones_own_cannot_be_cited(alice: Person, bob: Person, runtime: Runtime) -> None:
    body = {"title": "Mon stage"}
    answers = []
    for photo, experience in (
        (await medium(runtime, bob), await capture(bob)),
        (str(uuid7()), {"id": str(uuid7())}),
    ):
        blocks = [text(), of(experience), showing(photo)]
        given = body | {"blocks": blocks, "cover_media_id": photo}
        answers.append(await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json=given))
        path = await begin(alice)
        answer = await alice.ask("PATCH", path, 422, json=given, headers={"If-Match": '"1"'})
        assert answer["errors"] == answers[-1]["errors"]
    assert answers[0]["errors"] == answers[1]["errors"]
    assert refusals(answers[0]) == {
        "/blocks/1/experience_id": "unknown_experience",
        "/blocks/2/media_id": "unknown_media",
        "/cover_media_id": "unknown_media",
    }


async def test_a_refused_journal_leaves_its_id_free(alice: Person) -> None:
    path = f"/v1/journals/{uuid7()}"
    await alice.ask("PUT", path, 422, json={"title": "Mon stage", "blocks": [of({"id": str(uuid7())})]})
    await alice.ask("GET", path, 404)
    await alice.ask("PUT", path, 201, json={"title": "Mon stage"})


async def test_what_lies_in_the_bin_is_not_cited_anew_but_may_stay(alice: Person) -> None:
    experience = await capture(alice)
    path = await begin(alice, of(experience))
    await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers={"If-Match": '"1"'})
    answer = await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json={"title": "Autre", "blocks": [of(experience)]})
    assert refusals(answer) == {"/blocks/0/experience_id": "unknown_experience"}
    await rewrite(alice, path, title="Sans la perdre")
    document = await rewrite(alice, path, blocks=[text(), of(experience)])
    assert document["blocks"][1]["experience_id"] == experience["id"]


async def test_an_experience_is_added_once_however_often_it_is_sent(alice: Person) -> None:
    path, experience = await begin(alice, text("Un"), text("Deux")), await capture(alice)
    body = {"experience_id": experience["id"], "position": 1}
    answers = await asyncio.gather(*(alice.client.post(f"{path}/blocks", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    journal = await alice.ask("GET", path, 200)
    assert [block["kind"] for block in journal["blocks"]] == ["text", "experience", "text"]
    assert (journal["version"], {answer.json()["version"] for answer in answers}) == (2, {2})


@pytest.mark.parametrize(("position", "at"), [(0, 0), (None, 2), (200, 2)])
async def test_an_experience_is_added_where_it_is_asked(alice: Person, position: int | None, at: int) -> None:
    path, experience = await begin(alice, text("Un"), text("Deux")), await capture(alice)
    body = {"experience_id": experience["id"], "position": position}
    journal = await alice.ask("POST", f"{path}/blocks", 201, json=body)
    assert journal["blocks"][at]["experience_id"] == experience["id"]


async def test_experiences_that_are_added_at_once_are_all_there(alice: Person) -> None:
    path, experiences = await begin(alice), [await capture(alice) for _ in range(5)]
    await asyncio.gather(
        *(alice.client.post(f"{path}/blocks", json={"experience_id": item["id"]}) for item in experiences)
    )
    journal = await alice.ask("GET", path, 200)
    assert {block["experience_id"] for block in journal["blocks"]} == {item["id"] for item in experiences}


async def test_somebody_elses_experience_is_not_added(alice: Person, bob: Person) -> None:
    path = await begin(alice)
    for item in (await capture(bob), {"id": str(uuid7())}):
        answer = await alice.ask("POST", f"{path}/blocks", 422, json={"experience_id": item["id"]})
        assert refusals(answer) == {"/experience_id": "unknown_experience"}


async def test_a_full_journal_takes_no_more(alice: Person) -> None:
    path, experience = await begin(alice, *[text()] * BLOCKS), await capture(alice)
    answer = await alice.ask("POST", f"{path}/blocks", 422, json={"experience_id": experience["id"]})
    assert refusals(answer) == {"/experience_id": "too_long"}
    body = {"title": "Trop", "blocks": [text()] * (BLOCKS + 1)}
    assert refusals(await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json=body)) == {"/blocks": "too_long"}


async def test_somebody_elses_journal_is_as_unknown_as_none(alice: Person, bob: Person) -> None:
    journal_path, experience = await begin(alice, text()), await capture(bob)
    seen = []
    for path in (journal_path, f"/v1/journals/{uuid7()}"):
        calls = [
            await bob.client.get(path),
            await bob.client.patch(path, json={"title": "A"}, headers={"If-Match": '"1"'}),
            await bob.client.delete(path, headers={"If-Match": '"1"'}),
            await bob.client.post(f"{path}/blocks", json={"experience_id": experience["id"]}),
            await bob.client.get(f"{path}/readiness"),
            await bob.client.put(f"{path}/publication"),
            await bob.client.delete(f"{path}/publication"),
        ]
        seen.append([(call.status_code, call.json()["type"], call.json()["title"]) for call in calls])
    assert seen[0] == seen[1]
    assert {status for status, *_ in seen[0]} == {404}
    await bob.ask("PUT", journal_path, 404, json={"title": "À moi"})
    assert (await bob.ask("GET", "/v1/journals", 200))["items"] == []


async def test_a_deleted_journal_is_gone_and_its_experiences_stay(alice: Person, runtime: Runtime) -> None:
    photo, experience = await medium(runtime, alice), await capture(alice)
    path = await begin(alice, of(experience), showing(photo), cover_media_id=photo)
    await alice.ask("DELETE", path, 428)
    await alice.ask("DELETE", path, 204, headers={"If-Match": '"1"'})
    for method in ("GET", "DELETE"):
        await alice.ask(method, path, 404, headers={"If-Match": '"2"'})
    await alice.ask("PUT", path, 404, json={"title": "Mon stage"})
    assert (await alice.ask("GET", "/v1/journals", 200))["items"] == []
    await alice.ask("GET", f"/v1/experiences/{experience['id']}", 200)
