"""What opens an account: devices, passkeys, a second factor; and how one is told."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import CDPSession
from playwright.async_api import TimeoutError as PlaywrightTimeout

from app.core.clock import utc_now
from tests.client.conftest import NewPhone
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.support.counsellors import code_of
from tests.support.live import Live
from tests.support.people import Person, Watch
from tests.web.test_signing_in import PHONE

pytestmark = pytest.mark.slow


async def _by_name(phone: Phone) -> CDPSession:
    """Go to the server by the name that passkeys want, with an authenticator in the phone."""
    phone.live = replace(phone.live, url=phone.live.url.replace("127.0.0.1", "localhost"))
    devtools = await phone.context.new_cdp_session(phone.page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return devtools


async def test_a_passkey_is_added_named_used_without_an_address_and_taken_away(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await _by_name(phone)
    await phone.sign_in(owner.email)
    await phone.open("/me/devices")
    await phone.page.click("text=Ajouter une clé sur cet appareil", timeout=WAIT)
    await phone.page.wait_for_selector(".once code", timeout=WAIT)
    assert await phone.page.locator(".once code").count() == 10
    await phone.page.click("text=C’est noté")
    await phone.page.click("text=Renommer")
    await phone.page.fill("[id^=name-]", "Le téléphone bleu")
    await phone.page.click(".rows form .button")
    await phone.page.wait_for_selector("strong >> text=Le téléphone bleu", timeout=WAIT)
    assert await faults(phone, "/me/devices") == []
    [passkey] = do(live, owner.ask("GET", "/v1/me/passkeys", 200))["items"]
    assert (passkey["name"], passkey["is_second_factor"]) == ("Le téléphone bleu", True)

    await phone.open("/me")
    await phone.page.click(".sign-out .button", timeout=WAIT)
    with suppress(PlaywrightTimeout):  # the field of the address may have offered it already
        await phone.page.click("text=Avec une clé d’accès", timeout=5_000)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    assert (await phone.keeps())["names"] == [f"daytripper-{owner.id}"]
    await phone.open("/me/devices")
    await phone.page.click("text=Enlever >> nth=0", timeout=WAIT)
    await phone.page.wait_for_selector("text=La clé est enlevée", timeout=WAIT)
    assert do(live, owner.ask("GET", "/v1/me/passkeys", 200))["items"] == []


async def test_another_device_is_signed_out_from_here(new_phone: NewPhone) -> None:
    email, here, there = somebody(), await new_phone(), await new_phone()
    await there.sign_in(email)
    await there.everything_sent()
    await here.sign_in(email)
    await here.open("/me/devices")
    await here.page.click("text=Déconnecter", timeout=WAIT)
    await here.page.wait_for_selector("text=C’est déconnecté.", timeout=WAIT)
    await there.open()
    await there.page.wait_for_selector(".banner a", timeout=WAIT)
    await there.page.click(".banner a")
    assert "Rien n’est perdu" in await there.page.inner_text(".sign-in .lead", timeout=WAIT)
    await there.prove(email)
    await there.page.wait_for_selector(".banner a", state="detached", timeout=WAIT)
    assert len((await there.keeps())["names"]) == 1


async def test_a_second_factor_is_added_and_asked_for_at_the_next_sign_in(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/devices")
    await phone.page.click("text=Application de codes", timeout=WAIT)
    await phone.page.click("text=Ajouter une application", timeout=WAIT)
    secret = await phone.page.inner_text(".once .hint code", timeout=WAIT)
    watch = Watch()
    watch.now = utc_now()
    await phone.page.fill("#app-code", code_of(secret, watch))
    await phone.page.click(".once .button")
    await phone.page.wait_for_selector("text=Tes codes de secours", timeout=WAIT)
    recovery = (await phone.page.inner_text(".once code >> nth=0")).strip()
    await phone.page.click("text=C’est noté")
    assert await faults(phone, "/me/devices") == []
    await phone.open("/me")
    await phone.page.click(".sign-out .button", timeout=WAIT)
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    await phone.prove(owner.email)
    await phone.page.wait_for_selector("#second-factor", timeout=WAIT)
    assert await faults(phone, "/verify") == []
    await phone.page.fill("#second-factor", recovery)
    await phone.page.click("main [type=submit]")
    await phone.page.wait_for_selector("main .empty, .look-for", timeout=WAIT)
    await phone.open("/me/devices")
    await phone.page.wait_for_selector("text=Codes de secours restants : 9.", timeout=WAIT)


async def preferences_with(phone: Phone, owner: Person, kind: str) -> Any:
    """Wait until the server has a rule of that kind."""
    for _ in range(WAIT // 100):
        words = do(phone.live, owner.ask("GET", "/v1/notifications/preferences", 200))
        if kind in {rule["type"] for rule in words["rules"]}:
            return words
        await phone.page.wait_for_timeout(100)
    raise AssertionError(words)


async def test_one_chooses_how_to_be_told(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/notifications")
    await phone.page.uncheck("text=Sur ce téléphone et les autres", timeout=WAIT)
    await phone.page.click("fieldset >> text=En résumé")
    await phone.page.click("text=Le lundi")
    await phone.page.click("text=Choisir pour chaque sorte")
    await phone.page.select_option("[aria-label='Une mission\u00a0: par mail']", "now")
    await phone.page.fill("#quiet-from", "21:30")
    await phone.page.fill("#quiet-until", "07:15")
    await phone.everything_sent()
    words = await preferences_with(phone, owner, "mission")
    assert words["rhythm"] == "weekly"
    rules = {rule["type"]: (rule["push"], rule["email"]) for rule in words["rules"]}
    assert rules == {None: (False, "digest"), "mission": (None, "now")}
    me = do(live, owner.ask("GET", "/v1/me", 200))
    assert (me["quiet_from"], me["quiet_until"]) == ("21:30", "07:15")
    await phone.context.set_offline(True)
    await phone.open("/me/notifications")
    await phone.page.wait_for_selector("main [role=status]:has-text('la dernière fois')", timeout=WAIT)
    await phone.context.set_offline(False)
    assert await faults(phone, "/me/notifications") == []


async def test_two_fields_that_are_filled_in_at_once_are_both_kept(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/notifications")
    await phone.page.fill("#quiet-from", "21:30", timeout=WAIT)
    await phone.page.fill("#quiet-until", "07:15")
    await phone.everything_sent()
    me = do(live, owner.ask("GET", "/v1/me", 200))
    assert (me["quiet_from"], me["quiet_until"]) == ("21:30", "07:15")
