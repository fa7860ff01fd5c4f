"""Real providers of identity, a browser that goes there, and an application that begins and ends a sign-in."""

import asyncio
import base64
import hashlib
import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from app.core.clock import utc_now
from app.core.provider_settings import FranceConnectSettings, ProConnectSettings, ProviderSettings
from app.core.settings import Settings
from app.core.uow import Runtime
from app.main import create_app
from tests.clients.nodes import FOLDER
from tests.support.people import visit
from tests.support.world import furnished

SERVER, SECRET = "http://test", "a secret of more than thirty-two characters"
TWO_FACTORS = "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"


@dataclass
class Clock:
    """The real time, which the providers have, too, and what a test adds to it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass
class Visit:
    """A sign-in that an application has begun."""

    verifier: str
    authorize_url: str
    ticket: str = ""


@dataclass
class Providers:
    issuers: dict[str, str]
    app: FastAPI
    clock: Clock
    guest: httpx.AsyncClient
    browser: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.runtime
        return runtime

    async def control(self, **state: object) -> list[dict[str, str]]:
        """Say who signs in, and what is forged; return what was asked since."""
        address = urlsplit(self.issuers["standard"])
        answer = await self.browser.post(f"{address.scheme}://{address.netloc}/control", content=json.dumps(state))
        requests: list[dict[str, str]] = answer.json()
        return requests

    async def begin(self, provider: str = "standard", **body: object) -> Visit:
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        path, content = f"/v1/sessions/providers/{provider}", {"code_challenge": challenge, **body}
        answer = await self.guest.post(path, json=content)
        assert answer.status_code == 201, answer.text
        return Visit(verifier, answer.json()["authorize_url"])

    async def browse(self, url: str) -> str:
        """Go to the provider, and return where it leads back to."""
        self.browser.cookies.clear()
        for _ in range(6):
            answer = await self.browser.get(url)
            assert answer.is_redirect, f"{url}: {answer.status_code} {answer.text}"
            url = str(answer.next_request.url) if answer.next_request else ""
            if url.startswith(SERVER):
                return url
        raise AssertionError(url)

    async def arrive(self, location: str) -> str:
        """Bring the answer back to the server, and return the ticket that it leads on with."""
        answer = await self.guest.get(location)
        assert answer.status_code == 303, answer.text
        [ticket] = re.findall(r"/sign-in/(dto_[\w-]{54})$", answer.headers["location"])
        return str(ticket)

    async def visit(self, provider: str = "standard", **body: object) -> Visit:
        visit = await self.begin(provider, **body)
        visit.ticket = await self.arrive(await self.browse(visit.authorize_url))
        return visit

    async def exchange(self, visit: Visit, **fields: object) -> httpx.Response:
        body = {"provider_ticket": visit.ticket, "code_verifier": visit.verifier, "device_name": "phone", **fields}
        return await self.guest.post("/v1/sessions", json=body)

    async def tokens(self, provider: str = "standard", **fields: object) -> Any:
        answer = await self.exchange(await self.visit(provider), **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def phone(self, tokens: Any) -> httpx.AsyncClient:
        return visit(self.app, {"Authorization": f"Bearer {tokens['access_token']}"})

    async def rows(self, statement: str, *values: object) -> list[Any]:
        return await self.runtime.database.writes.fetch(statement, *values)


def person(name: str, **claims: object) -> dict[str, object]:
    """Somebody new, whose address the provider has checked."""
    number = secrets.token_hex(6)
    return {"sub": f"{name}-{number}", "email": f"{name}-{number}@example.org", "email_verified": True, **claims}


def query(url: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def settings_of(settings: Settings, issuers: dict[str, str]) -> Settings:
    """Settings that name them as an operator would: what presets say is left as it is."""

    def named(client: str, **fields: object) -> dict[str, Any]:
        secret = SecretStr(SECRET)
        return {"issuer": issuers[client], "client_id": client, "client_secret": secret, **fields}

    return settings.model_copy(
        update={
            "proconnect": ProConnectSettings(**named("proconnect")),
            "franceconnect": FranceConnectSettings(**named("franceconnect")),
            "providers": {"standard": ProviderSettings(**named("standard", name="École", basic_auth=True))},
        }
    )


@asynccontextmanager
async def providers(node: str, settings: Settings) -> AsyncIterator[Providers]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(node, "provider.mjs", SERVER, SECRET), cwd=FOLDER, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdout is not None
    try:
        issuers = json.loads((await process.stdout.readline()).decode().removeprefix("READY "))
        clock = Clock()
        app = create_app(settings_of(await furnished(settings), issuers), clock=clock)
        async with app.router.lifespan_context(app), visit(app) as guest:
            world = Providers(issuers, app, clock, guest)
            yield world
            await world.browser.aclose()
    finally:
        process.kill()
        await process.wait()
