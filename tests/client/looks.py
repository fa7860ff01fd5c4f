"""What is asked of the looks of each screen: access, both colours, narrow windows, large letters."""

from tests.client.phones import WAIT, Phone
from tests.web.test_browser import AXE, CLIPPED, LEVEL_AA, OVERFLOW, RUN_AXE

LANGUAGES = ("English", "Français facile à lire", "Français")


async def faults(phone: Phone, path: str) -> list[str]:
    """Open a screen of the application, and name what is wrong with it."""
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
