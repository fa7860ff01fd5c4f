"""A phone that is as stubborn as ours will be: it sends the same request again until that is answered."""

import asyncio
import hashlib
import random
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from app.core.ids import uuid7
from benchmarks.faults import pictures
from benchmarks.faults.ledger import LATER, NO_ANSWER, Ledger

TRIES = 400  # of one request: bounded, and longer than any outage here
LONGEST_WAIT = 2.0  # seconds; what Retry-After says, if it says less
SLICE = 64 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = TUS | {"Content-Type": "application/offset+octet-stream"}
BATCH = 20, 60  # captures that are pushed at once
CAPTURE, PUSH, UPLOAD, READ, CODE, TELL = "capture", "push", "upload", "read", "sign-in code", "story"
ADULT = {"birth_year": 1990}
CONFIRMED = {"Confirm-Publication": "photo-without-alt"}


class GaveUp(Exception):
    """Said in the ledger already."""


@dataclass(frozen=True, slots=True)
class Sent:
    media_id: UUID
    sha256: str


class Phone:
    def __init__(self, url: str, token: str, ledger: Ledger, rng: random.Random) -> None:
        self.ledger, self._rng = ledger, rng
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self._client = httpx.AsyncClient(base_url=url, headers=headers, timeout=100, trust_env=False)
        self.captures: dict[UUID, dict[str, Any]] = {}  # as answered
        self.sent: list[Sent] = []  # answered as complete
        self.coded: list[str] = []  # addresses that a code was promised to
        self.stories: dict[UUID, UUID] = {}  # journals, by the story; their photos came after they were published

    @property
    def acknowledged(self) -> int:
        """Writes: each capture, alone or in a batch, each file, each mail that was promised."""
        return len(self.captures) + len(self.sent) + len(self.coded)

    async def live(self, until: asyncio.Event, doings: dict[str, int]) -> None:
        """Do this and that, each as often as its weight says. What is under way at the end is finished."""
        names, weights = list(doings), list(doings.values())
        try:
            while not until.is_set():
                await getattr(self, self._rng.choices(names, weights)[0])()
                await asyncio.sleep(self._rng.uniform(0.02, 0.25))
        except GaveUp:
            pass

    async def close(self) -> None:
        await self._client.aclose()

    async def capture(self, *media: UUID) -> None:
        experience_id, body = self._moment(*media)
        await self.ask(CAPTURE, "PUT", f"/v1/experiences/{experience_id}", {200, 201}, json=body)
        self.captures[experience_id] = body

    async def push(self) -> None:
        """What it did offline, until each of it is acknowledged."""
        waiting = dict(self._moment() for _ in range(self._rng.randint(*BATCH)))
        for _ in range(TRIES):
            operations = [
                {"op": "put", "type": "experience", "id": str(item), "data": waiting[item]} for item in waiting
            ]
            answer = await self.ask(PUSH, "POST", "/v1/sync", {200}, json={"operations": operations})
            for one, result in zip(list(waiting), answer.json()["results"], strict=True):
                if result["status"] in (200, 201):
                    self.captures[one] = waiting.pop(one)
                else:
                    self.ledger.promise(str(result["status"]) == LATER, f"{PUSH} {one}: {result}"[:300])
            if not waiting:
                return
            await asyncio.sleep(self._rng.uniform(0.2, 1))
        self.ledger.break_promise(f"{PUSH}: {len(waiting)} never came to an end")
        raise GaveUp

    def _moment(self, *media: UUID) -> tuple[UUID, dict[str, Any]]:
        experience_id, said = uuid7(), "".join(self._rng.choices("abcdefghij éàç", k=self._rng.randint(20, 400)))
        return experience_id, {
            "title": f"Samedi {experience_id}",
            "text": f"« {said} »",
            "lived_at": f"2026-03-{self._rng.randint(1, 28):02}T14:10:00+01:00",
            "tags": [f"n{self._rng.randint(1, 9)}"],
            "media": [str(medium) for medium in media],
        }

    async def upload(self) -> UUID:
        return await self.send(pictures.photo(self._rng))

    async def upload_and_cite(self) -> None:
        """One photo, cited before or after its bytes are there."""
        body, media_id = pictures.photo(self._rng), uuid7()
        await self.declare(media_id, body)
        if self._rng.random() < 0.5:
            await self.capture(media_id)
            await self.send(body, media_id)
        else:
            await self.send(body, media_id)
            await self.capture(media_id)

    async def tell_and_upload(self) -> None:
        """One story, published before the bytes of its photo are there."""
        body, media_id, journal_id = pictures.photo(self._rng), uuid7(), uuid7()
        await self.ask(TELL, "PATCH", "/v1/me", {200}, json=ADULT)
        await self.declare(media_id, body)
        path, blocks = f"/v1/journals/{journal_id}", [{"kind": "media", "media_id": str(media_id), "caption": None}]
        journal = {"title": f"Samedi {journal_id}", "blocks": blocks, "cover_media_id": str(media_id)}
        await self.ask(TELL, "PUT", path, {200, 201}, json=journal)
        answer = await self.ask(TELL, "PUT", f"{path}/publication", {200, 201}, headers=CONFIRMED)
        self.stories[UUID(answer.json()["id"])] = journal_id
        await self.send(body, media_id)

    async def read(self) -> None:
        known = self._rng.choice(list(self.captures)) if self.captures else None
        asked = [("/v1/experiences", 200, {}), ("/v1/sync?limit=50", 200, {})]
        asked += [(f"/v1/experiences/{uuid7()}", 404, {}), ("/v1/experiences", 401, {"Authorization": "Bearer a.b.c"})]
        asked += [(f"/v1/experiences/{known}", 200, {})] * 2 if known else []
        url, status, headers = self._rng.choice(asked)
        await self.ask(READ, "GET", url, {status}, headers=headers)

    async def ask_for_code(self) -> None:
        address = f"{uuid7()}@example.org"
        await self.ask(CODE, "POST", "/v1/sessions/codes", {202}, json={"email": address})
        self.coded.append(address)

    async def send(self, body: bytes, media_id: UUID | None = None) -> UUID:
        """By one way or another; noted once it is answered as complete."""
        if media_id is None:
            media_id = uuid7()
            await self.declare(media_id, body)
        if len(body) < 200_000 and self._rng.random() < 0.3:
            headers = {"Content-Type": pictures.TYPE}
            await self.ask(UPLOAD, "PUT", f"/v1/media/{media_id}/content", {200, 409}, content=body, headers=headers)
        await self._resume(media_id, body)
        self.sent.append(Sent(media_id, hashlib.sha256(body).hexdigest()))
        return media_id

    async def declare(self, media_id: UUID, body: bytes) -> None:
        declared = {
            "kind": "photo",
            "content_type": pictures.TYPE,
            "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        await self.ask("declare", "PUT", f"/v1/media/{media_id}", {200, 201}, json=declared)

    async def _resume(self, media_id: UUID, body: bytes) -> None:
        """From wherever it is, chunk after chunk."""
        url, most = f"/v1/uploads/{media_id}", max(len(body) // self._rng.randint(1, 6), 20_000)
        for _ in range(TRIES):
            head = await self.ask("resume", "HEAD", url, {200}, headers=TUS)
            offset: int | None = int(head.headers["Upload-Offset"])
            while offset is not None and offset < len(body):
                offset = await self._append(url, offset, body[offset : offset + most])
            if offset is not None:
                return
        self.ledger.break_promise(f"upload {media_id} never came to an end")
        raise GaveUp

    async def _append(self, url: str, offset: int, chunk: bytes) -> int | None:
        """Where to go on; None when only the server knows."""
        headers = OCTETS | {"Upload-Offset": str(offset), "Content-Length": str(len(chunk))}
        answer = await self.once(UPLOAD, "PATCH", url, {204, 409}, content=self._slowly(chunk), headers=headers)
        return int(answer.headers["Upload-Offset"]) if answer is not None and answer.status_code == 204 else None

    async def _slowly(self, chunk: bytes):
        for start in range(0, len(chunk), SLICE):
            yield chunk[start : start + SLICE]
            await asyncio.sleep(self._rng.uniform(0, 0.02))

    async def ask(self, operation: str, method: str, url: str, wanted: set[int], **request: Any) -> httpx.Response:
        for _ in range(TRIES):
            answer = await self.once(operation, method, url, wanted, **request)
            if answer is not None:
                return answer
        self.ledger.break_promise(f"{operation} {url} was never answered")
        raise GaveUp

    async def once(self, operation: str, method: str, url: str, wanted: set[int], **request: Any):
        """The wanted answer; None after a while when it takes another try."""
        began = time.monotonic()
        try:
            answer = await self._client.request(method, url, **request)
        except httpx.TransportError:
            self.ledger.note(operation, began, NO_ANSWER)
            await asyncio.sleep(self._rng.uniform(0.05, 0.3))
            return None
        self.ledger.note(operation, began, str(answer.status_code))
        if answer.status_code in wanted:
            return answer
        self._judge(f"{operation} {method} {url}", answer)
        await asyncio.sleep(min(float(answer.headers.get("Retry-After", 1)), LONGEST_WAIT))
        return None

    def _judge(self, what: str, answer: httpx.Response) -> None:
        """Later, and when, is the only other thing to say."""
        said = f"{what}: {answer.status_code} {answer.text[:300]}"
        self.ledger.promise(str(answer.status_code) == LATER and "Retry-After" in answer.headers, said)
