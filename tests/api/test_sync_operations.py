import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI

from app.api.sync import PATHS
from app.core.ids import uuid7
from tests.support.people import BARE, FULL, Person, capture, sign_in
from tests.support.talents import skill

TALENT = {"level": 2, "stance": "seeks"}
LATER = FULL | {"title": "Mon premier mur droit, fini"}


def put(data: object, id_: object = None, **fields: object) -> dict[str, object]:
    return {"op": "put", "type": "experience", "id": str(id_ or uuid7()), "data": data} | fields


def delete(id_: object, if_match: object) -> dict[str, object]:
    return {"op": "delete", "type": "experience", "id": str(id_), "if_match": if_match}


async def send(person: Person, *operations: object) -> list[Any]:
    body = json.dumps({"operations": operations}).encode()
    headers = {"Content-Type": "application/json"}
    results: list[Any] = (await person.ask("POST", "/v1/sync", 200, content=body, headers=headers))["results"]
    assert len(results) == len(operations)
    return results


def statuses(results: list[Any]) -> list[int]:
    return [result["status"] for result in results]


async def test_a_batch_sent_again_gives_the_same_results_and_doubles_nothing(alice: Person) -> None:
    old, experience = await capture(alice, FULL), await capture(alice)
    batch = [
        put(FULL),
        put(BARE),
        put(LATER, old["id"], if_match=1),
        delete(experience["id"], 1),
        put(BARE | {"feeling": 9}),
        delete(uuid7(), 1),
    ]
    results = await send(alice, *batch)
    assert statuses(results) == [201, 201, 200, 204, 422, 404]
    repetition = await send(alice, *batch)
    assert without_request_ids(repetition) == without_request_ids(results)
    assert len((await alice.ask("GET", "/v1/experiences", 200))["items"]) == 3
    assert len((await alice.ask("GET", "/v1/sync?types=experience", 200))["changes"]) == 3


def without_request_ids(results: list[Any]) -> list[Any]:
    return [result | {"problem": result["problem"] and result["problem"] | {"request_id": ""}} for result in results]


async def test_data_are_as_their_own_read_shows_them(alice: Person) -> None:
    (result,) = await send(alice, put(FULL))
    assert result["data"] == await alice.ask("GET", f"/v1/experiences/{result['data']['id']}", 200)
    assert result["problem"] is None


async def test_operations_are_done_in_their_order(alice: Person) -> None:
    new_id = uuid7()
    results = await send(
        alice,
        put(FULL, new_id),
        put(LATER, new_id, if_match=1),
        put(FULL, new_id, if_match=2),
        delete(new_id, 3),
        put(FULL, new_id),
    )
    assert statuses(results) == [201, 200, 200, 204, 201]
    assert [(result["data"] or {}).get("version") for result in results] == [1, 2, 3, None, 4]


FILE = {"kind": "photo", "content_type": "image/jpeg", "size": 9, "sha256": "0" * 64}


async def test_a_moment_with_its_photo_and_its_notebook_go_in_one_batch(alice: Person) -> None:
    photo, moment, notebook = (str(uuid7()) for _ in range(3))
    journal = {"title": "Mon stage", "blocks": [{"kind": "experience", "experience_id": moment}]}
    batch = [
        put(FILE, photo, type="media"),
        put(BARE | {"media": [photo]}, moment),
        put(journal, notebook, type="journal"),
        put(FILE | {"alt": "Un mur"}, photo, type="media", if_match=1),
        put(journal | {"title": "Trois semaines"}, notebook, type="journal", if_match=1),
        put(TALENT | {"evidence": [moment]}, skill("COM.1"), type="talent"),
    ]
    results = await send(alice, *batch)
    assert statuses(results) == [201, 201, 201, 200, 200, 201]
    assert results[3]["data"]["alt"] == "Un mur"
    assert results[1]["data"]["media"][0]["id"] == photo
    assert statuses(await send(alice, *batch)) == statuses(results)
    for kind in {PATHS[str(item["type"])] for item in batch}:
        assert len((await alice.ask("GET", f"/v1/{kind}", 200))["items"]) == 1


@pytest.mark.parametrize(
    ("kind", "body"), [("experience", BARE), ("media", FILE), ("journal", {"title": "Un"}), ("talent", TALENT)]
)
async def test_what_was_made_and_deleted_offline_may_be_sent_again(
    alice: Person, kind: str, body: dict[str, object]
) -> None:
    thing_id = skill("COM.1") if kind == "talent" else str(uuid7())
    batch = [put(body, thing_id, type=kind), delete(thing_id, 1) | {"type": kind}]
    for _ in range(3):
        assert statuses(await send(alice, *batch)) == [201, 204]
    assert (await alice.ask("GET", f"/v1/{PATHS[kind]}", 200))["items"] == []


async def test_what_is_new_under_the_id_of_a_deleted_journal_is_not_lost_in_silence(alice: Person) -> None:
    new_id = uuid7()
    results = await send(
        alice,
        put({"title": "Un"}, new_id, type="journal"),
        delete(new_id, 1) | {"type": "journal"},
        put({"title": "Deux"}, new_id, type="journal"),
    )
    assert statuses(results) == [201, 204, 404]


async def test_a_version_is_a_number_or_an_etag(alice: Person) -> None:
    experience = await capture(alice, FULL)
    assert statuses(await send(alice, put(LATER, experience["id"], if_match='"1"'), delete(experience["id"], 2))) == [
        200,
        204,
    ]


async def test_two_phones_that_changed_the_same_lose_no_text(app: FastAPI, alice: Person) -> None:
    person = await sign_in(app, email=alice.email, device_name="tablet")
    experience = await capture(alice, FULL)
    (own,) = await send(alice, put(LATER, experience["id"], if_match=1))
    (conflict,) = await send(person, put(FULL | {"text": "Depuis la tablette"}, experience["id"], if_match=1))
    assert conflict["status"] == 412
    assert conflict["problem"]["current"] == own["data"]
    merge = LATER | {"text": "Depuis la tablette"}
    (result,) = await send(person, put(merge, experience["id"], if_match=conflict["problem"]["current"]["version"]))
    assert (result["status"], result["data"]["text"], result["data"]["version"]) == (200, "Depuis la tablette", 3)
    (late,) = await send(alice, put(LATER, experience["id"], if_match=1))  # its answer was lost
    assert (late["status"], late["data"]) == (200, result["data"])
    await person.client.aclose()


async def test_two_phones_that_delete_the_same_both_succeed(app: FastAPI, alice: Person) -> None:
    person = await sign_in(app, email=alice.email, device_name="tablet")
    for _ in range(5):
        experience = await capture(alice)
        outcomes = await asyncio.gather(
            send(alice, delete(experience["id"], 1)), send(person, delete(experience["id"], 1))
        )
        assert [statuses(results) for results in outcomes] == [[204], [204]]
    await person.client.aclose()


async def test_the_same_batch_at_once_doubles_nothing(alice: Person) -> None:
    old = await capture(alice, FULL)
    batch = [put(FULL), put(LATER, old["id"], if_match=1), put(BARE)]
    answers = await asyncio.gather(*(send(alice, *batch) for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert len((await alice.ask("GET", "/v1/experiences", 200))["items"]) == 3


async def test_a_refusal_is_what_the_edge_would_have_said(alice: Person, bob: Person) -> None:
    """Only its advice on a version is of `if_match`, where the edge's is of the header."""
    experience, foreign = await capture(alice, FULL), await capture(bob)
    refusals: list[tuple[dict[str, object], dict[str, str]]] = [
        (put(LATER, experience["id"]), {}),
        (put(LATER, experience["id"], if_match=7), {"If-Match": '"7"'}),
        (put(FULL, foreign["id"]), {}),
        (put(BARE | {"title": "", "nothing": 1}), {}),
        (put(BARE | {"media": [str(uuid7())]}), {}),
    ]
    results = await send(alice, *(operation for operation, _ in refusals))
    for result, (operation, headers) in zip(results, refusals, strict=True):
        answer = await alice.client.put(f"/v1/experiences/{operation['id']}", json=operation["data"], headers=headers)
        assert result["status"] == answer.status_code >= 400
        problem = answer.json() | {"request_id": ""}
        for fault in problem.get("errors", ()):
            fault["pointer"] = f"/data{fault['pointer']}"
        if answer.status_code in {412, 428}:
            assert ("`if_match`" in result["problem"]["detail"], "`If-Match`" in problem["detail"]) == (True, True)
            problem["detail"] = result["problem"]["detail"]
        assert result["problem"] | {"request_id": ""} == problem
    assert await alice.ask("GET", f"/v1/experiences/{experience['id']}", 200) == experience


HOSTILE: list[object] = [
    None,
    1,
    "put",
    [],
    {},
    {"op": "put"},
    [[[[[[]]]]]],
    put(None),
    put([]),
    put("text"),
    put({"nothing": 1}),
    put({"title": "a\0b"}),
    put({"title": "\ud800"}),
    put({"text": "a" * 20_001}),
    put({"lived_at": "9999-12-31T23:59:59-14:00"}),
    put({"skills": [str(uuid7())]}),
    put(BARE, "not-an-id"),
    put(BARE, "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    put(BARE, if_match=0),
    put(BARE, if_match=2**63),
    put(BARE, if_match=1.5),
    put(BARE, if_match="'; drop table"),
    put(BARE, owner_id=str(uuid7())),
    put(BARE, type="users"),
    put(BARE, type="story"),
    put(BARE, type=["experience"]),
    put(BARE, op="patch"),
    {"op": "delete", "type": "experience", "id": str(uuid7())},
    delete(uuid7(), 1),
    delete(uuid7(), "1.0"),
]


async def test_what_is_hostile_in_a_batch_is_refused_and_the_rest_is_done(alice: Person, bob: Person) -> None:
    foreign = await capture(bob)
    hostile = [*HOSTILE, put(BARE, foreign["id"]), put(BARE, foreign["id"], if_match=1), delete(foreign["id"], 1)]
    operations = [item for pair in zip(hostile, (put(BARE) for _ in hostile), strict=True) for item in pair]
    results = await send(alice, *[*operations, *(put(BARE) for _ in range(100 - len(operations)))])
    refusals = results[: len(operations) : 2]
    assert {status in (404, 422, 428) for status in statuses(refusals)} == {True}
    assert all(item["data"] is None and item["problem"]["status"] == item["status"] for item in refusals)
    assert {result["status"] for result in results if result not in refusals} == {201}
    assert await bob.ask("GET", f"/v1/experiences/{foreign['id']}", 200) == foreign


@pytest.mark.parametrize("body", [{}, {"operations": None}, {"operations": [put(BARE)] * 101}, {"operations": {}}, []])
async def test_what_is_no_batch_is_refused_whole(alice: Person, body: object) -> None:
    await alice.ask("POST", "/v1/sync", 422, json=body)
    assert (await alice.ask("GET", "/v1/experiences", 200))["items"] == []


async def test_a_batch_of_a_hundred_long_texts_fits_and_no_more(alice: Person) -> None:
    long = BARE | {"text": "a" * 20_000}
    assert set(statuses(await send(alice, *(put(long) for _ in range(100))))) == {201}
    await alice.ask("POST", "/v1/sync", 413, content=b" " * 4_000_001, headers={"Content-Type": "application/json"})


async def test_problems_speak_the_readers_language(alice: Person) -> None:
    for language, title in (("fr", "Certaines valeurs ne conviennent pas"), ("en", "Some values will not do")):
        answer = await alice.client.post(
            "/v1/sync", json={"operations": [put({"feeling": 9})]}, headers={"Accept-Language": language}
        )
        assert json.loads(answer.text)["results"][0]["problem"]["title"] == title
