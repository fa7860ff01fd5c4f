"""Ideas: called for on a laptop, written on a phone, read by the team, and carried as actions of the plan."""

from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name, waits_for_sending
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, write
from tests.support.people import Person
from tests.support.proposals import choose, decide, listed, propose, read

pytestmark = pytest.mark.slow
THEMES = ["Se connaître", "L’école et l’entreprise"]


async def call(manager: Person, community_id: UUID, count: int, **form: Any) -> Any:
    fields: dict[str, Any] = {"kind": "proposal", "proposal": {"themes": THEMES, "max_per_person": 2} | form}
    mission = await write(manager, community_id, title="Tes idées", **fields)
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    await waits_for_sending(manager, mission, count)
    return mission


async def write_idea(phone: Phone, mission: Any) -> None:
    """What is written without network is there at once, can be rewritten, and leaves by itself, once."""
    page = phone.page
    await phone.open(f"/missions/{mission['id']}")
    await text_comes(phone, "L’équipe relit chaque idée")
    await phone.context.set_offline(True)
    await page.click("text='Proposer une idée'", timeout=WAIT)
    await page.wait_for_selector("#title", timeout=WAIT)
    await page.click("text='Envoyer mon idée'")
    await text_comes(phone, "Écris ton idée.")
    await page.fill("#title", "Un stage par an")
    await page.fill("#text", "Chez qui veut bien de nous.")
    await page.click(".chips >> text='Se connaître'")
    await phone.open(f"/missions/{mission['id']}/ideas/new")  # what is typed survives
    await phone.value_is("#title", "Un stage par an")
    await page.click("text='Envoyer mon idée'")
    await text_comes(phone, "attend le réseau")
    await page.click("text='Un stage par an'")
    await page.click("text='Réécrire'", timeout=WAIT)
    await page.fill("#title", "Un stage par mois")
    await page.click("text='Garder les changements'")
    await text_comes(phone, "Un stage par mois")
    await phone.context.set_offline(False)
    await text_comes(phone, "envoyée, pas encore relue")


async def read_ideas(laptop: Phone, path: str) -> None:
    """By the keyboard: shown to all; another one aside, with a reason."""
    page = laptop.page
    await laptop.open(path)
    await page.click("[data-row] >> text='Un stage par mois'", timeout=WAIT)
    await text_comes(laptop, "Proposée par Nora")
    await page.keyboard.press("a")
    await text_comes(laptop, "Montrées 1")
    await page.click("[data-row] >> text=/Appelle-moi/", timeout=WAIT)
    await page.fill("#why", "On y lit un numéro.")
    await page.click("text='Mettre de côté'")
    await text_comes(laptop, "Aucune idée ici.")
    await page.click(".chips >> text=/Montrées/")
    await page.click("[data-row] >> text='Un stage par mois'", timeout=WAIT)
    await page.click("summary >> text='En faire une action'")
    await page.select_option("#carrier", label="Nora")
    await page.fill("#due-on", "2027-03-31")
    await page.click("button >> text='En faire une action'")
    await text_comes(laptop, "Nora, pas encore d’accord")


async def carry(phone: Phone, community_id: UUID) -> None:
    page = phone.page
    await phone.open(f"/communities/{community_id}/plan")
    await page.click("text='Je m’en occupe'", timeout=WAIT)
    await page.click("summary >> text='Dire où cela en est'", timeout=WAIT)
    await page.fill("[id^=far]", "40")
    await page.fill("[id^=told]", "La salle est réservée.")
    await page.click("text='Cela avance'")
    said = await text_comes(phone, "La salle est réservée.")
    assert "Qui s’en occupe : Nora" in said
    assert "40 % fait" in said


async def test_an_idea_becomes_an_action_that_somebody_carries(new_phone: NewPhone, live: Live) -> None:
    manager, pupil, other = (live.sign_in() for _ in range(3))
    do(live, name(pupil, "Nora"))
    community_id = do(live, gather(manager.runtime, manager, pupil, other))
    mission = do(live, call(manager, community_id, 2))
    do(live, propose(other, mission, title="Appelle-moi au 06 12 34 56 78", themes=THEMES[:1]))
    phone, laptop = await new_phone(), await new_phone()
    await phone.sign_in(pupil.email)
    await write_idea(phone, mission)
    assert len(do(live, listed(pupil, mission))) == 1
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await read_ideas(laptop, f"/manage/{community_id}/missions/{mission['id']}")
    await carry(phone, community_id)
    [action] = do(live, pupil.ask("GET", f"/v1/communities/{community_id}/plan", 200))["items"]
    assert (action["state"], action["progress"], action["owner"]["accepted"]) == ("in_progress", 40, True)

    author = await new_phone()
    await author.sign_in(other.email)
    await author.open(f"/missions/{mission['id']}")
    await author.page.click("text='Appelle-moi au 06 12 34 56 78'", timeout=WAIT)
    await text_comes(author, "La raison : On y lit un numéro.")


async def test_the_second_reviewer_is_told_what_the_first_decided(new_phone: NewPhone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    mission = do(live, call(manager, do(live, gather(manager.runtime, manager, pupil)), 1))
    idea = do(live, propose(pupil, mission, title="Un forum des métiers", themes=THEMES[:1]))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{mission['community']['id']}/missions/{mission['id']}?open={idea['id']}")
    await laptop.page.wait_for_selector(".idea-acts .accept", timeout=WAIT)
    do(live, decide(manager, idea, "set_aside", reason="On y lit un numéro."))
    await laptop.page.click(".idea-acts .accept")
    await text_comes(laptop, "Quelqu’un de l’équipe a décidé juste avant toi : mise de côté")
    await text_comes(laptop, "La raison : On y lit un numéro.")
    assert do(live, read(manager, idea))["state"] == "set_aside"
    await laptop.page.click(".idea-acts .accept")
    await text_comes(laptop, "montrée à tous")
    assert do(live, read(manager, idea))["state"] == "approved"


async def test_screens_of_ideas_have_no_fault(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, call(manager, community_id, 1))
    idea = do(live, propose(member, mission, themes=THEMES))
    empty = do(live, call(manager, community_id, 1))
    chosen = do(live, propose(member, mission, title="Une visite"))
    do(live, decide(manager, chosen, "approve"))
    do(live, choose(manager, chosen))
    await phone.sign_in(manager.email)
    board = f"/manage/{community_id}/missions"
    for path, ready in (
        (f"{board}/{mission['id']}?open={idea['id']}", ".idea-acts"),
        (f"{board}/{empty['id']}", ".desk"),
        (f"/manage/{community_id}/plan", ".progress"),
    ):
        assert await faults_at_both(phone, path, ready) == []


async def test_screens_of_an_author_have_no_fault(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, call(manager, community_id, 1))
    idea = do(live, propose(member, mission, themes=THEMES))
    await phone.sign_in(member.email)
    for path in (
        f"/missions/{mission['id']}",
        f"/missions/{mission['id']}/ideas/new",
        f"/proposals/{idea['id']}",
        f"/communities/{community_id}/plan",
    ):
        assert await faults(phone, path) == []
