"""On a spare network a light copy of a photo arrives first; the whole one follows on Wi-Fi, under the same id."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.client.phones import WAIT, Phone, do
from tests.support.live import Live

pytestmark = pytest.mark.slow
LIGHT = 300_000  # bytes
# The page alone sends: the network of the worker is not the one that is made here.
NETWORK = """Object.defineProperty(navigator, "connection", {configurable: true, get: () => ({effectiveType: "%s"})});
Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", {configurable: true, get: () => undefined});"""


def photo() -> bytes:
    file = BytesIO()
    clouds = Image.effect_noise((300, 200), 90).resize((3000, 2000), Image.Resampling.BICUBIC)
    Image.merge("RGB", [clouds, clouds.rotate(180), clouds]).save(file, "JPEG", quality=97, subsampling=0)
    return file.getvalue()


async def files_when(phone: Phone, states: list[str]) -> list[dict[str, Any]]:
    for _ in range(3 * WAIT // 250):
        rows: list[dict[str, Any]] = (await phone.keeps())["files"]
        if sorted(row["state"] for row in rows) == states:
            return rows
        await phone.page.wait_for_timeout(250)
    raise AssertionError(rows)


async def test_a_light_photo_first(phone: Phone, live: Live) -> None:
    person, body = live.sign_in(), photo()
    assert len(body) > 2 * LIGHT
    await phone.page.add_init_script(NETWORK % "3g")
    await phone.sign_in(person.email)
    await phone.context.set_offline(True)
    await phone.photograph(body)
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    rows = {row["state"]: row for row in await files_when(phone, ["held", "sent"])}
    light, whole = rows["sent"], rows["held"]
    assert (light["size"] <= LIGHT, whole["size"], whole["replaces"]) == (True, len(body), light["id"])
    [medium] = do(live, person.ask("GET", "/v1/media", 200))["items"]
    assert (medium["id"], medium["content_type"]) == (light["id"], "image/webp")
    await phone.open("/me/phone")
    await phone.page.wait_for_selector("text=Une grande photo attend le Wi-Fi", timeout=WAIT)

    await phone.page.add_init_script(NETWORK % "4g")
    await phone.page.reload()
    await files_when(phone, ["sent"])
    [medium] = do(live, person.ask("GET", "/v1/media", 200))["items"]
    assert (medium["id"], medium["size"], medium["content_type"]) == (light["id"], len(body), "image/jpeg")


async def test_always_whole(phone: Phone, live: Live) -> None:
    person, body = live.sign_in(), photo()
    await phone.page.add_init_script(NETWORK % "3g")
    await phone.sign_in(person.email)
    await phone.open("/me/phone")
    await phone.page.check("label:has-text('Toujours')", timeout=WAIT)
    await phone.photograph(body)
    [row] = await files_when(phone, ["sent"])
    assert row["size"] == len(body)
