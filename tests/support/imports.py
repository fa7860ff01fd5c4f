"""How a file from elsewhere is sent, looked at, and taken in."""

from typing import Any

from app.core.uow import Runtime
from tests.support.people import Person, work_off


async def send(person: Person, content: bytes) -> Any:
    answer = await person.client.post("/v1/imports", content=content, headers={"Content-Type": "application/zip"})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def preview(person: Person, runtime: Runtime, content: bytes) -> Any:
    upload = await send(person, content)
    assert (upload["state"], upload["size"]) == ("reading", len(content))
    await work_off(runtime)
    return await person.ask("GET", f"/v1/imports/{upload['id']}", 200)


async def import_file(person: Person, runtime: Runtime, content: bytes) -> Any:
    draft = await preview(person, runtime, content)
    assert draft["state"] == "previewed", draft
    answer = await person.ask("PUT", f"/v1/imports/{draft['id']}/confirmation", 202)
    assert answer["state"] == "importing"
    await work_off(runtime)
    result = await person.ask("GET", f"/v1/imports/{draft['id']}", 200)
    assert result["state"] == "done", result
    return result
