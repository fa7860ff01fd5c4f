"""A phone that takes the bytes of a photo away: it is said at its moment, and everything else goes."""

from io import BytesIO

import pytest
from PIL import Image

from tests.client.phones import WAIT, Phone, picture, somebody

pytestmark = pytest.mark.slow
# As iOS does it: the blob is there, with its size, and reading it fails.
LOSE = """size => {
  const slice = Blob.prototype.slice;
  Blob.prototype.slice = function (...bounds) {
    const part = slice.apply(this, bounds);
    if (this.size === size) part.arrayBuffer = async () => { throw new DOMException("gone", "NotReadableError"); };
    return part;
  };
}"""
# The page alone sends: the bytes are not taken from the worker.
NO_WORKER_SENDS = (
    'Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", {configurable: true, get: () => undefined});'
)


def other_picture() -> bytes:
    file = BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(file, "JPEG", quality=80)
    return file.getvalue()


async def test_one_file_that_cannot_be_read_stops_no_other(phone: Phone) -> None:
    body, other = picture(), other_picture()
    await phone.page.add_init_script(NO_WORKER_SENDS)
    await phone.page.add_init_script(f"({LOSE})({len(body)})")
    await phone.sign_in(somebody())
    await phone.photograph(body)
    await phone.photograph(other)
    await phone.write("Ce qui suit part quand même.")
    await phone.page.wait_for_function("() => !document.querySelector('.bar em')", timeout=WAIT)
    rows = await phone.keeps()
    assert {file["size"]: file["state"] for file in rows["files"]} == {len(body): "lost", len(other): "sent"}
    assert [item["dirty"] for item in rows["items"] if item["type"] == "experience"] == [0, 0, 0]
    assert await phone.page.locator(".banner p").count() == 0

    [lost] = [file["id"] for file in rows["files"] if file["state"] == "lost"]
    [moment] = [item["id"] for item in rows["items"] if lost in str(item["local"].get("media"))]
    await phone.open(f"/moments/{moment}")
    assert "ne sait plus lire" in await phone.page.inner_text(".moment [role=alert]", timeout=WAIT)
    await phone.page.click("text=Retirer ce fichier")
    await phone.page.wait_for_selector(".moment [role=alert]", state="detached", timeout=WAIT)
    rows = await phone.everything_sent()
    assert [len(item["server"]["media"]) for item in rows["items"] if item["id"] == moment] == [0]


async def test_a_file_that_does_not_go_is_said_with_the_reason(phone: Phone) -> None:
    """The rest goes, and what others write comes: it is not called « hors ligne »."""
    await phone.page.add_init_script(NO_WORKER_SENDS)
    await phone.sign_in(somebody())
    await phone.context.route("**/v1/uploads/**", lambda route: route.abort())
    await phone.photograph(picture())
    await phone.write("Ce qui suit part quand même.")
    await phone.page.wait_for_selector(".banner p", timeout=WAIT)
    banner = await phone.page.inner_text(".banner p")
    assert "Un envoi ne passe pas" in banner
    assert "réseau coupe" in banner
    assert [one["dirty"] for one in await phone.experiences()] == [0, 0]
    await phone.context.unroute("**/v1/uploads/**")
    await phone.everything_sent()
    await phone.page.wait_for_selector(".banner p", state="detached", timeout=WAIT)
