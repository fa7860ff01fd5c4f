"""How a file from elsewhere is sent, looked at, and taken in."""

from typing import Any

from app.core.uow import Runtime
from tests.support.people import Person, work_off


async def send(person: Person, content: bytes) -> Any:
    answer = await person.client.post("/v1/imports", content=content, headers={"Content-Type": "application/zip"})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def preview(person: Person, runtime: Runtime, content: bytes) -> Any:
    sent = await send(person, content)
    assert (sent["state"], sent["size"]) == ("reading", len(content))
    await work_off(runtime)
    return await person.ask("GET", f"/v1/imports/{sent['id']}", 200)


async def bring(person: Person, runtime: Runtime, content: bytes) -> Any:
    seen = await preview(person, runtime, content)
    assert seen["state"] == "previewed", seen
    answer = await person.ask("PUT", f"/v1/imports/{seen['id']}/confirmation", 202)
    assert answer["state"] == "importing"
    await work_off(runtime)
    done = await person.ask("GET", f"/v1/imports/{seen['id']}", 200)
    assert done["state"] == "done", done
    return done
