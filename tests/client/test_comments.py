"""A word that hurts is taken away by whom it is about, its writer is heard no more, and it is reported."""

import pytest

from tests.api.test_comments import MAY, listed
from tests.api.test_comments import say as comment_on
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.support.grants import open_to, told
from tests.support.live import Live
from tests.support.people import Person

pytestmark = pytest.mark.slow


async def open_story(phone: Phone, live: Live) -> tuple[Person, Person, dict[str, str]]:
    """Sign in whose story it is, on which somebody else said three things."""
    person, bully = live.sign_in(), live.sign_in()
    target = {"type": "story", "id": do(live, told(person))["id"]}
    do(live, open_to(person, bully, target, rights=MAY))
    for text in ("Nul.", "Trop nul.", "Très bien."):
        do(live, comment_on(bully, target, text=text))
    await phone.sign_in(person.email)
    await phone.open(f"/stories/{target['id']}")
    await phone.page.wait_for_selector(".heard >> text=Très bien.", timeout=WAIT)
    return person, bully, target


async def press(phone: Phone, comment: str, label: str) -> None:
    line = f".heard li:has-text('{comment}')"
    await phone.page.click(f"{line} summary", timeout=WAIT)
    await phone.page.click(f"{line} >> text={label}")


async def test_a_word_that_hurts_is_reported(phone: Phone, live: Live) -> None:
    person, _, target = await open_story(phone, live)
    await press(phone, "Trop nul", "Signaler ce mot")
    await phone.page.check("text=Harcèlement", timeout=WAIT)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".toast >> text=signalé", timeout=WAIT)
    [flag] = do(live, person.ask("GET", "/v1/flags", 200))["items"]
    assert (flag["target"]["type"], flag["reason"]) == ("comment", "harassment")
    await phone.page.click(".heard li summary >> nth=0", timeout=WAIT)
    assert await faults(phone, f"/stories/{target['id']}") == []


async def test_a_word_that_hurts_goes_and_its_writer_with_it(phone: Phone, live: Live) -> None:
    person, bully, target = await open_story(phone, live)
    await phone.context.set_offline(True)
    await press(phone, "Très bien", "Retirer ce mot")
    await phone.page.wait_for_selector(".toast >> text=retiré", timeout=WAIT)
    assert await phone.page.locator(".heard li").count() == 2
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    assert {item["text"] for item in do(live, listed(person))} == {"Nul.", "Trop nul."}
    await press(phone, "Trop nul", "Ne plus rien recevoir")
    await phone.page.wait_for_selector(".toast >> text=ne peut plus t’écrire", timeout=WAIT)
    do(live, comment_on(bully, target, 403))
    assert await phone.page.locator(".heard li").count() == 1
