"""Photos are taken, or chosen, several at once."""

import pytest
from playwright.async_api import FilePayload

from tests.client.phones import WAIT, Phone, picture, somebody

pytestmark = pytest.mark.slow


async def test_photos_that_are_chosen_together_are_one_moment(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.open("/capture")
    await phone.page.wait_for_selector("input[type=file][capture]", state="attached", timeout=WAIT)
    chosen: list[FilePayload] = [
        {"name": f"{width}.jpg", "mimeType": "image/jpeg", "buffer": picture((width, 60))} for width in (60, 70, 80)
    ]
    await phone.page.set_input_files("input[type=file][multiple]", chosen)
    await phone.page.wait_for_selector(".kept", timeout=WAIT)
    for _ in range(WAIT // 100):
        [moment] = await phone.experiences()
        if len(moment["local"]["media"]) == len(chosen):
            break
        await phone.page.wait_for_timeout(100)
    rows = await phone.everything_sent()
    [moment] = [item for item in rows["items"] if item["type"] == "experience"]
    assert len(moment["server"]["media"]) == len(chosen)
    await phone.open("/capture")
