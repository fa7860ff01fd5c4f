"""No script of somebody else, no token where a script reads it, nothing of whoever left."""

import pytest

from tests.client.phones import WAIT, Phone, somebody

STORED = "() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"


@pytest.mark.slow
async def test_no_script_reads_the_tokens(phone: Phone) -> None:
    await phone.sign_in(somebody())
    assert await phone.page.evaluate(STORED) == [[], [], ""]
    [cookie] = await phone.context.cookies(f"{phone.live.url}/v1/sessions")
    assert (cookie["name"], cookie["path"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (
        "__Secure-refresh", "/v1/sessions", True, True, "Strict",
    )  # fmt: skip
    script = "document.body.innerHTML = '<img src=x>'"
    with pytest.raises(Exception, match="TrustedHTML"):
        await phone.page.evaluate(script)
    assert "TrustedHTML" in phone.complaints.pop()


@pytest.mark.slow
async def test_signing_out_leaves_nothing(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write("À moi.")
    await phone.everything_sent()
    await phone.open("/me")
    await phone.page.click(".sign-out .button")
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    assert (await phone.keeps())["names"] == []
    assert [name for name in await phone.page.evaluate("caches.keys()") if not name.startswith("shell-")] == []
    assert await phone.context.cookies(f"{phone.live.url}/v1/sessions") == []


@pytest.mark.slow
async def test_whoever_signs_out_is_told_what_would_be_lost(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.context.set_offline(True)
    await phone.write("Pas encore envoyé.")
    await phone.open("/me")
    await phone.page.click(".sign-out .button")
    assert "1 chose n’est pas encore envoyée" in await phone.page.inner_text(".sign-out", timeout=WAIT)
    assert len(await phone.experiences()) == 1
