"""The three stories that the product exists for, on phones and laptops, without network in between."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import BrowserContext, FilePayload, Playwright, async_playwright

from app.models.communities import CommunityKind
from tests.client.conftest import MICROPHONE, NewPhone
from tests.client.desks import prove, text_comes, widen
from tests.client.phones import WAIT, Phone, do, picture
from tests.client.test_journals import reconnect
from tests.client.test_killed import kill
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, write
from tests.support.people import Person, capture
from tests.support.stories import begin, publish
from tests.support.stories import text as a_text
from tests.support.talents import claim
from tests.web.test_browser import CHROMIUM, FLAGS

pytestmark = pytest.mark.slow
PARIS = ZoneInfo("Europe/Paris")


async def turned_on(playwright: Playwright, folder: Path, live: Live, day: datetime | None = None) -> Phone:
    """A phone in France that keeps its memory when its battery dies, on a day. None: today, as its server has it."""
    context: BrowserContext = await playwright.chromium.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        args=[*FLAGS, *MICROPHONE],
        viewport={"width": 390, "height": 844},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        permissions=["microphone"],
    )
    if day:
        await context.clock.set_fixed_time(day)
    return await Phone.of(context, live)


async def ask_for_a_photo(manager: Person, *members: Person, **fields: Any) -> Any:
    community_id = await gather(manager.runtime, manager, *members, kind=CommunityKind.TRADE, name="Les maçons")
    mission = await write(manager, community_id, title="Le geste de la semaine", **fields)
    return await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)


def last_tuesday(live: Live) -> datetime:
    """14:10 in France, of a Tuesday that is over."""
    now: datetime = live.app.state.runtime.clock()
    today = now.astimezone(PARIS)
    day = today - timedelta(days=(today.weekday() - 1) % 7 or 7)
    return day.replace(hour=14, minute=10, second=0, microsecond=0)


async def record(phone: Phone) -> None:
    await phone.page.click(".way", timeout=WAIT)
    await phone.page.wait_for_selector(".way.on", timeout=WAIT)
    await phone.page.wait_for_timeout(1200)
    await phone.page.click(".way.on")
    await phone.page.wait_for_selector(".kept", timeout=WAIT)


async def test_ines_has_no_signal_in_the_workshop(live: Live, tmp_path: Path) -> None:  # noqa: PLR0915  a story
    """A voice note and two photos on Tuesday, a dead battery, the bus on Thursday: one moment, dated Tuesday."""
    manager, ines = live.sign_in(), live.sign_in()
    tuesday = last_tuesday(live)
    mission = do(live, ask_for_a_photo(manager, ines))
    async with async_playwright() as playwright:
        phone = await turned_on(playwright, tmp_path, live)
        await phone.sign_in(ines.email)
        await phone.open("/missions")
        await phone.page.wait_for_selector("text=Le geste de la semaine", timeout=WAIT)
        await phone.context.close()  # a browser writes its cookies down when it is closed, or after half a minute

        phone = await turned_on(playwright, tmp_path, live, tuesday)
        await phone.context.set_offline(True)
        await phone.open(f"/capture?mission={mission['id']}")
        await record(phone)
        await phone.page.click(".kept a.button", timeout=WAIT)
        moment_id = phone.page.url.split("/moments/")[1].split("/")[0]
        await phone.open(f"/moments/{moment_id}")
        for number in range(2):
            photo: FilePayload = {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": picture()}
            await phone.page.set_input_files(".acts input[type=file]", photo, timeout=WAIT)
            await phone.page.wait_for_selector(f".media img >> nth={number}", timeout=WAIT)
        kill(tmp_path)

        phone = await turned_on(playwright, tmp_path, live)
        await phone.open("/")
        await phone.page.wait_for_selector(".card", timeout=WAIT)
        await phone.everything_sent()
        await phone.context.close()
    [moment] = do(live, ines.ask("GET", "/v1/experiences", 200))["items"]
    hour = datetime.fromisoformat(moment["lived_at"]).astimezone(UTC)
    assert (moment["id"], hour) == (moment_id, tuesday.astimezone(UTC))
    assert moment["utc_offset"] == tuesday.utcoffset() / timedelta(minutes=1)  # type: ignore[operator]
    assert sorted(medium["kind"] for medium in moment["media"]) == ["audio", "photo", "photo"]
    board = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}/tally", 200))
    assert (board["answered"], board["waiting"]) == (1, 0)
    assert do(live, ines.ask("GET", "/v1/missions?state=to_do", 200))["items"] == []  # nothing reminds her of it


async def lives_a_year(ines: Person) -> None:
    await ines.ask("PATCH", "/v1/me", 200, json={"display_name": "Inès"})
    for title in ("Mon stage", "Chez moi"):
        await publish(ines, await begin(ines, a_text(), title=title))
    moment = await capture(ines, {"lived_at": "2026-03-03T14:10:00+01:00", "title": "Le mur"})
    await claim(ines, "COM.1")
    assert moment["id"]


async def test_rose_sees_what_ines_agrees_to(new_phone: NewPhone, live: Live) -> None:  # noqa: PLR0915  a story
    """Inès shows her code; Rose asks for more than she is given; each thing that Rose reads, Inès sees."""
    ines, rose = live.sign_in(), live.sign_in()
    do(live, lives_a_year(ines))
    do(live, rose.ask("PATCH", "/v1/me", 200, json={"display_name": "Rose"}))
    phone, laptop = await new_phone(), await new_phone()
    await phone.sign_in(ines.email)
    await phone.open("/code")
    code = await phone.page.inner_text(".spoken", timeout=WAIT)
    await widen(laptop)
    await laptop.sign_in(rose.email)
    await laptop.open("/guide")
    await prove(laptop)
    await laptop.page.fill("#code", code, timeout=WAIT)
    await laptop.page.click("text='Demander'")
    await text_comes(laptop, "En attente de réponse")

    await phone.page.click(".tinted a", timeout=WAIT)  # the phone says that somebody asks
    await phone.page.uncheck("label:has-text('Chez moi') input", timeout=WAIT)
    await phone.page.click("text='Trois mois'")
    await phone.page.wait_for_selector(".sentence:has-text('Mon stage'):not(:has-text('Chez moi'))", timeout=WAIT)
    await phone.page.click(".share .button:enabled:has-text('Accepter')", timeout=WAIT)
    await phone.page.wait_for_selector(".access:has-text('Rose')", timeout=WAIT)

    await laptop.open("/guide")
    await laptop.page.click("a.row", timeout=WAIT)
    await laptop.page.click("button.row:has-text('Mon stage')", timeout=WAIT)
    shown = await text_comes(laptop, "Inès voit que tu as lu")
    assert "Chez moi" not in shown
    await laptop.page.fill("#comment", "Tu y parles de patience.")
    await laptop.page.click("text='Dire'")
    await laptop.page.wait_for_selector(".comments >> text=Tu y parles de patience.", timeout=WAIT)

    await phone.open("/notifications")
    await text_comes(phone, "Rose a commenté")
    events = do(live, ines.ask("GET", "/v1/me/accesses", 200))["items"]
    assert {(event["reader"]["display_name"], event["target"]["title"]) for event in events} == {("Rose", "Mon stage")}
    await phone.open("/shares")
    await phone.page.wait_for_selector(".access:has-text('Rose')", timeout=WAIT)
    while await phone.page.locator(".access:has-text('Rose') >> text=Couper").count():
        await phone.page.locator(".access:has-text('Rose') >> text=Couper").first.click()
        await phone.everything_sent()
    await laptop.open("/guide")
    await text_comes(laptop, "Personne ne te montre rien")


async def test_a_committee_sends_a_mission_to_one_trade(new_phone: NewPhone, live: Live) -> None:  # noqa: PLR0915  a story
    """A manager writes it on a laptop; an apprentice answers with a photo in the bus; the board shows who is stuck."""
    manager, ines, moussa = (live.sign_in() for _ in range(3))
    for person, name in ((ines, "Inès"), (moussa, "Moussa")):
        do(live, person.ask("PATCH", "/v1/me", 200, json={"display_name": name}))
    community_id: UUID = do(
        live, gather(manager.runtime, manager, ines, moussa, kind=CommunityKind.NETWORK, name="Comité du Cher")
    )
    laptop, phone = await new_phone(), await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}/missions/new")
    await laptop.page.fill("#title", "Ton poste de travail", timeout=WAIT)
    await laptop.page.click("text=/^(Ouvrir|Envoyer) maintenant/")
    await text_comes(laptop, "Ton poste de travail")
    await phone.sign_in(ines.email)
    await phone.open("/missions")
    await phone.page.click("text=Ton poste de travail", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.click("a.button")
    photo: FilePayload = {"name": "poste.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    await phone.page.set_input_files("input[type=file]", photo)
    await phone.page.wait_for_selector(".kept", timeout=WAIT)
    await reconnect(phone)
    await phone.everything_sent()
    [mission] = do(live, manager.ask("GET", f"/v1/missions?community_id={community_id}", 200))["items"]
    await laptop.open(f"/manage/{community_id}/missions/{mission['id']}")
    said = await text_comes(laptop, "Moussa")
    assert re.search(r"Inès\t[^\t]+\tà lire", said), said
    assert "Moussa\t–\tpas vue" in said
    reminded = do(live, moussa.ask("GET", "/v1/missions?state=to_do", 200))["items"]
    assert [item["title"] for item in reminded] == ["Ton poste de travail"]
    assert do(live, ines.ask("GET", "/v1/missions?state=to_do", 200))["items"] == []
