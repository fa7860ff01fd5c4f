"""Each screen, full and empty: no fault of access, nothing sideways, in each language and both colours."""

import pytest

from tests.client.looks import LANGUAGES, faults
from tests.client.phones import WAIT, Phone, picture, somebody

pytestmark = pytest.mark.slow
SCREENS = ("/", "/capture", "/missions", "/shares", "/bin", "/me", "/me/phone", "/nowhere")


async def test_screens_of_somebody_new_have_no_fault(phone: Phone) -> None:
    await phone.open()
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    assert await faults(phone, "/") == []
    await phone.sign_in(somebody())
    for language in LANGUAGES:
        await phone.open("/me")
        await phone.page.click(f".chips >> text='{language}'", timeout=WAIT)
        await phone.page.wait_for_selector(f"[aria-pressed=true] >> text='{language}'", timeout=WAIT)
        assert [fault for path in SCREENS for fault in await faults(phone, path)] == []
        assert await phone.page.evaluate("document.documentElement.lang") == ("en" if language == "English" else "fr")


async def test_screens_of_a_moment_have_no_fault(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.photograph(picture())
    [moment] = await phone.experiences()
    for path in ("/", f"/moments/{moment['id']}", f"/moments/{moment['id']}/tell"):
        assert await faults(phone, path) == []


async def test_a_moment_is_captured_from_the_keyboard(phone: Phone) -> None:
    """From the journal, by Tab and Enter alone; whoever hears it is told that it is kept."""
    await phone.sign_in(somebody())
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    for target in (".bar-capture a", ".ways > button.way:last-child", "#text", "form .button"):
        await phone.page.wait_for_selector(target, timeout=WAIT)
        for _ in range(40):
            await phone.page.keyboard.press("Tab")
            if await phone.page.evaluate("target => document.activeElement.matches(target)", target):
                break
        else:
            raise AssertionError(target)
        await (phone.page.keyboard.type("Au clavier.") if target == "#text" else phone.page.keyboard.press("Enter"))
    assert await phone.page.inner_text("[role=status] h1", timeout=WAIT) == "C’est gardé dans ton journal."
