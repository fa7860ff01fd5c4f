"""A push service that is not ours (npm web-push-testing): it checks the signature, and decrypts what it was sent."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.adapters.outbound import Outbound
from app.adapters.push import WebPusher
from app.core.ids import uuid7
from app.core.ports import Push, PushGone, PushRefused
from app.core.uow import Runtime
from tests.clients.nodes import MODULES
from tests.support.notifications import told
from tests.support.people import Person, work_off

pytestmark = pytest.mark.slow

SERVER = """
const [path, port] = process.argv.slice(1);
const Model = require(path + "/src/PushApiModel.js"), Server = require(path + "/src/server.js");
new Server(new (Model.PushApiModel ?? Model)(), Number(port)).startServer();
"""


class Service:
    """What a test and a browser ask of it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def subscribe(self, key: str) -> dict[str, Any]:
        answer = await self._client.post("/subscribe", json={"userVisibleOnly": "true", "applicationServerKey": key})
        subscription: dict[str, Any] = answer.json()["data"]
        return subscription

    async def received(self, subscription: dict[str, Any]) -> list[Any]:
        answer = await self._client.post("/get-notifications", json={"clientHash": subscription["clientHash"]})
        return [json.loads(message) for message in answer.json()["data"]["messages"]]

    async def expire(self, subscription: dict[str, Any]) -> None:
        await self._client.post(f"/expire-subscription/{subscription['clientHash']}")


@asynccontextmanager
async def serving(node: str, package: Path) -> AsyncIterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        node, "-e", SERVER, "--", str(package), str(port), cwd=package, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(20), httpx.AsyncClient(base_url=f"http://localhost:{port}") as client:
            assert process.stdout is not None
            await process.stdout.readline()
            yield Service(client)
    finally:
        process.kill()
        await process.wait()


@pytest.fixture
async def service(node: str) -> AsyncIterator[Service]:
    async with serving(node, MODULES / "web-push-testing") as service:
        yield service


@pytest.fixture
async def pusher(runtime: Runtime) -> AsyncIterator[WebPusher]:
    outbound = Outbound("localhost")
    yield WebPusher(runtime.keys.push_key, "mailto:ops@example.org", outbound)
    await outbound.close()


@pytest.fixture
async def ringing(app: FastAPI, runtime: Runtime, pusher: WebPusher) -> Runtime:
    app.state.runtime = replace(runtime, pusher=pusher)
    ringing: Runtime = app.state.runtime
    return ringing


async def test_a_notification_rings_on_a_device_until_it_is_gone(
    ringing: Runtime, alice: Person, service: Service
) -> None:
    key = (await alice.ask("GET", "/v1/notifications/preferences", 200))["web_push_key"]
    subscription = await service.subscribe(key)
    body = {name: subscription[name] for name in ("endpoint", "keys")}
    await alice.ask("PUT", f"/v1/devices/{uuid7()}", 201, json=body)
    await told(ringing, alice)
    await work_off(ringing)
    [message] = await service.received(subscription)
    assert message["title"] == "Une mission pour toi\u00a0: Un mur droit"
    await service.expire(subscription)
    await told(ringing, alice)
    await work_off(ringing)
    assert (await alice.ask("GET", "/v1/devices", 200))["items"] == []
    assert len(await service.received(subscription)) == 1


async def test_a_push_service_that_refuses_us_is_not_asked_again(
    runtime: Runtime, service: Service, pusher: WebPusher
) -> None:
    subscription = await service.subscribe(runtime.keys.push_public_key)
    keys = subscription["keys"]
    push = Push(subscription["endpoint"], keys["p256dh"], keys["auth"], "topic", b"{}")
    with pytest.raises(PushRefused):
        await pusher.send(replace(push, endpoint=f"{push.endpoint}x"))
    with pytest.raises(PushRefused):
        await pusher.send(replace(push, endpoint="https://evil.example.org/x"))
    await pusher.send(push)
    await service.expire(subscription)
    with pytest.raises(PushGone):
        await pusher.send(push)
