"""Seats of an event on a phone, and what was done in a room without an account."""

import asyncio
from typing import Any

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes
from tests.client.phones import WAIT, Phone, do
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import EVENT, SURVEY, send
from tests.support.people import Person
from tests.support.rooms import ask_in, come, open_up

pytestmark = pytest.mark.slow
ONE_SEAT = EVENT | {"event": EVENT["event"] | {"capacity": 1, "waiting_list": True}}  # type: ignore[operator]
NAMED = {"survey": SURVEY["survey"] | {"sheets": "named"}}  # type: ignore[operator]


async def answer_of(person: Person, mission: Any) -> Any:
    read = await person.ask("GET", f"/v1/missions/{mission['id']}", 200)
    return await person.ask("GET", f"/v1/responses/{read['response']['id']}", 200)


async def has_seat(person: Person, mission: Any) -> None:
    """Wait until a seat that was given back is theirs."""
    for _ in range(WAIT // 100):
        if (await answer_of(person, mission))["attendance"] == "registered":
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await answer_of(person, mission))


async def register(phone: Phone, person: Person, mission: Any) -> None:
    await phone.sign_in(person.email)
    await phone.open(f"/missions/{mission['id']}")
    await phone.page.click(".tick input", timeout=WAIT)
    await phone.page.click("text='Je viens'")
    await phone.everything_sent()


async def taken(phone: Phone, label: str, suffix: str) -> str:
    """Download it, and return what is in it."""
    async with phone.page.expect_download(timeout=WAIT) as download:
        await phone.page.click(f"text='{label}'", timeout=WAIT)
    file = await download.value
    assert file.suggested_filename.endswith(suffix)
    await text_comes(phone, f"Téléchargé : {file.suggested_filename}")
    return (await file.path()).read_text(errors="replace")


async def test_one_waits_for_a_seat_and_has_a_moment_of_it(new_phone: NewPhone, live: Live) -> None:
    manager, first, second = (live.sign_in() for _ in range(3))
    community_id = do(live, gather(manager.runtime, manager, first, second))
    mission = do(live, send(manager.runtime, manager, community_id, **ONE_SEAT))
    phone, other = await new_phone(), await new_phone()
    await register(phone, first, mission)
    await text_comes(phone, "Tu as dit que tu viens")
    await register(other, second, mission)
    await text_comes(other, "tu attends une place")
    assert await faults_at_both(other, f"/missions/{mission['id']}", ".tick") == []
    assert do(live, answer_of(second, mission))["keep_in_journal"] is True

    await phone.page.click(".tick input")
    await phone.everything_sent()
    assert do(live, answer_of(first, mission))["keep_in_journal"] is False
    await phone.page.click("text='Je ne viens plus'")
    await phone.everything_sent()
    do(live, has_seat(second, mission))
    await other.open(f"/missions/{mission['id']}")
    await text_comes(other, "Tu as dit que tu viens")
    path = f"/v1/missions/{mission['id']}/attendances/{second.id}"
    do(live, manager.ask("PUT", path, 200, json={"attendance": "present"}))
    await other.open(f"/missions/{mission['id']}")
    await text_comes(other, "Tu y étais")
    await other.page.click("text='Un moment t’attend dans ton journal.'")
    await text_comes(other, "Journée des métiers")


async def test_files_of_an_event_are_taken_along(new_phone: NewPhone, live: Live) -> None:
    """A calendar before it, a certificate after it, a roster for the team; without network it says so."""
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    mission = do(live, send(manager.runtime, manager, community_id, **EVENT))
    phone, laptop = await new_phone(), await new_phone()
    await register(phone, pupil, mission)
    await phone.context.set_offline(True)
    await phone.page.click("text='Mettre dans mon agenda'", timeout=WAIT)
    await text_comes(phone, "Il faut du réseau")
    await phone.context.set_offline(False)
    assert "BEGIN:VEVENT" in await taken(phone, "Mettre dans mon agenda", ".ics")
    path = f"/v1/missions/{mission['id']}/attendances/{pupil.id}"
    do(live, manager.ask("PUT", path, 200, json={"attendance": "present"}))
    await phone.open(f"/missions/{mission['id']}")
    assert (await taken(phone, "Mon attestation (PDF)", ".pdf")).startswith("%PDF")
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}/missions/{mission['id']}")
    assert '"là"' in await taken(laptop, "Tableau simple (CSV)", ".csv")


async def test_what_a_guest_did_is_taken_from_moi(phone: Phone, live: Live) -> None:
    manager, person = live.sign_in(), live.sign_in()
    room = do(live, open_up(manager, do(live, gather(manager.runtime, manager, name="Lycée Jean-Moulin"))))
    guest = do(live, come(live.app, room))
    survey = do(live, ask_in(manager.runtime, manager, room, **NAMED))
    body = {"answers": [{"code": "clarte", "number": 4}]}
    do(live, guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=body))
    await phone.sign_in(person.email)
    await phone.open("/me")
    await phone.page.click("text='J’ai un code de salle'", timeout=WAIT)
    await phone.page.fill("#claim", "aaaaa-aaaaa")
    await phone.page.click("text='Prendre ce que j’ai fait'")
    await phone.page.wait_for_selector("[role=alert]", timeout=WAIT)
    await phone.page.fill("#claim", f" {guest.email.upper()} ")
    await phone.page.click("text='Prendre ce que j’ai fait'")
    await text_comes(phone, "Lycée Jean-Moulin")
    assert do(live, answer_of(person, survey))["answers"][0]["number"] == 4
    await phone.page.click("text='Voir mes missions'")
    await text_comes(phone, survey["title"])
