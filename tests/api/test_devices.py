import asyncio
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.accounts import devices
from tests.support.notifications import Scene, device, staged, subscription, told, web_push
from tests.support.people import Person, Watch, sign_in


@pytest.fixture
async def scene(app: FastAPI, runtime: Runtime, watch: Watch) -> Scene:
    return await staged(app, watch)


async def test_a_device_is_registered_renewed_and_forgotten(scene: Scene, alice: Person, bob: Person) -> None:
    path, body = f"/v1/devices/{uuid7()}", web_push()
    answer = await alice.ask("PUT", path, 201, json=body)
    assert answer["kind"] == "web_push"
    assert answer["web_push"] == {"endpoint": body["web_push"]["endpoint"]}
    scene.watch.advance(minutes=1)
    renewed = await alice.ask("PUT", path, 200, json=subscription())  # as it was sent before there were kinds
    assert renewed["web_push"] != answer["web_push"]
    assert (await alice.ask("GET", "/v1/devices", 200))["items"] == [renewed]
    assert (await bob.ask("GET", "/v1/devices", 200))["items"] == []
    assert (await bob.ask("PUT", path, 404, json=subscription()))["type"] == "/problems/device-not-found"
    await bob.ask("DELETE", path, 404)
    await alice.ask("DELETE", path, 204)
    await alice.ask("DELETE", path, 404)


@pytest.mark.slow
async def test_a_browser_tells_only_who_signed_in_last(scene: Scene, alice: Person, bob: Person) -> None:
    body = subscription()
    for person in (alice, bob):
        await person.ask("PUT", f"/v1/devices/{uuid7()}", 201, json=body)
        await told(scene.runtime, person, title=person.email)
    await scene.passes(minutes=1)
    assert scene.phones.titles(body["endpoint"]) == [f"Une mission pour toi\u00a0: {bob.email}"]


@pytest.mark.slow
async def test_a_session_that_ended_rings_no_more(scene: Scene, alice: Person) -> None:
    phone = await device(alice)
    person = await sign_in(scene.app, email=alice.email)
    lost = await device(person)
    await person.ask("DELETE", "/v1/sessions/current", 204)
    await told(scene.runtime, alice)
    await scene.passes(minutes=1)
    assert (len(scene.phones.titles(phone)), scene.phones.titles(lost)) == (1, [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"endpoint": "https://elsewhere.example.org/x"}, "unknown_push_service"),
        ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "no_key"),
        ({"keys": {"p256dh": "B" + "A" * 86, "auth": "A" * 24}}, "no_key"),
        ({"keys": subscription()["keys"] | {"auth": "A" * 21}}, "no_secret"),
        ({"keys": subscription()["keys"] | {"auth": "A" * 24}}, "no_secret"),
    ],
)
async def test_what_cannot_be_rung_is_refused(scene: Scene, alice: Person, change: dict[str, Any], code: str) -> None:
    answer = await alice.ask("PUT", f"/v1/devices/{uuid7()}", 422, json=web_push(**change))
    assert code in [error["code"] for error in answer["errors"]]


async def test_a_person_has_so_many_devices(scene: Scene, alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "LIMIT", 2)
    endpoints = []
    for _ in range(3):
        scene.watch.advance(minutes=1)
        endpoints.append(await device(alice))
    listed_devices = (await alice.ask("GET", "/v1/devices", 200))["items"]
    assert sorted(item["web_push"]["endpoint"] for item in listed_devices) == sorted(endpoints[1:])


async def test_a_browser_that_two_people_register_at_once_is_one_persons(
    scene: Scene, alice: Person, bob: Person
) -> None:
    body = subscription()
    answers = await asyncio.gather(
        *(person.client.put(f"/v1/devices/{uuid7()}", json=body) for person in (alice, bob) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    listed_items = [(await person.ask("GET", "/v1/devices", 200))["items"] for person in (alice, bob)]
    assert sorted(len(items) for items in listed_items) == [0, 1]


async def test_the_key_for_subscribing_is_always_the_same(alice: Person, bob: Person) -> None:
    first, second = [await person.ask("GET", "/v1/notifications/preferences", 200) for person in (alice, bob)]
    assert first["web_push_key"] == second["web_push_key"]
    assert len(first["web_push_key"]) == 87
