"""Answering, giving a link and cutting it, with and without network."""

from typing import Any

import httpx
import pytest
from playwright.async_api import FilePayload

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, picture, somebody
from tests.support import stories
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, answer, write
from tests.support.people import Person

pytestmark = pytest.mark.slow


async def ask(manager: Person, member: Person, **fields: Any) -> Any:
    community_id = await gather(manager.runtime, manager, member)
    mission = await write(manager, community_id, title="Le geste de la semaine", **fields)
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
    assert await phone.page.inner_text(".lead") == "Pour la mission «\u00a0Le geste de la semaine\u00a0»"
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Le joint tient.")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept")
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    board = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}/board", 200))
    assert {line["state"] for line in board["items"]} == {"submitted"}


PHOTO_WANTED = {"expected": {"min_media": 1, "kinds": ["photo"]}}


async def states_of(phone: Phone, live: Live, manager: Person, mission: Any) -> list[str]:
    """List the states of the answers, once all that waits on the phone is sent."""
    await phone.everything_sent()
    board = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}/board", 200))
    return [line["state"] for line in board["items"]]


async def say_in_words(phone: Phone) -> None:
    await phone.page.click("a.button:text-is('Répondre')", timeout=WAIT)
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Le joint tient.")


async def add_photo(phone: Phone, where: str) -> None:
    image: FilePayload = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    await phone.page.set_input_files(f"{where} input[type=file]", image)


async def test_an_answer_has_what_the_mission_wants(phone: Phone, live: Live) -> None:
    """Words alone are kept, and are no answer until there is the photo; who will see it is said before."""
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member, responses_visible_to="community", **PHOTO_WANTED))
    await phone.sign_in(member.email)
    assert await faults(phone, f"/missions/{mission['id']}") == []
    await phone.page.wait_for_selector("text=Il faut au moins une photo.", timeout=WAIT)
    assert await phone.page.get_by_text("Tous les membres de").count() == 1
    await say_in_words(phone)
    assert await phone.page.get_by_text("Tous les membres de").count() == 1
    await phone.page.click("form .button")
    refusal = await phone.page.inner_text(".kept [role=alert]", timeout=WAIT)
    assert "pas encore une réponse. Il faut au moins une photo." in refusal
    assert await states_of(phone, live, manager, mission) == ["seen"]
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.click("summary >> nth=0", timeout=WAIT)
    await phone.page.click(".candidate:has-text('Le joint tient')", timeout=WAIT)
    await add_photo(phone, "details")
    await phone.page.wait_for_selector("text=Ta réponse est gardée", timeout=WAIT)
    assert await states_of(phone, live, manager, mission) == ["submitted"]


async def test_an_answer_is_taken_back(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.open(f"/missions/{mission['id']}")
    await say_in_words(phone)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept >> text=Ta réponse est gardée", timeout=WAIT)
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.click("text=Reprendre ma réponse", timeout=WAIT)
    await phone.page.click(".toast .link", timeout=WAIT)
    await phone.page.wait_for_selector("text=Reprendre ma réponse", timeout=WAIT)
    assert await states_of(phone, live, manager, mission) == ["submitted"]
    await phone.page.click("text=Reprendre ma réponse", timeout=WAIT)
    await phone.page.wait_for_selector("a.button:text-is('Répondre')", timeout=WAIT)
    assert await states_of(phone, live, manager, mission) == ["reclaimed"]


async def test_a_mission_that_was_seen_is_declined_without_a_reason(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.wait_for_selector("summary >> text='Pas cette fois'", timeout=WAIT)
    assert await states_of(phone, live, manager, mission) == ["seen"]
    await phone.page.click("summary >> text='Pas cette fois'")
    await phone.page.click("details .button")
    await phone.page.wait_for_url("**/missions")
    assert await states_of(phone, live, manager, mission) == ["declined"]


async def test_a_refused_answer_is_to_be_looked_at_again(phone: Phone, live: Live) -> None:
    """What the server did not take is never shown as answered."""
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.wait_for_selector("text=L’équipe de", timeout=WAIT)
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await say_in_words(phone)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept >> text=Ta réponse est gardée")
    do(live, manager.ask("PATCH", f"/v1/missions/{mission['id']}", 200, json=PHOTO_WANTED, headers={"If-Match": "*"}))
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    await phone.open("/missions")
    await phone.page.wait_for_selector(".card .refused", timeout=WAIT)
    assert await phone.page.get_by_text("Répondu").count() == 0
    assert await faults(phone, f"/missions/{mission['id']}") == []
    assert "À revoir" in await phone.page.inner_text("[role=alert] >> nth=0", timeout=WAIT)
    await add_photo(phone, ".acts")
    await phone.page.wait_for_selector("[role=alert]", state="detached", timeout=WAIT)
    assert await states_of(phone, live, manager, mission) == ["submitted"]


async def test_an_accepted_answer_says_so(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    mission = do(live, ask(manager, member))
    await phone.sign_in(member.email)
    await phone.open("/missions")
    await phone.page.wait_for_selector(".card", timeout=WAIT)
    response = do(live, answer(member, mission))
    do(live, manager.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json={"decision": "accept"}))
    await phone.open("/missions")
    await phone.page.wait_for_selector(".card .signs:has-text('acceptée')", timeout=WAIT)
    await phone.page.click(".card a")
    await phone.page.wait_for_selector("text=Ta réponse a été acceptée.", timeout=WAIT)


async def test_what_is_typed_outlives_its_screen(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.open("/capture")
    await phone.page.click(".ways > button.way:last-child", timeout=WAIT)
    await phone.page.fill("#text", "Le joint tient.")
    await phone.page.click(".bar a >> nth=0")
    await phone.page.wait_for_selector("#text", state="detached")
    await phone.open("/capture")
    await phone.page.wait_for_selector("#text", timeout=WAIT)
    assert await phone.page.input_value("#text") == "Le joint tient."
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept", timeout=WAIT)
    await phone.open("/capture")
    await phone.page.wait_for_selector(".ways", timeout=WAIT)
    assert await phone.page.locator("#text").count() == 0


async def test_a_recording_outlives_its_screen(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.open("/capture")
    await phone.page.click(".ways > button.way:first-child", timeout=WAIT)
    await phone.page.wait_for_selector(".way.on time:has-text('0:01')", timeout=WAIT)
    await phone.page.click(".bar a >> nth=0")
    await phone.page.wait_for_selector(".toast:has-text('est gardé')", timeout=WAIT)
    (moment,) = await phone.experiences()
    assert len(moment["local"]["media"]) == 1


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
        assert "ouvert" not in await phone.page.inner_text(".access .when", timeout=WAIT)
        await phone.page.click(".access .link", timeout=WAIT)
        assert "encore ouvert" in await phone.page.inner_text("[role=alert]", timeout=WAIT)
        assert (await reader.get(url)).status_code == 200
        await phone.context.set_offline(False)
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.page.wait_for_selector("[role=alert]", state="detached", timeout=WAIT)
        assert (await reader.get(url)).status_code == 404
