"""Somebody with a phone: signs in with the mailed code, asks, and uploads what breaks off at the byte."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx

from app.core.settings import Settings
from app.core.stopped import Stopped
from app.seed.letterbox import CODE, Letterbox

PIECE = 256 * 1024  # of an upload
TIMEOUT = 30.0  # seconds
ASKED_AGAIN = 5  # times
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
TUS = {"Tus-Resumable": "1.0.0"}
AS_THE_PERSON_LEFT_IT = {404, 409, 410, 428}  # deleted or rewritten since: a second run changes nothing of that


Answer = dict[str, Any]
Body = Mapping[str, object]


class Patient(httpx.AsyncHTTPTransport):
    """Of a server that is busy, it asks again when it was told to; nothing of what was answered so was done."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        for _ in range(ASKED_AGAIN):
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            await answer.aclose()
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
            answer = await super().handle_async_request(request)
        return answer


class Refused(Stopped):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Visitor:
    """A client that is signed in, and counts what it made."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.made = 0
        self.sent = 0  # bytes
        self.token = ""
        self._refresh_token = ""
        self._texts: dict[str, str] = {}  # versions by kind

    async def ask(self, method: str, path: str, body: Body | None = None, version: int | None = None) -> Answer:
        """Raises Refused."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return _content(await self._client.request(method, path, json=body, headers=headers))

    async def find(self, path: str) -> Answer | None:
        try:
            return await self.ask("GET", path)
        except Refused as refusal:
            if refusal.status == httpx.codes.NOT_FOUND:
                return None
            raise

    async def items(self, path: str, **query: str) -> list[Answer]:
        """Of a list's first page, which is all that anybody here has."""
        answer = await self._client.get(path, params={"limit": "100"} | query)
        items: list[Answer] = _content(answer)["items"]
        return items

    async def put(self, path: str, body: Body) -> Answer | None:
        """Make it, unless it is there, or its owner has done something else with it since: then None."""
        answer = await self._client.put(path, json=body)
        self.made += answer.status_code == httpx.codes.CREATED
        return None if answer.status_code in AS_THE_PERSON_LEFT_IT else _content(answer)

    async def sign_in(self, address: str, device: str, mails: Letterbox) -> str:
        """As anybody does; the name of the mail that had the code."""
        before = mails.seen()
        await self.ask("POST", "/v1/sessions/codes", {"email": address})
        letter = await mails.wait(address, CODE, before)
        proof = {"email": address, "code": letter.found, "device_name": device}
        self._carry(await self.ask("POST", "/v1/sessions", proof))
        return letter.path.name

    async def renew(self) -> None:
        """The token is good for ten minutes from now."""
        self._carry(await self.ask("POST", "/v1/sessions/refresh", {"refresh_token": self._refresh_token}))

    async def fill_in(self, path: str, fields: Mapping[str, str]) -> dict[str, str]:
        """A form of a page, as somebody without an account does; what the next form carries. Raises Refused."""
        answer = await self._client.post(path, data=dict(fields))
        if answer.is_error:
            raise Refused(answer.status_code, f"POST {path} was answered {answer.status_code}")
        return dict(HIDDEN.findall(answer.text))

    async def agreed(self, kind: str, body: Body) -> Body:
        """With the text that such a person reads before."""
        if not self._texts:
            texts = await self._client.get("/v1/me/consents/texts")
            self._texts = {item["kind"]: item["version"] for item in texts.raise_for_status().json()}
        return {**body, "consent": {"kind": kind, "text_version": self._texts[kind]}}

    async def introduce(self, name: str, birth_year: int) -> Answer:
        """Say who one is, unless one has said so oneself."""
        me = await self.ask("GET", "/v1/me")
        body = {"display_name": name, "birth_year": birth_year}
        missing = {field: value for field, value in body.items() if me[field] is None}
        if missing:
            me = await self.ask("PATCH", "/v1/me", missing, me["version"])
        return me

    async def make(self, path: str, body: Body | None = None, method: str = "POST") -> Answer:
        """What is new each time it is asked for: whoever asks has looked before. Raises Refused."""
        self.made += 1
        return await self.ask(method, path, body)

    async def publish(self, path: str) -> Answer:
        """A notebook or a portrait; the people who are in it agree. Raises Refused."""
        self.made += 1
        headers, body = {"Confirm-Publication": "people-shown"}, await self.agreed("publish", {})
        return _content(await self._client.put(f"{path}/publication", json=body, headers=headers))

    async def upload(self, media_id: UUID, body: bytes, fields: Body) -> None:
        """Declare it, and send what the server has not got yet."""
        body_fields = {**fields, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        medium = await self.put(f"/v1/media/{media_id}", body_fields)
        if medium is None or medium["upload_url"] is None:
            return
        head = await self._client.head(medium["upload_url"], headers=TUS)
        for offset in range(int(head.headers.get("upload-offset", 0)), len(body), PIECE):
            headers = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            piece = body[offset : offset + PIECE]
            _content(await self._client.patch(medium["upload_url"], content=piece, headers=headers))
            self.sent += len(piece)

    def _carry(self, session: Answer) -> None:
        self.token, self._refresh_token = session["access_token"], session["refresh_token"]
        self._client.headers["Authorization"] = f"Bearer {self.token}"


@asynccontextmanager
async def visiting(settings: Settings) -> AsyncIterator[Visitor]:
    """Raises Stopped when nobody is at home."""
    base = settings.public_base_url
    headers = {"Accept-Language": "fr"}
    try:
        async with httpx.AsyncClient(transport=Patient(), base_url=base, headers=headers, timeout=TIMEOUT) as client:
            yield Visitor(client)
    except httpx.ConnectError as error:
        raise Stopped(
            f"Nothing answers at {base}. Start it with `make run`, in another terminal, and try again."
        ) from error
    except httpx.HTTPError as error:
        raise Stopped(
            f"{base} broke off: {type(error).__name__}. Running this again goes on where it stopped."
        ) from error


def _content(answer: httpx.Response) -> Answer:
    if answer.is_success:
        document: Answer = answer.json() if answer.content else {}
        return document
    message = f"{answer.request.method} {answer.request.url.path} was answered {answer.status_code}"
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise Stopped(f"{message}: asked too often. Try again in {answer.headers.get('retry-after', 60)} seconds.")
    raise Refused(answer.status_code, f"{message}: {answer.text[:400]}")
