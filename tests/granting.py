"""Who gives access to what."""

from typing import Any

from tests.factories import Person
from tests.publishing import begin, publish, text

ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
PREVIEW = {"User-Agent": "WhatsApp/2.23.20.0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def told(person: Person, words: str = "Trois semaines d’atelier.", **given: object) -> Any:
    """A story of theirs, published."""
    return await publish(person, await begin(person, text(words), **given))


def asked(story: dict[str, Any], **given: object) -> dict[str, Any]:
    """The body that gives a link to it."""
    target = {"type": "story", "id": story["id"]}
    return {"target": target, "audience": {"type": "link"}, "purpose": "personal"} | given


async def share(person: Person, story: dict[str, Any], status: int = 201, **given: object) -> Any:
    return await person.ask("POST", "/v1/grants", status, json=asked(story, **given))


async def link_to(person: Person, **given: Any) -> Any:
    """A link to a new story of theirs."""
    return await share(person, await told(person), **given)


def token_of(grant: dict[str, Any]) -> str:
    return str(grant["url"]).rpartition("/")[2]


async def amend(person: Person, grant: dict[str, Any], status: int = 200, **changes: object) -> Any:
    path = f"/v1/grants/{grant['id']}"
    return await person.ask("PATCH", path, status, json=changes, headers={"If-Match": f'"{grant["version"]}"'})


async def revoke(person: Person, grant: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{grant["version"]}"'}
    await person.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers=headers)
