"""A room in browsers: its wall, as a projector shows it, and the screens of its team."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from app.models.communities import CommunityKind
from tests.client.desks import faults_at_both, text_comes
from tests.client.phones import WAIT, Phone, do
from tests.client.test_programmes_votes import shown_ideas
from tests.support import rooms
from tests.support.ballots import call_in_room, vote
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import SURVEY, write
from tests.support.people import Person
from tests.support.proposals import decide, propose
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
        await shows_well(page)
    await page.evaluate(AXE.read_text())
    assert (await page.evaluate(RUN_AXE, LEVEL_AA))["violations"] == []
    assert [url for url in requests if not url.startswith((live.url, "data:"))] == []


async def shows_well(page: Page) -> None:
    """Nothing is too small to be read from afar, and nothing is lost at an edge."""
    for width, height in PROJECTORS:
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(100)
        assert await page.evaluate(SMALL, LEAST) == []
        assert await page.evaluate(LOST) == []


async def room_that_votes(live: Live, team: Person, **form: Any) -> tuple[Any, Any, str]:
    """Return an open room, a vote on ideas that it has not begun, and the address of a wall."""
    author = live.sign_in()
    community_id = do(live, gather(team.runtime, team, author))
    mission = do(live, shown_ideas(team, author, community_id, 1))
    do(live, decide(team, do(live, propose(author, mission, title=HOSTILE[:120])), "approve"))
    room, ballot = do(live, call_in_room(team, community_id, mission, limit=1, **form))
    wall = do(live, team.ask("POST", f"/v1/rooms/{room['id']}/walls", 201))
    return room, ballot, wall["url"]


async def test_a_wall_says_what_a_vote_waits_for(live: Live, page: Page) -> None:
    manager = live.sign_in()
    room, ballot, address = await room_that_votes(live, manager)
    guests = do(live, all_come(live, room, 7))
    do(live, rooms.count_heads(manager, room, 7))
    await page.goto(address)
    do(live, rooms.show(manager, room, phase="vote", mission_id=ballot["id"]))
    await comes(page, "#vote", "Quand l’équipe ferme le vote")
    state = do(live, guests[0].ask("GET", f"/v1/rooms/{room['id']}/state", 200))
    idea = state["mission"]["open_ballot"]["options"][0]["proposal_id"]
    for guest in guests[:6]:
        do(live, vote(guest, ballot, [idea]))
    await comes(page, "#vote", "Environ 5 votes sur 5.")
    await comes(page, "#board", "Une visite")
    assert await page.locator("#board img").count() == 0
    await shows_well(page)
    do(live, manager.ask("PUT", f"/v1/missions/{ballot['id']}/closing", 200))
    await comes(page, "#bars", "Une visite")
    assert not await page.is_visible("#vote")


async def test_the_clock_of_a_wall_is_the_servers(live: Live, page: Page) -> None:
    """The machine of the projector is minutes off; so is a guest’s phone."""
    manager = live.sign_in()
    room, ballot, address = await room_that_votes(live, manager, seconds=60)
    await page.clock.install(time=(time.time() + 420) * 1_000)
    await page.goto(address)
    do(live, rooms.show(manager, room, phase="vote", mission_id=ballot["id"]))
    await comes(page, "#vote", "À la fin du temps")
    await comes(page, "#clock", ":")
    minutes, seconds = (await page.inner_text("#clock")).split(":")
    assert 0 < 60 * int(minutes) + int(seconds) <= 60
    proof = do(live, rooms.proof_now(manager.runtime, room))
    phone = await page.context.new_page()
    await phone.clock.install(time=(time.time() - 420) * 1_000)
    await phone.goto(f"{live.url}/r/{room['code']}?p={proof}")
    await phone.check("input[value=adult]")
    await phone.click("form.answer button")
    await comes(phone, "#end", " s")
    seconds = (await phone.inner_text("#end")).rpartition("\u00a0")[0].rpartition(" ")[2]
    assert 0 < int(seconds) <= 60
    do(live, manager.ask("PUT", f"/v1/missions/{ballot['id']}/cancellation", 200))
    await comes(page, "#vote", "annulé")


async def all_come(live: Live, room: Any, count: int) -> list[Person]:
    return [await rooms.come(live.app, room) for _ in range(count)]


@contextmanager
def streams_ended(live: Live) -> Iterator[None]:
    streams = live.app.state.room_streams
    live.loop.call_soon_threadsafe(streams.drain)
    try:
        yield
    finally:
        streams._is_draining = False


async def test_a_wall_says_that_it_is_cut_off_and_asks_where_streams_are_cut(live: Live, page: Page) -> None:
    manager = live.sign_in()
    _, room, address = do(live, team_room(live, manager))
    await page.goto(address)
    await comes(page, "#question", "téléphone")
    await page.wait_for_timeout(3_500)
    assert not await page.is_visible("#lost")
    await page.route("**/live", lambda route: route.abort())
    await page.route("**/stream", lambda route: route.abort())
    with streams_ended(live):
        await page.wait_for_selector("#lost", state="visible", timeout=6_000)
        do(live, rooms.show(manager, room, phase="break"))
        await page.unroute("**/live")
        await comes(page, "#question", "pause")
        await page.wait_for_selector("#lost", state="hidden", timeout=WAIT)
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


async def count_heads(phone: Phone, room: Any) -> None:
    """Ten entries are ten people: the number can be typed again before it is kept."""
    path = f"/manage/{room['community_id']}/rooms/{room['id']}"
    await phone.open(path)
    await text_comes(phone, r"10 entrées pour 10 personnes \?")
    await phone.page.fill("#heads", "")
    assert await phone.page.input_value("#heads") == ""
    await phone.page.fill("#heads", "12")
    await text_comes(phone, r"10 entrées pour 12 personnes \?")
    await phone.page.fill("#heads", "10")
    await phone.page.click("text='C’est bien cela'")
    await text_comes(phone, "10 entrées pour 10 personnes comptées")
    assert not await phone.page.is_visible("#heads")
    assert await faults_at_both(phone, path, ".note summary") == []


def all_vote(live: Live, manager: Person, room: Any, ballot: Any, guests: list[Person]) -> None:
    """All choose the first idea, and the vote is closed."""
    state = do(live, guests[0].ask("GET", f"/v1/rooms/{room['id']}/state", 200))
    idea = state["mission"]["open_ballot"]["options"][0]["proposal_id"]
    for guest in guests:
        do(live, vote(guest, ballot, [idea]))
    do(live, manager.ask("PUT", f"/v1/missions/{ballot['id']}/closing", 200))


async def test_the_team_confirms_how_many_people_the_entries_are_before_the_result(live: Live, phone: Phone) -> None:
    manager = live.sign_in()
    room, ballot, _ = await room_that_votes(live, manager)
    guests = do(live, all_come(live, room, 10))
    await phone.sign_in(manager.email)
    await count_heads(phone, room)
    do(live, rooms.show(manager, room, phase="vote", mission_id=ballot["id"]))
    await phone.open(f"/manage/{room['community_id']}/missions/{ballot['id']}")
    assert "membre" not in await text_comes(phone, "10 entrées dans la salle, pour 10 personnes comptées")
    all_vote(live, manager, room, ballot, guests)
    await phone.open(f"/missions/{ballot['id']}/results")
    assert "10 personnes ont voté." in await text_comes(phone, "10 entrées pour 10 personnes dans la salle")


async def test_without_a_count_of_heads_the_result_says_so(live: Live, phone: Phone) -> None:
    manager = live.sign_in()
    room, ballot, _ = await room_that_votes(live, manager)
    guests = do(live, all_come(live, room, 10))
    do(live, rooms.show(manager, room, phase="vote", mission_id=ballot["id"]))
    all_vote(live, manager, room, ballot, guests)
    await phone.sign_in(manager.email)
    await phone.open(f"/missions/{ballot['id']}/results")
    words = await text_comes(phone, "10 entrées dans la salle, que l’équipe n’a pas comptées")
    assert "Trop peu de réponses" in words
    assert "ont voté" not in words


async def test_a_vote_of_a_room_asks_nobody_who_is_at_home(live: Live, phone: Phone) -> None:
    """A member at home is not told of it, and does not find it."""
    manager, home = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, home))
    mission = do(live, shown_ideas(manager, home, community_id, 1))
    room, ballot = do(live, call_in_room(manager, community_id, mission, limit=1))
    do(live, all_come(live, room, 3))
    await phone.sign_in(home.email)
    do(live, rooms.show(manager, room, phase="vote", mission_id=ballot["id"]))
    open_ballot = do(live, manager.ask("GET", f"/v1/missions/{ballot['id']}", 200))["open_ballot"]
    assert (open_ballot["electorate"], open_ballot["in_room"], open_ballot["members"]) == (3, 3, 0)
    for ending in (None, "closing"):
        if ending:
            do(live, manager.ask("PUT", f"/v1/missions/{ballot['id']}/{ending}", 200))
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.everything_sent()
        for path, ready in (("/missions", "Tes idées"), ("/notifications", "Notifications"), ("/", "journal")):
            await phone.open(path)
            assert "Que fait-on" not in await text_comes(phone, ready)
    await phone.open(f"/missions/{ballot['id']}/vote")
    await text_comes(phone, "Cette page n’existe pas")


async def test_the_screens_of_rooms_are_for_all(live: Live, phone: Phone) -> None:
    manager = live.sign_in()
    community_id, room, _ = do(live, team_room(live, manager))
    do(live, rooms.show(manager, room, phase="ask", mission_id=room["missions"][0], seconds=480))
    await phone.sign_in(manager.email)
    for path, ready in (
        (f"/manage/{community_id}/rooms", ".one-column summary"),
        (f"/manage/{community_id}/rooms/{room['id']}", ".clock"),
    ):
        assert await faults_at_both(phone, path, ready) == []
