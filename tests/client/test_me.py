"""Under « Moi »: who I am, how I read; with and without network."""

import pytest

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, picture, somebody
from tests.support.live import Live

pytestmark = pytest.mark.slow

# Words of the headings, the lines and the bar that stand on two lines.
BROKEN = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let one = texts.nextNode(); one; one = texts.nextNode()) {
    if (!one.parentElement.closest("main h1, .lines, .bar, .back")) continue;
    for (const {0: word, index} of one.data.matchAll(/[\\p{L}’]+/gu)) {
      const range = document.createRange();
      range.setStart(one, index), range.setEnd(one, index + word.length);
      if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1) found.push(word);
    }
  }
  return found;
}"""


async def test_name_and_photo_are_changed_without_network_and_merged(phone: Phone, live: Live) -> None:
    """Another phone changes the language and the name meanwhile: mine is the name, theirs the language."""
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/profile")
    assert await phone.page.input_value("#display-name", timeout=WAIT) == "Léa"
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await phone.page.fill("#display-name", "Léa M.")
    await phone.page.click("main form .button")
    await phone.page.set_input_files(
        "input[type=file]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    await phone.page.wait_for_selector(".face", timeout=WAIT)
    do(live, owner.ask("PATCH", "/v1/me", 200, json={"suggestions": False, "quiet_from": "21:00"}))
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    me = do(live, owner.ask("GET", "/v1/me", 200))
    assert (me["display_name"], me["suggestions"], me["quiet_from"]) == ("Léa M.", False, "21:00")
    assert me["avatar_media_id"] is not None
    await phone.open("/me")
    await phone.page.wait_for_selector("h1 >> text=/^Léa M\\.$/", timeout=WAIT)
    assert await phone.page.locator(".face").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for path in ("/me", "/me/profile"):
        assert await faults(phone, path) == []


async def test_a_year_that_takes_things_back_is_confirmed(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/profile")
    await phone.page.fill("#year", "1200", timeout=WAIT)
    await phone.page.click("text=Garder >> nth=1")
    assert "1900" in await phone.page.inner_text("#year-fault", timeout=WAIT)


async def test_letters_are_as_this_phone_was_asked(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.open("/me/reading")
    await phone.page.click("text=Très grande", timeout=WAIT)
    for label in ("Lettres espacées", "Papier crème", "Économiser les données"):
        await phone.page.check(f"text={label}")
    for path in ("/me/reading", "/me", "/", "/me/notifications", "/notifications", "/me/phone"):
        assert await faults(phone, path) == []
        assert await phone.page.evaluate(BROKEN) == []  # with letters twice as large
        assert await phone.page.evaluate("document.documentElement.className") == "letters-largest spaced cream"
