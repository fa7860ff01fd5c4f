"""Each address of mails and notifications (docs/links.md) opens a screen; whoever is signed out comes back to it."""

import re

import pytest

from app.core.app_paths import AppPath
from tests.client.phones import WAIT, Phone
from tests.client.test_build import SOURCES
from tests.support.live import Live

PAIR = re.compile(r'^ +\["(/[^"]*)", (?:"([^"]*)"|[^\]]+)\],', re.MULTILINE)
TO_COME = {"/requests/:id", "/stories/:id", "/portraits/:id", "/talents/:id", "/me/guardian"}  # screens being written


def places(path: str) -> str:
    """Write a path without the names of its parameters."""
    return re.sub(r":\w+|{\w+}", ":", path)


def test_each_address_of_a_mail_has_a_screen() -> None:
    screens = {places(path) for path, _ in PAIR.findall((SOURCES / "routes.ts").read_text())}
    meanings = {places(path): places(target) for path, target in PAIR.findall((SOURCES / "addresses.ts").read_text())}
    assert len(screens) > 15
    assert len(meanings) > 5
    addresses = {places(path) for path in AppPath}
    lost = {path for path in addresses if path not in screens and path not in meanings}
    assert lost <= {places(path) for path in TO_COME}


@pytest.mark.slow
async def test_a_link_of_a_mail_opens_its_screen_after_the_sign_in(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.open("/grants")
    await phone.sign_in(owner.email, keeps_page=True)
    await phone.page.wait_for_selector("h1:text('Partage')", timeout=WAIT)
    assert phone.page.url == f"{live.url}/app/grants"
    await phone.context.set_offline(True)
    await phone.open("/missions/0197f0c4-0000-7000-8000-000000000000")
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
