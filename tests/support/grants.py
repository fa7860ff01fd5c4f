"""Who gives access to what."""

from datetime import timedelta
from typing import Any

import httpx

from app.models.grants import COLLECTIONS
from tests.support.consents import shown
from tests.support.people import NOW, Person, prove
from tests.support.stories import begin, publish, text

ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
PREVIEW = {"User-Agent": "WhatsApp/2.23.20.0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def told(person: Person, words: str = "Trois semaines d’atelier.", **fields: object) -> Any:
    """Publish a story of that person."""
    return await publish(person, await begin(person, text(words), **fields))


def asked(story: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return the body that makes a link to the story."""
    target = {"type": "story", "id": story["id"]}
    return {"target": target, "audience": {"type": "link"}, "purpose": "personal"} | shown("share") | fields


async def share(person: Person, story: dict[str, Any], status: int = 201, **fields: object) -> Any:
    return await person.ask("POST", "/v1/grants", status, json=asked(story, **fields))


async def link_to(person: Person, **fields: Any) -> Any:
    """Publish a story and make a link to it."""
    return await share(person, await told(person), **fields)


def token_of(grant: dict[str, Any]) -> str:
    return str(grant["url"]).rpartition("/")[2]


async def amend(person: Person, grant: dict[str, Any], status: int = 200, **changes: object) -> Any:
    path = f"/v1/grants/{grant['id']}"
    return await person.ask("PATCH", path, status, json=changes, headers={"If-Match": f'"{grant["version"]}"'})


async def revoke(person: Person, grant: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{grant["version"]}"'}
    await person.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers=headers)


async def read(visitor: httpx.AsyncClient, grant: dict[str, Any], **headers: str) -> httpx.Response:
    return await visitor.get(f"/v1/links/{token_of(grant)}", headers=headers)


async def unlock(visitor: httpx.AsyncClient, grant: dict[str, Any], passcode: str) -> httpx.Response:
    return await visitor.post(f"/v1/links/{token_of(grant)}/unlock", json={"passcode": passcode})


async def photo_of(visitor: httpx.AsyncClient, grant: dict[str, Any]) -> str:
    """Return the address of the photo that the story of a link begins with."""
    document = (await read(visitor, grant)).json()
    return str(document["content"]["blocks"][0]["media"]["variants"][0]["url"])


async def today(person: Person, grant: dict[str, Any]) -> dict[str, Any]:
    """Read how often a link was opened today."""
    used = await person.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    (day,) = used["days"] or [{}]
    return {**day, "total": used["total"]}


def codes(problem: dict[str, Any]) -> list[tuple[str, str]]:
    """List the pointers and codes of a problem."""
    return [(error["pointer"], error["code"]) for error in problem["errors"]]


async def open_to(person: Person, reader: Person, target: dict[str, Any], **fields: object) -> Any:
    """Grant a target to a reader, who may read it now."""
    audience = {"type": "user", "id": str(reader.id)}
    body: dict[str, Any] = {"target": target, "audience": audience, "purpose": "personal"}
    if target["type"] in COLLECTIONS:
        body["ends_at"] = (NOW + timedelta(days=300)).isoformat()
        await prove(reader)
    body |= shown("share") | fields
    return await person.ask("POST", "/v1/grants", 201, json=body)
