"""Who is in a community, who is invited, and new missions, from a laptop."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page

from app.models.communities import CommunityKind
from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, prove, text_comes, widen
from tests.client.phones import WAIT, Phone, do, picture
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.mails import received
from tests.support.people import NOW, Person

pytestmark = pytest.mark.slow


async def name(person: Person, text: str) -> None:
    await person.ask("PATCH", "/v1/me", 200, json={"display_name": text})


async def membership(manager: Person, community_id: UUID, member: Person) -> Any:
    return await manager.ask("GET", f"/v1/communities/{community_id}/memberships/{member.id}", 200)


async def missions(manager: Person, community_id: UUID) -> list[Any]:
    return list((await manager.ask("GET", f"/v1/missions?community_id={community_id}", 200))["items"])


async def test_a_member_is_tagged_given_a_role_and_sent_away(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    do(live, name(member, "Nora"))
    community_id = do(live, gather(manager.runtime, manager, member))
    await widen(phone)
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/people")
    page = phone.page
    await page.click(".row >> text=Nora", timeout=WAIT)
    await page.fill("#tags", "2e année, atelier B")
    await page.click("text='Garder les étiquettes'")
    await text_comes(phone, "2e année · atelier B")
    await page.click(".desk-content .chips >> text='Animateur'")
    await text_comes(phone, "Animateur · 2e année")
    row = do(live, membership(manager, community_id, member))
    assert (row["role"], row["tags"]) == ("facilitator", ["2e année", "atelier B"])
    await page.click("text='Retirer de la communauté'")
    await page.click(".versions .button:not(.plain)")
    await text_comes(phone, r"\n1 personne\n")
    assert do(live, membership(manager, community_id, member))["state"] == "removed"


async def test_a_pupil_who_reads_no_mail_is_shown_a_way_in(phone: Phone, live: Live) -> None:
    """In a school that is known, with a second factor; the pupil is told of it."""
    manager, pupil = live.sign_in(), live.sign_in()
    do(live, name(pupil, "Nora"))
    known: dict[str, Any] = {"kind": CommunityKind.SCHOOL, "verified_at": NOW}
    community_id = do(live, gather(manager.runtime, manager, pupil, **known))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/people?open={pupil.id}")
    await phone.page.click("text='Montrer un code de connexion'", timeout=WAIT)
    await prove(phone)
    image = phone.page.locator("dialog.full img")
    assert await image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert "Pour le téléphone de Nora" in await phone.page.inner_text("dialog.full")
    events = do(live, pupil.ask("GET", "/v1/me/security-events", 200))["items"]
    assert "pass" in str(events[0]["kind"])


async def comes_to(live: Live, address: str) -> None:
    for _ in range(100):
        if received(live.app.state.runtime, address):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"no mail came to {address}")


async def test_people_are_invited_on_a_wall_and_by_mail(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    await widen(phone)
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/people?open=invite")
    page = phone.page
    await page.click("text='Faire une invitation'", timeout=WAIT)
    await page.click("text='Projeter le QR'", timeout=WAIT)
    image = page.locator("dialog.full img")
    assert await image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    box = await page.locator("dialog.full").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (1280, 844)
    [invitation] = do(live, manager.ask("GET", f"/v1/communities/{community_id}/invitations", 200))["items"]
    assert invitation["code"] in await page.inner_text("dialog.full")
    await page.keyboard.press("Escape")
    await page.click("text='Inviter par mail'")
    first, second = f"a-{community_id}@example.org", f"b-{community_id}@example.org"
    await page.fill("textarea", f"Nom;Adresse\nNora;{first}\nLuc;{second}\nLuc;{second}\n")
    await text_comes(phone, "2 adresses : ")
    await page.click("text='Envoyer 2 mails'")
    await page.wait_for_selector("text=2 mails envoyés", timeout=WAIT)
    await comes_to(live, first)
    await comes_to(live, second)


async def write_with_a_picture(laptop: Phone, path: str) -> None:
    """It is there again when the screen is opened anew."""
    page = laptop.page
    await laptop.open(path)
    await page.fill("#title", "Un geste de la semaine", timeout=WAIT)
    await page.set_input_files("input[type=file]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    await page.wait_for_selector(".phone-frame img", timeout=WAIT)
    await page.wait_for_timeout(300)
    await laptop.open(path)
    await page.wait_for_selector(".phone-frame >> text='Un geste de la semaine'", timeout=WAIT)


async def open_after_a_doubt(page: Page) -> None:
    """Its date is past: the server asks back, the form says why, and nothing is lost."""
    await page.fill("#due", "2024-01-01T10:00")
    await page.click("text='Ouvrir maintenant'")
    await page.wait_for_selector("text=Sa date est déjà passée", timeout=WAIT)
    await page.click("text='Revenir'")
    await page.fill("#due", "")
    await page.click("text='Ouvrir maintenant'")
    await page.wait_for_selector("h1 >> text='Un geste de la semaine'", timeout=WAIT)


async def test_a_mission_is_written_kept_and_opened(new_phone: NewPhone, live: Live) -> None:
    """What is written survives a reload; the cap is said before; the server's doubts are asked about in place."""
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member, weekly_notification_cap=1))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    page = laptop.page
    await write_with_a_picture(laptop, f"/manage/{community_id}/missions/new")
    await text_comes(laptop, "1 personne la recevra")
    await text_comes(laptop, "0 mission dans les sept jours")
    await open_after_a_doubt(page)
    [mission] = do(live, missions(manager, community_id))
    assert (mission["state"], len(mission["media"])) == ("open", 1)
    await laptop.open(f"/manage/{community_id}/missions/new")
    assert await page.input_value("#title", timeout=WAIT) == ""
    await text_comes(laptop, "La semaine est pleine")
    phone = await new_phone()
    await phone.sign_in(member.email)
    await phone.open(f"/missions/{mission['id']}")
    await text_comes(phone, "Un geste de la semaine")


async def test_a_mission_that_comes_each_week_is_a_sentence(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/missions/new")
    await phone.page.fill("#title", "Le geste du lundi", timeout=WAIT)
    await phone.page.fill("#opens", "2030-01-07T08:00")  # a Monday
    await phone.page.select_option("#repeat", label="chaque lundi")
    await phone.page.click("text='Ouvrir à cette date'")
    said = await text_comes(phone, "À venir")
    assert "chaque lundi" in said
    [mission] = do(live, missions(manager, community_id))
    assert (mission["state"], mission["recurrence"]) == ("scheduled", "FREQ=WEEKLY;BYDAY=MO")


async def test_screens_of_people_and_missions_have_no_fault(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    do(live, manager.ask("POST", f"/v1/communities/{community_id}/invitations", 201, json={}))
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}"
    for screen, ready in (
        ("/people", "button.row"),
        (f"/people?open={member.id}", "#tags"),
        ("/people?open=invite", ".card"),
        ("/missions/new", "#title"),
        ("/tree", "text=trop peu de personnes"),
    ):
        assert await faults_at_both(phone, path + screen, ready) == []
