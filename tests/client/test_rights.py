"""My rights: what I agreed to, what was hidden, a guardian, programs, a copy, and the way out."""

import asyncio
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest

from app.models.memberships import Role
from tests.api.test_flags import Group, hidden, shown
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.support.communities import gather
from tests.support.grants import FORM
from tests.support.guardians import AGREE, YOUNG, state_year
from tests.support.live import Live
from tests.support.mails import received, text_of
from tests.support.people import Person

pytestmark = pytest.mark.slow


async def _guardian_page(live: Live, address: str) -> str:
    for _ in range(WAIT // 100):
        if mails := received(live.app.state.runtime, address):
            return "/g/" + text_of(mails[-1]).partition("/g/")[2].split()[0]
        await asyncio.sleep(0.1)
    raise AssertionError(address)


async def _answer(live: Live, page: str, form: list[tuple[str, str]]) -> None:
    async with httpx.AsyncClient(base_url=live.url) as parent:
        answer = await parent.post(page, content=urlencode(form), headers=FORM)
        assert answer.status_code == 200, answer.text


async def test_a_parent_is_asked_and_says_no(phone: Phone, live: Live) -> None:
    child = live.sign_in()
    do(live, state_year(child, YOUNG, confirmed=True))
    do(live, child.ask("PATCH", "/v1/me", 200, json={"display_name": None}))
    await phone.sign_in(child.email)
    await phone.open("/me")
    await phone.page.click("text=Mon parent ou tuteur", timeout=WAIT)
    await phone.page.wait_for_selector("#own-name", timeout=WAIT)
    assert await faults(phone, "/me/guardian") == []
    parent = f"parent-{child.id}@example.org"
    await phone.page.fill("#parent-mail", parent, timeout=WAIT)
    await phone.open("/me/guardian")  # what was typed is not lost
    await phone.value_is("#parent-mail", parent)
    await phone.page.fill("#own-name", "Zoé")
    await phone.page.click("main form .button")
    await phone.page.wait_for_selector("h2 >> text=On attend sa réponse", timeout=WAIT)
    await _answer(live, await _guardian_page(live, parent), [("answer", "decline"), *AGREE[1:]])
    await phone.open("/me/guardian")
    await phone.page.wait_for_selector("h2 >> text=Ton parent a dit non", timeout=WAIT)
    assert "ce n’est pas une punition" in await phone.page.inner_text("main")
    assert await faults(phone, "/me/guardian") == []


async def test_what_a_parent_opens_is_said(phone: Phone, live: Live) -> None:
    child = live.sign_in()
    do(live, state_year(child, YOUNG, confirmed=True))
    await phone.sign_in(child.email)
    await phone.open("/me/guardian")
    parent = f"parent-{child.id}@example.org"
    await phone.page.fill("#parent-mail", parent, timeout=WAIT)
    await phone.page.click("main form .button")
    await phone.page.wait_for_selector("h2 >> text=On attend sa réponse", timeout=WAIT)
    await _answer(live, await _guardian_page(live, parent), [*AGREE, ("act", "publish")])
    await phone.open("/me/guardian")
    await phone.page.wait_for_selector("h2 >> text=Ton parent a dit oui", timeout=WAIT)
    lines = await phone.page.locator("section .promises li").all_inner_texts()
    assert [line.strip().endswith("oui") for line in lines] == [True, False, False, False]
    assert await faults(phone, "/me/guardian") == []
    await phone.open("/me/consents")
    await phone.page.wait_for_selector("strong >> text=L’accord de mon parent", timeout=WAIT)
    assert await faults(phone, "/me/consents") == []


async def _hide(author: Person, others: list[Person]) -> UUID:
    manager, facilitator, reader = others
    roles = {manager.id: Role.MANAGER, facilitator.id: Role.FACILITATOR}
    place = await gather(author.runtime, manager, facilitator, author, reader, roles=roles)
    group = Group(place, manager, facilitator, author, reader)
    hiding = await hidden(group, await shown(group))
    return UUID(hiding["id"])


async def test_what_was_hidden_says_why_and_is_answered_once(phone: Phone, live: Live) -> None:
    author = live.sign_in()
    await phone.sign_in(author.email)
    hiding = do(live, _hide(author, [live.sign_in() for _ in range(3)]))
    await phone.open(f"/hidings/{hiding}")
    await phone.page.wait_for_selector("text=boîte aux lettres", timeout=WAIT)
    assert await faults(phone, "/me/hidings") == []
    await phone.page.fill("textarea", "L’adresse est celle du lycée.", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.click("text=Demander à la montrer")
    await phone.page.wait_for_selector("text=Il faut du réseau", timeout=WAIT)
    await phone.context.set_offline(False)
    await phone.open("/me/hidings")
    await phone.page.wait_for_function("() => document.querySelector('textarea')?.value.startsWith('L’adresse')")
    await phone.page.click("text=Demander à la montrer")
    await phone.page.wait_for_selector("blockquote", timeout=WAIT)
    [seen] = do(live, author.ask("GET", "/v1/hidings", 200))["items"]
    assert seen["appeal"] == "L’adresse est celle du lycée."
    await phone.open("/me/consents")
    await phone.page.wait_for_selector("strong >> text=Partager", timeout=WAIT)
    assert await phone.page.locator("a >> text=Voir, ou reprendre").count() >= 2


async def test_a_program_is_allowed_and_stopped(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/tokens")
    await phone.page.click("text=Autoriser un programme", timeout=WAIT)
    await phone.page.fill("#token-name", "Copie du dimanche")
    await phone.page.check("text=Lire mon journal")
    await phone.page.click("text=un an")
    assert await faults(phone, "/me/tokens") == []
    await phone.page.click("text=Autoriser un programme", timeout=WAIT)
    await phone.page.fill("#token-name", "Copie du dimanche")
    await phone.page.check("text=Lire mon journal")
    await phone.page.click("text=un an")
    await phone.page.click("text=Faire le jeton")
    token = await phone.page.inner_text(".once code", timeout=WAIT)
    async with httpx.AsyncClient(base_url=live.url, headers={"Authorization": f"Bearer {token}"}) as program:
        assert (await program.get("/v1/experiences")).status_code == 200
        await phone.page.click("text=C’est noté")
        await phone.page.click(".rows .link", timeout=WAIT)
        await phone.page.wait_for_selector("text=Ce programme est arrêté.", timeout=WAIT)
        assert (await program.get("/v1/experiences")).status_code == 401


async def test_a_copy_is_taken_along_and_brought_back(phone: Phone, live: Live, tmp_path: Path) -> None:
    owner, newcomer = live.sign_in(), live.sign_in()
    await phone.sign_in(owner.email)
    await phone.write("Ce que j’emporte.")
    await phone.everything_sent()
    await phone.open("/me/leave")
    await phone.page.wait_for_selector("text=Préparer une copie", timeout=WAIT)
    assert await faults(phone, "/me/leave") == []
    await phone.page.click("text=Préparer une copie", timeout=WAIT)
    async with phone.page.expect_download(timeout=3 * WAIT) as download:
        await phone.page.click("a.button >> text=Emporter", timeout=3 * WAIT)
    file = tmp_path / "copy.zip"
    await (await download.value).save_as(file)
    await phone.open("/me")
    await phone.page.click(".sign-out .button", timeout=WAIT)
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    await phone.sign_in(newcomer.email)
    await phone.open("/me/leave")
    await phone.page.set_input_files("input[type=file]", file, timeout=WAIT)
    await phone.page.click("text=Faire venir", timeout=2 * WAIT)
    await phone.page.wait_for_selector("text=C’est arrivé dans ton journal.", timeout=2 * WAIT)
    assert await faults(phone, "/me/leave") == []
    [moment] = do(live, newcomer.ask("GET", "/v1/experiences", 200))["items"]
    assert moment["text"] == "Ce que j’emporte."


async def test_who_asks_to_be_erased_has_fourteen_days_to_stay(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.open("/me/erasure")
    await phone.page.click("text=Effacer mon compte", timeout=WAIT)
    await phone.page.check("text=Je veux tout effacer")
    await phone.page.click("text=Effacer dans quatorze jours")
    await phone.page.wait_for_selector("text=Tout sera effacé", timeout=WAIT)
    assert do(live, owner.ask("GET", "/v1/me/erasure", 200))["state"] == "asked"
    assert await faults(phone, "/me/leave") == []
    await phone.page.click("text=Je change d’avis", timeout=WAIT)
    await phone.page.wait_for_selector("text=Effacer mon compte", timeout=WAIT)
    assert do(live, owner.ask("GET", "/v1/me/erasure", 200))["state"] == "none"
