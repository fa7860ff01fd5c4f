"""Operations that change a part of a thing, answers to missions by their own id, and types that generators can use."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.sync import ResultsRead
from app.schemas.sync_variants import OPERATIONS
from tests.api.test_sync_operations import FILE, TALENT, delete, put, send, statuses, without_request_ids
from tests.support.communities import gather
from tests.support.documents import whole_document
from tests.support.missions import mine
from tests.support.missions import send as ask
from tests.support.people import FULL, Person, capture, sign_in
from tests.support.proposals import call
from tests.support.talents import skill

DOCUMENT = whole_document()["components"]["schemas"]
# What a full `put` says of each kind, a patch of it, and what no patch changes.
PATCHES: dict[str, tuple[dict[str, object], dict[str, object], str]] = {
    "experience": (FULL, {"title": "Retouché", "context": None}, "text"),
    "media": (FILE | {"alt": "Un mur", "caption": "Lundi"}, {"alt": "Un mur droit", "caption": None}, "size"),
    "journal": (
        {"title": "Mon stage", "summary": "Trois semaines", "blocks": [{"kind": "text", "text": "Lundi"}]},
        {"title": "Mon carnet", "summary": None},
        "blocks",
    ),
    "portrait": ({"name": "Bâtiment", "headline": "Maçonne"}, {"name": "Chantier", "headline": None}, "template"),
    "talent": (TALENT, {"level": 3}, "stance"),
    "proposal": ({"title": "Un stage par mois", "text": "Chez qui veut"}, {"title": "Un jour", "text": None}, "themes"),
}


def patch(kind: str, id_: object, data: object, if_match: object = 1) -> dict[str, object]:
    return {"op": "patch", "type": kind, "id": str(id_), "data": data, "if_match": if_match}


def test_every_kind_that_can_be_patched_is_here() -> None:
    assert {kind for kind, item in OPERATIONS.items() if "patch" in item.ops} == {*PATCHES, "membership"}


async def test_a_patch_changes_what_it_names_and_keeps_the_rest(
    app: FastAPI, runtime: Runtime, alice: Person, bob: Person, rose: Person
) -> None:
    person = await sign_in(app, email=alice.email, device_name="tablet")
    ids = {kind: skill("COM.1") if kind == "talent" else str(uuid7()) for kind in PATCHES}
    _, mission = await call(runtime, rose, [alice])
    named = {"proposal": {"mission_id": mission["id"]}}
    old = await send(alice, *(put(PATCHES[kind][0] | named.get(kind, {}), ids[kind], type=kind) for kind in PATCHES))
    batch = [
        patch(kind, ids[kind], PATCHES[kind][1], item["data"]["version"]) for kind, item in zip(ids, old, strict=True)
    ]
    results = await send(alice, *batch)
    assert statuses(results) == [200] * len(PATCHES)
    for result, before, (kind, (_, changes, same)) in zip(results, old, PATCHES.items(), strict=True):
        assert (result["type"], result["id"]) == (kind, ids[kind])
        assert {name: result["data"][name] for name in changes} == changes
        assert result["data"][same] == before["data"][same]
    assert await send(alice, *batch) == results  # the answer was lost: the same
    assert ResultsRead.model_validate({"results": results})
    # Another phone changed another thing of it meanwhile: it merges, and sends again.
    late = await send(person, *(item | {"data": {}} for item in batch))
    for conflict, result in zip(late, results, strict=True):
        assert (conflict["status"], conflict["problem"]["current"]) == (412, result["data"])
    bare = await send(person, *({**item, "if_match": None} for item in batch))
    for refusal, result in zip(bare, results, strict=True):
        assert (refusal["status"], refusal["problem"]["current"]) == (428, result["data"])
    foreign = await send(bob, *batch)
    assert set(statuses(foreign)) == {404}
    assert all("current" not in item["problem"] for item in foreign)
    await person.client.aclose()


async def test_a_put_without_a_version_is_told_what_there_is(alice: Person) -> None:
    experience = await capture(alice, FULL)
    (refusal, gone) = await send(
        alice, put(FULL | {"title": "Autre"}, experience["id"]), delete(experience["id"], None)
    )
    for result in (refusal, gone):
        assert (result["status"], result["problem"]["current"]) == (428, experience)


@pytest.mark.parametrize(
    "operation",
    [
        patch("experience", uuid7(), {"nothing": 1}),
        patch("experience", uuid7(), []),
        patch("response", uuid7(), {}),
        {"op": "merge", "type": "experience", "id": str(uuid7()), "data": {}},
        {"op": "put", "type": "response", "id": str(uuid7()), "data": {"mission_id": "x"}},
    ],
)
async def test_an_operation_that_is_none_is_refused(alice: Person, operation: dict[str, object]) -> None:
    (result,) = await send(alice, operation)
    assert result["status"] in (404, 422)
    assert (result["type"], result["data"]) == (operation["type"], None)


async def test_a_result_says_what_it_answers(alice: Person) -> None:
    nameless = await send(alice, {}, {"type": ["x"], "id": 7}, put({}, "no-id"), put({}, type="community"))
    assert [(item["type"], item["id"] and len(item["id"])) for item in nameless] == [
        ("unknown", None),
        ("unknown", None),
        ("experience", None),
        ("unknown", 36),
    ]
    assert ResultsRead.model_validate({"results": nameless})


async def test_an_answer_is_named_by_its_mission_or_by_itself(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    first, second, third = [await ask(runtime, alice, community_id) for _ in range(3)]
    answers = {item["id"]: item["response"]["id"] for item in await mine(bob)}
    experience = await capture(bob, FULL)
    batch: list[dict[str, Any]] = [
        put({"experience_id": experience["id"]}, answers[first["id"]], type="response"),
        put({"experience_id": experience["id"], "mission_id": second["id"]}, uuid7(), type="response"),
        put({"reason": "Je suis en arrêt."}, third["id"], type="response"),
        {"op": "delete", "type": "response", "id": str(uuid7()), "data": {"mission_id": second["id"]}},
    ]
    results = await send(bob, *batch)
    assert statuses(results) == [200, 200, 200, 204]
    assert [item["data"]["id"] for item in results[:3]] == [answers[item["id"]] for item in (first, second, third)]
    assert without_request_ids(await send(bob, *batch[::2])) == results[::2]


async def test_what_was_read_offline_is_seen_since_then(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await ask(runtime, alice, await gather(runtime, alice, bob))
    answer_id = (await mine(bob))[0]["response"]["id"]
    early = put({"seen_at": "2020-01-01T00:00:00.000Z"}, answer_id, type="response")
    (result,) = await send(bob, early)
    assert (result["status"], result["data"]["state"], result["data"]["seen_at"]) == (
        200,
        "seen",
        result["data"]["assigned_at"],
    )
    assert (await send(bob, early | {"data": {"seen_at": "2026-03-03T13:10:00.000Z"}}))[0]["data"] == result["data"]
    assert (await send(alice, early))[0]["status"] == 404
    board = await alice.ask("GET", f"/v1/missions/{mission['id']}/board", 200)
    assert [line["state"] for line in board["items"]] == ["seen"]


async def test_a_mission_that_was_read_is_declined_as_older_applications_do(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    mission = await ask(runtime, alice, await gather(runtime, alice, bob))
    (answer,) = [item["response"] for item in await mine(bob)]
    read = {"seen_at": "2026-03-03T13:10:00.000Z", "keep_in_journal": False, "note": "commencé"}
    decline = put({"reason": "Pas cette fois", **read}, answer["id"], if_match=answer["version"], type="response")
    (result,) = await send(bob, decline)
    assert (result["status"], result["data"]["state"], result["data"]["note"]) == (200, "declined", None)
    assert (await send(bob, decline))[0]["data"] == result["data"]
    assert (await send(bob, put({"reason": "Non", "word": "x"}, mission["id"], type="response")))[0]["status"] == 422


def test_generators_make_a_type_of_each_variant() -> None:
    """Unions without a discriminator are merged: `listChanges({})` crashed, with members of every kind demanded."""
    for name in ("SyncOperation", "SyncChange", "SyncResult"):
        union = DOCUMENT[name]
        mapping = union["discriminator"]["mapping"]
        assert union["discriminator"]["propertyName"] == "type"
        assert {item["$ref"] for item in union["oneOf"]} == set(mapping.values())
        for kind, address in mapping.items():
            variant = DOCUMENT[address.rpartition("/")[2]]
            assert variant["properties"]["type"]["const"] == kind
            assert "type" in variant["required"]
            data = variant["properties"]["data"]
            assert len([item for item in data["anyOf"] if item != {"type": "null"}]) == 1, (name, kind)
