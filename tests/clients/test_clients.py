"""Clients that are not ours: tus-js-client as it is, and a typed client made of the contract."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.settings import Settings
from tests.clients.nodes import FOLDER, MODULES, run
from tests.support.live import Live, serving

pytestmark = [pytest.mark.begun_first, pytest.mark.slow]
CONTRACT = FOLDER.parents[1] / "openapi/openapi.json"
MB = 1_000_000
READY_WITHIN = 20  # seconds


@pytest.fixture(scope="module")
def live(node: str, settings: Settings, app: FastAPI) -> Iterator[Live]:
    with serving(settings) as live:
        yield live


def wav(size: int, seed: int) -> bytes:
    """A sound of exactly so many bytes: noise."""
    data = Random(seed).randbytes(size - 44)  # noqa: S311  noise, no secret
    rate, width = 48_000, 4
    head = b"fmt " + b"".join(
        number.to_bytes(length, "little")
        for number, length in ((16, 4), (1, 2), (2, 2), (rate, 4), (rate * width, 4), (width, 2), (16, 2))
    )
    return (
        b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVE" + head + b"data" + len(data).to_bytes(4, "little") + data
    )


class Phone:
    """Somebody's, on the real socket."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.url = str(client.base_url).rstrip("/")
        self.token = client.headers["Authorization"].removeprefix("Bearer ")

    def declare(self, body: bytes) -> dict[str, Any]:
        fields = {
            "kind": "audio",
            "content_type": "audio/wav",
            "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        upload: dict[str, Any] = self._client.put(f"/v1/media/{uuid7()}", json=fields).json()
        return upload

    def ready(self, media_id: str) -> dict[str, Any]:
        for _ in range(READY_WITHIN * 10):
            medium: dict[str, Any] = self._client.get(f"/v1/media/{media_id}").json()
            if medium["state"] == "ready":
                return medium
            time.sleep(0.1)
        raise AssertionError(medium)

    def original(self, media_id: str) -> bytes:
        return self._client.get(f"/v1/media/{media_id}/original", follow_redirects=True).content


@pytest.fixture
def phone(live: Live) -> Iterator[Phone]:
    authorization = live.sign_in().client.headers["Authorization"]
    with httpx.Client(base_url=live.url, headers={"Authorization": authorization}) as client:
        yield Phone(client)


async def test_stock_tus_resumes_a_declared_upload_that_was_aborted(node: str, phone: Phone, tmp_path: Path) -> None:
    body, file = wav(12 * MB, seed=1), tmp_path / "atelier.wav"
    file.write_bytes(body)
    upload = phone.declare(body)
    document = json.loads(await run(node, "upload.mjs", "resume", upload["upload_url"], file, phone.token))
    start, last_start = document["offsets"]
    assert start == 0
    assert 5 * 1024**2 <= last_start < len(body)
    assert document["requests"][-1] == "PATCH 204"
    assert phone.ready(upload["id"])["duration"] == pytest.approx(62.5, abs=0.1)
    assert phone.original(upload["id"]) == body


async def test_stock_tus_creates_an_upload_by_itself(node: str, phone: Phone, tmp_path: Path) -> None:
    body, file = wav(7 * MB, seed=2), tmp_path / "atelier.wav"
    file.write_bytes(body)
    document = json.loads(await run(node, "upload.mjs", "create", f"{phone.url}/v1/media", file, phone.token))
    assert document["requests"] == ["POST 201", "PATCH 204", "PATCH 204"]
    media_id = document["url"].rsplit("/", 1)[-1]
    assert phone.ready(media_id)["kind"] == "audio"
    assert phone.original(media_id) == body


async def test_a_client_typed_by_the_contract_captures_merges_and_publishes(
    node: str, live: Live, settings: Settings, tmp_path: Path
) -> None:
    for name in ("client.ts", "tsconfig.json", "package.json"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(MODULES)
    generator = MODULES / "openapi-typescript/bin/cli.js"
    await run(node, generator, CONTRACT, "-o", "api.ts", folder=tmp_path)
    await run(node, MODULES / "typescript/bin/tsc", "-p", ".", folder=tmp_path)
    document = json.loads(await run(node, "build/client.js", live.url, settings.data_dir / "mail", folder=tmp_path))
    assert document["capture"] == {
        "statuses": [201, 200],
        "listed": ["Mon premier mur droit 2026-03-03T13:10:00.000Z 60"],
    }
    assert document["merge"] == {"refused": 412, "current": "Ici.", "merged": "Ici. Là."}
    assert document["publish"] == {"edition": 1, "read": ["text", "Mon premier mur droit"], "refused": 404}
