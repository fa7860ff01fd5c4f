"""Each screen, full and empty: no fault of access, nothing sideways, in each language and both colours."""

import pytest

from tests.client.phones import WAIT, Phone, picture, somebody
from tests.web.test_browser import AXE, CLIPPED, LEVEL_AA, OVERFLOW, RUN_AXE

pytestmark = pytest.mark.slow
SCREENS = ("/", "/capture", "/missions", "/shares", "/bin", "/me", "/me/phone", "/nowhere")
LANGUAGES = ("English", "Français facile à lire", "Français")


async def faults(phone: Phone, path: str) -> list[str]:
    await phone.open(path)
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    await phone.page.evaluate(AXE.read_text())
    found: list[str] = []
    for scheme in ("light", "dark"):
        await phone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        report = await phone.page.evaluate(RUN_AXE, LEVEL_AA)
        assert report["checked"] > 10, path
        found += [f"{path} {scheme} {violation}" for violation in report["violations"]]
    for letters, width in (("100%", 320), ("200%", 390)):
        await phone.page.set_viewport_size({"width": width, "height": 844})
        await phone.page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        if await phone.page.evaluate(OVERFLOW) or await phone.page.evaluate(CLIPPED):
            found.append(f"{path} does not fit {width} pixels with letters of {letters}")
    await phone.page.set_viewport_size({"width": 390, "height": 844})
    return found


async def test_screens_of_somebody_new_have_no_fault(phone: Phone) -> None:
    await phone.open()
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    assert await faults(phone, "/") == []
    await phone.sign_in(somebody())
    for language in LANGUAGES:
        await phone.open("/me")
        await phone.page.click(f".chips >> text='{language}'", timeout=WAIT)
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
