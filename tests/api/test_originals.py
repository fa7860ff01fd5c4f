"""A light copy first, the whole file on a good network: the same medium shows it then, wherever it is cited."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.media import LooseObject
from tests.support.people import BARE, Person, capture, work_off
from tests.support.stories import begin, publish
from tests.support.uploads import append, declare, declared, medium, original_of

RECTANGLE = {"left": 0.2, "top": 0.2, "right": 0.4, "bottom": 0.4}


def photo(side: int) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((side, side)).save(file, "JPEG")
    return file.getvalue()


@dataclass
class Copies:
    """A light copy that is cited, and the whole file under another id."""

    light: Any
    whole_id: str
    file: bytes

    @property
    def path(self) -> str:
        return f"/v1/media/{self.light['id']}/original"

    @property
    def call(self) -> dict[str, Any]:
        return {"json": {"media_id": self.whole_id}, "headers": {"If-Match": f'"{self.light["version"]}"'}}


@pytest.fixture
async def copies(alice: Person, runtime: Runtime) -> Copies:
    light = await medium(runtime, alice, photo(200), alt="Un mur", caption="Lundi")
    file = photo(900)
    return Copies(light, (await declare(alice, declared(file)))["id"], file)


async def arrive(copies: Copies, person: Person, runtime: Runtime) -> None:
    assert (await append(person, copies.whole_id, 0, copies.file)).status_code == 204
    await work_off(runtime)


async def test_only_a_file_of_ones_own_that_is_ready_is_taken_over(
    alice: Person, bob: Person, runtime: Runtime, copies: Copies
) -> None:
    early = await alice.ask("PUT", copies.path, 409, **copies.call)
    assert early["type"] == "/problems/original-not-ready"
    assert await alice.ask("GET", f"/v1/media/{copies.light['id']}", 200) == copies.light  # nothing is shown less
    await arrive(copies, alice, runtime)
    await alice.ask("PUT", copies.path, 428, json=copies.call["json"])
    await alice.ask("PUT", copies.path, 412, json=copies.call["json"], headers={"If-Match": '"1"'})
    for media_id in (uuid7(), (await medium(runtime, bob))["id"]):
        await alice.ask("PUT", copies.path, 422, json={"media_id": str(media_id)}, headers=copies.call["headers"])
    await bob.ask("PUT", copies.path, 404, **copies.call)


async def loose_keys(runtime: Runtime) -> set[str]:
    async with runtime.database.sessions() as session:
        return set(await session.scalars(select(LooseObject.object_key)))


async def test_all_that_cites_a_medium_shows_its_better_file(alice: Person, runtime: Runtime, copies: Copies) -> None:
    moment = await capture(alice, BARE | {"media": [copies.light["id"]]})
    await arrive(copies, alice, runtime)
    earlier = await loose_keys(runtime)
    better = await alice.ask("PUT", copies.path, 200, **copies.call)
    assert await alice.ask("PUT", copies.path, 200, **copies.call) == better  # the answer was lost
    assert (better["id"], better["alt"], better["caption"]) == (copies.light["id"], "Un mur", "Lundi")
    assert (better["width"], better["size"], better["state"]) == (900, len(copies.file), "ready")
    assert await original_of(alice, better["id"]) == copies.file
    cited = (await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200))["media"][0]
    assert (cited["width"], cited["variants"]) == (900, [item["name"] for item in better["variants"]])
    assert (await alice.ask("GET", "/v1/sync?types=media", 200))["changes"][-1]["data"] == better
    await alice.ask("DELETE", f"/v1/media/{copies.whole_id}", 204, headers={"If-Match": "*"})
    await work_off(runtime)
    for item in better["variants"]:
        assert (await alice.client.get(item["url"])).status_code == 200
    assert await loose_keys(runtime) <= earlier  # the light files are gone
    assert (await alice.ask("GET", "/v1/me", 200))["storage"]["used"] == len(copies.file)


async def blur(person: Person, media_id: str, runtime: Runtime) -> Any:
    path, body = f"/v1/media/{media_id}", {"rectangles": [RECTANGLE]}
    await person.ask("PUT", f"{path}/blur", 200, json=body, headers={"If-Match": "*"})
    await work_off(runtime)
    return await person.ask("GET", path, 200)


async def test_what_is_blurred_stays_so(alice: Person, runtime: Runtime, copies: Copies) -> None:
    await arrive(copies, alice, runtime)
    copies.light = await blur(alice, copies.light["id"], runtime)
    problem = await alice.ask("PUT", copies.path, 409, **copies.call)
    assert problem["type"] == "/problems/blur-differs"
    await blur(alice, copies.whole_id, runtime)
    better = await alice.ask("PUT", copies.path, 200, **copies.call)
    assert (better["blurred"], better["width"]) == ([RECTANGLE], 900)


async def test_an_edition_shows_the_better_photo(alice: Person, runtime: Runtime, copies: Copies) -> None:
    await arrive(copies, alice, runtime)
    block = {"kind": "media", "id": "b1", "media_id": copies.light["id"]}
    story = await publish(alice, await begin(alice, block))
    await alice.ask("PUT", copies.path, 200, **copies.call)
    shown = (await alice.ask("GET", f"/v1/stories/{story['id']}", 200))["content"]["blocks"][0]["media"]
    sizes = [(await alice.client.get(item["url"])).headers["content-length"] for item in shown["variants"]]
    now = (await alice.ask("GET", f"/v1/media/{copies.light['id']}", 200))["variants"]
    assert sizes == [(await alice.client.get(item["url"])).headers["content-length"] for item in now]
