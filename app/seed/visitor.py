"""A client of a person: signs in with the mailed code, sends requests, and resumes interrupted uploads."""

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
from app.seed.mailbox import CODE, Mailbox

PIECE = 256 * 1024  # of an upload
TIMEOUT = 30.0  # seconds
RETRIES = 5  # times
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
TUS = {"Tus-Resumable": "1.0.0"}
PERSONAL_CHANGES = {404, 409, 410, 428}  # the person deleted or changed it: a second run leaves that


Answer = dict[str, Any]
Body = Mapping[str, object]


class Patient(httpx.AsyncHTTPTransport):
    """Retries a request when a busy server asks for it; such a server has done nothing yet."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        for _ in range(RETRIES):
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
    """A signed-in client that counts what it makes."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.made = 0
        self.sent = 0  # bytes
        self.token = ""
        self._refresh_token = ""
        self._texts: dict[str, str] = {}  # versions by kind

    async def ask(self, method: str, path: str, body: Body | None = None, version: int | None = None) -> Answer:
        """Send a request. Raises Refused."""
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
        """Return the first page of a list, which is complete in the demo."""
        answer = await self._client.get(path, params={"limit": "100"} | query)
        items: list[Answer] = _content(answer)["items"]
        return items

    async def put(self, path: str, body: Body) -> Answer | None:
        """Create a thing, unless it exists. None: the person has changed or deleted it since."""
        answer = await self._client.put(path, json=body)
        self.made += answer.status_code == httpx.codes.CREATED
        return None if answer.status_code in PERSONAL_CHANGES else _content(answer)

    async def sign_in(self, address: str, device: str, mails: Mailbox) -> str:
        """Sign in by mailed code; return the file name of that mail."""
        before = mails.seen()
        await self.ask("POST", "/v1/sessions/codes", {"email": address})
        mail = await mails.wait(address, CODE, before)
        proof = {"email": address, "code": mail.found, "device_name": device}
        self._carry(await self.ask("POST", "/v1/sessions", proof))
        return mail.path.name

    async def renew(self) -> None:
        """Refresh the token, for ten more minutes."""
        self._carry(await self.ask("POST", "/v1/sessions/refresh", {"refresh_token": self._refresh_token}))

    async def fill_in(self, path: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Submit a form of a page without an account; return the hidden fields of the next form. Raises Refused."""
        answer = await self._client.post(path, data=dict(fields))
        if answer.is_error:
            raise Refused(answer.status_code, f"POST {path} was answered {answer.status_code}")
        return dict(HIDDEN_FIELD.findall(answer.text))

    async def agreed(self, kind: str, body: Body) -> Body:
        """Add the consent text that the person reads first."""
        if not self._texts:
            texts = await self._client.get("/v1/me/consents/texts")
            self._texts = {item["kind"]: item["version"] for item in texts.raise_for_status().json()["items"]}
        return {**body, "consent": {"kind": kind, "text_version": self._texts[kind]}}

    async def introduce(self, name: str, birth_year: int) -> Answer:
        """Set the name, unless the person has one."""
        me = await self.ask("GET", "/v1/me")
        body = {"display_name": name, "birth_year": birth_year}
        missing = {field: value for field, value in body.items() if me[field] is None}
        if missing:
            me = await self.ask("PATCH", "/v1/me", missing, me["version"])
        return me

    async def make(self, path: str, body: Body | None = None, method: str = "POST") -> Answer:
        """Create what each request creates anew: the caller has checked that it is missing. Raises Refused."""
        self.made += 1
        return await self.ask(method, path, body)

    async def open_mission(self, path: str) -> Answer:
        """Open a mission, whatever is to be confirmed. Raises Refused."""
        self.made += 1
        headers = {"Confirm-Opening": "past-due, nobody, over-cap"}
        return _content(await self._client.put(f"{path}/opening", headers=headers))

    async def publish(self, path: str) -> Answer:
        """Publish a journal or a portrait; the people in it agree. Raises Refused."""
        self.made += 1
        headers, body = {"Confirm-Publication": "people-shown"}, await self.agreed("publish", {})
        return _content(await self._client.put(f"{path}/publication", json=body, headers=headers))

    async def upload(self, media_id: UUID, body: bytes, fields: Body) -> None:
        """Declare a medium, and send the bytes that the server lacks."""
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
    """Raises Stopped when no server runs."""
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
