"""A room in browsers: its wall, as a projector shows it, and the screens of its team."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from app.models.communities import CommunityKind
from tests.client.desks import faults_at_both, text_comes
from tests.client.phones import WAIT, Phone, do
from tests.support import rooms
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import SURVEY, write
from tests.support.people import Person
from tests.web.test_browser import AXE, LEVEL_AA, RUN_AXE

pytestmark = pytest.mark.slow
PROJECTORS = ((1920, 1080), (1024, 768))
LEAST = 0.04  # of the height
SMALL = """least => [...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility() && [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim()))
  .filter(one => parseFloat(getComputedStyle(one).fontSize) < innerHeight * least).map(one => one.outerHTML)"""
LOST = """() => [...document.querySelectorAll("body, header, main, aside, #door")]
  .filter(one => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""
HOSTILE = "<img src=x onerror=alert(1)> \u202eemordnilap\u202c " + "🎉" * 100 + " e" + "\u0301" * 40 + " " + "w" * 60


async def team_room(live: Live, person: Person) -> tuple[UUID, Any, str]:
    """Return a community, its open room with a survey, and the address of a wall."""
    community_id = await gather(person.runtime, person, kind=CommunityKind.TERRITORY, name="Lycée Jean-Moulin")
    survey = await write(person, community_id, **SURVEY | {"title": "Ton orientation, comment ça se passe ?"})
    room = await rooms.open_up(person, community_id, missions=[survey["id"]])
    wall = await person.ask("POST", f"/v1/rooms/{room['id']}/walls", 201)
    return community_id, room, wall["url"]


def tells(text: str) -> bool:
    """Say whether it is a fault of ours: a network that is cut, and a status, are what tests bring about."""
    return "ERR_" not in text and "Failed to load resource" not in text


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="fr-FR", viewport={"width": 1920, "height": 1080})
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("console", lambda message: complaints.append(message.text) if tells(message.text) else None)
    yield page
    await context.close()
    assert complaints == []


async def comes(page: Page, selector: str, text: str) -> None:
    await page.wait_for_selector(f"{selector}:has-text('{text}')", timeout=WAIT)


async def test_a_wall_is_read_from_afar_in_each_phase(live: Live, page: Page) -> None:
    manager = live.sign_in()
    _, room, address = do(live, team_room(live, manager))
    requests = list[str]()
    page.on("request", lambda request: requests.append(request.url))
    await page.goto(address)
    survey = room["missions"][0]
    scenes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("téléphone", {"phase": "welcome"}),
        ("orientation", {"phase": "ask", "mission_id": survey, "seconds": 480, "message": HOSTILE}),
        ("orientation", {"phase": "results", "mission_id": survey}),
        ("pause", {"phase": "break", "seconds": 600}),
        ("Merci", {"phase": "thanks"}),
    )
    for words, scene in scenes:
        do(live, rooms.show(manager, room, **scene))
        await comes(page, "#question", words)
        for width, height in PROJECTORS:
            await page.set_viewport_size({"width": width, "height": height})
            await page.wait_for_timeout(100)
            assert await page.evaluate(SMALL, LEAST) == []
            assert await page.evaluate(LOST) == []
    await page.evaluate(AXE.read_text())
    assert (await page.evaluate(RUN_AXE, LEVEL_AA))["violations"] == []
    assert [url for url in requests if not url.startswith((live.url, "data:"))] == []


async def test_a_wall_says_that_it_is_cut_off_and_asks_where_streams_are_cut(live: Live, page: Page) -> None:
    manager = live.sign_in()
    _, room, address = do(live, team_room(live, manager))
    await page.goto(address)
    await comes(page, "#question", "téléphone")
    await page.wait_for_timeout(3_500)
    assert not await page.is_visible("#lost")
    await page.route("**/live", lambda route: route.abort())
    await page.route("**/stream", lambda route: route.abort())
    live.loop.call_soon_threadsafe(live.app.state.room_streams.drain)
    await page.wait_for_selector("#lost", state="visible", timeout=6_000)
    do(live, rooms.show(manager, room, phase="break"))
    await page.unroute("**/live")
    await comes(page, "#question", "pause")
    assert not await page.is_visible("#lost")
    live.app.state.room_streams._is_draining = False
    await page.unroute("**/stream")
    do(live, manager.ask("DELETE", f"/v1/rooms/{room['id']}/walls", 204))
    await comes(page, "main", "équipe")


async def test_a_team_runs_a_room_from_a_phone(live: Live, phone: Phone, page: Page) -> None:
    manager = live.sign_in()
    community_id, room, address = do(live, team_room(live, manager))
    await phone.sign_in(manager.email)
    await page.goto(address)
    await phone.open(f"/manage/{community_id}/rooms")
    await phone.page.click(f"a[href$='{room['id']}']", timeout=WAIT)
    await text_comes(phone, "[Pp]ersonne")
    await phone.page.click(".next-step", timeout=WAIT)
    await comes(page, "#question", "orientation")
    await text_comes(phone, "Il reste")
    await phone.page.click("text=Fermer la porte")
    await comes(page, "#locked", "fermée")
    await phone.page.fill("#message", "À vous !")
    await phone.page.click("text=Afficher")
    await comes(page, "#message", "À vous !")
    do(live, rooms.show(manager, room, phase="break"))
    await text_comes(phone, "Pause")
    await phone.page.click("text=Fermer la salle")
    await phone.page.click(".versions .button:not(.plain)")
    await text_comes(phone, "Fermée")


async def test_the_screens_of_rooms_are_for_all(live: Live, phone: Phone) -> None:
    manager = live.sign_in()
    community_id, room, _ = do(live, team_room(live, manager))
    do(live, rooms.show(manager, room, phase="ask", mission_id=room["missions"][0], seconds=480))
    await phone.sign_in(manager.email)
    for path, ready in (
        (f"/manage/{community_id}/rooms", "form .button"),
        (f"/manage/{community_id}/rooms/{room['id']}", ".clock"),
    ):
        assert await faults_at_both(phone, path, ready) == []
