"""Answering, giving a link and cutting it, with and without network."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from tests.client.phones import WAIT, Phone
from tests.support import stories
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, write
from tests.support.people import Person

pytestmark = pytest.mark.slow


def do(live: Live, what: Coroutine[Any, Any, Any]) -> Any:
    """Let the product's own loop do it."""
    return asyncio.run_coroutine_threadsafe(what, live.loop).result(20)


async def ask(manager: Person, member: Person) -> Any:
    community_id = await gather(manager.runtime, manager, member)
    mission = await write(manager, community_id, title="Le geste de la semaine")
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    return mission


async def publish_story(person: Person) -> None:
    journal = await stories.begin(person, stories.text())
    await stories.publish(person, journal)


async def test_a_mission_is_answered_without_network(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.open("/missions")
    await phone.page.click("text=Le geste de la semaine", timeout=WAIT)
    await phone.page.wait_for_selector("text=Montre où tu travailles")
    await phone.context.set_offline(True)
    await phone.page.click("a.button")
    assert await phone.page.inner_text(".lead") == "Pour la mission « Le geste de la semaine »"
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Le joint tient.")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept")
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    board = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}/board", 200))
    assert {line["state"] for line in board["items"]} == {"submitted"}


async def test_a_link_is_given_and_cut(phone: Phone, live: Live) -> None:
    """Cut without network, it is said to be open until the server has heard of it."""
    owner = live.sign_in()
    do(live, publish_story(owner))
    await phone.sign_in(owner.email)
    await phone.open("/shares")
    await phone.page.click(".lines a:has-text('Mon stage')", timeout=WAIT)
    for step in ("Continuer", "Continuer", "Partager"):
        await phone.page.click(f".share .button:enabled >> text={step}", timeout=WAIT)
    url = await phone.page.inner_text(".address", timeout=WAIT)
    assert await phone.page.locator(".qr").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    async with httpx.AsyncClient() as reader:
        assert (await reader.get(url)).status_code == 200
        await phone.page.wait_for_timeout(500)
        await phone.context.set_offline(True)
        await phone.open("/shares")
        await phone.page.click(".access .link", timeout=WAIT)
        assert "encore ouvert" in await phone.page.inner_text("[role=alert]", timeout=WAIT)
        assert (await reader.get(url)).status_code == 200
        await phone.context.set_offline(False)
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.page.wait_for_selector("[role=alert]", state="detached", timeout=WAIT)
        assert (await reader.get(url)).status_code == 404
