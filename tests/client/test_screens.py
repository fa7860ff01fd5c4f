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


async def test_what_was_told_is_read_and_corrected_where_the_moment_is(phone: Phone) -> None:
    """A field that is emptied is there still, to be written anew."""
    await phone.sign_in(somebody())
    await phone.photograph(picture())
    [moment] = await phone.experiences()
    await phone.open()
    await phone.page.click(".card a", timeout=WAIT)
    assert await phone.page.locator("#did").count() == 0
    await phone.page.click("text=Encore 3 questions", timeout=WAIT)
    await phone.page.fill("#did", "J’ai posé deux cloisons. Seule.", timeout=WAIT)
    await phone.page.click("text=C’est fini")
    await phone.page.wait_for_selector("text=Encore 2 questions", timeout=WAIT)
    assert await phone.page.input_value("#did") == "J’ai posé deux cloisons. Seule."
    assert await phone.page.inner_text("main h1") == "J’ai posé deux cloisons"
    await phone.page.fill("#did", "")
    await phone.page.fill("#did", "J’ai posé trois cloisons.")
    await phone.page.locator("#people").press_sequentially("Anne Marie, Léo")
    assert await phone.page.input_value("#people") == "Anne Marie, Léo"
    assert await phone.page.locator("#learned").count() == 0
    await phone.everything_sent()
    [moment] = await phone.experiences()
    assert moment["server"]["people"] == ["Anne Marie", "Léo"]
    assert moment["server"]["reflection"] == {"did": "J’ai posé trois cloisons.", "learned": None, "next": None}


async def test_the_way_back_leads_to_the_screen_before_or_above(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write("Deux cloisons.")
    [moment] = await phone.experiences()
    await phone.open("/missions")
    await phone.page.click(".bar >> text=Journal", timeout=WAIT)
    await phone.page.click(".card a", timeout=WAIT)
    for _ in range(2):  # to tell and back is no step of the way
        await phone.page.click("text=Encore 3 questions", timeout=WAIT)
        await phone.page.click("text=C’est fini", timeout=WAIT)
        await phone.page.wait_for_selector("#text", timeout=WAIT)
    await phone.page.focus(".back")
    await phone.page.keyboard.press("Enter")
    await phone.page.wait_for_selector(".bar [aria-current] >> text=Journal", timeout=WAIT)
    assert await phone.page.locator(".back").count() == 0
    here = f"/moments/{moment['id']}"
    for path, *above in (
        (f"{here}/tell", here, "/"),
        ("/bin", "/me"),
        ("/me/phone", "/me"),
        ("/talents/add", "/talents"),
    ):
        await phone.open(path)
        await phone.page.wait_for_selector("main h1", timeout=WAIT)
        assert await phone.page.locator(".back").evaluate("back => back.getBoundingClientRect().height") >= 44
        for one in above:
            await phone.page.click(".back")
            await phone.page.wait_for_url(f"**/app{one}", timeout=WAIT)
