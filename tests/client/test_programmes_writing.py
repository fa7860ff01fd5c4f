"""Surveys and events: written on a laptop, answered on a phone, and who came noted by the team."""

from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name, school, waits_for_sending
from tests.support.communities import gather, membership_row
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, EVENT, SURVEY, write
from tests.support.people import Person

pytestmark = pytest.mark.slow


ON_CLOCK = """hours => {
  const date = new Date(Date.now() + hours * 3600000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}"""


async def on_clock(laptop: Phone, hours: int) -> str:
    text: str = await laptop.page.evaluate(ON_CLOCK, hours)
    return text


async def come_in(person: Person, community_id: UUID) -> None:
    async with person.runtime.database.sessions.begin() as session:
        session.add(membership_row(community_id, person.id))


async def sent_in(manager: Person, community_id: Any) -> Any:
    return (await manager.ask("GET", f"/v1/missions?community_id={community_id}", 200))["items"][0]


QUESTION = ".written li:nth-child({}) {}"


async def ask_questions(laptop: Phone) -> None:
    """Write two questions; the second is moved before the first. What lacks is said until it is there."""
    page = laptop.page
    await page.click(".chips >> text='Une enquête'", timeout=WAIT)
    await page.fill("#title", "Ton orientation, comment ça se passe ?")
    await text_comes(laptop, "Écris au moins une question.")
    await page.fill(QUESTION.format(1, ".field input"), "Qu’est-ce qui te freine ?")
    await text_comes(laptop, "attend deux choix au moins")
    await page.fill(QUESTION.format(1, "textarea"), "les transports\nl’argent\nautre chose")
    await page.click("text='Ajouter une question'")
    await page.fill(QUESTION.format(2, ".field input"), "Je sais à qui parler")
    await page.select_option(QUESTION.format(2, "select"), "scale")
    await page.click(QUESTION.format(2, ">> text='Il faut y répondre'"))
    await page.click(QUESTION.format(2, "button >> text='Monter'"))
    preview = await page.inner_text(".phone-frame")
    assert preview.index("Je sais à qui parler") < preview.index("les transports")
    await page.click("text='Tous les membres'")


async def fill_in(phone: Phone, email: str, mission_id: str) -> None:
    await phone.sign_in(email)
    await phone.open(f"/missions/{mission_id}")
    for text in ("Répondre aux questions", "5 · Tout à fait", "Question suivante", "l’argent", "Envoyer mes réponses"):
        await phone.page.click(f"text='{text}'", timeout=WAIT)
    await text_comes(phone, "Tu as répondu")
    await phone.everything_sent()


async def test_a_survey_is_written_looked_at_and_answered(new_phone: NewPhone, live: Live) -> None:
    """Codes come of the words; the board counts by itself; nobody's name is in the results."""
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}/missions/new")
    await ask_questions(laptop)
    await laptop.page.click("text='Ouvrir maintenant'")
    await text_comes(laptop, r"(1\s+l’ont reçue|l’ont reçue\s+1)")  # without a reload
    mission = do(live, sent_in(manager, community_id))
    assert [(one["code"], one["type"], one["required"]) for one in mission["survey"]["questions"]] == [
        ("je_sais_a_qui_parler", "scale", True),
        ("qu_est_ce_qui_te_freine", "one", False),
    ]
    assert (mission["survey"]["sheets"], mission["survey"]["results"]) == ("unlinked", "community")

    await fill_in(await new_phone(), pupil.email, mission["id"])
    await laptop.open(f"/manage/{community_id}/missions/{mission['id']}")
    await text_comes(laptop, "Les réponses ne portent pas de nom")
    await laptop.page.click("text='Voir les résultats'")
    await text_comes(laptop, "Trop peu de réponses")


async def plan_a_day(laptop: Phone) -> None:
    page = laptop.page
    await page.click(".chips >> text='Un évènement'", timeout=WAIT)
    await page.fill("#title", "Journée des métiers")
    await text_comes(laptop, "Dis quand cela commence")
    for field, value in {
        "#starts": await on_clock(laptop, -1),
        "#ends": await on_clock(laptop, 2),
        "#place": "Gymnase Jean-Moulin",
        "#capacity": "30",
    }.items():
        await page.fill(field, value)
    await page.click("text='Ajouter une heure'")
    await page.fill(".hour input[type=time]", "09:30")
    await page.fill(".hour .field:nth-child(2) input", "Les ateliers")
    assert "Gymnase Jean-Moulin" in await page.inner_text(".phone-frame")
    await page.click("text='Ouvrir maintenant'")
    await text_comes(laptop, "Nora")


async def note_who_came(laptop: Phone) -> None:
    """Somebody who registered, and somebody who did not."""
    page = laptop.page
    await text_comes(laptop, "1 inscrit · 0 noté là")
    await page.click("tr:has-text('Nora') >> text='Là'")
    await text_comes(laptop, "1 noté là")
    await page.select_option("#walk-in", label="Sami")
    await page.click("text='Noter là'")
    await text_comes(laptop, "2 notés là")


async def test_an_event_is_written_and_who_came_is_noted(new_phone: NewPhone, live: Live) -> None:
    """Its hours and places; who registered from a phone; somebody who did not is let in; each sees it."""
    manager, pupil, passer = (live.sign_in() for _ in range(3))
    for person, text in ((pupil, "Nora"), (passer, "Sami")):
        do(live, name(person, text))
    community_id = do(live, gather(manager.runtime, manager, pupil))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}/missions/new")
    await plan_a_day(laptop)
    mission = do(live, sent_in(manager, community_id))
    assert mission["event"]["capacity"] == 30
    assert [item["title"] for item in mission["event"]["agenda"]] == ["Les ateliers"]

    phone = await new_phone()
    await phone.sign_in(pupil.email)
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.click("text='Je viens'", timeout=WAIT)
    await phone.everything_sent()
    do(live, come_in(passer, community_id))
    await laptop.open(f"/manage/{community_id}/missions/{mission['id']}")
    await note_who_came(laptop)
    await phone.open(f"/missions/{mission['id']}")
    await text_comes(phone, "Tu y étais.")


async def test_answers_to_read_stand_first(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    community_id, _ = do(live, school(manager, pupil))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}")
    said = await text_comes(phone, "1 à lire")
    assert "Rien n’attend" not in said
    assert said.index("1 à lire") < said.index("Missions ouvertes")


async def test_screens_that_are_written_on_have_no_fault(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    missions = []
    for form in (SURVEY, EVENT):
        mission = do(live, write(manager, community_id, **form))
        do(live, manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION))
        do(live, waits_for_sending(manager, mission, 1))
        missions.append(mission["id"])
    draft = do(live, write(manager, community_id, **SURVEY))
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}/missions"
    assert await faults_at_both(phone, f"{path}/new?draft={draft['id']}", ".written") == []
    await phone.page.click(".chips >> text='Un évènement'")
    await phone.page.click("text='Ajouter une heure'")
    await phone.page.wait_for_selector(".hour", timeout=WAIT)
    await phone.page.wait_for_timeout(500)  # it is kept here, and opened again
    assert await faults_at_both(phone, f"{path}/new?draft={draft['id']}", ".hour") == []
    assert await faults_at_both(phone, f"{path}/{missions[0]}", ".board") == []
    assert await faults_at_both(phone, f"{path}/{missions[1]}", ".board") == []
