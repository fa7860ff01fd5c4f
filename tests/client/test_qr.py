"""A QR is read by whatever browser: from the camera and from a picture, also where the browser itself reads none."""

import base64
from io import BytesIO

import pytest
import segno
from PIL import Image
from playwright.async_api import Page

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, picture, somebody
from tests.client.test_communities import invite
from tests.support import communities
from tests.support.live import Live

pytestmark = pytest.mark.slow
WITHOUT_DETECTOR = "delete globalThis.BarcodeDetector;"
# A camera that looks at a picture.
CAMERA = """navigator.mediaDevices.getUserMedia = async () => {
  const image = new Image(); image.src = "data:image/png;base64,PICTURE"; await image.decode();
  const canvas = document.createElement("canvas"); [canvas.width, canvas.height] = [image.width, image.height];
  const draw = () => { canvas.getContext("2d").drawImage(image, 0, 0); requestAnimationFrame(draw); };
  draw();
  return canvas.captureStream();
};"""
NO_CAMERA = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };"


def photo_of(words: str, *, turned: float = 7) -> bytes:
    """A QR on a grey table, a little turned, as a phone sees it."""
    code = BytesIO()
    segno.make(words, error="m", micro=False).save(code, kind="png", scale=9, border=4)
    paper = Image.open(code).convert("RGB").rotate(turned, expand=True, fillcolor=(150, 150, 150))
    table = Image.new("RGB", (1280, 960), (150, 150, 150))
    table.paste(paper, ((1280 - paper.width) // 2, (960 - paper.height) // 2))
    file = BytesIO()
    table.save(file, "PNG")
    return file.getvalue()


async def show(page: Page, body: bytes) -> None:
    await page.set_input_files(
        ".scanner input[type=file]", {"name": "qr.png", "mimeType": "image/png", "buffer": body}, timeout=WAIT
    )


async def test_an_invitation_is_read_by_the_camera_and_from_a_picture(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, communities.gather(live.app.state.runtime, manager))
    link = invite(live, manager, community_id)["url"]
    seen = photo_of(link)
    await phone.page.add_init_script(WITHOUT_DETECTOR + CAMERA.replace("PICTURE", base64.b64encode(seen).decode()))
    await phone.sign_in(somebody())
    await phone.open("/join")
    await phone.page.click("text=Scanner un QR")
    await phone.page.wait_for_selector("h1 >> text=Promo 2026", timeout=WAIT)

    await phone.page.add_init_script(NO_CAMERA)
    await phone.open("/join")
    await phone.page.click("text=Scanner un QR")
    await phone.page.wait_for_selector("text=La caméra est fermée", timeout=WAIT)
    await show(phone.page, picture())
    await phone.page.wait_for_selector("text=Je ne vois pas de QR", timeout=WAIT)
    await show(phone.page, seen)
    await phone.page.wait_for_selector("h1 >> text=Promo 2026", timeout=WAIT)


async def test_a_sign_in_and_a_room_are_read_where_they_are_needed(phone: Phone, live: Live) -> None:
    await phone.page.add_init_script(WITHOUT_DETECTOR + NO_CAMERA)
    await phone.open()
    await phone.page.click("text=Scanner un QR")
    await show(phone.page, photo_of("https://elsewhere.example/menu"))
    await phone.page.wait_for_selector("text=Ce QR ne mène pas à Day Tripper", timeout=WAIT)
    assert await faults(phone, "/") == []
    await phone.page.click("text=Scanner un QR")
    await show(phone.page, photo_of(f"{live.url}/sign-in/dts_0123456789"))
    await phone.page.wait_for_url("**/app/sign-in/dts_0123456789", timeout=WAIT)
    await phone.page.wait_for_selector("text=Ce lien ouvre ton journal", timeout=WAIT)
    await phone.sign_in(somebody())
    await phone.open("/join")
    await phone.page.click("text=Scanner un QR")
    await show(phone.page, photo_of(f"{live.url}/r/KQ4M7X?p=abc", turned=0))
    await phone.page.wait_for_url("**/r/KQ4M7X?p=abc", timeout=WAIT)
