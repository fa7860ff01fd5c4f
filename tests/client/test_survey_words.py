"""A survey that asks for skills is written once and read in two languages; a picture says what it shows."""

from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.phones import WAIT, Phone, do, picture
from tests.client.test_programmes_writing import QUESTION, sent_in
from tests.support.communities import gather
from tests.support.live import Live

pytestmark = pytest.mark.slow


async def write_survey(laptop: Phone, community_id: UUID) -> None:
    page = laptop.page
    await laptop.open(f"/manage/{community_id}/missions/new")
    await page.click(".chips >> text='Une enquête'", timeout=WAIT)
    await page.fill("#title", "Ce que tu sais faire")
    await page.fill(QUESTION.format(1, ".field input"), "Que sais-tu faire ?")
    await page.select_option(QUESTION.format(1, "select"), "skill")
    await text_comes(laptop, "deux au moins")
    for words in ("accueillir", "équipe"):
        await page.fill("[id$=-skill]", words)
        await page.click("text='Chercher'")
        await page.click("[role=status] p button >> nth=0", timeout=WAIT)
    await page.click("text='La même question en anglais'")
    await page.fill("details input", "What can you do?")
    await page.click("text='Ouvrir maintenant'")
    await text_comes(laptop, r"(1\s+l’ont reçue|l’ont reçue\s+1)")


async def test_a_survey_asks_for_skills_in_the_language_of_its_reader(new_phone: NewPhone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await write_survey(laptop, community_id)
    mission = do(live, sent_in(manager, community_id))
    [question] = mission["survey"]["questions"]
    assert (question["type"], len(question["skills"]), len(question["options"])) == ("skill", 2, 2)
    do(live, pupil.ask("PATCH", "/v1/me", 200, json={"locale": "en"}))
    phone = await new_phone()
    await phone.sign_in(pupil.email)
    await phone.open(f"/missions/{mission['id']}/survey")
    await text_comes(phone, "What can you do?")
    await phone.page.click(f"text='{question['translations']['en']['options'][1]}'")
    await phone.page.click("button[type=submit]")
    await phone.everything_sent()
    [row] = do(live, rows(manager, mission["id"]))
    assert question["options"][1] in row["answers"]


async def rows(person: Any, mission_id: str) -> Any:
    statement = "select answers::text as answers from sheets where mission_id::text = $1"
    return await person.runtime.database.reads.fetch(statement, mission_id)


async def test_a_picture_of_an_information_says_what_it_shows(new_phone: NewPhone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}")
    page = laptop.page
    await page.click("text='Écrire une information'", timeout=WAIT)
    await page.fill("#information-title", "Le forum change de salle")
    await page.fill("#information-text", "On se retrouve au gymnase.")
    file: Any = {"name": "plan.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    await page.set_input_files("details[open] input[type=file]", files=[file])
    await page.wait_for_selector("input[id^=picture-]", timeout=WAIT)
    assert await page.is_disabled("details[open] button[type=submit]")
    await page.fill("input[id^=picture-]", "Le plan du gymnase")
    await page.click("details[open] button[type=submit]")
    await page.wait_for_selector(".access .gallery img[alt='Le plan du gymnase']", state="attached", timeout=3 * WAIT)
    assert await faults_at_both(laptop, f"/manage/{community_id}") == []
