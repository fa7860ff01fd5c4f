"""How phones declare media and send their bytes."""

import base64
import hashlib
import random
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from uuid import UUID

import httpx

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.media import jpeg
from tests.support.people import Person, work_off

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = TUS | {"Content-Type": "application/offset+octet-stream"}


def declared(content: bytes, kind: str = "photo", content_type: str = "image/jpeg", **words: object) -> dict[str, Any]:
    body = {"kind": kind, "content_type": content_type, "size": len(content)}
    return body | {"sha256": hashlib.sha256(content).hexdigest()} | words


async def declare(person: Person, body: Mapping[str, object], status: int = 201) -> Any:
    return await person.ask("PUT", f"/v1/media/{uuid7()}", status, json=body)


async def append(
    person: Person, media_id: object, offset: int, body: bytes | Iterable[bytes], **headers: str
) -> httpx.Response:
    content = body if isinstance(body, bytes) else in_chunks(body)
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    upload_headers = OCTETS | {"Upload-Offset": str(offset)} | extra
    return await person.client.patch(f"/v1/uploads/{media_id}", content=content, headers=upload_headers)


async def renew(person: Person) -> None:
    """Refresh the access token, which is good for ten minutes only."""
    tokens = await person.ask("POST", "/v1/sessions/refresh", 200, json={"refresh_token": person.refresh_token})
    person.client.headers["authorization"] = f"Bearer {tokens['access_token']}"
    person.refresh_token = tokens["refresh_token"]


def actor_of(person: Person, runtime: Runtime) -> Actor:
    return runtime.keys.actor_of(person.client.headers["authorization"].partition(" ")[2], runtime.clock())


async def in_chunks(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def offset_of(person: Person, media_id: object) -> int:
    answer = await person.client.head(f"/v1/uploads/{media_id}", headers=TUS)
    assert answer.status_code == 200, answer.headers
    return int(answer.headers["upload-offset"])


async def medium(runtime: Runtime, person: Person, content: bytes | None = None, **words: Any) -> Any:
    """Upload a medium, and read it once it is ready."""
    file = jpeg() if content is None else content
    media_id = (await declare(person, declared(file, **words)))["id"]
    assert (await append(person, media_id, 0, file)).status_code == 204
    await work_off(runtime)
    answer = await person.ask("GET", f"/v1/media/{media_id}", 200)
    assert answer["state"] == "ready", answer
    return answer


async def original_of(person: Person, media_id: UUID | str) -> bytes:
    answer = await person.client.get(f"/v1/media/{media_id}/original")
    assert answer.status_code == 200, answer.text
    return answer.content


def metadata(**fields: str) -> dict[str, str]:
    pairs = (f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())
    return TUS | {"Upload-Metadata": ",".join(pairs)}


def bytes_of(size: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311  to be the same again


async def film(person: Person, content: bytes) -> UUID:
    """Upload bytes that no player can play, and await them until they are stored."""
    upload_headers = metadata(filetype="video/mp4") | {"Upload-Length": str(len(content))}
    answer = await person.client.post("/v1/media", headers=upload_headers)
    return UUID(answer.headers["location"].rpartition("/")[2])
