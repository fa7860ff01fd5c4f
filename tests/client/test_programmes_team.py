"""Programmes and rooms: prepared, started and ended by those who lead; read by those who take part."""

from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.support import programmes
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import SURVEY, write
from tests.support.people import Person

pytestmark = pytest.mark.slow


async def prepared(manager: Person, community_id: UUID) -> tuple[Any, Any]:
    """A programme with one step."""
    programme = await programmes.write(manager, community_id, visibility="community")
    step = await write(manager, community_id, programme_id=programme["id"], position=1, **SURVEY)
    return programme, step


async def test_a_programme_is_read_again_started_and_ended(new_phone: NewPhone, live: Live) -> None:
    """A step that is rewritten keeps its place; a member reads the programme; its end is asked twice."""
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    programme, step = do(live, prepared(manager, community_id))
    laptop, phone = await new_phone(), await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    page = laptop.page
    await laptop.open(f"/manage/{community_id}/programmes")
    await page.click("text='Hack ton orientation'", timeout=WAIT)
    await page.click("text='Relire et changer'", timeout=WAIT)
    await page.fill("#title", "Comment ça se passe ?")
    await page.click("text='Garder comme brouillon'")
    await text_comes(laptop, "Comment ça se passe ?")
    read = do(live, manager.ask("GET", f"/v1/missions/{step['id']}", 200))
    assert (read["title"], read["programme_id"]) == ("Comment ça se passe ?", programme["id"])
    for _ in range(2):
        await page.click("button >> text='Lancer le programme'", timeout=WAIT)
    await text_comes(laptop, "Cette étape peut s’ouvrir.")

    await phone.sign_in(member.email)
    await phone.open(f"/communities/{community_id}")
    await phone.page.click("text='Hack ton orientation'", timeout=WAIT)
    await text_comes(phone, "Rien pour toi pour l’instant.")
    for _ in range(2):
        await page.click("button >> text='Terminer le programme'", timeout=WAIT)
    await text_comes(laptop, "Terminé")
    assert do(live, programmes.read(member, programme))["state"] == "closed"


async def test_a_room_is_prepared_opened_and_locked(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    do(live, write(manager, community_id, **SURVEY))
    await widen(phone)
    await phone.sign_in(manager.email)
    page = phone.page
    await phone.open(f"/manage/{community_id}/rooms")
    await page.select_option("#add", label=str(SURVEY["title"]), timeout=WAIT)
    await page.click("text='À partir de 15 ans'")
    await page.fill("#capacity", "90")
    await page.click("text='Préparer la salle'")
    await page.click("text='Ouvrir la salle'", timeout=WAIT)
    await page.click("text='Fermer la porte'", timeout=WAIT)
    await text_comes(phone, "Rouvrir la porte")
    [room] = do(live, manager.ask("GET", f"/v1/communities/{community_id}/rooms", 200))["items"]
    assert (room["state"], room["door"], len(room["missions"])) == ("open", "locked", 1)
    assert (room["capacity"], room["minors"], room["code"] in await page.inner_text("main")) == (90, "over_15", True)


async def test_screens_of_programmes_and_rooms_have_no_fault(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id, empty = (do(live, gather(manager.runtime, manager)) for _ in range(2))
    programme, _ = do(live, prepared(manager, community_id))
    await phone.sign_in(manager.email)
    for path, ready in (
        (f"/manage/{community_id}/programmes", ".lines"),
        (f"/manage/{empty}/programmes", "text=/Aucun programme/"),
        (f"/manage/{community_id}/programmes/{programme['id']}", ".steps"),
        (f"/manage/{empty}/rooms", "#capacity"),
    ):
        assert await faults_at_both(phone, path, ready) == []
    assert await faults(phone, f"/programmes/{programme['id']}") == []
